//! The root that laptops trust: whether it is there, is one pair, and stays valid.

use std::path::Path;

use rcgen::{KeyPair, PublicKeyData};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::tls;

/// Time before the end of the root at which it is told, s.
const NOTICE_S: i64 = 180 * 86_400;

/// A sentence each on certificate, key and validity.
pub fn check(folder: &Path, now: i64) -> Vec<Result<String, String>> {
    let missing = |name: &str, means: &str| {
        format!(
            "{} cannot be read: {means}. Copy it back from where the station's keys are kept; without it every laptop must be enrolled anew",
            folder.join(name).display()
        )
    };
    let Ok(der) = std::fs::read(folder.join(tls::ROOT_CERTIFICATE)) else {
        let means = "it is the root certificate that laptops know the station by";
        return vec![Err(missing(tls::ROOT_CERTIFICATE, means))];
    };
    let Ok((_, root)) = X509Certificate::from_der(&der) else {
        let means = "it is no certificate any more";
        return vec![Err(missing(tls::ROOT_CERTIFICATE, means))];
    };
    let mut said = vec![key(folder, &root).map_err(|means| missing(tls::ROOT_KEY, means))];
    said.push(validity(&root, now / 1_000));
    let fingerprint = sync::invite::fingerprint(&der);
    said.push(Ok([
        "the root certificate has the fingerprint ",
        &fingerprint,
    ]
    .concat()));
    said
}

fn key(folder: &Path, root: &X509Certificate<'_>) -> Result<String, &'static str> {
    let text = std::fs::read_to_string(folder.join(tls::ROOT_KEY))
        .map_err(|_| "it is the key with which the station makes its certificate at each start")?;
    let key = KeyPair::from_pem(&text).map_err(|_| "it is no key any more")?;
    if key.subject_public_key_info() != root.public_key().raw {
        return Err("it is the key of another station's root certificate");
    }
    Ok("the root certificate and its key are one pair".to_owned())
}

/// `now` is s since 1970.
fn validity(root: &X509Certificate<'_>, now: i64) -> Result<String, String> {
    let (from, until) = (root.validity().not_before, root.validity().not_after);
    if from.timestamp() > now {
        return Err(format!(
            "the root certificate is valid from {from} only: the clock of this machine is wrong, or the certificate is. Set the clock first"
        ));
    }
    if until.timestamp() - now < NOTICE_S {
        return Err(format!(
            "the root certificate ends on {until}. From then on no laptop trusts this station; before that day, sync every laptop, make a station with a new root beside this one and enrol the laptops there"
        ));
    }
    Ok(format!("the root certificate is valid until {until}"))
}

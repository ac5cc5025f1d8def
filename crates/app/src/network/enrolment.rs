//! Being admitted to a station: the certificate it shows is learned and proved before it is trusted.

use std::sync::Arc;

use data_encoding::{BASE64, HEXLOWER};
use reqwest::blocking::Client;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme};
use sync::courier::PublicKeys;
use sync::invite::{self, Claim, Enrol, Enrolled, Side};

use super::client::{client, provider, tls13};
use super::post;
use crate::error::AppError;

/// What a laptop asks to be admitted with.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Address of the station, `https://host:port`.
    pub url: String,
    /// One-time code.
    pub code: String,
    /// Fingerprint on the paper, if it was typed.
    pub fingerprint: Option<String>,
    /// Name of this laptop.
    pub laptop: String,
    /// Version of the program.
    pub app_version: String,
    /// Public keys of this laptop for courier files.
    pub courier: PublicKeys,
}

/// What an enrolment brought.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Who this laptop is.
    pub identity: store::Identity,
    /// The station's public keys for courier files, proved; none from a station that takes none.
    pub courier: Option<PublicKeys>,
}

/// Enrols with a code. The certificate the station shows is bound into both proofs (`sync::invite`), so it is trusted only once the
/// station has proved that it knows the code and owns that certificate.
///
/// # Errors
/// `code_refused` for a wrong, used or expired code; `station_foreign` if the fingerprint or the proof does not fit.
pub fn enrol(invitation: &Invitation) -> Result<Admitted, AppError> {
    let url = url_of(&invitation.url)?;
    let seen = Arc::new(SeenRoot::default());
    let verifier = LearnRoot {
        seen: seen.clone(),
        provider: provider(),
    };
    let config = tls13()
        .map_err(|_| AppError::new("unsafe_build"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let client = client(config)?;
    // The first exchange shows the certificate; nothing secret is in it.
    let probe = Enrol {
        nonce: String::new(),
        proof: String::new(),
        laptop: String::new(),
        app_version: String::new(),
        courier: None,
    };
    match post::<_, Enrolled>(&client, &url, "hello", None, &probe) {
        Err(error) if error.code == "station_refused" || error.code == "station_unreadable" => {}
        Err(error) => return Err(error),
        Ok(_) => return Err(AppError::new("station_foreign")),
    }
    let root = seen
        .take()
        .ok_or_else(|| AppError::new("station_foreign"))?;
    let fingerprint = invite::fingerprint(&root);
    check_typed_fingerprint(invitation.fingerprint.as_deref(), &fingerprint)?;
    let enrolled = prove(&client, &url, invitation, &fingerprint)?;
    let identity = store::Identity {
        user: enrolled.user,
        user_name: enrolled.user_name,
        role: enrolled.role,
        device: enrolled.device,
        station_url: url,
        station_ca: BASE64.encode(&root),
    };
    Ok(Admitted {
        identity,
        courier: enrolled.courier,
    })
}

fn check_typed_fingerprint(typed: Option<&str>, shown: &str) -> Result<(), AppError> {
    let plain = |text: &str| {
        text.chars()
            .filter(char::is_ascii_hexdigit)
            .map(|c| c.to_ascii_lowercase())
            .collect::<String>()
    };
    match typed.map(plain).filter(|typed| !typed.is_empty()) {
        Some(typed) if typed != shown => Err(AppError::new("station_foreign")),
        _ => Ok(()),
    }
}

fn prove(
    client: &Client,
    url: &str,
    invitation: &Invitation,
    fingerprint: &str,
) -> Result<Enrolled, AppError> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|_| AppError::new("unsafe_build"))?;
    let nonce = HEXLOWER.encode(&random);
    let key = invite::key(&invitation.code);
    let claim = Claim {
        side: Side::Laptop,
        fingerprint,
        nonce: &nonce,
        courier: Some(&invitation.courier),
    };
    let request = Enrol {
        proof: invite::proof(&key, &claim),
        nonce: nonce.clone(),
        laptop: invitation.laptop.clone(),
        app_version: invitation.app_version.clone(),
        courier: Some(invitation.courier.clone()),
    };
    let enrolled: Enrolled =
        post(client, url, "enrol", None, &request).map_err(|error| match error.code.as_str() {
            "station_refused" => AppError::new("code_refused"),
            _ => error,
        })?;
    let claim = Claim {
        side: Side::Station,
        courier: enrolled.courier.as_ref(),
        ..claim
    };
    if invite::is_proof(&key, &claim, &enrolled.proof) {
        Ok(enrolled)
    } else {
        Err(AppError::new("station_foreign"))
    }
}

/// `host`, `host:port` or a whole address; always HTTPS.
fn url_of(text: &str) -> Result<String, AppError> {
    let plain = text.trim().trim_end_matches('/');
    let host = plain.strip_prefix("https://").unwrap_or(plain);
    if host.is_empty() || host.contains("://") || host.contains([' ', '/', '@']) {
        return Err(AppError::new("station_address"));
    }
    let with_port = if host
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok())
    {
        host.to_owned()
    } else {
        [host, ":8443"].concat()
    };
    Ok(["https://", &with_port].concat())
}

#[derive(Debug, Default)]
struct SeenRoot(std::sync::Mutex<Option<Vec<u8>>>);

impl SeenRoot {
    fn put(&self, root: &[u8]) {
        if let Ok(mut seen) = self.0.lock() {
            *seen = Some(root.to_vec());
        }
    }
    fn take(&self) -> Option<Vec<u8>> {
        self.0.lock().ok().and_then(|mut seen| seen.take())
    }
}

/// Accepts a leaf that the root beside it signed for this name, and tells which root that was. Whether the root is the right one is
/// decided by the proofs.
#[derive(Debug)]
struct LearnRoot {
    seen: Arc<SeenRoot>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for LearnRoot {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let unknown = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let root = intermediates.last().ok_or_else(unknown)?;
        let mut roots = RootCertStore::empty();
        roots.add(root.clone().into_owned())?;
        let verified =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone())
                .build()
                .map_err(|_| unknown())?
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        self.seen.put(root);
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_always_https_and_has_a_port() {
        assert_eq!(url_of("192.168.1.5").unwrap(), "https://192.168.1.5:8443");
        assert_eq!(
            url_of(" https://station:9000/ ").unwrap(),
            "https://station:9000"
        );
        assert!(url_of("http://station").is_err());
        assert!(url_of("user@station").is_err());
    }
}

//! The station's own certificates: a root made once, and a leaf for its names and addresses that it signs anew at each start.
//! Laptops pin the root by its fingerprint; no public authority is involved.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::StationError;

/// File of the root certificate.
pub const ROOT_CERTIFICATE: &str = "ca.der";
/// File of its key.
pub const ROOT_KEY: &str = "ca.key.pem";

fn failed(error: rcgen::Error) -> StationError {
    StationError::Certificate(error.to_string())
}

/// Makes the root; its key is readable by the station's own account only.
///
/// # Errors
/// If the files cannot be written.
pub fn make_root(folder: &Path, name: &str) -> Result<(), StationError> {
    let key = KeyPair::generate().map_err(failed)?;
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, ["Beatbook ", name].concat());
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = params.self_signed(&key).map_err(failed)?;
    fs::write(folder.join(ROOT_CERTIFICATE), certificate.der())?;
    write_private(&folder.join(ROOT_KEY), &key.serialize_pem())
}

/// Writes a new file that only the station's own account reads.
///
/// # Errors
/// If it is there already or cannot be written.
pub fn write_private(path: &Path, text: &str) -> Result<(), StationError> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// Fingerprint of the root: SHA-256 in hex, what invitations carry.
///
/// # Errors
/// If there is no root.
pub fn fingerprint(folder: &Path) -> Result<String, StationError> {
    Ok(sync::invite::fingerprint(&fs::read(
        folder.join(ROOT_CERTIFICATE),
    )?))
}

/// TLS 1.3 with a fresh leaf for these names and addresses, followed by the root.
///
/// # Errors
/// If the root cannot be read or a name is not one.
pub fn server_config(folder: &Path, names: &[String]) -> Result<ServerConfig, StationError> {
    let root = CertificateDer::from(fs::read(folder.join(ROOT_CERTIFICATE))?);
    let root_key =
        KeyPair::from_pem(&fs::read_to_string(folder.join(ROOT_KEY))?).map_err(failed)?;
    let issuer = Issuer::from_ca_cert_der(&root, root_key).map_err(failed)?;
    let leaf_key = KeyPair::generate().map_err(failed)?;
    let mut params = CertificateParams::new(names.to_vec()).map_err(failed)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Beatbook station");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = params.signed_by(&leaf_key, &issuer).map_err(failed)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(vec![leaf.der().clone(), root], key)
        })
        .map_err(|error| StationError::Certificate(error.to_string()))
}

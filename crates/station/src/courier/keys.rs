//! The station's courier keys: a file of its own in the station's folder, made once.

use std::fs;
use std::path::Path;

use sync::courier::SecretKeys;

use crate::error::StationError;
use crate::{secret, tls};

const FILE: &str = "courier.key";

/// The keys in a folder, made now if there are none; a station that is older than couriers gets them when it is opened.
///
/// # Errors
/// If the file cannot be read or written.
pub(crate) fn keys(folder: &Path) -> Result<SecretKeys, StationError> {
    let path = folder.join(FILE);
    if !path.exists() {
        // Linked into place whole: another process that opens the station now reads all of it or makes none.
        let part = folder.join(["courier.key.", &secret::token()?].concat());
        let made = SecretKeys::from_random(&secret::random::<64>()?);
        tls::write_private(&part, &made.to_text())?;
        let linked = fs::hard_link(&part, &path);
        fs::remove_file(&part)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(error.into());
            }
            _ => {}
        }
    }
    Ok(SecretKeys::from_text(&zeroize::Zeroizing::new(
        fs::read_to_string(&path)?,
    ))?)
}

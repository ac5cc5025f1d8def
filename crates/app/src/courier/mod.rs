//! The courier: sync by a file on a USB stick or an optical disc, where the network must not reach the station.
//!
//! A file carries the same operations and pages as HTTP and is read by the same engine, so every order and every repetition of files,
//! with network sync in between or without, ends the same.

mod read;
mod state;
mod write;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync::courier::{CourierError, SecretKeys};

use crate::error::AppError;

pub use read::{read, read_base64};
pub use state::{CourierState, state};
pub use write::{save, write, write_to};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CourierWritten {
    /// Its number.
    #[specta(type = i32)]
    pub serial: i64,
    /// Operations in it.
    pub ops: u32,
    /// Path, where the program chose it.
    pub path: Option<String>,
    /// What was done and what to do with it, ready to show.
    pub message: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CourierRead {
    /// When the station wrote it, ms since 1970.
    #[specta(type = i32)]
    pub created: i64,
    /// Operations of this laptop that the station took from the file it answers.
    pub taken: u32,
    /// Of those, set aside with a reason.
    pub quarantined: u32,
    /// Rows and leavings that came.
    pub pulled: u32,
    /// What was in it, ready to show, a sentence each.
    pub sentences: Vec<String>,
}

/// Keys for a laptop that is about to enrol.
///
/// # Errors
/// `unsafe_build` if the operating system gives no randomness.
pub(crate) fn new_keys() -> Result<SecretKeys, AppError> {
    let mut random = zeroize::Zeroizing::new([0u8; 64]);
    getrandom::fill(random.as_mut_slice()).map_err(|_| AppError::new("unsafe_build"))?;
    Ok(SecretKeys::from_random(&random))
}

impl From<CourierError> for AppError {
    fn from(error: CourierError) -> AppError {
        tracing::info!(code = error.code(), detail = %error, "courier");
        match &error {
            CourierError::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => {
                AppError::new("courier_full")
            }
            _ => AppError::new(error.code()),
        }
    }
}

/// Fingerprint of the station this laptop belongs to.
fn station_of(identity: &store::Identity) -> Result<String, AppError> {
    data_encoding::BASE64
        .decode(identity.station_ca.as_bytes())
        .map(|root| sync::invite::fingerprint(&root))
        .map_err(|_| AppError::new("station_foreign"))
}

//! Secrets the station makes.

use data_encoding::HEXLOWER;

use crate::error::StationError;

/// `N` random bytes of the operating system.
///
/// # Errors
/// If it gives none.
pub fn random<const N: usize>() -> Result<[u8; N], StationError> {
    let mut bytes = [0u8; N];
    if sync::ids::fill_simulated(&mut bytes) {
        return Ok(bytes);
    }
    getrandom::fill(&mut bytes)
        .map_err(|error| StationError::Io(std::io::Error::other(error.to_string())))?;
    Ok(bytes)
}

/// A token of 128 random bits.
///
/// # Errors
/// If the operating system gives no randomness.
pub fn token() -> Result<String, StationError> {
    Ok(HEXLOWER.encode(&random::<16>()?))
}

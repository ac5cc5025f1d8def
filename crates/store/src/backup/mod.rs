//! A laptop's store as one sealed file.
//!
//! The file is a consistent copy of the encrypted store under the store's own key, with the wrapped key before it, so it opens with the
//! passphrase the laptop had on that day, or by two officers of its station, and with nothing else. The device secret is not needed: another
//! machine does not have it. A seal under a key derived from the store's key covers all of it: a file
//! that was cut, altered or put together from two is not put back.

mod file;
mod make;
mod put_back;

pub use file::{BackupAbout, about_backup};
pub use put_back::{ask_recovery_of, restore, restore_recovered};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key_file::Dek;

/// What a file begins with.
const MAGIC: &[u8; 16] = b"beatbook-backup\n";
const VERSION: u32 = 1;
/// Most bytes of a header that are believed; ours have about 900.
const HEADER_LIMIT: u32 = 64 << 10;
/// Bytes of the seal, at the end.
const SEAL: usize = 32;
/// Bytes moved at a time.
const PIECE: usize = 1 << 20;

type Seal = Hmac<Sha256>;

/// The seal under a store's key, over nothing yet.
fn seal(dek: &Dek) -> Result<Seal, StoreError> {
    let failed = || StoreError::UnsafeBuild("cannot seal a backup".into());
    let mut key = Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(None, dek.as_slice())
        .expand(b"beatbook backup seal", key.as_mut_slice())
        .map_err(|_| failed())?;
    Seal::new_from_slice(key.as_slice()).map_err(|_| failed())
}

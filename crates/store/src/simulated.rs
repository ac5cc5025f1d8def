//! Stores under a key that is given, for simulators: the derivation of a key from a passphrase is slow on purpose.

use std::path::Path;

use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::open::{self, Store};
use crate::state::Identity;

/// The key under which a store is a plain SQLite file.
pub const PLAIN: [u8; 32] = [0; 32];

/// Makes a store and closes it again; nothing else happens to the folder.
///
/// # Errors
/// As [`crate::create`].
pub fn make(database: &Path, key: [u8; 32], identity: &Identity) -> Result<(), StoreError> {
    open::fill(database, &Zeroizing::new(key), identity)
}

/// Opens the store `store.db` of a folder.
///
/// # Errors
/// As [`crate::open`].
pub fn open(home: &Path, key: [u8; 32]) -> Result<Store, StoreError> {
    let lock = open::lock(home)?;
    open::connect(home, &Zeroizing::new(key), lock)
}

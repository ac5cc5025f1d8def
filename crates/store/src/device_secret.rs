//! A secret of the machine that is mixed into the key of a store: 32 random bytes in a file of its own, outside the folder of the data.
//!
//! Whoever copies that folder (a backup program, a stick, a synced drive) has not got it, and the passphrase alone does not open the copy.
//! Whoever copies the whole disk or the user's whole home has it: there it gives nothing. A keyring of the operating system is not used,
//! because a plain Debian has none that answers before somebody logs in to a desktop, and a keyring that changes takes the records along.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key_file::{overwrite, random, write_whole};
use crate::open::make_private;

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Device secrets of this process's stores lie in this folder. The programs say so once, at their start; without it stores have none.
pub fn keep_in(folder: PathBuf) {
    let _ = FOLDER.set(folder);
}

/// A device secret.
pub(crate) struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    /// What it is called: the beginning of a hash of it, so that another or a damaged one is known before the passphrase is tried.
    pub fn id(&self) -> String {
        let hash = Sha256::new()
            .chain_update(b"beatbook device secret")
            .chain_update(self.0.as_slice())
            .finalize();
        HEXLOWER.encode(&hash[..8])
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Where device secrets lie; nowhere for stores that have none.
pub(crate) struct Place(Option<PathBuf>);

impl Place {
    /// Where the program said.
    pub fn usual() -> Place {
        Place(FOLDER.get().cloned())
    }

    /// Nowhere: for what must open on another machine.
    pub fn none() -> Place {
        Place(None)
    }

    #[cfg(test)]
    pub fn at(folder: &Path) -> Place {
        Place(Some(folder.to_owned()))
    }

    fn path(&self, id: &str) -> Option<PathBuf> {
        // The id comes from a file.
        let sound = id.len() == 16 && id.bytes().all(|sign| sign.is_ascii_hexdigit());
        self.0
            .as_deref()
            .filter(|_| sound)
            .map(|folder: &Path| folder.join(id))
    }

    /// A new one, durable; none if there is no place, or nothing can be written there: the store is as safe as the passphrase then.
    pub fn make(&self) -> Option<DeviceSecret> {
        let folder = self.0.as_deref()?;
        let secret = DeviceSecret(Zeroizing::new(random::<32>().ok()?));
        make_private(folder).ok()?;
        write_whole(&folder.join(secret.id()), secret.0.as_slice()).ok()?;
        Some(secret)
    }

    /// The one with this name.
    ///
    /// # Errors
    /// [`StoreError::DeviceSecretMissing`] if it is gone, or is not the one.
    pub fn read(&self, id: &str) -> Result<DeviceSecret, StoreError> {
        let missing = || StoreError::DeviceSecretMissing;
        let bytes = fs::read(self.path(id).ok_or_else(missing)?).map_err(|_| missing())?;
        let bytes = Zeroizing::new(bytes);
        let mut secret = DeviceSecret(Zeroizing::new([0; 32]));
        if bytes.len() != secret.0.len() {
            return Err(missing());
        }
        secret.0.copy_from_slice(&bytes);
        (secret.id() == id).then_some(secret).ok_or_else(missing)
    }

    /// Overwrites it and takes it away.
    ///
    /// # Errors
    /// What the disk says.
    pub fn destroy(&self, id: &str) -> Result<(), StoreError> {
        self.path(id).map_or(Ok(()), |path| overwrite(&path))
    }
}

//! The key of the store: 32 random bytes, wrapped by a key that Argon2id derives from the passphrase.
//!
//! The file alone opens nothing. Changing the passphrase rewrites this small file and leaves the store alone. The parameters are
//! authenticated, so a weakened header does not open (TRUST: keys at rest). `device_secret` and `recovery` have their place and are empty.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;

/// Shortest passphrase, in characters.
pub const PASSPHRASE_CHARS: usize = 12;

/// Cost of deriving a key from a passphrase (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfCost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl KdfCost {
    /// What a laptop uses: 128 MiB, three passes.
    pub const NORMAL: KdfCost = KdfCost {
        memory_kib: 128 * 1024,
        passes: 3,
    };
    /// The least a key file may name; below it, it counts as damaged.
    pub const FLOOR: KdfCost = KdfCost {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// The most a key file may name: a file is not believed when it asks for all memory or for hours.
    pub const CEILING: KdfCost = KdfCost {
        memory_kib: 1024 * 1024,
        passes: 16,
    };
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    /// Version of this format.
    version: u32,
    /// Suite of ciphers, so that another can follow.
    suite: String,
    /// Account the store belongs to.
    pub user: String,
    /// Its name, shown above the passphrase.
    pub user_name: String,
    cost: KdfCost,
    salt: String,
    nonce: String,
    wrapped: String,
    /// Whether a device secret is mixed in; the place for it.
    device_secret: bool,
    /// The key sealed for the station's recovery; the place for it.
    recovery: Option<String>,
}

pub(crate) type Dek = Zeroizing<[u8; 32]>;

/// Most bytes of a key file that are read; ours have about 600.
const FILE_LIMIT: u64 = 64 << 10;
const SUITE: &str = "argon2id-hkdf-sha256-xchacha20poly1305";

/// `N` random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::UnsafeBuild(error.to_string()))?;
    Ok(bytes)
}

impl KeyFile {
    /// A new key and its file.
    pub fn create(
        passphrase: &str,
        user: &str,
        user_name: &str,
        cost: KdfCost,
    ) -> Result<(KeyFile, Dek), StoreError> {
        let dek: Dek = Zeroizing::new(random::<32>()?);
        let file = KeyFile::wrapping(&dek, passphrase, user, user_name, cost)?;
        Ok((file, dek))
    }

    fn wrapping(
        dek: &Dek,
        passphrase: &str,
        user: &str,
        user_name: &str,
        cost: KdfCost,
    ) -> Result<KeyFile, StoreError> {
        if passphrase.chars().count() < PASSPHRASE_CHARS {
            return Err(StoreError::PassphraseTooShort);
        }
        let mut file = KeyFile {
            version: 1,
            suite: SUITE.to_owned(),
            user: user.to_owned(),
            user_name: user_name.to_owned(),
            cost,
            salt: HEXLOWER.encode(&random::<16>()?),
            nonce: HEXLOWER.encode(&random::<24>()?),
            wrapped: String::new(),
            device_secret: false,
            recovery: None,
        };
        let cipher = file.cipher(passphrase)?;
        let sealed = cipher
            .encrypt(
                &file.nonce()?,
                Payload {
                    msg: dek.as_slice(),
                    aad: file.authenticated().as_bytes(),
                },
            )
            .map_err(|_| StoreError::UnsafeBuild("cannot seal the key".into()))?;
        file.wrapped = HEXLOWER.encode(&sealed);
        Ok(file)
    }

    /// The same key under another passphrase, with salt and nonce of its own.
    pub fn rewrapped(&self, dek: &Dek, passphrase: &str) -> Result<KeyFile, StoreError> {
        KeyFile::wrapping(dek, passphrase, &self.user, &self.user_name, self.cost)
    }

    /// The key, if the passphrase is right.
    pub fn open(&self, passphrase: &str) -> Result<Dek, StoreError> {
        let sealed = unhex(&self.wrapped)?;
        let opened = self
            .cipher(passphrase)?
            .decrypt(
                &self.nonce()?,
                Payload {
                    msg: &sealed,
                    aad: self.authenticated().as_bytes(),
                },
            )
            .map_err(|_| StoreError::WrongPassphrase)?;
        let opened = Zeroizing::new(opened);
        let mut dek: Dek = Zeroizing::new([0; 32]);
        if opened.len() != dek.len() {
            return Err(StoreError::KeyFileDamaged("length of the key".into()));
        }
        dek.copy_from_slice(&opened);
        Ok(dek)
    }

    /// Reads a key file.
    pub fn read(path: &Path) -> Result<KeyFile, StoreError> {
        let damaged = |error: &dyn std::error::Error| StoreError::KeyFileDamaged(error.to_string());
        let mut text = String::new();
        fs::File::open(path)
            .and_then(|file| file.take(FILE_LIMIT).read_to_string(&mut text))
            .map_err(|error| damaged(&error))?;
        let file: KeyFile = serde_json::from_str(&text).map_err(|error| damaged(&error))?;
        file.check()?;
        Ok(file)
    }

    /// Whether its header is one this program writes, and asks for a bearable amount of work.
    pub fn check(&self) -> Result<(), StoreError> {
        let (floor, ceiling) = (KdfCost::FLOOR, KdfCost::CEILING);
        let fits = (floor.memory_kib..=ceiling.memory_kib).contains(&self.cost.memory_kib)
            && (floor.passes..=ceiling.passes).contains(&self.cost.passes);
        if self.version != 1 || self.suite != SUITE || !fits {
            return Err(StoreError::KeyFileDamaged("header".into()));
        }
        Ok(())
    }

    /// Whether both wrap one key in one way.
    pub fn is_same(&self, other: &KeyFile) -> bool {
        self.wrapped == other.wrapped && self.authenticated() == other.authenticated()
    }

    /// Writes it so that either the old file or the whole new one is there after a crash.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        let part = path.with_extension("key.part");
        let mut file = fs::File::create(&part)?;
        file.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        sync_folder(path)
    }

    fn nonce(&self) -> Result<XNonce, StoreError> {
        let bytes: [u8; 24] = unhex(&self.nonce)?
            .try_into()
            .map_err(|_| StoreError::KeyFileDamaged("nonce".into()))?;
        Ok(bytes.into())
    }

    fn cipher(&self, passphrase: &str) -> Result<XChaCha20Poly1305, StoreError> {
        let damaged = |what: &str| StoreError::KeyFileDamaged(what.to_owned());
        let params = Params::new(self.cost.memory_kib, self.cost.passes, 1, Some(32))
            .map_err(|_| damaged("cost"))?;
        let mut derived = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(
                passphrase.as_bytes(),
                &unhex(&self.salt)?,
                derived.as_mut_slice(),
            )
            .map_err(|_| damaged("salt"))?;
        let mut kek = Zeroizing::new([0u8; 32]);
        Hkdf::<Sha256>::new(None, derived.as_slice())
            .expand(b"beatbook store key", kek.as_mut_slice())
            .map_err(|_| damaged("key"))?;
        XChaCha20Poly1305::new_from_slice(kek.as_slice()).map_err(|_| damaged("key"))
    }

    /// What the seal also vouches for.
    fn authenticated(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}|{}|{}",
            self.version,
            self.suite,
            self.user,
            self.cost.memory_kib,
            self.cost.passes,
            self.salt,
            self.device_secret
        )
    }
}

fn unhex(text: &str) -> Result<Vec<u8>, StoreError> {
    HEXLOWER
        .decode(text.as_bytes())
        .map_err(|error| StoreError::KeyFileDamaged(error.to_string()))
}

/// Makes a rename in this file's folder durable. Only Unix can sync a folder.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHRASE: &str = "correct horse battery";

    #[test]
    fn the_passphrase_opens_it_and_another_does_not() {
        let (file, dek) = KeyFile::create(PHRASE, "u", "王丽", KdfCost::FLOOR).unwrap();
        assert_eq!(*file.open(PHRASE).unwrap(), *dek);
        assert!(matches!(
            file.open("correct horse batterx"),
            Err(StoreError::WrongPassphrase)
        ));
    }

    #[test]
    fn the_same_key_under_another_passphrase_opens_with_that_one_alone() {
        let (file, dek) = KeyFile::create(PHRASE, "u", "王丽", KdfCost::FLOOR).unwrap();
        let other = file.rewrapped(&dek, "cold stairs, warm soup").unwrap();
        assert_eq!(*other.open("cold stairs, warm soup").unwrap(), *dek);
        assert!(matches!(
            other.open(PHRASE),
            Err(StoreError::WrongPassphrase)
        ));
        assert_ne!((&file.salt, &file.nonce), (&other.salt, &other.nonce));
    }

    #[test]
    fn a_weakened_or_altered_header_does_not_open() {
        let (mut file, _) = KeyFile::create(PHRASE, "u", "王丽", KdfCost::FLOOR).unwrap();
        file.user = "v".into();
        assert!(file.open(PHRASE).is_err());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.key");
        for (memory_kib, passes) in [(8, 3), (u32::MAX, 3), (65_536, u32::MAX), (65_536, 1)] {
            let (mut file, _) = KeyFile::create(PHRASE, "u", "王丽", KdfCost::FLOOR).unwrap();
            file.cost = KdfCost { memory_kib, passes };
            file.write(&path).unwrap();
            assert!(matches!(
                KeyFile::read(&path),
                Err(StoreError::KeyFileDamaged(_))
            ));
        }
    }

    #[test]
    fn a_short_passphrase_is_refused() {
        assert!(matches!(
            KeyFile::create("short", "u", "王丽", KdfCost::FLOOR),
            Err(StoreError::PassphraseTooShort)
        ));
    }
}

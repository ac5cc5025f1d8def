//! The key of the store: 32 random bytes, wrapped by a key that Argon2id derives from the passphrase.
//!
//! The file alone opens nothing. Changing the passphrase rewrites this small file and leaves the store alone. The parameters are
//! authenticated, so a weakened header does not open (TRUST: keys at rest). Where the laptop has a device secret it is mixed in. Beside the
//! wrap the key is held a second time, sealed to the station's recovery key (`sync::recovery`).

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
use sync::recovery::{Binding, Held, RecoveryKey};
use zeroize::Zeroizing;

use crate::device_secret::{DeviceSecret, Place};
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

#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// Whether a device secret is mixed in.
    device_secret: bool,
    /// Which one; empty without.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    device_secret_id: String,
    /// The key sealed to the station's recovery key. It opens nothing by the passphrase, so the passphrase does not vouch for it.
    pub recovery: Option<Held>,
}

pub(crate) type Dek = Zeroizing<[u8; 32]>;

/// What Argon2id makes of a passphrase, before a device secret is mixed in.
pub(crate) struct Derived(Zeroizing<[u8; 32]>);

/// What a passphrase opened.
pub(crate) struct Opened {
    pub dek: Dek,
    pub derived: Derived,
}

/// Whose key it is, and what the work of a guess costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub user: &'a str,
    pub user_name: &'a str,
    pub cost: KdfCost,
}

/// Most bytes of a key file that are read; ours have about 600.
const FILE_LIMIT: u64 = 64 << 10;
const VERSION: u32 = 1;
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
        owner: &Owner<'_>,
        secret: Option<&DeviceSecret>,
    ) -> Result<(KeyFile, Opened), StoreError> {
        let dek: Dek = Zeroizing::new(random::<32>()?);
        let (file, derived) = KeyFile::wrapping(&dek, passphrase, owner, secret)?;
        Ok((file, Opened { dek, derived }))
    }

    /// A key under a passphrase, with salt and nonce of its own.
    pub fn wrapping(
        dek: &Dek,
        passphrase: &str,
        owner: &Owner<'_>,
        secret: Option<&DeviceSecret>,
    ) -> Result<(KeyFile, Derived), StoreError> {
        if passphrase.chars().count() < PASSPHRASE_CHARS {
            return Err(StoreError::PassphraseTooShort);
        }
        let file = KeyFile {
            version: VERSION,
            suite: SUITE.to_owned(),
            user: owner.user.to_owned(),
            user_name: owner.user_name.to_owned(),
            cost: owner.cost,
            salt: HEXLOWER.encode(&random::<16>()?),
            nonce: String::new(),
            wrapped: String::new(),
            device_secret: false,
            device_secret_id: String::new(),
            recovery: None,
        };
        let derived = file.derive(passphrase)?;
        Ok((file.sealing(dek, &derived, secret)?, derived))
    }

    /// The same passphrase and salt, with another device secret or none: the work of Argon2id is not done again.
    pub fn sealing(
        &self,
        dek: &Dek,
        derived: &Derived,
        secret: Option<&DeviceSecret>,
    ) -> Result<KeyFile, StoreError> {
        let mut file = KeyFile {
            nonce: HEXLOWER.encode(&random::<24>()?),
            device_secret: secret.is_some(),
            device_secret_id: secret.map_or(String::new(), DeviceSecret::id),
            ..self.clone()
        };
        let sealed = KeyFile::cipher(derived, secret)?
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

    /// The same key under another passphrase, with what else the file holds.
    pub fn rewrapped(
        &self,
        dek: &Dek,
        passphrase: &str,
        secret: Option<&DeviceSecret>,
    ) -> Result<(KeyFile, Derived), StoreError> {
        let (mut file, derived) = KeyFile::wrapping(dek, passphrase, &self.owner(), secret)?;
        file.recovery.clone_from(&self.recovery);
        Ok((file, derived))
    }

    fn owner(&self) -> Owner<'_> {
        Owner {
            user: &self.user,
            user_name: &self.user_name,
            cost: self.cost,
        }
    }

    /// The device secret that is mixed in, if one is.
    ///
    /// # Errors
    /// [`StoreError::DeviceSecretMissing`] if it is not where it should be.
    pub fn secret(&self, place: &Place) -> Result<Option<DeviceSecret>, StoreError> {
        match self.device_secret {
            true => place.read(&self.device_secret_id).map(Some),
            false => Ok(None),
        }
    }

    /// Which device secret is mixed in; none if there is none.
    pub fn secret_id(&self) -> Option<&str> {
        self.device_secret.then_some(self.device_secret_id.as_str())
    }

    /// The key, if the passphrase is right.
    pub fn open(&self, passphrase: &str, place: &Place) -> Result<Opened, StoreError> {
        let secret = self.secret(place)?;
        let sealed = unhex(&self.wrapped)?;
        let derived = self.derive(passphrase)?;
        let opened = KeyFile::cipher(&derived, secret.as_ref())?
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
        Ok(Opened { dek, derived })
    }

    /// Seals the key to a station's recovery key as well.
    pub fn seal_for(
        &mut self,
        dek: &Dek,
        device: &str,
        to: &RecoveryKey,
    ) -> Result<(), StoreError> {
        let binding = Binding {
            user: &self.user,
            device,
            version: self.version,
        };
        let random = Zeroizing::new(random::<32>()?);
        self.recovery = Some(sync::recovery::seal(dek, &random, to, &binding)?);
        Ok(())
    }

    /// What a request for recovery is made from.
    ///
    /// # Errors
    /// `NotReady` if the key is sealed to no recovery key.
    pub fn ask(&self, now: i64) -> Result<sync::recovery::Ask<'_>, StoreError> {
        let held = self.recovery.as_ref();
        Ok(sync::recovery::Ask {
            held: held.ok_or(sync::recovery::RecoveryError::NotReady)?,
            user: &self.user,
            user_name: &self.user_name,
            key_file: self.version,
            now,
        })
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
        if self.version != VERSION || self.suite != SUITE || !fits {
            return Err(StoreError::KeyFileDamaged("header".into()));
        }
        Ok(())
    }

    /// Whether both wrap one key in one way.
    pub fn is_same(&self, other: &KeyFile) -> bool {
        self.wrapped == other.wrapped && self.authenticated() == other.authenticated()
    }

    /// Whether both are made from one passphrase: a new salt comes with each.
    pub fn is_of_one_passphrase(&self, other: &KeyFile) -> bool {
        self.salt == other.salt && self.cost == other.cost
    }

    /// Writes it so that either the old file or the whole new one is there after a crash.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        write_whole(path, serde_json::to_string_pretty(self)?.as_bytes())
    }

    fn nonce(&self) -> Result<XNonce, StoreError> {
        let bytes: [u8; 24] = unhex(&self.nonce)?
            .try_into()
            .map_err(|_| StoreError::KeyFileDamaged("nonce".into()))?;
        Ok(bytes.into())
    }

    fn derive(&self, passphrase: &str) -> Result<Derived, StoreError> {
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
        Ok(Derived(derived))
    }

    fn cipher(
        derived: &Derived,
        secret: Option<&DeviceSecret>,
    ) -> Result<XChaCha20Poly1305, StoreError> {
        let damaged = || StoreError::KeyFileDamaged("key".to_owned());
        let mut material = Zeroizing::new([0u8; 64]);
        material[..32].copy_from_slice(derived.0.as_slice());
        let (material, label) = match secret {
            Some(secret) => {
                material[32..].copy_from_slice(secret.bytes());
                (
                    &material[..],
                    b"beatbook store key with device secret".as_slice(),
                )
            }
            None => (&material[..32], b"beatbook store key".as_slice()),
        };
        let mut kek = Zeroizing::new([0u8; 32]);
        Hkdf::<Sha256>::new(None, material)
            .expand(label, kek.as_mut_slice())
            .map_err(|_| damaged())?;
        XChaCha20Poly1305::new_from_slice(kek.as_slice()).map_err(|_| damaged())
    }

    /// What the seal also vouches for.
    fn authenticated(&self) -> String {
        let mut all = format!(
            "{}|{}|{}|{}|{}|{}|{}",
            self.version,
            self.suite,
            self.user,
            self.cost.memory_kib,
            self.cost.passes,
            self.salt,
            self.device_secret
        );
        if self.device_secret {
            all.push('|');
            all.push_str(&self.device_secret_id);
        }
        all
    }
}

fn unhex(text: &str) -> Result<Vec<u8>, StoreError> {
    HEXLOWER
        .decode(text.as_bytes())
        .map_err(|error| StoreError::KeyFileDamaged(error.to_string()))
}

/// Writes a small file that only this account reads, so that after a crash either the old or the whole new one is there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let part = path.with_extension([extension.unwrap_or_default(), ".part"].concat());
    let mut options = fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    sync_folder(path)
}

/// Overwrites a small file before it goes, and what a write of it left half done. A disk that writes elsewhere keeps the old bytes for a while.
pub(crate) fn overwrite(path: &Path) -> Result<(), StoreError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let part = path.with_extension([extension.unwrap_or_default(), ".part"].concat());
    for path in [path, &part] {
        if let Ok(mut file) = fs::File::options().write(true).open(path) {
            let length = file.metadata()?.len();
            for _ in 0..length.div_ceil(32) {
                file.write_all(&random::<32>()?)?;
            }
            file.sync_all()?;
        }
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
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
    const OTHER: &str = "cold stairs, warm soup";
    const OWNER: Owner<'static> = Owner {
        user: "u",
        user_name: "王丽",
        cost: KdfCost::FLOOR,
    };

    fn made() -> (KeyFile, Dek) {
        let (file, opened) = KeyFile::create(PHRASE, &OWNER, None).unwrap();
        (file, opened.dek)
    }

    fn opens(file: &KeyFile, passphrase: &str) -> Result<[u8; 32], StoreError> {
        Ok(*file.open(passphrase, &Place::none())?.dek)
    }

    #[test]
    fn the_passphrase_opens_it_and_another_does_not() {
        let (file, dek) = made();
        assert_eq!(opens(&file, PHRASE).unwrap(), *dek);
        assert!(matches!(
            opens(&file, "correct horse batterx"),
            Err(StoreError::WrongPassphrase)
        ));
    }

    #[test]
    fn the_same_key_under_another_passphrase_opens_with_that_one_alone() {
        let (file, dek) = made();
        let (other, _) = file.rewrapped(&dek, OTHER, None).unwrap();
        assert_eq!(opens(&other, OTHER).unwrap(), *dek);
        assert!(matches!(
            opens(&other, PHRASE),
            Err(StoreError::WrongPassphrase)
        ));
        assert_ne!((&file.salt, &file.nonce), (&other.salt, &other.nonce));
    }

    #[test]
    fn a_weakened_or_altered_header_does_not_open() {
        let (mut file, _) = made();
        file.user = "v".into();
        assert!(opens(&file, PHRASE).is_err());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.key");
        for (memory_kib, passes) in [(8, 3), (u32::MAX, 3), (65_536, u32::MAX), (65_536, 1)] {
            let (mut file, _) = made();
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
            KeyFile::create("short", &OWNER, None),
            Err(StoreError::PassphraseTooShort)
        ));
    }

    #[test]
    fn the_device_secret_is_needed_beside_the_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::at(folder.path());
        let secret = place.make().unwrap();
        let (file, opened) = KeyFile::create(PHRASE, &OWNER, Some(&secret)).unwrap();
        assert_eq!(*file.open(PHRASE, &place).unwrap().dek, *opened.dek);
        // Elsewhere, and with another's in its place.
        assert!(matches!(
            opens(&file, PHRASE),
            Err(StoreError::DeviceSecretMissing)
        ));
        let other = place.make().unwrap();
        let path = |secret: &DeviceSecret| folder.path().join(secret.id());
        fs::copy(path(&other), path(&secret)).unwrap();
        assert!(matches!(
            file.open(PHRASE, &place),
            Err(StoreError::DeviceSecretMissing)
        ));
        // A header that says there is none does not make it open without.
        let mut without = file.clone();
        without.device_secret = false;
        without.device_secret_id = String::new();
        assert!(matches!(
            opens(&without, PHRASE),
            Err(StoreError::WrongPassphrase)
        ));
    }

    #[test]
    fn a_file_of_before_the_device_secret_is_read() {
        let (file, dek) = made();
        let text = serde_json::to_string(&file).unwrap();
        assert!(!text.contains("device_secret_id"));
        let read: KeyFile = serde_json::from_str(&text).unwrap();
        assert_eq!(opens(&read, PHRASE).unwrap(), *dek);
    }

    #[test]
    fn a_crash_while_it_is_written_leaves_the_old_file_or_the_new_one() {
        let (old, dek) = made();
        let (new, _) = old.rewrapped(&dek, OTHER, None).unwrap();
        let bytes = serde_json::to_string_pretty(&new).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.key");
        let part = folder.path().join("store.key.part");
        // Cut after every so many bytes of the part, before it is renamed.
        for written in (0..=bytes.len()).step_by(37) {
            old.write(&path).unwrap();
            fs::write(&part, &bytes[..written]).unwrap();
            assert!(KeyFile::read(&path).unwrap().is_same(&old));
            // What was left half done is in nobody's way.
            new.write(&path).unwrap();
            assert!(KeyFile::read(&path).unwrap().is_same(&new));
            assert!(!part.exists());
        }
    }
}

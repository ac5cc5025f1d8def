//! The short PIN of the curtain. It opens no store: what is kept of it lies inside the encrypted one, which stays open behind the curtain.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key_file::{KdfCost, random};
use crate::open::Store;
use crate::state;

/// Where the store keeps what it knows of the PIN, and the wrong ones in a row.
const PIN: &str = "curtain_pin";
const WRONG: &str = "curtain_wrong";
/// Wrong ones after which only the passphrase opens.
pub const PIN_TRIES: u32 = 5;

#[derive(Serialize, Deserialize)]
struct Kept {
    cost: KdfCost,
    salt: String,
    hash: String,
}

/// What came of a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It is the one.
    Right,
    /// It is not; so many may follow.
    Wrong(u32),
    /// It was not looked at: there is none, or there were too many wrong ones.
    Spent,
}

fn hash(pin: &str, salt: &[u8], cost: KdfCost) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let failed = || StoreError::UnsafeBuild("cannot hash a PIN".into());
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|_| failed())?;
    let mut out = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, out.as_mut_slice())
        .map_err(|_| failed())?;
    Ok(out)
}

/// Whether both are the same, in a time that tells nothing of where they differ.
fn are_same(one: &[u8], other: &[u8]) -> bool {
    let mac = |bytes: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"beatbook pin").ok()?;
        mac.update(bytes);
        Some(mac)
    };
    match (mac(one), mac(other)) {
        (Some(one), Some(other)) => one.verify_slice(&other.finalize().into_bytes()).is_ok(),
        _ => false,
    }
}

fn kept(connection: &Connection) -> Result<Option<Kept>, StoreError> {
    let text = state::text(connection, PIN)?;
    Ok(serde_json::from_str(&text).ok())
}

impl Store {
    /// Keeps a PIN, or (none) forgets the one there is. `now` is ms since 1970.
    ///
    /// # Errors
    /// What the disk says.
    pub fn set_pin(&self, now: i64, pin: Option<&str>) -> Result<(), StoreError> {
        let text = match pin {
            None => String::new(),
            Some(pin) => {
                let salt = random::<16>()?;
                serde_json::to_string(&Kept {
                    cost: KdfCost::FLOOR,
                    salt: HEXLOWER.encode(&salt),
                    hash: HEXLOWER.encode(hash(pin, &salt, KdfCost::FLOOR)?.as_slice()),
                })?
            }
        };
        self.write(now, |write| {
            state::set(write.connection(), PIN, &text)?;
            state::set(write.connection(), WRONG, "0")
        })
        .map(|((), _)| ())
    }

    /// Whether a PIN is kept and may still be tried.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn has_pin(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            let spent = state::number(connection, WRONG)? >= i64::from(PIN_TRIES);
            Ok(!spent && kept(connection)?.is_some())
        })
    }

    /// Tries a PIN. It is counted as wrong before it is looked at, so that ending the program in between gains nothing.
    ///
    /// # Errors
    /// What the disk says.
    pub fn try_pin(&self, now: i64, pin: &str) -> Result<Tried, StoreError> {
        let ((kept, wrong), _) = self.write(now, |write| {
            let connection = write.connection();
            let wrong = state::number(connection, WRONG)? + 1;
            state::set(connection, WRONG, &wrong.to_string())?;
            Ok::<_, StoreError>((kept(connection)?, wrong))
        })?;
        let wrong = u32::try_from(wrong).unwrap_or(u32::MAX);
        let Some(kept) = kept.filter(|_| wrong <= PIN_TRIES) else {
            return Ok(Tried::Spent);
        };
        let unhex = |text: &str| {
            HEXLOWER
                .decode(text.as_bytes())
                .map_err(|_| StoreError::Unreadable("pin".into()))
        };
        let made = hash(pin, &unhex(&kept.salt)?, kept.cost)?;
        if !are_same(made.as_slice(), &unhex(&kept.hash)?) {
            return Ok(Tried::Wrong(PIN_TRIES - wrong));
        }
        self.forget_wrong_pins(now)?;
        Ok(Tried::Right)
    }

    /// The passphrase was right: the PIN may be tried again.
    ///
    /// # Errors
    /// What the disk says.
    pub fn forget_wrong_pins(&self, now: i64) -> Result<(), StoreError> {
        if self.read(|connection| state::number(connection, WRONG))? == 0 {
            return Ok(());
        }
        self.write(now, |write| state::set(write.connection(), WRONG, "0"))
            .map(|((), _)| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let identity = crate::Identity {
            user: "u".into(),
            role: "instructor".into(),
            ..crate::Identity::default()
        };
        let phrase = "correct horse battery";
        let store = crate::create(home.path(), phrase, &identity, KdfCost::FLOOR).unwrap();
        (home, store)
    }

    #[test]
    fn the_right_pin_lifts_and_five_wrong_ones_in_a_row_end_it() {
        let (_home, store) = store();
        assert_eq!(store.try_pin(1, "270514").unwrap(), Tried::Spent);
        store.set_pin(1, Some("270514")).unwrap();
        assert!(store.has_pin().unwrap());
        for left in [4, 3, 2, 1] {
            assert_eq!(store.try_pin(1, "270515").unwrap(), Tried::Wrong(left));
        }
        assert_eq!(store.try_pin(1, "270514").unwrap(), Tried::Right);
        for left in [4, 3, 2, 1, 0] {
            assert_eq!(store.try_pin(1, "2705140").unwrap(), Tried::Wrong(left));
        }
        assert_eq!(store.try_pin(1, "270514").unwrap(), Tried::Spent);
        assert!(!store.has_pin().unwrap());
        store.forget_wrong_pins(1).unwrap();
        assert_eq!(store.try_pin(1, "270514").unwrap(), Tried::Right);
        store.set_pin(1, None).unwrap();
        assert!(!store.has_pin().unwrap());
    }

    #[test]
    fn wrong_ones_are_counted_when_the_store_is_opened_anew() {
        let (home, store) = store();
        store.set_pin(1, Some("270514")).unwrap();
        for _ in 0..4 {
            store.try_pin(1, "000000").unwrap();
        }
        drop(store);
        let store = crate::open(home.path(), "correct horse battery").unwrap();
        assert_eq!(store.try_pin(1, "000000").unwrap(), Tried::Wrong(0));
        assert_eq!(store.try_pin(1, "270514").unwrap(), Tried::Spent);
    }

    #[test]
    fn the_pin_stands_nowhere_in_the_clear() {
        let (_home, store) = store();
        store.set_pin(1, Some("27051483")).unwrap();
        let text = store
            .read(|connection| state::text(connection, PIN))
            .unwrap();
        assert!(text.len() > 20 && !text.contains("27051483"));
    }
}

//! The laptop's side of a recovery (`sync::recovery`): sealing the store's key while it is open, asking while it is closed, and opening it by
//! the answer of the station.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use audit::Act;
use sync::recovery::{Answer, Asking, RecoveryError, RecoveryKey, Request};
use zeroize::Zeroizing;

use crate::access_log::Access;
use crate::connection::check_build;
use crate::device_secret::Place;
use crate::error::StoreError;
use crate::key_file::{Dek, KeyFile, overwrite, random, write_whole};
use crate::open::{Store, connect, key_path, lock};
use crate::state;

/// Most bytes of a waiting request that are read; ours have about 1,200.
const ASK_LIMIT: u64 = 16 << 10;
/// Where the store keeps when the recovery key was made that the present one took the place of, and when that was, ms.
const REPLACED: &str = "recovery_replaced";

/// The request that waits for its answer, with the secret that opens it.
pub(crate) fn ask_path(home: &Path) -> PathBuf {
    home.join("recovery.ask")
}

/// How a closed store stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryStanding {
    /// When the station made the recovery key that the store's key is sealed to, ms.
    pub made_at: i64,
    /// The request that waits for its answer.
    pub asked: Option<Request>,
}

/// Whether two officers of its station can open this store; none if it has never heard of a recovery key.
///
/// # Errors
/// [`StoreError::KeyFileDamaged`].
pub fn recovery_standing(home: &Path) -> Result<Option<RecoveryStanding>, StoreError> {
    let file = KeyFile::read(&key_path(home))?;
    Ok(file.recovery.as_ref().map(|held| RecoveryStanding {
        made_at: held.made_at,
        asked: asking(home)
            .filter(|asking| asking.is_of(held))
            .map(|asking| asking.request.clone()),
    }))
}

/// The request for two officers: the one that waits, or a new one. `now` is ms since 1970.
///
/// # Errors
/// `NotReady` if the store has never heard of a recovery key; what the disk says.
pub fn ask_recovery(home: &Path, now: i64) -> Result<Request, StoreError> {
    ask(home, &KeyFile::read(&key_path(home))?, now)
}

pub(crate) fn ask(home: &Path, file: &KeyFile, now: i64) -> Result<Request, StoreError> {
    let ask = file.ask(now)?;
    if let Some(asking) = asking(home).filter(|asking| asking.is_of(ask.held)) {
        return Ok(asking.request.clone());
    }
    let made = Asking::new(&ask, &Zeroizing::new(random::<32>()?))?;
    let text = Zeroizing::new(serde_json::to_vec(&made)?);
    write_whole(&ask_path(home), &text)?;
    Ok(made.request.clone())
}

fn asking(home: &Path) -> Option<Asking> {
    let mut text = Zeroizing::new(String::new());
    let file = File::open(ask_path(home)).ok()?;
    file.take(ASK_LIMIT).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// The key of a store, by the answer to the request that waits here.
pub(crate) fn answered(home: &Path, file: &KeyFile, answer: &str) -> Result<Dek, StoreError> {
    let held = file.recovery.as_ref().ok_or(RecoveryError::NotReady)?;
    let answer = Answer::parse(answer)?;
    // One that was used has left a key file that is sealed anew.
    let asking = asking(home)
        .filter(|asking| asking.is_of(held))
        .ok_or(RecoveryError::NoRequest)?;
    Ok(asking.open(&answer)?)
}

/// Opens the store by the station's answer and puts it under a new passphrase. The answer is good for this once.
///
/// # Errors
/// Those of [`RecoveryError`], [`StoreError::PassphraseTooShort`], [`StoreError::OpenElsewhere`]; nothing is changed then.
pub fn recover(home: &Path, answer: &str, passphrase: &str, now: i64) -> Result<Store, StoreError> {
    recover_with(home, answer, passphrase, now, &Place::usual())
}

pub(crate) fn recover_with(
    home: &Path,
    answer: &str,
    passphrase: &str,
    now: i64,
    place: &Place,
) -> Result<Store, StoreError> {
    check_build()?;
    let file = KeyFile::read(&key_path(home))?;
    let dek = answered(home, &file, answer)?;
    let lock = lock(home)?;
    let store = connect(home, &dek, lock).map_err(|error| match error {
        StoreError::Damaged(_) => RecoveryError::OtherStore.into(),
        other => other,
    })?;
    finish(&store, &file, passphrase, place, now)?;
    Ok(store)
}

/// What a recovery leaves: its entry in the access log first, then the new wrap, then nothing of the request.
pub(crate) fn finish(
    store: &Store,
    file: &KeyFile,
    passphrase: &str,
    place: &Place,
    now: i64,
) -> Result<(), StoreError> {
    if passphrase.chars().count() < crate::PASSPHRASE_CHARS {
        return Err(StoreError::PassphraseTooShort);
    }
    store.write(now, |write| {
        write.log(&Access {
            act: Act::Auth,
            kind: "recovery",
            record: "",
            field: "",
            purpose: "",
            result: "",
        })
    })?;
    store.rewrap(file, passphrase, place)?;
    overwrite(&ask_path(store.home()))
}

impl Store {
    /// Seals the store's key to a recovery key of its station, unless it is sealed to that one or a later one. Says whether it did.
    ///
    /// # Errors
    /// `BadKey` if it is none; what the disk says.
    pub fn seal_for_recovery(&self, now: i64, key: &RecoveryKey) -> Result<bool, StoreError> {
        let device = self.read(state::identity)?.device;
        let before = self.with_key_file(|file| {
            let before = file.recovery.as_ref();
            let known = before.is_some_and(|held| {
                held.device == device && (held.key == key.key || held.made_at >= key.made_at)
            });
            if known {
                return Ok(None);
            }
            let replaced = before.map_or(0, |held| held.made_at);
            file.seal_for(self.dek(), &device, key)?;
            Ok(Some(replaced))
        })?;
        let Some(replaced) = before else {
            return Ok(false);
        };
        let short: String = key.key.chars().take(16).collect();
        self.write(now, |write| {
            if replaced > 0 {
                let text = format!("{replaced} {now}");
                state::set(write.connection(), REPLACED, &text)?;
            }
            write.log(&Access {
                act: Act::Admin,
                kind: "recovery_key",
                record: "",
                field: "",
                purpose: "",
                result: &short,
            })
        })?;
        Ok(true)
    }

    /// When the recovery key was made that the present one took the place of, and when that was, ms.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn recovery_replaced(&self) -> Result<Option<(i64, i64)>, StoreError> {
        let text = self.read(|connection| state::text(connection, REPLACED))?;
        let mut times = text.split(' ').map(|time| time.parse().ok());
        Ok(times.next().flatten().zip(times.next().flatten()))
    }
}

#[cfg(test)]
mod tests;

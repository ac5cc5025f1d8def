//! Putting a sealed file back, where there is no store.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::OpenFlags;
use sync::recovery::{RecoveryError, Request};

use super::file::{self, BackupAbout};
use crate::connection::{check_build, check_file, connect_one};
use crate::device_secret::Place;
use crate::error::StoreError;
use crate::key_file::{Dek, KeyFile, sync_folder};
use crate::migrate::check_version;
use crate::open::{
    Store, connect, database, is_half_made, key_path, lock, make_private, remove_with_companions,
};
use crate::recovery;

/// Puts a backup back into a folder that holds no store. It opens afterwards with the passphrase of the day it was made. Operation
/// numbers that the laptop used since are not used again: the next round of sync finds that the station knows other ones and goes on as
/// the next incarnation, as for any laptop put back.
///
/// # Errors
/// [`StoreError::Exists`] if there is a store, which is not touched; [`StoreError::WrongPassphrase`], [`StoreError::DiskFull`],
/// [`StoreError::Newer`], and those of [`super::about_backup`]; nothing is left in the folder then.
pub fn restore(home: &Path, backup: &Path, passphrase: &str) -> Result<BackupAbout, StoreError> {
    check_build()?;
    let opened = file::open(backup)?;
    make_private(home)?;
    let _lock = lock(home)?;
    check_empty(home, &opened.0.key)?;
    let dek = opened.0.key.open(passphrase, &Place::none())?.dek;
    let key = opened.0.key.clone();
    put_back(home, opened, &dek, &key)
}

/// Asks the station to recover the key of a backup whose passphrase is forgotten. The answer is awaited in `home`, which holds no store.
///
/// # Errors
/// Those of [`super::about_backup`]; `NotReady` if the laptop had no recovery key that day.
pub fn ask_recovery_of(home: &Path, backup: &Path, now: i64) -> Result<Request, StoreError> {
    let (header, _, _) = file::open(backup)?;
    make_private(home)?;
    recovery::ask(home, &header.key, now)
}

/// Puts a backup back by the station's answer to [`ask_recovery_of`], under a new passphrase, and opens it.
///
/// # Errors
/// As [`restore`] and [`crate::recover`].
pub fn restore_recovered(
    home: &Path,
    backup: &Path,
    answer: &str,
    passphrase: &str,
    now: i64,
) -> Result<Store, StoreError> {
    check_build()?;
    let opened = file::open(backup)?;
    let key = opened.0.key.clone();
    let dek = recovery::answered(home, &key, answer)?;
    let lock = lock(home)?;
    check_empty(home, &key)?;
    put_back(home, opened, &dek, &key).map_err(|error| match error {
        StoreError::BackupDamaged => StoreError::Recovery(RecoveryError::OtherStore),
        other => other,
    })?;
    let store = connect(home, &dek, lock)?;
    recovery::finish(&store, &key, passphrase, &Place::usual(), now)?;
    Ok(store)
}

fn put_back(
    home: &Path,
    opened: (file::Header, Vec<u8>, File),
    dek: &Dek,
    key: &KeyFile,
) -> Result<BackupAbout, StoreError> {
    let part = home.join("store.db.part");
    remove_with_companions(&part);
    let (header, beginning, file) = opened;
    let put = unseal_into(&part, (&header, &beginning, file), dek).and_then(|()| {
        key.write(&key_path(home))?;
        // A log that a lost database left behind would be laid over this one.
        remove_with_companions(&database(home));
        fs::rename(&part, database(home))?;
        sync_folder(&database(home))
    });
    if let Err(error) = put {
        remove_with_companions(&part);
        if !database(home).exists() {
            let _ = fs::remove_file(key_path(home));
        }
        return Err(error);
    }
    Ok(BackupAbout {
        user: header.key.user,
        user_name: header.key.user_name,
        made: header.made,
    })
}

/// A key file alone may be what an earlier attempt at the same backup left.
fn check_empty(home: &Path, key: &KeyFile) -> Result<(), StoreError> {
    let left = key_path(home).exists()
        && !is_half_made(home)
        && !KeyFile::read(&key_path(home))?.is_same(key);
    if left || database(home).exists() {
        return Err(StoreError::Exists(home.to_owned()));
    }
    Ok(())
}

fn unseal_into(
    part: &Path,
    sealed: (&file::Header, &[u8], File),
    dek: &Dek,
) -> Result<(), StoreError> {
    let mut to = File::create(part)?;
    file::unseal(sealed, dek, &mut to)?;
    to.sync_all()?;
    drop(to);
    let connection = connect_one(part, dek, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    check_file(&connection)?;
    check_version(&connection)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

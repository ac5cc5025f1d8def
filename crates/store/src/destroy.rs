//! Destroying a store: first its key, without which the rest is noise, then the rest.

use std::fs::{self, File};
use std::path::Path;

use crate::device_secret::Place;
use crate::error::StoreError;
use crate::key_file::{KeyFile, overwrite};
use crate::open::{database, key_path, lock};
use crate::recovery::ask_path;

/// Says that a store was to be destroyed, until it is.
const MARK: &str = "destroying";

/// Destroys the store in a folder, which nobody should have open. What was begun and not ended, [`finish_destroying`] ends.
///
/// # Errors
/// [`StoreError::OpenElsewhere`] if somebody has it open; what the disk says, after the key is gone.
pub fn destroy(home: &Path) -> Result<(), StoreError> {
    destroy_with(home, &Place::usual())
}

pub(crate) fn destroy_with(home: &Path, place: &Place) -> Result<(), StoreError> {
    let _lock = lock(home)?;
    // On a full disk there is no mark, and the key goes all the same.
    let marked = File::create(home.join(MARK)).and_then(|mark| mark.sync_all());
    take_apart(home, place)?;
    marked.map_or(Ok(()), |()| Ok(fs::remove_file(home.join(MARK))?))
}

/// Whether the key is there, without which a store is noise.
pub fn has_key(home: &Path) -> bool {
    key_path(home).exists()
}

/// Ends what [`destroy`] began, if it began something.
///
/// # Errors
/// What the disk says.
pub fn finish_destroying(home: &Path) -> Result<(), StoreError> {
    let mark = home.join(MARK);
    if !mark.exists() {
        return Ok(());
    }
    let _lock = lock(home)?;
    take_apart(home, &Place::usual())?;
    Ok(fs::remove_file(mark)?)
}

fn take_apart(home: &Path, place: &Place) -> Result<(), StoreError> {
    let key = key_path(home);
    // Before the key: it names the other.
    if let Ok(file) = KeyFile::read(&key)
        && let Some(id) = file.secret_id()
    {
        place.destroy(id)?;
    }
    overwrite(&key)?;
    overwrite(&ask_path(home))?;
    let data = database(home);
    for suffix in ["", "-wal", "-shm", ".part"] {
        let mut name = data.clone().into_os_string();
        name.push(suffix);
        remove(Path::new(&name))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

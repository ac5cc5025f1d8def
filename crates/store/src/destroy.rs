//! Destroying a store: first its key, without which the rest is noise, then the rest.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use crate::error::StoreError;
use crate::key_file::random;
use crate::open::{database, key_path, lock};

/// Says that a store was to be destroyed, until it is.
const MARK: &str = "destroying";

/// Destroys the store in a folder, which nobody should have open. What was begun and not ended, [`finish_destroying`] ends.
///
/// # Errors
/// [`StoreError::OpenElsewhere`] if somebody has it open; what the disk says, after the key is gone.
pub fn destroy(home: &Path) -> Result<(), StoreError> {
    let _lock = lock(home)?;
    // On a full disk there is no mark, and the key goes all the same.
    let marked = File::create(home.join(MARK)).and_then(|mark| mark.sync_all());
    take_apart(home)?;
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
    take_apart(home)?;
    Ok(fs::remove_file(mark)?)
}

fn take_apart(home: &Path) -> Result<(), StoreError> {
    overwrite(&key_path(home))?;
    let data = database(home);
    for suffix in ["", "-wal", "-shm", ".part"] {
        let mut name = data.clone().into_os_string();
        name.push(suffix);
        remove(Path::new(&name))?;
    }
    Ok(())
}

/// The key file is small: it is overwritten before it goes. A disk that writes elsewhere keeps the old bytes for a while, which are still
/// wrapped by the passphrase.
fn overwrite(key: &Path) -> Result<(), StoreError> {
    for path in [key.to_owned(), key.with_extension("key.part")] {
        if let Ok(mut file) = File::options().write(true).open(&path) {
            let length = file.metadata()?.len();
            for _ in 0..length.div_ceil(32) {
                file.write_all(&random::<32>()?)?;
            }
            file.sync_all()?;
        }
        remove(&path)?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

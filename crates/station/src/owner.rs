//! Whose the folder is. An administrator calls the program as root, the service runs as an account of its own: what root makes in the
//! folder is given to the folder's owner, and nothing that the program makes is read by others.

use std::fs;
use std::path::Path;

use crate::error::StationError;

/// From now on this process makes files that only their owner reads.
pub fn keep_to_oneself() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// User and group of the folder if this process is root and they are not.
#[cfg(unix)]
fn other_owner(folder: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(folder).ok()?;
    let differs = rustix::process::geteuid().is_root() && found.uid() != 0;
    differs.then(|| (found.uid(), found.gid()))
}

/// Root does not serve in a folder that is another account's: the program begins again as that account. Returns if there is nothing to
/// change.
///
/// # Errors
/// If the system does not let it.
pub fn serve_as_owner(folder: &Path) -> Result<(), StationError> {
    #[cfg(unix)]
    if let Some((user, group)) = other_owner(folder) {
        use std::os::unix::process::CommandExt;
        let mut again = std::process::Command::new(std::env::current_exe()?);
        let failed = again
            .args(std::env::args_os().skip(1))
            .uid(user)
            .gid(group)
            .exec();
        return Err(failed.into());
    }
    let _ = folder;
    Ok(())
}

/// Root works in another account's folder only if nothing in it leads elsewhere.
///
/// # Errors
/// [`StationError::Elsewhere`] names a link.
pub fn check(folder: &Path) -> Result<(), StationError> {
    #[cfg(unix)]
    if other_owner(folder).is_some() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_symlink() {
                return Err(StationError::Elsewhere(entry.path()));
            }
        }
    }
    let _ = folder;
    Ok(())
}

/// Gives what root made in the folder to the folder's owner. Links, and files that have another name elsewhere, stay as they are.
///
/// # Errors
/// If a file cannot be given away.
pub fn give_back(folder: &Path) -> Result<(), StationError> {
    #[cfg(unix)]
    if let Some((user, group)) = other_owner(folder) {
        use std::os::unix::fs::{MetadataExt, lchown};
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let Ok(found) = fs::symlink_metadata(&path) else {
                continue;
            };
            if found.is_file() && found.uid() == 0 && found.nlink() == 1 {
                lchown(&path, Some(user), Some(group))?;
            }
        }
    }
    let _ = folder;
    Ok(())
}

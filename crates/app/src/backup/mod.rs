//! A laptop's store as one sealed file: made while people work, put back where there is no store.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;
use store::StoreError;

use crate::access_log;
use crate::desk::Desk;
use crate::error::AppError;
use crate::places::{self, Place};
use crate::saying;
use crate::words::{self, Language};

/// How the name of a backup ends.
const EXTENSION: &str = "beatbook-backup";
/// Most backups that are offered.
const MOST: usize = 50;

/// Backups on the sync page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BackupState {
    /// When the last was made, ready to show.
    pub sentence: String,
    /// Where one can be written to now, removable media first.
    pub places: Vec<Place>,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BackupMade {
    /// Its path.
    pub path: String,
    /// What it is and what to do with it, ready to show.
    pub message: String,
}

/// A backup that can be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FoundBackup {
    /// Its path; what the window gives back.
    pub id: String,
    /// Whose, when and where, ready to show.
    pub name: String,
}

fn said(error: StoreError, full: &str, language: Language) -> AppError {
    let error = match error {
        StoreError::DiskFull => AppError::new(full),
        StoreError::Io(_) => AppError::new("backup_file"),
        other => other.into(),
    };
    error.in_language(language)
}

/// When the last backup was made, and where the next can be written to.
///
/// # Errors
/// If the store cannot be read.
pub fn state(desk: &Desk) -> Result<BackupState, AppError> {
    let at = desk
        .store
        .backed_up_at()
        .map_err(|error| AppError::from(error).in_language(desk.language))?;
    let sentence = match at {
        Some(at) => {
            let time = saying::moment(desk.language, at, desk.now());
            desk.say("backup.last", &[("time", &time)])
        }
        None => desk.say("backup.never", &[]),
    };
    Ok(BackupState {
        sentence,
        places: places::places(desk.language),
    })
}

/// Writes a sealed copy of everything on this laptop to a new file, and reads it back. Its entry in the access log comes first, and so lies
/// in the copy too.
///
/// # Errors
/// `backup_exists`, `backup_full`, `backup_file`; no part of a file stays then.
pub fn write_to(desk: &Desk, path: &Path) -> Result<BackupMade, AppError> {
    access_log::carried(desk, audit::Act::Disclose, "backup", ("made", ""))?;
    desk.store
        .back_up(desk.now(), path)
        .map_err(|error| said(error, "backup_full", desk.language))?;
    Ok(BackupMade {
        path: path.display().to_string(),
        message: desk.say("backup.made", &[]),
    })
}

/// The same into one of [`crate::places::places`], under a name of its own: `beatbook-2026-11-20.beatbook-backup`.
///
/// # Errors
/// `backup_file` if the place is gone, and as [`write_to`].
pub fn save(desk: &Desk, place: &str) -> Result<BackupMade, AppError> {
    let folder = places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("backup_file").in_language(desk.language))?;
    let stem = format!("beatbook-{}", desk.today());
    write_to(desk, &places::free_name(&folder, &stem, EXTENSION))
}

/// Backups that lie in places now, the newest first. `now` is ms since 1970.
pub fn found(language: Language, now: i64) -> Vec<FoundBackup> {
    found_in(&places::places(language), language, now)
}

fn found_in(places: &[Place], language: Language, now: i64) -> Vec<FoundBackup> {
    let mut found = Vec::new();
    for place in places {
        let entries = std::fs::read_dir(&place.id).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let named = path.extension().is_some_and(|found| found == EXTENSION);
            // What cannot be put back is not offered; whoever names it to `beatbook restore` hears why.
            let Some(about) = named.then(|| store::about_backup(&path).ok()).flatten() else {
                continue;
            };
            let time = saying::moment(language, about.made, now);
            let args: [(&str, &str); 3] = [
                ("name", &about.user_name),
                ("time", &time),
                ("place", &place.name),
            ];
            let name = words::say(language, "backup.found", &args);
            let id = path.display().to_string();
            found.push((about.made, FoundBackup { id, name }));
        }
    }
    found.sort_by_key(|(made, _)| -made);
    found.truncate(MOST);
    found.into_iter().map(|(_, backup)| backup).collect()
}

/// Where one of [`found`] lies.
///
/// # Errors
/// `backup_file` if it is not there any more.
pub fn found_at(id: &str, language: Language, now: i64) -> Result<PathBuf, AppError> {
    let there = found(language, now).iter().any(|backup| backup.id == id);
    match there {
        true => Ok(PathBuf::from(id)),
        false => Err(AppError::new("backup_file").in_language(language)),
    }
}

/// Puts a backup back into a folder without a store; what was done, ready to show. Numbers of operations that were used since are not
/// used again (`store::restore`).
///
/// # Errors
/// `store_exists`, `wrong_passphrase`, `backup_not_one`, `backup_newer`, `backup_cut`, `backup_damaged`, `restore_full`, `backup_file`;
/// nothing is changed then.
pub fn restore(
    home: &Path,
    file: &Path,
    passphrase: &str,
    language: Language,
    now: i64,
) -> Result<String, AppError> {
    let about = store::finish_destroying(home)
        .and_then(|()| store::restore(home, file, passphrase))
        .map_err(|error| said(error, "restore_full", language))?;
    store::open(home, passphrase)
        .and_then(|store| note_restored(&store, now))
        .map_err(|error| said(error, "restore_full", language))?;
    let time = saying::moment(language, about.made, now);
    let args: [(&str, &str); 2] = [("name", &about.user_name), ("time", &time)];
    Ok(words::say(language, "backup.restored", &args))
}

/// The first entry of a laptop after its backup was put back.
pub(crate) fn note_restored(store: &store::Store, now: i64) -> Result<(), StoreError> {
    let restored = store::Access {
        act: audit::Act::Admin,
        kind: "backup",
        record: "",
        field: "restored",
        purpose: "",
        result: "",
    };
    store.write(now, |write| write.log(&restored)).map(|_| ())
}

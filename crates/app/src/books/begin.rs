//! A book more: enrolled, or put back from a backup.

use std::path::{Path, PathBuf};

use store::{KdfCost, Store};

use super::{FIRST, all, home};
use crate::backup;
use crate::error::AppError;
use crate::passphrase::Attempts;
use crate::session::{self, EnrolForm};
use crate::wipe;
use crate::words::Language;

/// The folder in which the next book begins: the first without one. Which one it is stays the same until a book lies there.
pub fn empty_home(data: &Path) -> PathBuf {
    let taken: Vec<u32> = all(data).into_iter().map(|book| book.number).collect();
    let number = (FIRST..).find(|number| !taken.contains(number));
    home(data, number.unwrap_or(FIRST))
}

/// Enrols another user of this laptop, with a key and a device of their own; the books that are here are not touched.
///
/// # Errors
/// As [`session::enrol`].
pub fn enrol(
    data: &Path,
    form: &EnrolForm,
    laptop: &str,
    cost: KdfCost,
) -> Result<Store, AppError> {
    let home = empty_home(data);
    let store = session::enrol(&home, form, laptop, cost)?;
    // Of who had a book there before.
    Attempts::default().write(&home);
    Ok(store)
}

/// Puts a backup back beside the books that are here; its folder, and what was done, ready to show.
///
/// # Errors
/// `book_here` if its user has a book on this laptop: two of one device would hand in against each other. As [`backup::restore`].
pub fn restore(
    data: &Path,
    file: &Path,
    passphrase: &str,
    language: Language,
    now: i64,
) -> Result<(PathBuf, String), AppError> {
    if let Ok(about) = store::about_backup(file)
        && all(data).iter().any(|book| book.user == about.user)
    {
        return Err(AppError::at("book_here", &about.user_name).in_language(language));
    }
    let home = empty_home(data);
    let told = backup::restore(&home, file, passphrase, language, now)?;
    Attempts::default().write(&home);
    wipe::begin_anew(&home);
    Ok((home, told))
}

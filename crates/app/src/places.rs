//! Where the window may write a file: removable media that are mounted now, and the user's own documents. The window names one of these
//! and no file name, so nothing in it can write elsewhere.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::words::{self, Language};

/// A folder that a file can be written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Place {
    /// Its path; what the window gives back.
    pub id: String,
    /// Its name, ready to show.
    pub name: String,
    /// Whether it can be taken out and carried.
    pub removable: bool,
}

/// Places there are now.
pub fn places(language: Language) -> Vec<Place> {
    let mut found: Vec<Place> = media()
        .into_iter()
        .map(|path| Place {
            name: path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            ),
            id: path.display().to_string(),
            removable: true,
        })
        .collect();
    let documents = directories::UserDirs::new().and_then(|folders| {
        let documents = folders.document_dir().map(Path::to_owned);
        documents
            .filter(|path| path.is_dir())
            .or_else(|| Some(folders.home_dir().to_owned()))
    });
    if let Some(path) = documents.filter(|path| path.is_dir()) {
        found.push(Place {
            name: words::say(language, "places.documents", &[]),
            id: path.display().to_string(),
            removable: false,
        });
    }
    found
}

/// Folders under which the system mounts what is plugged in.
#[cfg(target_os = "linux")]
fn media() -> Vec<PathBuf> {
    let user = std::env::var("USER").unwrap_or_default();
    let roots = if user.is_empty() || user.contains(['/', '.']) {
        vec![]
    } else {
        vec![
            Path::new("/run/media").join(&user),
            Path::new("/media").join(&user),
        ]
    };
    folders_in(&roots)
}

#[cfg(target_os = "macos")]
fn media() -> Vec<PathBuf> {
    folders_in(&[PathBuf::from("/Volumes")])
}

#[cfg(windows)]
fn media() -> Vec<PathBuf> {
    // C: is the system's; what else there is, is plugged in or put in.
    ('D'..='Z')
        .map(|letter| PathBuf::from(format!("{letter}:\\")))
        .filter(|path| path.is_dir())
        .collect()
}

#[cfg(not(windows))]
fn folders_in(roots: &[PathBuf]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = roots
        .iter()
        .filter_map(|root| std::fs::read_dir(root).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The folder of a place, if it is there still.
pub(crate) fn folder(language: Language, place: &str) -> Option<PathBuf> {
    places(language)
        .into_iter()
        .find(|known| known.id == place)
        .map(|known| PathBuf::from(known.id))
}

/// `{stem}.{extension}` in a folder, with a number where that is taken.
pub(crate) fn free_name(folder: &Path, stem: &str, extension: &str) -> PathBuf {
    let first = folder.join(format!("{stem}.{extension}"));
    (2..)
        .map(|number| folder.join(format!("{stem}-{number}.{extension}")))
        .scan(Some(first), |next, following| next.replace(following))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.to_owned())
}

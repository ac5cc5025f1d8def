//! Which records were erased, kept in the station's folder outside its database: one per line, kind and id, no word of what they held.

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use domain::fields;
use domain::retention::ERASURES;

use super::erase::Erased;
use crate::database::Database;
use crate::error::StationError;

fn path(folder: &Path) -> PathBuf {
    folder.join("erased.log")
}

/// Adds records, durably.
pub(super) fn add(folder: &Path, erased: &[Erased]) -> Result<(), StationError> {
    let text = fs::read_to_string(path(folder)).unwrap_or_default();
    // A line that a crash cut off ends here.
    let begins = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let lines: String = erased
        .iter()
        .flat_map(|one| [one.kind.as_str(), " ", &one.id, "\n"])
        .collect();
    let mut file = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path(folder))?;
    file.write_all([begins, &lines].concat().as_bytes())?;
    Ok(file.sync_all()?)
}

/// All records noted, each once. A last line that was cut off by a crash is passed over: the database names those.
pub(super) fn read(folder: &Path) -> Result<Vec<Erased>, StationError> {
    let text = match fs::read_to_string(path(folder)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(error.into()),
    };
    let mut met = HashSet::new();
    let whole = text
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    Ok(whole
        .filter_map(|line| line.trim_end().split_once(' '))
        .filter(|(_, id)| met.insert((*id).to_owned()))
        .map(|(kind, id)| Erased {
            kind: kind.to_owned(),
            id: id.to_owned(),
        })
        .collect())
}

/// Adds what the database says was erased and is not noted.
pub(super) fn catch_up(folder: &Path, database: &Database) -> Result<(), StationError> {
    let noted: HashSet<String> = read(folder)?.into_iter().map(|one| one.id).collect();
    let told = database.read(|tx| tx.rows_for_all(ERASURES))?;
    let missing: Vec<Erased> = database.read(|tx| {
        let ids: Vec<&str> = told
            .iter()
            .flat_map(|(_, row)| fields::texts(row, "records"))
            .filter(|id| !noted.contains(*id))
            .collect();
        let rows = tx.rows(&ids)?;
        Ok(rows
            .into_iter()
            .map(|(id, held)| Erased {
                kind: held.kind,
                id,
            })
            .collect())
    })?;
    if missing.is_empty() {
        return Ok(());
    }
    add(folder, &missing)
}

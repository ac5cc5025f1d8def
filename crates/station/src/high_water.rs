//! How far the station has come, kept outside its database: a database that knows less was restored from a backup by somebody who did not
//! say so. Then another history begins, and the laptops give back what the backup lacks.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Weak;

use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::error::StationError;

/// A point the station has reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HighWater {
    /// History.
    pub epoch: i64,
    /// Sequence number at the end of a batch.
    pub seq: i64,
    /// Token of that batch.
    pub token: String,
    /// Which database server and timeline; empty for a file.
    #[serde(default)]
    pub server: String,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("high-water.json")
}

/// Where the database stands now; none before its first batch.
fn now(database: &Database) -> Result<Option<HighWater>, StationError> {
    let server = database.history()?;
    database.read(|tx| {
        let head = tx.head()?;
        Ok(tx.token_of(head.seq)?.map(|token| HighWater {
            epoch: head.epoch,
            seq: head.seq,
            token,
            server: server.clone(),
        }))
    })
}

/// Notes how far the station has come.
///
/// # Errors
/// If the database cannot be read or the file not written.
pub fn note(folder: &Path, database: &Database) -> Result<(), StationError> {
    let Some(reached) = now(database)? else {
        return Ok(());
    };
    let part = folder.join("high-water.part");
    fs::write(&part, serde_json::to_string(&reached)?)?;
    Ok(fs::rename(part, path(folder))?)
}

/// Begins another history if the database is behind what was noted, or is another server's. Returns whether it did.
///
/// # Errors
/// What the database says. A note that cannot be read counts as none.
pub fn check(folder: &Path, database: &Database) -> Result<bool, StationError> {
    let noted: Option<HighWater> = fs::read_to_string(path(folder))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok());
    let Some(noted) = noted else {
        return Ok(false);
    };
    let server = database.history()?;
    let behind = database.read(|tx| {
        let head = tx.head()?;
        Ok(head.seq < noted.seq || tx.token_of(noted.seq)?.as_ref() != Some(&noted.token))
    })?;
    let elsewhere = !noted.server.is_empty() && !server.is_empty() && noted.server != server;
    if !behind && !elsewhere {
        return Ok(false);
    }
    tracing::warn!("the database was restored or promoted: another history begins");
    database.write(|tx| tx.next_epoch())?;
    note(folder, database)?;
    Ok(true)
}

/// Another history is begun knowingly: nothing is noted of it yet.
///
/// # Errors
/// If the note is there and cannot be removed.
pub fn forget(folder: &Path) -> Result<(), StationError> {
    match fs::remove_file(path(folder)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// The records were moved on purpose: which server keeps them says nothing for once.
///
/// # Errors
/// If the note cannot be written.
pub fn forget_server(folder: &Path) -> Result<(), StationError> {
    let Ok(text) = fs::read_to_string(path(folder)) else {
        return Ok(());
    };
    let mut noted: HighWater = serde_json::from_str(&text)?;
    noted.server.clear();
    Ok(fs::write(path(folder), serde_json::to_string(&noted)?)?)
}

/// Goes on noting, at most once a second, until the database is closed.
pub async fn keep(folder: PathBuf, database: Weak<Database>) {
    let Some(mut changes) = database.upgrade().map(|database| database.watch()) else {
        return;
    };
    while changes.changed().await.is_ok() {
        let (folder, database) = (folder.clone(), database.clone());
        let noted = tokio::task::spawn_blocking(move || {
            database
                .upgrade()
                .map_or(Ok(()), |database| note(&folder, &database))
        });
        if let Ok(Err(error)) = noted.await {
            tracing::warn!(%error, "how far the station has come could not be noted");
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

//! Where a station keeps its records: `station.toml` in its folder, or, without one, the file `station.db` there.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::error::StationError;
use crate::tls;

/// A PostgreSQL database, and which of its stations this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// `postgres://user:password@host/database`.
    pub database: String,
    /// Number of the station in it.
    pub station: i64,
}

/// The file with the records, where no server keeps them.
pub fn file(folder: &Path) -> PathBuf {
    folder.join("station.db")
}

fn config(folder: &Path) -> PathBuf {
    folder.join("station.toml")
}

/// The server that keeps the records; none if a file does.
///
/// # Errors
/// [`StationError::Config`] if `station.toml` cannot be understood.
pub fn server(folder: &Path) -> Result<Option<Server>, StationError> {
    match fs::read_to_string(config(folder)) {
        Ok(text) => toml::from_str(&text)
            .map(Some)
            .map_err(|error| StationError::Config(error.message().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// From now on this server keeps the records, or the folder's file. The configuration may hold a password: only its owner reads it.
///
/// # Errors
/// If it cannot be written.
pub fn set_server(folder: &Path, server: Option<&Server>) -> Result<(), StationError> {
    let path = config(folder);
    let Some(server) = server else {
        return Ok(fs::remove_file(path)?);
    };
    let text = toml::to_string(server).map_err(|error| StationError::Config(error.to_string()))?;
    let part = folder.join("station.toml.part");
    let _ = fs::remove_file(&part);
    tls::write_private(&part, &text)?;
    Ok(fs::rename(part, path)?)
}

/// Opens the database, wherever it is.
///
/// # Errors
/// [`StationError::Missing`] or what the database says.
pub fn open(folder: &Path) -> Result<Database, StationError> {
    match server(folder)? {
        Some(server) => Database::connect(&server.database, server.station),
        None => Database::open(&file(folder)),
    }
}

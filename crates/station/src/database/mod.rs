//! The station's database: opening it, and one transaction's view of it. SQL of the station lives in this folder only.

mod batch;
mod rows;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

pub(crate) use batch::own_version;
pub use batch::{Batch, Held};
pub use rows::{Fed, Tx};

use crate::error::StationError;

const SCHEMA: [&str; 1] = [include_str!("schema.sql")];

/// The open database: one writer, one reader.
#[derive(Debug)]
pub struct Database {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

impl Database {
    /// Makes a new database for a station of this name.
    ///
    /// # Errors
    /// [`StationError::Exists`] if the file is there already.
    pub fn create(path: &Path, name: &str) -> Result<Database, StationError> {
        if path.exists() {
            return Err(StationError::Exists(path.to_owned()));
        }
        let connection = connect(path)?;
        migrate(&connection)?;
        connection.execute("INSERT INTO station (id, name) VALUES (1, ?1)", [name])?;
        drop(connection);
        Database::open(path)
    }

    /// Opens a database.
    ///
    /// # Errors
    /// [`StationError::Missing`], [`StationError::Newer`], or what SQLite says.
    pub fn open(path: &Path) -> Result<Database, StationError> {
        if !path.exists() {
            return Err(StationError::Missing(path.to_owned()));
        }
        let writer = connect(path)?;
        migrate(&writer)?;
        let reader = connect(path)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(Database {
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
        })
    }

    /// Writes: all or nothing.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut connection = hold(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let output = work(&Tx::new(&transaction))?;
        transaction.commit()?;
        Ok(output)
    }

    /// The writing connection itself, for a simulator that cuts its work short.
    #[cfg(feature = "simulated")]
    pub fn with_writer<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        work(&mut hold(&self.writer))
    }

    /// Reads one snapshot.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut connection = hold(&self.reader);
        let transaction: Transaction<'_> = connection.transaction()?;
        work(&Tx::new(&transaction))
    }

    /// Writes a consistent copy while the station runs.
    ///
    /// # Errors
    /// [`StationError::Exists`] if the file is there already.
    pub fn backup(&self, to: &Path) -> Result<(), StationError> {
        if to.exists() {
            return Err(StationError::Exists(to.to_owned()));
        }
        let part = to.with_extension("part");
        let _ = std::fs::remove_file(&part);
        {
            let source = hold(&self.reader);
            let mut target = connect(&part)?;
            let backup = rusqlite::backup::Backup::new(&source, &mut target)?;
            backup.run_to_completion(1_000, std::time::Duration::ZERO, None)?;
        }
        check_file(&part)?;
        std::fs::File::open(&part)?.sync_all()?;
        std::fs::rename(&part, to)?;
        Ok(())
    }
}

/// Checks a database file as a whole.
///
/// # Errors
/// [`StationError::Damaged`] with SQLite's first complaint.
pub fn check_file(path: &Path) -> Result<(), StationError> {
    let connection = connect(path)?;
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(StationError::Damaged(found));
    }
    let station: Option<i64> = connection
        .query_row("SELECT epoch FROM station", [], |row| row.get(0))
        .optional()?;
    station
        .map(|_| ())
        .ok_or_else(|| StationError::Damaged("no station in it".into()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the station's database is opened"
)]
fn connect(path: &Path) -> Result<Connection, StationError> {
    let connection = Connection::open(path)?;
    let mode: String = connection.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StationError::Damaged(format!("journal mode {mode}")));
    }
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    for (name, value) in [
        ("synchronous", "EXTRA"),
        ("foreign_keys", "ON"),
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
        ("trusted_schema", "OFF"),
        ("cache_size", "-64000"),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    connection.set_prepared_statement_cache_capacity(100);
    Ok(connection)
}

fn migrate(connection: &Connection) -> Result<(), StationError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = SCHEMA.len() as i64;
    if found > known {
        return Err(StationError::Newer { found, known });
    }
    for (index, step) in SCHEMA.iter().enumerate().skip(found.max(0) as usize) {
        let sql = ["BEGIN IMMEDIATE;\n", step, "\nCOMMIT;"].concat();
        connection.execute_batch(&sql)?;
        connection.pragma_update(None, "user_version", index as i64 + 1)?;
    }
    Ok(())
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

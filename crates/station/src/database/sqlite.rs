//! The station's own file: SQLite, one writer and a few readers.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OptionalExtension, ToSql, Transaction, TransactionBehavior};

use super::schema;
use super::sql::{Arg, Column, Each, Record, Sql, row_count};
use crate::error::StationError;

/// Readers at a time; more would not read faster on the machines stations have.
const READERS: usize = 4;
/// Pages a connection keeps in memory, KiB with a minus. Readers go through feeds once, and the system keeps the file itself.
const WRITER_CACHE: &str = "-16000";
const READER_CACHE: &str = "-3000";

/// An open file.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Readers,
}

/// Reading connections that nobody uses just now.
#[derive(Debug)]
struct Readers {
    free: Mutex<Vec<Connection>>,
    returned: Condvar,
}

/// A reading connection, given back when dropped.
struct Reader<'r> {
    readers: &'r Readers,
    // Taken out only when it is given back.
    connection: Option<Connection>,
}

impl Readers {
    /// Waits for whichever connection is free first.
    fn take(&self) -> Reader<'_> {
        let mut free = hold(&self.free);
        loop {
            if let Some(connection) = free.pop() {
                return Reader {
                    readers: self,
                    connection: Some(connection),
                };
            }
            free = self
                .returned
                .wait(free)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Deref for Reader<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("given back only at the end")
    }
}

impl DerefMut for Reader<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("given back only at the end")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        hold(&self.readers.free).extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}

impl Sqlite {
    /// Makes the file.
    pub fn create(path: &Path) -> Result<Sqlite, StationError> {
        if path.exists() {
            return Err(StationError::Exists(path.to_owned()));
        }
        migrate(&connect(path)?)?;
        Sqlite::open(path)
    }

    /// Opens the file and brings it to the present shape.
    pub fn open(path: &Path) -> Result<Sqlite, StationError> {
        if !path.exists() {
            return Err(StationError::Missing(path.to_owned()));
        }
        let writer = connect(path)?;
        migrate(&writer)?;
        let readers = (0..READERS)
            .map(|_| {
                let reader = connect(path)?;
                reader.pragma_update(None, "query_only", true)?;
                reader.pragma_update(None, "cache_size", READER_CACHE)?;
                Ok(reader)
            })
            .collect::<Result<Vec<_>, StationError>>()?;
        Ok(Sqlite {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Readers {
                free: Mutex::new(readers),
                returned: Condvar::new(),
            },
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes: all or nothing, one at a time.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&dyn Sql) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut connection = hold(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let output = work(&InTransaction(&transaction))?;
        transaction.commit()?;
        Ok(output)
    }

    /// Folds the log into the file, whose free pages are overwritten (`secure_delete`), and cuts it off. While somebody reads it stays
    /// for the next time.
    pub fn scrub(&self) -> Result<(), StationError> {
        let writer = hold(&self.writer);
        let kept: i64 =
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if kept != 0 {
            tracing::info!("the log is cut off later: somebody reads");
        }
        Ok(())
    }

    /// The writing connection itself.
    #[cfg(feature = "simulated")]
    pub fn with_writer<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        work(&mut hold(&self.writer))
    }

    /// A reading connection itself.
    #[cfg(feature = "simulated")]
    pub fn with_reader<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&self.readers.take())
    }

    /// Reads one snapshot.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&dyn Sql) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut connection = self.readers.take();
        let transaction: Transaction<'_> = connection.transaction()?;
        work(&InTransaction(&transaction))
    }

    /// Writes a consistent copy into a new file while the station runs.
    pub fn copy_to(&self, file: &Path) -> Result<(), StationError> {
        let source = self.readers.take();
        let mut target = connect(file)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut target)?;
        backup.run_to_completion(1_000, std::time::Duration::ZERO, None)?;
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
    if !wiped::install() {
        return Err(StationError::Damaged("memory is not wiped".into()));
    }
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
        ("cache_size", WRITER_CACHE),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    connection.set_prepared_statement_cache_capacity(100);
    Ok(connection)
}

fn migrate(connection: &Connection) -> Result<(), StationError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (version, step) in schema::steps_after(found)? {
        let sql = ["BEGIN IMMEDIATE;\n", &schema::for_sqlite(step), "\nCOMMIT;"].concat();
        connection.execute_batch(&sql)?;
        connection.pragma_update(None, "user_version", version)?;
    }
    Ok(())
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct InTransaction<'c>(&'c Connection);

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Arg::Int(value) => value.to_sql(),
            Arg::Text(value) => value.to_sql(),
        }
    }
}

impl Record for rusqlite::Row<'_> {
    fn int(&self, column: usize) -> Result<i64, StationError> {
        Ok(self
            .get_ref(column)?
            .as_i64()
            .map_err(rusqlite::Error::from)?)
    }

    fn text(&self, column: usize) -> Result<&str, StationError> {
        Ok(self
            .get_ref(column)?
            .as_str()
            .map_err(rusqlite::Error::from)?)
    }
}

impl Sql for InTransaction<'_> {
    fn execute(&self, sql: &str, args: &[Arg<'_>]) -> Result<u64, StationError> {
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(args))? as u64)
    }

    fn insert_many(&self, sql: &str, columns: &[Column<'_>]) -> Result<(), StationError> {
        let mut statement = self.0.prepare_cached(sql)?;
        for row in 0..row_count(columns) {
            for (index, column) in columns.iter().enumerate() {
                match column {
                    Column::Same(value) => statement.raw_bind_parameter(index + 1, value)?,
                    Column::Ints(values) => statement.raw_bind_parameter(index + 1, values[row])?,
                    Column::Texts(values) => {
                        statement.raw_bind_parameter(index + 1, values[row])?
                    }
                }
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    fn query(&self, sql: &str, args: &[Arg<'_>], each: &mut Each<'_>) -> Result<(), StationError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(args))?;
        while let Some(row) = rows.next()? {
            each(row)?;
        }
        Ok(())
    }

    fn query_keys(
        &self,
        sql: &str,
        station: i64,
        keys: &[&str],
        each: &mut Each<'_>,
    ) -> Result<(), StationError> {
        let mut statement = self.0.prepare_cached(sql)?;
        for key in keys {
            let mut rows = statement.query(rusqlite::params![station, key])?;
            while let Some(row) = rows.next()? {
                each(row)?;
            }
        }
        Ok(())
    }

    fn announce(&self, _station: i64, _seq: i64) -> Result<(), StationError> {
        // A file has one server.
        Ok(())
    }
}

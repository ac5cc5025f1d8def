//! The station's database: a file of its own, or a PostgreSQL server shared with other stations. SQL of the station lives in this folder
//! only.

mod access_log;
mod accounts;
mod batch;
mod copies;
mod courier;
mod held_back;
mod lookups;
mod person_keys;
mod postgres;
mod rows;
mod schema;
mod sql;
mod sqlite;
mod transfer;
mod tx;
mod versions;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::watch;

pub use access_log::LogWanted;
pub use accounts::{Device, Invitation};
pub(crate) use batch::own_version;
pub use batch::{Batch, Filed, Held};
pub use courier::CourierLaptop;
pub use lookups::Asked as LookupAsked;
pub use rows::Fed;
pub use sqlite::check_file;
pub use transfer::copy as copy_database;
pub use tx::{Head, Tx};

use self::postgres::Postgres;
use self::sqlite::Sqlite;
use crate::error::StationError;

/// Number of the station in a file of its own.
const ALONE: i64 = 1;

/// The open database of one station.
#[derive(Debug)]
pub struct Database {
    engine: Engine,
    station: i64,
    head: watch::Sender<i64>,
    newest: AtomicI64,
}

#[derive(Debug)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    /// Makes a new database file for a station of this name.
    ///
    /// # Errors
    /// [`StationError::Exists`] if the file is there already.
    pub fn create(path: &Path, name: &str) -> Result<Database, StationError> {
        let database = Database::over(Engine::Sqlite(Sqlite::create(path)?), ALONE);
        database.write(|tx| tx.begin_station(name))?;
        Ok(database)
    }

    /// Opens a database file.
    ///
    /// # Errors
    /// [`StationError::Missing`], [`StationError::Newer`], or what SQLite says.
    pub fn open(path: &Path) -> Result<Database, StationError> {
        Ok(Database::over(Engine::Sqlite(Sqlite::open(path)?), ALONE))
    }

    /// Opens a backup, once it is found to be sound, as the records of another history.
    ///
    /// # Errors
    /// [`StationError::Damaged`] if it is not sound, or what SQLite says.
    pub fn begin_from(backup: &Path) -> Result<Database, StationError> {
        check_file(backup)?;
        let database = Database::open(backup)?;
        database.write(|tx| tx.next_epoch())?;
        Ok(database)
    }

    /// Makes room for a station of this name in a PostgreSQL database. Blocks; not for threads of an asynchronous runtime.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub fn create_in(url: &str, name: &str) -> Result<Database, StationError> {
        let station = Postgres::connect(url, 0)?.allot(name)?;
        Database::connect(url, station)
    }

    /// Opens the station of this number in a PostgreSQL database. Blocks; not for threads of an asynchronous runtime.
    ///
    /// # Errors
    /// [`StationError::NotFound`] if it has no such station; what PostgreSQL says.
    pub fn connect(url: &str, station: i64) -> Result<Database, StationError> {
        let database = Database::over(Engine::Postgres(Postgres::connect(url, station)?), station);
        database.read(|tx| tx.head())?;
        Ok(database)
    }

    fn over(engine: Engine, station: i64) -> Database {
        Database {
            engine,
            station,
            head: watch::channel(0).0,
            newest: AtomicI64::new(i64::MIN),
        }
    }

    /// Number of the station in its database.
    pub fn station(&self) -> i64 {
        self.station
    }

    /// Where the file is; none for a server.
    pub fn file(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.path()),
            Engine::Postgres(_) => None,
        }
    }

    /// Which server and history of it this is; empty for a file, whose history its `epoch` tells.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub fn history(&self) -> Result<String, StationError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(String::new()),
            Engine::Postgres(postgres) => postgres.history(),
        }
    }

    /// Writes: all or nothing, one at a time.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut filed = None;
        let work = |sql: &dyn sql::Sql| {
            let tx = Tx::new(sql, self.station);
            let output = work(&tx)?;
            filed = tx.filed();
            if let Some(seq) = filed {
                sql.announce(self.station, seq)?;
            }
            Ok(output)
        };
        let output = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work),
            Engine::Postgres(postgres) => postgres.write(work),
        }?;
        if let Some(seq) = filed {
            self.heard(seq);
        }
        Ok(output)
    }

    /// The writing connection itself, for a simulator that cuts its work short.
    ///
    /// # Errors
    /// What `work` returns; [`StationError::NotFound`] for a server.
    #[cfg(feature = "simulated")]
    pub fn with_writer<T>(
        &self,
        work: impl FnOnce(&mut rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StationError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Ok(sqlite.with_writer(work)?),
            Engine::Postgres(_) => Err(StationError::NotFound),
        }
    }

    /// A reading connection itself, for a simulator that looks at everything.
    ///
    /// # Errors
    /// What `work` returns; [`StationError::NotFound`] for a server.
    #[cfg(feature = "simulated")]
    pub fn with_reader<T>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StationError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Ok(sqlite.with_reader(work)?),
            Engine::Postgres(_) => Err(StationError::NotFound),
        }
    }

    /// Reads one snapshot.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let work = |sql: &dyn sql::Sql| work(&Tx::new(sql, self.station));
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(postgres) => postgres.read(work),
        }
    }

    /// Whether no other server of this station has taken a request with this nonce, made at `at`; what is older than `before` (both ms) is
    /// forgotten. A file has one server only, which remembers by itself.
    ///
    /// # Errors
    /// What PostgreSQL says.
    pub fn is_first_request(
        &self,
        nonce: &str,
        at: i64,
        before: i64,
    ) -> Result<bool, StationError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(true),
            Engine::Postgres(postgres) => postgres.is_first_request(nonce, at, before),
        }
    }

    /// After records were erased: what is left of them in the log and in dead rows goes too.
    ///
    /// # Errors
    /// What the database says.
    pub fn scrub(&self) -> Result<(), StationError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.scrub(),
            Engine::Postgres(postgres) => postgres.scrub(),
        }
    }

    /// Writes a consistent copy into a file while the station runs; of a server, only this station's part.
    ///
    /// # Errors
    /// [`StationError::Exists`] if the file is there already.
    pub fn backup(&self, to: &Path) -> Result<(), StationError> {
        if to.exists() {
            return Err(StationError::Exists(to.to_owned()));
        }
        let part = to.with_extension("part");
        let _ = std::fs::remove_file(&part);
        self.copy_to(&part)?;
        check_file(&part)?;
        std::fs::File::open(&part)?.sync_all()?;
        std::fs::rename(&part, to)?;
        Ok(())
    }

    /// Writes a consistent copy into a new file, unchecked.
    ///
    /// # Errors
    /// What the database or the disk says.
    pub fn copy_to(&self, file: &Path) -> Result<(), StationError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.copy_to(file),
            Engine::Postgres(_) => {
                let name = self.read(|tx| tx.name())?;
                transfer::copy(self, &Database::create(file, &name)?)
            }
        }
    }

    /// Tells whenever something was filed, with the newest sequence number known.
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Listens, on a thread of its own, to what other servers file; nothing to do for a file. Ends when `this` is gone.
    pub fn listen(this: &std::sync::Arc<Database>, url: &str) {
        let (weak, url, station) = (
            std::sync::Arc::downgrade(this),
            url.to_owned(),
            this.station,
        );
        std::thread::spawn(move || {
            while weak.strong_count() > 0 {
                let heard = |seq| {
                    weak.upgrade().is_some_and(|database| {
                        database.heard(seq);
                        true
                    })
                };
                if let Err(error) = Postgres::listen(&url, station, &heard) {
                    tracing::warn!(%error, "not hearing of other servers; trying again");
                    std::thread::sleep(std::time::Duration::from_secs(1));
                }
            }
        });
    }

    fn heard(&self, seq: i64) {
        if self.newest.fetch_max(seq, Ordering::SeqCst) < seq {
            self.head.send_replace(seq);
        }
    }
}

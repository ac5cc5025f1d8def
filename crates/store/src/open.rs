//! Opening and creating the store.
//!
//! One writer and a few read-only readers in one process; an operating-system lock keeps a second process out. A new store is made in a
//! temporary file and renamed, so that a half-made one is never met (TRUST: store rules).

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::derive;
use crate::error::StoreError;
use crate::indexes;
use crate::key_file::{Dek, KdfCost, KeyFile, sync_folder};
use crate::migrate::migrate;
use crate::search_keys;
use crate::state::{self, Identity};
use crate::write::{Changed, Write, role_of};

const OLDEST_SQLITE: i32 = 3_051_003;
const READERS: usize = 3;
/// Pages kept in memory, KiB with a minus: an import or a long sync writes all over the trees, a screen reads little of them.
const WRITER_CACHE: &str = "-48000";
const READER_CACHE: &str = "-8000";

/// An open store.
#[derive(Debug)]
pub struct Store {
    writer: Mutex<Connection>,
    readers: Readers,
    rounds: Mutex<()>,
    home: PathBuf,
    // Held for as long as the store is open.
    _lock: File,
}

/// A few read-only connections, taken in turn.
#[derive(Debug)]
pub struct Readers {
    connections: Vec<Mutex<Connection>>,
}

/// What can be known of a store without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// Name of the account it belongs to.
    pub user_name: String,
}

fn database(home: &Path) -> PathBuf {
    home.join("store.db")
}
fn key_path(home: &Path) -> PathBuf {
    home.join("store.key")
}

/// Whether a store is here, and whose.
///
/// # Errors
/// [`StoreError::Missing`] when the key file is there but the database is not, or the other way round;
/// [`StoreError::KeyFileDamaged`].
pub fn peek(home: &Path) -> Result<Option<Existing>, StoreError> {
    let (key, data) = (key_path(home).exists(), database(home).exists());
    match (key, data) {
        (false, false) => Ok(None),
        (true, true) => Ok(Some(Existing {
            user_name: KeyFile::read(&key_path(home))?.user_name,
        })),
        _ => Err(StoreError::Missing(home.to_owned())),
    }
}

/// Makes a new store for an enrolled laptop and opens it.
///
/// # Errors
/// [`StoreError::Exists`] if there is one already; it is not touched. [`StoreError::PassphraseTooShort`], [`StoreError::DiskFull`] and
/// others; what was half made is removed.
pub fn create(
    home: &Path,
    passphrase: &str,
    identity: &Identity,
    cost: KdfCost,
) -> Result<Store, StoreError> {
    check_build()?;
    fs::create_dir_all(home)?;
    let lock = lock(home)?;
    if database(home).exists() || key_path(home).exists() {
        return Err(StoreError::Exists(home.to_owned()));
    }
    let (key_file, dek) = KeyFile::create(passphrase, &identity.user, &identity.user_name, cost)?;
    let part = home.join("store.db.part");
    remove_with_companions(&part);
    let made = make(&part, &dek, identity).and_then(|()| {
        key_file.write(&key_path(home))?;
        fs::rename(&part, database(home))?;
        sync_folder(&database(home))
    });
    if let Err(error) = made {
        remove_with_companions(&part);
        let _ = fs::remove_file(key_path(home));
        return Err(error);
    }
    connect(home, &dek, lock)
}

fn make(part: &Path, dek: &Dek, identity: &Identity) -> Result<(), StoreError> {
    fill(part, dek, identity)?;
    File::open(part)?.sync_all()?;
    Ok(())
}

pub(crate) fn fill(part: &Path, dek: &Dek, identity: &Identity) -> Result<(), StoreError> {
    let mut connection = connect_one(part, dek, OpenFlags::default())?;
    use_wal(&connection)?;
    migrate(&mut connection)?;
    state::write_identity(&connection, identity)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let sound: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::Damaged(sound));
    }
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn remove_with_companions(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = fs::remove_file(PathBuf::from(name));
    }
}

/// Opens the store with its passphrase.
///
/// # Errors
/// Each way in which it can fail has its own variant of [`StoreError`]; nothing is overwritten.
pub fn open(home: &Path, passphrase: &str) -> Result<Store, StoreError> {
    check_build()?;
    if peek(home)?.is_none() {
        return Err(StoreError::Missing(home.to_owned()));
    }
    let dek = KeyFile::read(&key_path(home))?.open(passphrase)?;
    let lock = lock(home)?;
    connect(home, &dek, lock)
}

pub(crate) fn connect(home: &Path, dek: &Dek, lock: File) -> Result<Store, StoreError> {
    let path = database(home);
    let mut writer = connect_one(&path, dek, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    use_wal(&writer)?;
    finish_indexes(&mut writer)?;
    migrate(&mut writer)?;
    set(&writer, "cache_size", WRITER_CACHE, Some(WRITER_CACHE))?;
    build_what_waits(&mut writer)?;
    let readers = (0..READERS)
        .map(|_| {
            // A read-only connection cannot open the log of another; read-write with query_only can, and is as harmless.
            let reader = connect_one(&path, dek, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            reader.pragma_update(None, "query_only", true)?;
            Ok(Mutex::new(reader))
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Store {
        writer: Mutex::new(writer),
        readers: Readers {
            connections: readers,
        },
        rounds: Mutex::new(()),
        home: home.to_owned(),
        _lock: lock,
    })
}

/// Indexes that an interrupted first sync left out are made before anything else is done with the tables.
fn finish_indexes(writer: &mut Connection) -> Result<(), StoreError> {
    let transaction = writer.transaction()?;
    indexes::create(&transaction)?;
    Ok(transaction.commit()?)
}

/// Search keys that a migration or an interrupted first sync left to be built; says whether there were any.
fn build_what_waits(writer: &mut Connection) -> Result<bool, StoreError> {
    let waits = search_keys::are_postponed(writer)?;
    if waits {
        let transaction = writer.transaction()?;
        derive::build_keys(&transaction)?;
        transaction.commit()?;
    }
    Ok(waits)
}

pub(crate) fn lock(home: &Path) -> Result<File, StoreError> {
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(home.join("store.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::OpenElsewhere),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn check_build() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::UnsafeBuild(format!(
            "SQLite {}",
            rusqlite::version()
        )));
    }
    Ok(())
}

/// One connection with key and settings, each setting read back.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the store is opened"
)]
fn connect_one(path: &Path, dek: &Dek, flags: OpenFlags) -> Result<Connection, StoreError> {
    if !wiped::install() {
        return Err(StoreError::UnsafeBuild("memory is not wiped".into()));
    }
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    if !is_plain(dek) {
        unlock(&connection, dek)?;
    }
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    set(&connection, "synchronous", "EXTRA", Some("3"))?;
    set(&connection, "foreign_keys", "ON", Some("1"))?;
    set(&connection, "secure_delete", "ON", Some("1"))?;
    set(&connection, "temp_store", "MEMORY", Some("2"))?;
    set(&connection, "trusted_schema", "OFF", Some("0"))?;
    set(
        &connection,
        "journal_size_limit",
        "16777216",
        Some("16777216"),
    )?;
    set(&connection, "wal_autocheckpoint", "1000", Some("1000"))?;
    set(&connection, "mmap_size", "0", None)?;
    set(&connection, "cache_size", READER_CACHE, Some(READER_CACHE))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_prepared_statement_cache_capacity(200);
    Ok(connection)
}

/// Gives a connection its key.
fn unlock(connection: &Connection, dek: &Dek) -> Result<(), StoreError> {
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    let key = Zeroizing::new(format!("x'{}'", HEXLOWER.encode(dek.as_slice())));
    connection.pragma_update(None, "key", key.as_str())?;
    // Without the cipher linked in, the key is silently ignored and the file would be plain.
    let cipher: Option<String> = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::UnsafeBuild("no SQLCipher".into()));
    }
    Ok(())
}

/// A simulator runs most of its histories on files without a cipher. No program can: the feature is the simulator's alone.
fn is_plain(dek: &Dek) -> bool {
    cfg!(feature = "simulated") && dek.as_slice() == [0; 32]
}

fn set(
    connection: &Connection,
    name: &str,
    value: &str,
    reads: Option<&str>,
) -> Result<(), StoreError> {
    connection.pragma_update(None, name, value)?;
    let Some(expected) = reads else { return Ok(()) };
    let found: rusqlite::types::Value =
        connection.pragma_query_value(None, name, |row| row.get(0))?;
    let found = match found {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    if found == expected {
        Ok(())
    } else {
        Err(StoreError::UnsafeBuild(format!("{name} is {found}")))
    }
}

fn use_wal(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(StoreError::UnsafeBuild(format!("journal mode is {mode}")))
    }
}

// A panic while holding a connection leaves it usable: SQLite rolls back what was not committed.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// The folder it lies in.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Reads: `read` gets a read-only connection; it sees one snapshot.
    ///
    /// # Errors
    /// What `read` returns.
    pub fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.readers.read(read)
    }

    /// Writes: everything `work` does happens in one transaction, or nothing of it. `now` is ms since 1970.
    ///
    /// # Errors
    /// What `work` returns, or why the transaction could not be committed.
    pub fn write<T, E: From<StoreError>>(
        &self,
        now: i64,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        let mut connection = hold(&self.writer);
        let transaction = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut write = Write::new(transaction, now).map_err(E::from)?;
        let output = work(&mut write)?;
        let changed = write.commit().map_err(E::from)?;
        Ok((output, changed))
    }

    /// One round of sync, over the network or with a file; waits until no other is under way. However it ends, what it brought is found
    /// afterwards: a first sync may be broken off, and people work on. `found` is told the kinds that can be found only since then.
    ///
    /// # Errors
    /// What `work` returns, or why keys and indexes that it left out could not be built.
    pub fn one_round<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
        found: &dyn Fn(&Changed),
    ) -> Result<T, E> {
        let _one = hold(&self.rounds);
        let outcome = work();
        let built = build_what_waits(&mut hold(&self.writer));
        if matches!(built, Ok(true)) {
            found(&search_keys::kinds());
        }
        let output = outcome?;
        built?;
        Ok(output)
    }

    /// The writing connection itself, for a simulator that cuts its work short.
    #[cfg(feature = "simulated")]
    pub fn with_writer<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        work(&mut hold(&self.writer))
    }

    /// Role of the account, as last synced.
    ///
    /// # Errors
    /// If the store cannot be read or the role is unknown.
    pub fn role(&self) -> Result<domain::Role, StoreError> {
        self.read(|connection| {
            let stored = role_of(connection, &state::identity(connection)?)?;
            domain::Role::parse(&stored)
                .ok_or_else(|| StoreError::Unreadable(format!("role {stored}")))
        })
    }

    /// Checks the whole file; the first problem found, or none. The log is folded in first, because the check of the cipher reads the
    /// main file only.
    ///
    /// # Errors
    /// If the check itself cannot run.
    pub fn check(&self) -> Result<Option<String>, StoreError> {
        let connection = hold(&self.writer);
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
        let mut rows = statement.query([])?;
        if let Some(row) = rows.next()? {
            return Ok(Some(row.get::<_, String>(0)?));
        }
        let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok((found != "ok").then_some(found))
    }

    /// Names of all tables with their columns, for the test against the register.
    ///
    /// # Errors
    /// If the schema cannot be read.
    pub fn columns(&self) -> Result<BTreeSet<(String, String)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare(
                "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
                 WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

impl Readers {
    fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let free = self
            .connections
            .iter()
            .find_map(|connection| connection.try_lock().ok());
        let mut connection = match free {
            Some(connection) => connection,
            None => hold(&self.connections[0]),
        };
        let snapshot = connection.transaction().map_err(StoreError::from)?;
        read(&snapshot)
    }
}

//! Opening and creating the store.
//!
//! One writer and a few read-only readers in one process; an operating-system lock keeps a second process out. A new store is made in a
//! temporary file and renamed, so that a half-made one is never met (TRUST: store rules).

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::connection::{
    READER_CACHE, WIDE_CACHE, check_build, check_file, connect_one, set, use_wal,
};
use crate::derive;
use crate::device_secret::Place;
use crate::error::StoreError;
use crate::indexes;
use crate::key_file::{Dek, KdfCost, KeyFile, Opened, Owner, sync_folder};
use crate::migrate::migrate;
use crate::newly;
use crate::search_keys;
use crate::state::{self, Identity};
use crate::write::{Changed, Write, role_of};

const READERS: usize = 3;
/// Pages the writer keeps in memory, KiB with a minus: an import or a long sync writes all over the trees.
const WRITER_CACHE: &str = "-48000";

/// Where the store keeps its key file for backups.
const PORTABLE: &str = "key_for_backups";

/// An open store.
pub struct Store {
    home: PathBuf,
    // For copies under the same key; SQLite holds it in any case while the store is open.
    dek: Dek,
    writer: Mutex<Connection>,
    readers: Readers,
    rounds: Mutex<()>,
    // Whoever rewrites the key file.
    key: Mutex<()>,
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
    /// Account it belongs to.
    pub user: String,
    /// Name of the account it belongs to.
    pub user_name: String,
}

pub(crate) fn database(home: &Path) -> PathBuf {
    home.join("store.db")
}
pub(crate) fn key_path(home: &Path) -> PathBuf {
    home.join("store.key")
}

/// Whether a power cut came between the key file and the first store under it: nobody has used that key yet.
pub(crate) fn is_half_made(home: &Path) -> bool {
    !database(home).exists() && home.join("store.db.part").exists()
}

/// Whether a store is here, and whose.
///
/// # Errors
/// [`StoreError::Missing`] when the key file is there but the database is not, [`StoreError::KeyFileMissing`] the other way round;
/// [`StoreError::KeyFileDamaged`].
pub fn peek(home: &Path) -> Result<Option<Existing>, StoreError> {
    let (key, data) = (key_path(home).exists(), database(home).exists());
    match (key, data) {
        (false, false) => Ok(None),
        (true, true) => {
            let file = KeyFile::read(&key_path(home))?;
            Ok(Some(Existing {
                user: file.user,
                user_name: file.user_name,
            }))
        }
        (false, true) => Err(StoreError::KeyFileMissing(home.to_owned())),
        (true, false) if is_half_made(home) => Ok(None),
        (true, false) => Err(StoreError::Missing(home.to_owned())),
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
    create_with(home, passphrase, identity, cost, &Place::usual())
}

pub(crate) fn create_with(
    home: &Path,
    passphrase: &str,
    identity: &Identity,
    cost: KdfCost,
    place: &Place,
) -> Result<Store, StoreError> {
    check_build()?;
    make_private(home)?;
    let lock = lock(home)?;
    if database(home).exists() || (key_path(home).exists() && !is_half_made(home)) {
        return Err(StoreError::Exists(home.to_owned()));
    }
    let owner = Owner {
        user: &identity.user,
        user_name: &identity.user_name,
        cost,
    };
    let secret = place.make();
    let (key_file, opened) = KeyFile::create(passphrase, &owner, secret.as_ref())?;
    let dek = &opened.dek;
    let part = home.join("store.db.part");
    remove_with_companions(&part);
    let made = make(&part, dek, identity).and_then(|()| {
        key_file.write(&key_path(home))?;
        fs::rename(&part, database(home))?;
        sync_folder(&database(home))
    });
    if let Err(error) = made {
        remove_with_companions(&part);
        let _ = fs::remove_file(key_path(home));
        if let Some(secret) = secret {
            let _ = place.destroy(&secret.id());
        }
        return Err(error);
    }
    let store = connect(home, dek, lock)?;
    store.keep_wraps(&key_file, &opened, place)?;
    Ok(store)
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
    check_file(&connection)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Makes the folder if there is none. Nobody but its owner looks into a new one.
pub(crate) fn make_private(home: &Path) -> Result<(), StoreError> {
    if home.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(home)?;
    #[cfg(unix)]
    fs::set_permissions(home, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

pub(crate) fn remove_with_companions(path: &Path) {
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
    open_with(home, passphrase, &Place::usual())
}

pub(crate) fn open_with(home: &Path, passphrase: &str, place: &Place) -> Result<Store, StoreError> {
    check_build()?;
    if peek(home)?.is_none() {
        return Err(StoreError::Missing(home.to_owned()));
    }
    let file = KeyFile::read(&key_path(home))?;
    let opened = file.open(passphrase, place)?;
    let lock = lock(home)?;
    let store = connect(home, &opened.dek, lock)?;
    store.keep_wraps(&file, &opened, place)?;
    Ok(store)
}

pub(crate) fn connect(home: &Path, dek: &Dek, lock: File) -> Result<Store, StoreError> {
    let path = database(home);
    let mut writer = connect_one(&path, dek, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    use_wal(&writer)?;
    finish_indexes(&mut writer)?;
    migrate(&mut writer)?;
    set(&writer, "cache_size", WRITER_CACHE, Some(WRITER_CACHE))?;
    draw_what_is_new(&mut writer)?;
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
        home: home.to_owned(),
        dek: dek.clone(),
        writer: Mutex::new(writer),
        readers: Readers {
            connections: readers,
        },
        rounds: Mutex::new(()),
        key: Mutex::new(()),
        _lock: lock,
    })
}

/// Indexes that an interrupted first sync left out are made before anything else is done with the tables.
fn finish_indexes(writer: &mut Connection) -> Result<(), StoreError> {
    let transaction = writer.transaction()?;
    indexes::create(&transaction)?;
    Ok(transaction.commit()?)
}

/// Rows that the program before this one kept without knowing what they are.
fn draw_what_is_new(writer: &mut Connection) -> Result<(), StoreError> {
    let transaction = writer.transaction()?;
    newly::draw(&transaction)?;
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

// A panic while holding a connection leaves it usable: SQLite rolls back what was not committed.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Store")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The folder it lies in.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Its key.
    pub(crate) fn dek(&self) -> &Dek {
        &self.dek
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

    /// Reads through much of the store: pages are kept in memory until it is done, up to 96 MB.
    ///
    /// # Errors
    /// What `read` returns.
    pub fn read_through<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.readers.read_through(read)
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

    /// Puts the store under another passphrase: its key is wrapped anew in a small file that is there whole, old or new, after a crash.
    ///
    /// # Errors
    /// [`StoreError::WrongPassphrase`] if `held` does not open it; [`StoreError::PassphraseTooShort`], [`StoreError::DiskFull`].
    pub fn change_passphrase(&self, held: &str, wanted: &str) -> Result<(), StoreError> {
        self.change_passphrase_with(held, wanted, &Place::usual())
    }

    pub(crate) fn change_passphrase_with(
        &self,
        held: &str,
        wanted: &str,
        place: &Place,
    ) -> Result<(), StoreError> {
        let _one = hold(&self.key);
        let file = KeyFile::read(&key_path(&self.home))?;
        let opened = file.open(held, place)?;
        if *opened.dek != *self.dek {
            return Err(StoreError::KeyFileDamaged("of another store".into()));
        }
        let secret = match file.secret(place)? {
            Some(secret) => Some(secret),
            None => place.make(),
        };
        let (other, derived) = file.rewrapped(&self.dek, wanted, secret.as_ref())?;
        // What was made must open before the old one goes.
        if *other.open(wanted, place)?.dek != *self.dek {
            return Err(StoreError::KeyFileDamaged("of another store".into()));
        }
        other.write(&key_path(&self.home))?;
        self.keep_portable(&other.sealing(&self.dek, &derived, None)?)
    }

    /// Whether this passphrase opens the store.
    ///
    /// # Errors
    /// [`StoreError::WrongPassphrase`].
    pub fn check_passphrase(&self, held: &str) -> Result<(), StoreError> {
        let file = KeyFile::read(&key_path(&self.home))?;
        file.open(held, &Place::usual()).map(|_| ())
    }

    /// Brings a key file of before the device secret up to date, and keeps the wrap for backups. Called when the passphrase is at hand.
    pub(crate) fn keep_wraps(
        &self,
        file: &KeyFile,
        opened: &Opened,
        place: &Place,
    ) -> Result<(), StoreError> {
        let _one = hold(&self.key);
        let kept = self.portable()?;
        if !kept.is_some_and(|kept| kept.is_of_one_passphrase(file)) {
            self.keep_portable(&file.sealing(&self.dek, &opened.derived, None)?)?;
        }
        if file.secret_id().is_none()
            && let Some(secret) = place.make()
        {
            let with = file.sealing(&self.dek, &opened.derived, Some(&secret))?;
            with.write(&key_path(&self.home))?;
        }
        Ok(())
    }

    /// Wraps the key under another passphrase without the one before, after a recovery, and seals it anew to the same recovery key: what
    /// was asked before asks for nothing any more.
    pub(crate) fn rewrap(
        &self,
        file: &KeyFile,
        passphrase: &str,
        place: &Place,
    ) -> Result<(), StoreError> {
        let _one = hold(&self.key);
        let secret = place.make();
        let (mut other, derived) = file.rewrapped(&self.dek, passphrase, secret.as_ref())?;
        let held = other.recovery.take();
        if let Some(held) = held {
            let to = sync::recovery::RecoveryKey {
                key: held.key,
                made_at: held.made_at,
                signature: String::new(),
            };
            other.seal_for(&self.dek, &held.device, &to)?;
        }
        if *other.open(passphrase, place)?.dek != *self.dek {
            return Err(StoreError::KeyFileDamaged("of another store".into()));
        }
        other.write(&key_path(&self.home))?;
        // The one before is of no use any more.
        if let Some(id) = file.secret_id() {
            let _ = place.destroy(id);
        }
        self.keep_portable(&other.sealing(&self.dek, &derived, None)?)
    }

    /// Changes the key file while nobody else does.
    pub(crate) fn with_key_file<T>(
        &self,
        work: impl FnOnce(&mut KeyFile) -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let _one = hold(&self.key);
        let path = key_path(&self.home);
        let mut file = KeyFile::read(&path)?;
        let changed = work(&mut file)?;
        if changed.is_some() {
            file.write(&path)?;
        }
        Ok(changed)
    }

    /// The key file as backups hold it: without the device secret, which another machine does not have. It lies in the encrypted store
    /// alone, because beside the other it would make the secret pointless.
    pub(crate) fn key_for_backup(&self) -> Result<KeyFile, StoreError> {
        let file = KeyFile::read(&key_path(&self.home))?;
        match self.portable()? {
            Some(mut portable) if portable.is_of_one_passphrase(&file) => {
                portable.recovery = file.recovery;
                Ok(portable)
            }
            _ if file.secret_id().is_none() => Ok(file),
            _ => Err(StoreError::KeyFileDamaged("no key for backups".into())),
        }
    }

    fn portable(&self) -> Result<Option<KeyFile>, StoreError> {
        let text = self.read(|connection| state::text(connection, PORTABLE))?;
        Ok(serde_json::from_str(&text).ok())
    }

    fn keep_portable(&self, file: &KeyFile) -> Result<(), StoreError> {
        let text = serde_json::to_string(file)?;
        state::set(&hold(&self.writer), PORTABLE, &text)
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
    fn free(&self) -> MutexGuard<'_, Connection> {
        let free = self
            .connections
            .iter()
            .find_map(|connection| connection.try_lock().ok());
        free.unwrap_or_else(|| hold(&self.connections[0]))
    }

    fn read_through<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.free();
        set(&connection, "cache_size", WIDE_CACHE, Some(WIDE_CACHE))?;
        let output = connection
            .transaction()
            .map_err(|error| E::from(error.into()))
            .and_then(|snapshot| read(&snapshot));
        set(&connection, "cache_size", READER_CACHE, Some(READER_CACHE))?;
        connection
            .execute_batch("PRAGMA shrink_memory")
            .map_err(StoreError::from)?;
        output
    }

    fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.free();
        let snapshot = connection.transaction().map_err(StoreError::from)?;
        read(&snapshot)
    }
}

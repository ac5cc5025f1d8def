//! One connection to a store: its key, its settings, and whether what it reads is sound.

use std::path::Path;

use data_encoding::HEXLOWER;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key_file::Dek;

const OLDEST_SQLITE: i32 = 3_051_003;
/// Pages a reader keeps in memory, KiB with a minus: a screen reads little of the trees.
pub(crate) const READER_CACHE: &str = "-8000";
/// Pages it keeps while it reads through the whole store: a page that went is read and deciphered again, ten times what looking it up takes.
pub(crate) const WIDE_CACHE: &str = "-96000";

pub(crate) fn check_build() -> Result<(), StoreError> {
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
pub(crate) fn connect_one(
    path: &Path,
    dek: &Dek,
    flags: OpenFlags,
) -> Result<Connection, StoreError> {
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

pub(crate) fn set(
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

pub(crate) fn use_wal(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(StoreError::UnsafeBuild(format!("journal mode is {mode}")))
    }
}

/// Checks a file that is all there is, without a log beside it: every page by the cipher, the trees by SQLite.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(crate) fn check_file(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    if let Some(row) = rows.next()? {
        return Err(StoreError::Damaged(row.get(0)?));
    }
    let sound: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    if sound == "ok" {
        Ok(())
    } else {
        Err(StoreError::Damaged(sound))
    }
}

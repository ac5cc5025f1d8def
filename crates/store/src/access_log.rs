//! The laptop's access log: one chain of entries (crate `audit`). An entry is part of the transaction that it tells of, so nothing is
//! shown, changed or handed out without it.

use audit::{Act, Entry, Hash, Link};
use data_encoding::HEXLOWER;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::key_file::random;
use crate::state;

/// Where the store keeps the key under which records stand in the log.
const KEY: &str = "log_key";

/// One access, before it stands in the chain.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// What was done.
    pub act: Act,
    /// Kind of the record.
    pub kind: &'a str,
    /// Id of the record; only its [`audit::tag`] is kept.
    pub record: &'a str,
    /// Field, or fields.
    pub field: &'a str,
    /// Why, of a closed list.
    pub purpose: &'a str,
    /// How it ended, or how many it concerned.
    pub result: &'a str,
}

/// Most characters of a list of fields in an entry.
const FIELD_CHARS: usize = 200;

/// The key under which records stand in the log: the station's, or one of this laptop until it has heard from the station.
fn key(connection: &Connection) -> Result<Vec<u8>, StoreError> {
    let text = state::text(connection, KEY)?;
    if !text.is_empty() {
        return HEXLOWER
            .decode(text.as_bytes())
            .map_err(|_| StoreError::Unreadable("log key".into()));
    }
    let made = random::<32>()?;
    state::set(connection, KEY, &HEXLOWER.encode(&made))?;
    Ok(made.to_vec())
}

pub(crate) fn set_key(connection: &Connection, key: &str) -> Result<(), StoreError> {
    let is_key = HEXLOWER
        .decode(key.as_bytes())
        .is_ok_and(|key| key.len() == 32);
    if is_key && state::text(connection, KEY)? != key {
        state::set(connection, KEY, key)?;
    }
    Ok(())
}

/// What stands for a record in the log; none before anything stands there.
///
/// # Errors
/// If the store cannot be read.
pub fn tag(connection: &Connection, record: &str) -> Result<Option<String>, StoreError> {
    let key = state::text(connection, KEY)?;
    let key = HEXLOWER.decode(key.as_bytes()).unwrap_or_default();
    Ok((!key.is_empty()).then(|| audit::tag(&key, record)))
}

/// Where the chain ends.
pub(crate) fn end(connection: &Connection, device: &str) -> Result<Link, StoreError> {
    let last = connection
        .prepare_cached("SELECT hash, seq, hlc FROM log_entry ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((hash, seq, hlc)) = last else {
        return Ok(Link::start(device));
    };
    let hash = Hash::parse(&hash).ok_or_else(|| StoreError::Unreadable("access log".into()))?;
    Ok(Link { hash, seq, hlc })
}

/// Writes at the end of the chain, one transaction long.
#[derive(Debug)]
pub(crate) struct Chain {
    end: Link,
    key: Vec<u8>,
    device: String,
    clock_offset: i64,
}

impl Chain {
    pub(crate) fn open(connection: &Connection, device: &str) -> Result<Chain, StoreError> {
        Ok(Chain {
            end: end(connection, device)?,
            key: key(connection)?,
            device: device.to_owned(),
            clock_offset: state::number(connection, "clock_offset")?,
        })
    }

    /// Appends an entry of `user` at `now`, ms by this laptop's clock.
    pub(crate) fn append(
        &mut self,
        connection: &Connection,
        user: &str,
        now: i64,
        access: &Access<'_>,
    ) -> Result<(), StoreError> {
        let mut entry = Entry::new(&self.device, user, access.act);
        entry.kind = access.kind.to_owned();
        entry.object = audit::tag(&self.key, access.record);
        entry.field = access.field.chars().take(FIELD_CHARS).collect();
        entry.purpose = access.purpose.to_owned();
        entry.result = access.result.to_owned();
        let (object, field) = (entry.object.clone(), entry.field.clone());
        let at = now.saturating_add(self.clock_offset);
        let (bytes, end) = self.end.append(entry, at);
        connection
            .prepare_cached(
                "INSERT INTO log_entry (seq, hash, entry, hlc, at, user, act, field, object) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                end.seq,
                end.hash.to_string(),
                bytes,
                end.hlc,
                at,
                user,
                access.act.as_str(),
                field,
                object
            ])?;
        self.end = end;
        Ok(())
    }
}

/// Entries that were written before there was a chain find their place in it.
pub(crate) fn chain_what_was(connection: &Connection) -> Result<(), StoreError> {
    let device = state::text(connection, "device")?;
    let mut chain = Chain::open(connection, &device)?;
    // They bear the times they were given then.
    chain.clock_offset = 0;
    let mut statement = connection
        .prepare("SELECT at, user, action, kind, row, field, purpose FROM audit ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text = |index| row.get::<_, String>(index);
        let act = Act::parse(&text(2)?).unwrap_or(Act::Consult);
        let (user, kind, record) = (text(1)?, text(3)?, text(4)?);
        let (field, purpose) = (text(5)?, text(6)?);
        let access = Access {
            act,
            kind: &kind,
            record: &record,
            field: &field,
            purpose: &purpose,
            result: "",
        };
        chain.append(connection, &user, row.get(0)?, &access)?;
    }
    drop(rows);
    drop(statement);
    Ok(connection.execute_batch("DROP TABLE audit")?)
}

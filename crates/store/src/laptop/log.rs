//! The access log on its way to the station, and what the station says of its own.

use audit::{Hash, SignedHead, Tip, adds_only};
use data_encoding::{BASE64, HEXLOWER};
use rusqlite::{Connection, OptionalExtension, params};
use sync::wire::{LOG_ENTRIES, LogEnd, LogPush, Logged};

use super::JOURNAL_MS;
use crate::courier;
use crate::error::StoreError;
use crate::state;

/// The head of the station's tree that this laptop remembers, as printed.
const HEAD: &str = "log_head";
/// The last entry that the station acknowledged: place and hash.
const ACKNOWLEDGED: &str = "log_acknowledged";
/// A head that does not fit the one remembered: what to show whoever asks what happened.
const BROKEN: &str = "log_broken";
/// How often the station is asked for its head when there is nothing to hand in, ms: a day.
const ASK_EVERY: i64 = 86_400_000;

/// The head of the station's tree that this laptop remembers.
///
/// # Errors
/// If the store cannot be read.
pub fn remembered_head(connection: &Connection) -> Result<Option<SignedHead>, StoreError> {
    Ok(SignedHead::parse(&state::text(connection, HEAD)?).ok())
}

/// A head of the station's tree that does not begin with what this laptop remembers: the station's log was changed.
///
/// # Errors
/// If the store cannot be read.
pub fn broken_head(connection: &Connection) -> Result<Option<SignedHead>, StoreError> {
    Ok(SignedHead::parse(&state::text(connection, BROKEN)?).ok())
}

/// The last entry that the station acknowledged.
///
/// # Errors
/// If the store cannot be read.
pub fn acknowledged(connection: &Connection) -> Result<Option<(i64, Hash)>, StoreError> {
    let text = state::text(connection, ACKNOWLEDGED)?;
    Ok(text
        .split_once('.')
        .and_then(|(seq, hash)| Some((seq.parse().ok()?, Hash::parse(hash)?))))
}

/// All entries that this laptop keeps, in the order of the chain, each as its bytes.
///
/// # Errors
/// If the store cannot be read.
pub fn log_entries(connection: &Connection) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare("SELECT entry FROM log_entry ORDER BY seq")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Entries after the last that the station has. A laptop that was put back to an older copy goes on from the newest end that it knows.
pub(crate) fn outgoing(
    connection: &Connection,
    ends: &[LogEnd],
    now: i64,
) -> Result<Option<LogPush>, StoreError> {
    let after = newest_known(connection, ends)?;
    let mut statement = connection.prepare_cached(
        "SELECT entry, seq, hash FROM log_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let mut rows = statement.query(params![after.unwrap_or(0), LOG_ENTRIES as i64])?;
    let mut entries = Vec::new();
    let (mut last, mut first_seq) = (None, None);
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(1)?;
        entries.push(BASE64.encode(row.get_ref(0)?.as_blob().unwrap_or_default()));
        first_seq.get_or_insert(seq);
        last = Some((seq, row.get::<_, String>(2)?));
    }
    let known = remembered_head(connection)?;
    let at = now.saturating_add(state::number(connection, "clock_offset")?);
    let is_old = known
        .as_ref()
        .is_none_or(|known| at - known.head.at >= ASK_EVERY);
    let signed = match last {
        None if !is_old => return Ok(None),
        None => String::new(),
        Some((seq, hash)) => sign(connection, seq, &hash, at)?,
    };
    let known = known.map(|known| (known.head.epoch, known.head.size));
    Ok(Some(LogPush {
        entries,
        oldest: after.is_none() && first_seq.is_some_and(|seq| seq > 1),
        signed,
        known: known.unwrap_or_default(),
    }))
}

fn sign(connection: &Connection, seq: i64, hash: &str, at: i64) -> Result<String, StoreError> {
    let hash = Hash::parse(hash).ok_or_else(|| StoreError::Unreadable("access log".into()))?;
    let tip = Tip { seq, hash, at };
    let device = state::text(connection, "device")?;
    let signature = courier::own_keys(connection)?.sign(&tip.message(&device));
    Ok(tip.with_signature(&HEXLOWER.encode(&signature)))
}

fn newest_known(connection: &Connection, ends: &[LogEnd]) -> Result<Option<i64>, StoreError> {
    let mut newest = None;
    for end in ends {
        let held: Option<String> = connection
            .prepare_cached("SELECT hash FROM log_entry WHERE seq = ?1")?
            .query_row([end.seq], |row| row.get(0))
            .optional()?;
        if held == Some(end.hash.to_string()) {
            newest = newest.max(Some(end.seq));
        }
    }
    Ok(newest)
}

/// Checks and remembers what the station says of its tree. A tree that does not begin with the one remembered is kept as a proof, and the
/// one remembered stays.
pub(crate) fn take(connection: &Connection, logged: &Logged) -> Result<(), StoreError> {
    let (end, head, proof) = match logged {
        Logged::Taken { end, head, proof } => (end, head, proof),
        Logged::Again(ends) => {
            let known = newest_known(connection, ends)?;
            let end = ends.iter().find(|end| Some(end.seq) == known);
            return acknowledge(connection, end);
        }
    };
    if let Some(end) = end {
        acknowledge(connection, Some(end))?;
        connection.execute(
            "UPDATE log_entry SET handed_at = ?1 WHERE handed_at = 0 AND seq <= ?2",
            [head.head.at.max(1), end.seq],
        )?;
    }
    let Some(station) = courier::station_keys(connection)? else {
        return Ok(());
    };
    let is_later = match remembered_head(connection)? {
        // A restored station begins another history; its own log says so.
        Some(known) if known.head.epoch == head.head.epoch => adds_only(
            (known.head.size, known.head.root),
            (head.head.size, head.head.root),
            proof,
        ),
        _ => true,
    };
    // What the station did not sign proves nothing against it.
    if !head.is_by(&station.sign) {
        return Ok(());
    }
    let key = if is_later { HEAD } else { BROKEN };
    state::set(connection, key, &head.to_text())
}

fn acknowledge(connection: &Connection, end: Option<&LogEnd>) -> Result<(), StoreError> {
    let said = end.map(|end| format!("{}.{}", end.seq, end.hash));
    state::set(connection, ACKNOWLEDGED, &said.unwrap_or_default())
}

/// Entries that the station has had for long are given up; the last one stays, for the chain. By the station's time alone: a clock that
/// jumps here must not take away what a restored station will ask for.
pub(super) fn give_up_older(connection: &Connection) -> Result<(), StoreError> {
    let head = remembered_head(connection)?;
    if let (Some((seq, _)), Some(head)) = (acknowledged(connection)?, head) {
        let before = head.head.at - JOURNAL_MS;
        connection.execute(
            "DELETE FROM log_entry WHERE seq < ?1 AND handed_at > 0 AND handed_at < ?2",
            [seq, before],
        )?;
    }
    Ok(())
}

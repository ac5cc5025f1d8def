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
/// The last heads of histories of the station that have ended, one in a line.
const EARLIER: &str = "log_heads_earlier";
/// Most of them that are kept.
const MOST_EARLIER: usize = 50;
/// Since when the station refuses the log, ms.
const REFUSED: &str = "log_refused_at";
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

/// The last head remembered of each history of the station that has ended: a restored station begins another.
///
/// # Errors
/// If the store cannot be read.
pub fn earlier_heads(connection: &Connection) -> Result<Vec<SignedHead>, StoreError> {
    let text = state::text(connection, EARLIER)?;
    Ok(text
        .lines()
        .filter_map(|line| SignedHead::parse(line).ok())
        .collect())
}

/// Since when the station refuses this laptop's log, ms; 0 if it does not.
///
/// # Errors
/// If the store cannot be read.
pub fn log_refused_at(connection: &Connection) -> Result<i64, StoreError> {
    state::number(connection, REFUSED)
}

pub(super) fn note_refused(connection: &Connection, now: i64) -> Result<(), StoreError> {
    if log_refused_at(connection)? == 0 {
        state::set(connection, REFUSED, &now.to_string())?;
    }
    Ok(())
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
    Ok(Some(LogPush {
        entries,
        oldest: after.is_none() && first_seq.is_some_and(|seq| seq > 1),
        signed,
        known,
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

/// Takes the station's word for entries that were handed in; of its tree nothing is learnt.
pub(crate) fn take_receipt(connection: &Connection, logged: &Logged) -> Result<(), StoreError> {
    state::set(connection, REFUSED, "0")?;
    match logged {
        Logged::Again(ends) => {
            let known = newest_known(connection, ends)?;
            let end = ends.iter().find(|end| Some(end.seq) == known);
            acknowledge(connection, end)
        }
        Logged::Taken { end: None, .. } => Ok(()),
        Logged::Taken {
            end: Some(end),
            head,
            ..
        } => {
            acknowledge(connection, Some(end))?;
            connection.execute(
                "UPDATE log_entry SET handed_at = ?1 WHERE handed_at = 0 AND seq <= ?2",
                [head.head.at.max(1), end.seq],
            )?;
            Ok(())
        }
    }
}

/// Takes the station's word, and checks and remembers what it says of its tree. The first tree that does not begin with the one
/// remembered is kept as a proof, and the one remembered stays.
pub(super) fn take(connection: &Connection, logged: &Logged) -> Result<(), StoreError> {
    take_receipt(connection, logged)?;
    let (Logged::Taken { head, proof, .. }, Some(station)) =
        (logged, courier::station_keys(connection)?)
    else {
        return Ok(());
    };
    // What the station did not sign proves nothing against it.
    if !head.is_by(&station.sign) {
        return Ok(());
    }
    let Some(known) = remembered_head(connection)? else {
        return remember(connection, head);
    };
    if known.head.epoch != head.head.epoch {
        return remember_history(connection, &known, head);
    }
    let is_later = adds_only(
        (known.head.size, known.head.root),
        (head.head.size, head.head.root),
        proof,
    );
    if is_later {
        return remember(connection, head);
    }
    match broken_head(connection)? {
        Some(_) => Ok(()),
        None => state::set(connection, BROKEN, &head.to_text()),
    }
}

fn remember(connection: &Connection, head: &SignedHead) -> Result<(), StoreError> {
    state::set(connection, HEAD, &head.to_text())
}

/// A restored station begins another history, and its own log says so: the last head of the one that ended is kept, for whoever checks.
/// One that goes back to a history which had ended is held to what was known of that.
fn remember_history(
    connection: &Connection,
    known: &SignedHead,
    head: &SignedHead,
) -> Result<(), StoreError> {
    let mut earlier = earlier_heads(connection)?;
    let before = earlier
        .iter()
        .position(|earlier| earlier.head.epoch == head.head.epoch);
    let now = before.map_or_else(|| head.clone(), |index| earlier.remove(index));
    earlier.push(known.clone());
    let skipped = earlier.len().saturating_sub(MOST_EARLIER);
    let lines: Vec<String> = earlier[skipped..].iter().map(SignedHead::to_text).collect();
    state::set(connection, EARLIER, &lines.join("\n"))?;
    remember(connection, &now)
}

fn acknowledge(connection: &Connection, end: Option<&LogEnd>) -> Result<(), StoreError> {
    let said = end.map(|end| format!("{}.{}", end.seq, end.hash));
    state::set(connection, ACKNOWLEDGED, &said.unwrap_or_default())
}

/// Entries that the station has had for long are given up, from the oldest on; the last one stays, for the chain. By the station's time
/// alone: a clock that jumps here must not take away what a restored station will ask for.
pub(super) fn give_up_older(connection: &Connection) -> Result<(), StoreError> {
    let head = remembered_head(connection)?;
    if let (Some((seq, _)), Some(head)) = (acknowledged(connection)?, head) {
        let before = head.head.at - JOURNAL_MS;
        connection.execute(
            "DELETE FROM log_entry WHERE seq < ?1
             AND seq < coalesce((SELECT min(seq) FROM log_entry WHERE handed_at = 0 OR handed_at >= ?2), ?1)",
            [seq, before],
        )?;
    }
    Ok(())
}

//! The page of sync.

use rusqlite::{Connection, OptionalExtension};
use store::state as facts;

use super::{LiveState, SyncPage, lines, state};
use crate::desk::Desk;
use crate::error::AppError;
use crate::{refused, saying};

/// What waits and why, what was not accepted, how the last rounds went, and to whom this laptop speaks.
///
/// # Errors
/// If the store cannot be read.
pub fn page(desk: &Desk, live: &LiveState) -> Result<SyncPage, AppError> {
    desk.read(|connection| {
        let identity = facts::identity(connection)?;
        Ok(SyncPage {
            state: state::read(connection, desk, live)?,
            waiting: lines::waiting(connection, desk)?,
            waiting_since: waiting_since(connection, desk, live)?,
            refused: refused::list(connection, desk)?,
            runs: lines::runs(connection, desk)?,
            device: name_of(connection, &identity.device)?,
            station_url: identity.station_url,
        })
    })
}

/// What the station calls this laptop; its id where the station has not said so.
fn name_of(connection: &Connection, device: &str) -> Result<String, AppError> {
    let name: Option<String> = connection
        .prepare_cached("SELECT name FROM laptops WHERE id = ?1 AND name <> ''")?
        .query_row([device], |row| row.get("name"))
        .optional()?;
    Ok(name.unwrap_or_else(|| device.to_owned()))
}

/// Since when the oldest waits, and what keeps it: what went wrong last, or nothing but the next round.
fn waiting_since(
    connection: &Connection,
    desk: &Desk,
    live: &LiveState,
) -> Result<Option<String>, AppError> {
    let oldest: Option<i64> = connection
        .prepare_cached("SELECT min(made_at) AS oldest FROM op WHERE settled_at = 0")?
        .query_row([], |row| row.get("oldest"))?;
    let Some(oldest) = oldest else {
        return Ok(None);
    };
    let why = match &live.last_error {
        Some(code) => AppError::new(code).in_language(desk.language).message,
        None if live.online => desk.say("syncing.why.next_round", &[]),
        None => desk.say("syncing.why.no_round_yet", &[]),
    };
    let since = saying::moment(desk.language, oldest, desk.now());
    Ok(Some(desk.say(
        "syncing.waiting_since",
        &[("since", &since), ("why", &why)],
    )))
}

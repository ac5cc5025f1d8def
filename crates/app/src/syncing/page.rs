//! The page of sync.

use rusqlite::{Connection, OptionalExtension};
use store::state as facts;

use super::{LiveState, SyncPage, lines, state};
use crate::desk::Desk;
use crate::error::AppError;

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
            refused: lines::refused(connection, desk)?,
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

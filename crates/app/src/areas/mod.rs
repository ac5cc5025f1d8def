//! The areas this laptop holds, with how much is in them.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// One area with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AreaRow {
    /// The area.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Code of `area_kind`.
    pub kind: String,
    /// Code of its region; empty if nobody gave it.
    pub code: String,
    /// Buildings.
    pub buildings: u32,
    /// Rooms.
    pub rooms: u32,
    /// People living there now.
    pub people: u32,
}

/// The areas the station grants this laptop, by name.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk) -> Result<Vec<AreaRow>, AppError> {
    desk.read(|connection| {
        due::held_areas(connection)?
            .iter()
            .map(|area| counted(connection, area))
            .collect()
    })
}

/// One area with its counts, whether or not this laptop knows its name yet.
pub(crate) fn counted(connection: &Connection, area: &str) -> Result<AreaRow, AppError> {
    let mut statement = connection.prepare_cached(include_str!("counted.sql"))?;
    Ok(statement.query_row([area], |row| {
        Ok(AreaRow {
            id: area.to_owned(),
            name: row.get("name")?,
            kind: row.get("kind")?,
            code: row.get("code")?,
            buildings: row.get("buildings")?,
            rooms: row.get("rooms")?,
            people: row.get("people")?,
        })
    })?)
}

#[cfg(test)]
mod tests;

//! A record of a case: the row where it is on this laptop, else the station's masked extract.

use domain::{Fields, fields};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::DuplicateSide;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records;
use crate::syncing::naming;
use crate::telling;

/// A record with its fields, masked already where it is an extract.
pub(super) struct Side {
    pub id: String,
    pub row: Fields,
    pub here: bool,
}

/// Reads one record of a case.
pub(super) fn side(connection: &Connection, id: &str, snapshot: &str) -> Result<Side, AppError> {
    let row = records::row(connection, "people", id)?;
    let here = row.is_some();
    let extract = || serde_json::from_str::<Fields>(snapshot).unwrap_or_default();
    Ok(Side {
        id: id.to_owned(),
        row: row.unwrap_or_else(extract),
        here,
    })
}

impl Side {
    pub fn shown(&self, connection: &Connection, desk: &Desk) -> Result<DuplicateSide, AppError> {
        let area = match fields::text(&self.row, "area") {
            Some(area) => naming::name(connection, desk, ("areas", area), None)?,
            None => String::new(),
        };
        Ok(DuplicateSide {
            id: self.id.clone(),
            name: fields::text(&self.row, "name")
                .unwrap_or_default()
                .to_owned(),
            here: self.here,
            area,
            room: room(connection, &self.id)?,
            follows: follows(connection, &self.id)?,
        })
    }

    /// A field in words.
    pub fn told(
        &self,
        connection: &Connection,
        desk: &Desk,
        field: &str,
    ) -> Result<String, AppError> {
        let value = telling::value_of(&self.row, field);
        // The extract of another area tells the year of birth only.
        if let (false, "birth", Value::String(year)) = (self.here, field, &value) {
            return Ok(year.clone());
        }
        telling::value_words(connection, desk, ("people", field), &value)
    }
}

fn room(connection: &Connection, person: &str) -> Result<Option<String>, AppError> {
    let room = connection
        .prepare_cached(
            "SELECT coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label
             FROM residences s LEFT JOIN rooms r ON r.id = s.room LEFT JOIN buildings b ON b.id = r.building
             WHERE s.person = ?1 AND s.until = '' LIMIT 1",
        )?
        .query_row([person], |row| {
            let text = |column: &str| row.get::<_, String>(column);
            Ok(due::door(&text("building")?, &text("unit")?, &text("label")?))
        })
        .optional()?;
    Ok(room.flatten())
}

fn follows(connection: &Connection, person: &str) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached(include_str!("follows.sql"))?
        .query_row([person], |row| row.get("n"))?)
}

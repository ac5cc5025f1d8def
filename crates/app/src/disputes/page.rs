//! One dispute with its parties.

use domain::phones;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{DisputePage, Party};
use crate::contacts::columns::Columns;
use crate::desk::Desk;
use crate::error::AppError;

/// Everything about a dispute; numbers of parties are masked.
///
/// # Errors
/// `not_found` if it is not on this laptop.
pub fn page(desk: &Desk, id: &str) -> Result<DisputePage, AppError> {
    desk.read(|connection| {
        let mut page = connection
            .prepare_cached(include_str!("page.sql"))?
            .query_row(named_params! {":id": id}, dispute)
            .optional()?
            .ok_or_else(|| AppError::new("not_found"))?;
        page.parties = parties(connection, id)?;
        Ok(page)
    })
}

fn dispute(row: &Row<'_>) -> rusqlite::Result<DisputePage> {
    Ok(DisputePage {
        id: row.get("id")?,
        base: row.base()?,
        area_id: row.get("area")?,
        area: row.get("area_name")?,
        kind: row.get("kind")?,
        source: row.optional("source")?,
        status: row.get("status")?,
        place: row.optional("place")?,
        room_id: row.optional("room")?,
        course: row.get("course")?,
        at: row.get("at")?,
        by: row.optional("by_name")?,
        outcome: row.optional("result_outcome")?,
        result_text: row.optional("result_text")?,
        result_at: row.stamp("result_at")?,
        result_by: row.optional("result_by_name")?,
        parties: Vec::new(),
        pending: row.get("waits")?,
    })
}

fn parties(connection: &Connection, id: &str) -> Result<Vec<Party>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("parties.sql"))?;
    let rows = statement.query_map(named_params! {":id": id}, |row| {
        Ok(Party {
            id: row.optional("id")?,
            base: Some(row.base()?),
            person_id: row.optional("person")?,
            name: row.get("name")?,
            phone: row
                .optional("phone")?
                .map(|phone| phones::mask_phone(&phone)),
            side: row.get("side")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

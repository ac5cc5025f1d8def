use rusqlite::{Connection, Row, ToSql};

use super::{DeclarationQuery, DeclarationRow};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::Page;

/// Declarations of a state: those that wait in the order they came, others newest first.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, query: DeclarationQuery) -> Result<Page<DeclarationRow>, AppError> {
    let state = due::typed(query.state.as_ref());
    let limit = due::page_size(query.limit);
    desk.read(|connection| {
        let area = due::narrowing_area(connection, query.area.as_ref())?;
        let (page, count) = statements(state, area.is_some());
        let all: [&dyn ToSql; 4] = [&state, &area, &limit, &query.offset];
        let mut statement = connection.prepare_cached(count)?;
        let bound = due::bound(&statement, &all);
        let total = statement.query_row(bound, |row| row.get("n"))?;
        let mut statement = connection.prepare_cached(page)?;
        let ids: Vec<String> = statement
            .query_map(&all[..], |row| row.get("id"))?
            .collect::<Result<_, _>>()?;
        let rows = ids
            .iter()
            .map(|id| one(connection, id))
            .collect::<Result<_, _>>()?;
        Ok(Page { rows, total })
    })
}

/// Page and count for each combination, so that an index of its own answers it. Parameters: state, area, limit, offset.
fn statements(state: Option<&str>, area: bool) -> (&'static str, &'static str) {
    match (state, area) {
        (None, false) => (
            "SELECT id FROM declarations ORDER BY declared_on DESC LIMIT ?3 OFFSET ?4",
            "SELECT count(*) AS n FROM declarations",
        ),
        (None, true) => (
            "SELECT id FROM declarations WHERE area_id = ?2 ORDER BY declared_on DESC LIMIT ?3 OFFSET ?4",
            "SELECT count(*) AS n FROM declarations WHERE area_id = ?2",
        ),
        (Some("submitted"), false) => (
            "SELECT id FROM declarations WHERE status_state = ?1 ORDER BY declared_on LIMIT ?3 OFFSET ?4",
            "SELECT count(*) AS n FROM declarations WHERE status_state = ?1",
        ),
        (Some("submitted"), true) => (
            "SELECT id FROM declarations WHERE status_state = ?1 AND area_id = ?2 ORDER BY declared_on LIMIT ?3 OFFSET ?4",
            "SELECT count(*) AS n FROM declarations WHERE status_state = ?1 AND area_id = ?2",
        ),
        (Some(_), false) => (
            "SELECT id FROM declarations WHERE status_state = ?1 ORDER BY declared_on DESC LIMIT ?3 OFFSET ?4",
            "SELECT count(*) AS n FROM declarations WHERE status_state = ?1",
        ),
        (Some(_), true) => (
            "SELECT id FROM declarations WHERE status_state = ?1 AND area_id = ?2 ORDER BY declared_on DESC LIMIT ?3 OFFSET ?4",
            "SELECT count(*) AS n FROM declarations WHERE status_state = ?1 AND area_id = ?2",
        ),
    }
}

/// One declaration as lists show it.
pub(crate) fn one(connection: &Connection, id: &str) -> Result<DeclarationRow, AppError> {
    let mut statement = connection.prepare_cached(include_str!("row.sql"))?;
    Ok(statement.query_row([id], read)?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<DeclarationRow> {
    let text = |column: &str| row.get::<_, String>(column);
    Ok(DeclarationRow {
        id: text("id")?,
        person_id: text("person_id")?,
        person: text("person")?,
        room_id: text("room_id")?,
        room: due::door(&text("building")?, &text("unit")?, &text("label")?).unwrap_or_default(),
        kind: text("type")?,
        declared_on: text("declared_on")?,
        state: text("state")?,
        by: due::some(text("by")?),
        at: due::some_time(row.get("at")?),
        reason: due::some(text("reason")?),
        since: due::some(text("since")?),
        due: due::some(text("due_on")?),
        document: due::masked_number(&text("number")?),
        pending: row.get::<_, i64>("pending")? > 0,
    })
}

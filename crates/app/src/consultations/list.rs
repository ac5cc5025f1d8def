//! The list of consultations.

use rusqlite::{Connection, Row, named_params};

use super::{ConsultationQuery, ConsultationRow};
use crate::contacts::columns::{Columns, clamp, containing, given, when};
use crate::contacts::find::{self, Of};
use crate::desk::Desk;
use crate::error::AppError;
use crate::records::Page;

/// Consultations, the newest first.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, query: ConsultationQuery) -> Result<Page<ConsultationRow>, AppError> {
    let nobody = desk.say("consultations.unnamed", &[]);
    desk.read(|connection| {
        let (page, total) = choose(connection, &query)?;
        let mut statement = connection.prepare_cached(include_str!("list.sql"))?;
        let rows = statement.query_map(named_params! {":page": page}, |row| {
            consultation(row, &nobody)
        })?;
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            total,
        })
    })
}

fn choose(
    connection: &Connection,
    query: &ConsultationQuery,
) -> Result<(String, u32), AppError> {
    let (area, status) = (given(query.area.as_ref()), given(query.status.as_ref()));
    let (kind, text) = (given(query.kind.as_ref()), given(query.text.as_ref()));
    let condition = [
        "FROM consultations AS c WHERE ",
        when(area.is_some(), "c.area_id = :area", ":area = ''"),
        " AND ",
        when(status.is_some(), "c.status = :status", ":status = ''"),
        " AND ",
        when(kind.is_some(), "c.kind = :kind", ":kind = ''"),
        " AND ",
        when(
            text.is_some(),
            include_str!("text.sql"),
            "(:like = '' AND :people = '[]')",
        ),
    ]
    .concat();
    let people = match text {
        Some(text) => find::ids(connection, Of::People, text)?,
        None => "[]".to_owned(),
    };
    let like = text.map(containing).unwrap_or_default();
    let (area, status) = (area.unwrap_or_default(), status.unwrap_or_default());
    let kind = kind.unwrap_or_default();
    let total = connection
        .prepare_cached(&["SELECT count(*) AS total ", &condition].concat())?
        .query_row(
            named_params! {":area": area, ":status": status, ":kind": kind, ":like": like, ":people": people},
            |row| row.get("total"),
        )?;
    let order = " ORDER BY c.at DESC, c.id DESC LIMIT :limit OFFSET :offset";
    let mut statement =
        connection.prepare_cached(&["SELECT c.id ", &condition, order].concat())?;
    let ids = statement.query_map(
        named_params! {
            ":area": area, ":status": status, ":kind": kind, ":like": like, ":people": people,
            ":limit": clamp(query.limit), ":offset": query.offset,
        },
        |row| row.get::<_, String>("id"),
    )?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    Ok((serde_json::Value::from(ids).to_string(), total))
}

fn consultation(row: &Row<'_>, nobody: &str) -> rusqlite::Result<ConsultationRow> {
    Ok(ConsultationRow {
        id: row.get("id")?,
        base: row.base()?,
        kind: row.get("kind")?,
        channel: row.optional("channel")?,
        person_id: row.optional("person")?,
        who: row.optional("who")?.unwrap_or_else(|| nobody.to_owned()),
        text: row.get("text")?,
        answer: row.optional("answer")?,
        status: row.get("status")?,
        at: row.get("at")?,
        by: row.optional("by_name")?,
        area: row.get("area_name")?,
        pending: row.get("pending")?,
    })
}

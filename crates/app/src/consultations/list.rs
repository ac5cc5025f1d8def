//! The list of consultations.

use rusqlite::{Connection, Row, named_params};

use super::{ConsultationQuery, ConsultationRow};
use crate::contacts::columns::{Columns, containing, narrowed, when};
use crate::contacts::find::{self, Of};
use crate::desk::Desk;
use crate::due;
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

fn choose(connection: &Connection, query: &ConsultationQuery) -> Result<(String, u32), AppError> {
    let (area, status) = (
        due::typed(query.area.as_ref()),
        due::typed(query.status.as_ref()),
    );
    let (kind, text) = (
        due::typed(query.kind.as_ref()),
        due::typed(query.text.as_ref()),
    );
    let condition = condition(area, status, kind, text.is_some());
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
    let mut statement = connection.prepare_cached(&["SELECT c.id ", &condition, order].concat())?;
    let ids = statement.query_map(
        named_params! {
            ":area": area, ":status": status, ":kind": kind, ":like": like, ":people": people,
            ":limit": due::page_size(query.limit), ":offset": query.offset,
        },
        |row| row.get::<_, String>("id"),
    )?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    Ok((serde_json::Value::from(ids).to_string(), total))
}

fn condition(
    area: Option<&str>,
    status: Option<&str>,
    kind: Option<&str>,
    by_text: bool,
) -> String {
    [
        "FROM consultations AS c WHERE ",
        when(area.is_some(), "c.area_id = :area", ":area = ''"),
        " AND ",
        narrowed(
            area,
            status,
            ["c.status = :status", "+c.status = :status", ":status = ''"],
        ),
        " AND ",
        narrowed(
            area,
            kind,
            ["c.kind = :kind", "+c.kind = :kind", ":kind = ''"],
        ),
        " AND ",
        when(
            by_text,
            include_str!("text.sql"),
            "(:like = '' AND :people = '[]')",
        ),
        " AND ",
        // Without an area the newest are looked through, so that the answer comes at once however much the station holds.
        when(
            by_text && area.is_none(),
            include_str!("newest.sql"),
            "TRUE",
        ),
    ]
    .concat()
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

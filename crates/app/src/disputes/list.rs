//! The list of disputes.

use rusqlite::{Connection, Row, named_params};

use super::{DisputeQuery, DisputeRow};
use crate::contacts::columns::{Columns, containing, narrowed, when};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::Page;

/// Disputes, the newest first.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, query: DisputeQuery) -> Result<Page<DisputeRow>, AppError> {
    let comma = desk.say("saying.comma", &[]);
    desk.read(|connection| {
        let (page, total) = choose(connection, &query)?;
        let mut statement = connection.prepare_cached(include_str!("list.sql"))?;
        let rows = statement.query_map(named_params! {":page": page, ":comma": comma}, dispute)?;
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            total,
        })
    })
}

fn choose(connection: &Connection, query: &DisputeQuery) -> Result<(String, u32), AppError> {
    let (area, status) = (
        due::typed(query.area.as_ref()),
        due::typed(query.status.as_ref()),
    );
    let (kind, text) = (
        due::typed(query.kind.as_ref()),
        due::typed(query.text.as_ref()),
    );
    let condition = [
        "FROM disputes AS d WHERE ",
        when(area.is_some(), "d.area_id = :area", ":area = ''"),
        " AND ",
        narrowed(
            area,
            status,
            ["d.status = :status", "+d.status = :status", ":status = ''"],
        ),
        " AND ",
        narrowed(
            area,
            kind,
            ["d.kind = :kind", "+d.kind = :kind", ":kind = ''"],
        ),
        " AND ",
        when(text.is_some(), include_str!("text.sql"), ":like = ''"),
        " AND ",
        // Without an area the newest are looked through, so that the answer comes at once however much the station holds.
        when(
            text.is_some() && area.is_none(),
            include_str!("newest.sql"),
            "TRUE",
        ),
    ]
    .concat();
    let like = text.map(containing).unwrap_or_default();
    let (area, status) = (area.unwrap_or_default(), status.unwrap_or_default());
    let kind = kind.unwrap_or_default();
    let total = connection
        .prepare_cached(&["SELECT count(*) AS total ", &condition].concat())?
        .query_row(
            named_params! {":area": area, ":status": status, ":kind": kind, ":like": like},
            |row| row.get("total"),
        )?;
    let order = " ORDER BY d.at DESC, d.id DESC LIMIT :limit OFFSET :offset";
    let mut statement = connection.prepare_cached(&["SELECT d.id ", &condition, order].concat())?;
    let ids = statement.query_map(
        named_params! {
            ":area": area, ":status": status, ":kind": kind, ":like": like,
            ":limit": due::page_size(query.limit), ":offset": query.offset,
        },
        |row| row.get::<_, String>("id"),
    )?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    Ok((serde_json::Value::from(ids).to_string(), total))
}

fn dispute(row: &Row<'_>) -> rusqlite::Result<DisputeRow> {
    Ok(DisputeRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        status: row.get("status")?,
        place: row.optional("place")?,
        parties: row.optional("parties")?.unwrap_or_default(),
        at: row.get("at")?,
        by: row.optional("by_name")?,
        area: row.get("area_name")?,
        pending: row.get("pending")?,
    })
}

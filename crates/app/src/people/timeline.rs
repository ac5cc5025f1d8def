//! Everything that happened around a person, in one column.

use std::cmp::Reverse;

use rusqlite::{Connection, Row};

use super::Stay;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::HistoryLine;
use crate::rooms::{name_authors, visit_text};

/// Lines that a page shows.
const MOST: usize = 200;

/// Calls at their rooms while they lived there, stays, declarations, consultations, disputes, contacts; newest first.
pub(super) fn of(
    desk: &Desk,
    connection: &Connection,
    records: &str,
    stays: &[Stay],
) -> Result<Vec<HistoryLine>, AppError> {
    let mut lines = Vec::new();
    for stay in stays {
        came_and_went(desk, stay, &mut lines);
        lines.extend(visits(desk, connection, stay)?);
    }
    let mut statement = connection.prepare_cached(include_str!("timeline.sql"))?;
    let mut rows = statement.query([records])?;
    while let Some(row) = rows.next()? {
        lines.push(line(desk, row)?);
    }
    lines.sort_by_key(|line| Reverse(line.at));
    // Somebody who is a party twice sees the dispute once.
    lines.dedup_by(|a, b| a.kind == b.kind && a.id == b.id && a.text == b.text);
    lines.truncate(MOST);
    name_authors(connection, &mut lines)?;
    Ok(lines)
}

fn came_and_went(desk: &Desk, stay: &Stay, lines: &mut Vec<HistoryLine>) {
    let mut add = |on: &str, key: &str| {
        lines.push(HistoryLine {
            at: due::begins(on),
            kind: "residences".into(),
            id: stay.residence_id.clone(),
            text: desk.say(key, &[("room", &stay.room)]),
            by: None,
        });
    };
    add(&stay.since, "history.moved_in");
    if let Some(until) = &stay.until {
        add(until, "history.moved_out");
    }
}

fn visits(desk: &Desk, connection: &Connection, stay: &Stay) -> Result<Vec<HistoryLine>, AppError> {
    let until = match &stay.until {
        Some(until) => due::begins(until) + due::DAY_MS,
        None => i64::MAX,
    };
    let mut statement = connection.prepare_cached(
        "SELECT id, result, at, by, note FROM visits WHERE room = ?1 AND at >= ?2 AND at < ?3 ORDER BY at DESC LIMIT 200",
    )?;
    let rows = statement.query_map((&stay.room_id, due::begins(&stay.since), until), |row| {
        let (result, note): (String, String) = (row.get("result")?, row.get("note")?);
        Ok(HistoryLine {
            at: row.get("at")?,
            kind: "visits".into(),
            id: row.get("id")?,
            text: visit_text(desk, &result, &note),
            by: Some(row.get("by")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn line(desk: &Desk, row: &Row<'_>) -> rusqlite::Result<HistoryLine> {
    let text = |column: &str| row.get::<_, String>(column);
    let (kind, what, state, note) = (text("kind")?, text("what")?, text("state")?, text("note")?);
    let at: i64 = row.get("at")?;
    Ok(HistoryLine {
        at: if at > 0 {
            at
        } else {
            due::begins(&text("day")?)
        },
        id: text("id")?,
        text: said(desk, &kind, &what, &state, &note),
        by: Some(text("by")?),
        kind,
    })
}

fn said(desk: &Desk, kind: &str, what: &str, state: &str, note: &str) -> String {
    let (key, what_list, state_list) = match kind {
        "declarations" if note.is_empty() => (
            "history.declaration",
            "declaration_type",
            "declaration_state",
        ),
        "declarations" => (
            "history.declaration_note",
            "declaration_type",
            "declaration_state",
        ),
        "consultations" => (
            "history.consultation",
            "consultation_kind",
            "consultation_status",
        ),
        "disputes" => ("history.dispute", "dispute_kind", "dispute_status"),
        _ => ("history.contact", "contact_role", ""),
    };
    let what = desk.label(what_list, what);
    let state = desk.label(state_list, state);
    desk.say(key, &[("what", what), ("state", state), ("note", note)])
}

//! The records behind a figure of work done, for who holds them. Figures about residents open nothing: nobody goes from a count of people to
//! the people (TRUST.md, P14).

use rusqlite::{Connection, Row, named_params};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::ReportWanted;
use super::count::{areas, may_read, parsed};
use super::period::Period;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// Most characters of a text that a line shows.
const LONGEST: usize = 60;

/// Which figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportRowsQuery {
    /// Period and areas, as the report was asked for.
    pub wanted: ReportWanted,
    /// Code list of the line, or the one a figure is the sum of.
    pub group: String,
    /// Code; none for all.
    pub code: Option<String>,
    /// How many at most.
    pub limit: u32,
    /// From which on.
    pub offset: u32,
}

/// One record behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportRow {
    /// Kind of the record that it opens: `people`, `rooms`, `consultations`, `disputes`, `contacts` or `broadcasts`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Day in China, `yyyy-mm-dd`.
    pub day: String,
    /// Area, by name; empty for what is of the whole station.
    pub area: String,
    /// Who or what it is about.
    pub what: String,
}

/// The records behind a figure, newest first; none where the figure opens nothing.
///
/// # Errors
/// As [`super::report`].
pub fn rows(desk: &Desk, query: &ReportRowsQuery) -> Result<Vec<ReportRow>, AppError> {
    may_read(desk)?;
    let period = parsed(desk, &query.wanted.period)?;
    let Some(sql) = statement(&query.group) else {
        return Ok(vec![]);
    };
    let today = desk.today();
    desk.read(|connection| {
        let names = areas(connection, &query.wanted.areas)?;
        let ids: Vec<String> = names.iter().map(|(id, _)| id.clone()).collect();
        let fallen = period.after.min(today).to_string();
        let mut rows = read(connection, sql, period, (&ids, &fallen), query)?;
        for row in &mut rows {
            let name = names.iter().find(|(id, _)| *id == row.area);
            row.area = name.map(|(_, name)| name.clone()).unwrap_or_default();
        }
        Ok(rows)
    })
}

fn statement(group: &str) -> Option<&'static str> {
    Some(match group {
        "declaration_state" => include_str!("declaration_state.sql"),
        "declaration_duty" => {
            concat!(
                include_str!("../merged.sql"),
                include_str!("declaration_duty.sql")
            )
        }
        "visit_result" => include_str!("visit_result.sql"),
        "door_coverage" => include_str!("door_coverage.sql"),
        "consultation_kind" => include_str!("consultation_kind.sql"),
        "dispute_kind" => include_str!("dispute_kind.sql"),
        "dispute_outcome" => include_str!("dispute_outcome.sql"),
        "contact_source" => include_str!("contact_source.sql"),
        "broadcast_reach" => include_str!("broadcast_reach.sql"),
        _ => return None,
    })
}

fn read(
    connection: &Connection,
    sql: &str,
    period: Period,
    (areas, fallen): (&[String], &str),
    query: &ReportRowsQuery,
) -> Result<Vec<ReportRow>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let areas = serde_json::Value::from(areas).to_string();
    let code = query.code.clone().unwrap_or_default();
    let limit = due::page_size(query.limit);
    let (first, after) = (period.first.to_string(), period.after.to_string());
    let (begins, ends) = (period.begins(), period.ends());
    let all = named_params! {
        ":areas": areas, ":code": code, ":limit": limit, ":offset": query.offset,
        ":first": first, ":after": after, ":fallen": fallen, ":begins": begins, ":ends": ends,
    };
    // A statement names only what it needs.
    let mut bound: Vec<(&str, &dyn rusqlite::ToSql)> = vec![];
    for (name, value) in all {
        if statement.parameter_index(name)?.is_some() {
            bound.push((name, *value));
        }
    }
    let rows = statement.query_map(bound.as_slice(), row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn row(row: &Row<'_>) -> rusqlite::Result<ReportRow> {
    let text = |column: &str| row.get::<_, String>(column);
    let at: i64 = row.get("at")?;
    let day = match text("day")? {
        day if day.is_empty() => store::day_of(at).to_string(),
        day => day,
    };
    let door = due::door(&text("building")?, &text("unit")?, &text("label")?);
    let what = [Some(text("what")?).filter(|what| !what.is_empty()), door];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let what = what.join(" · ").replace('\n', " ");
    Ok(ReportRow {
        kind: text("kind")?,
        id: text("id")?,
        day,
        area: text("area_id")?,
        what: match what.char_indices().nth(LONGEST) {
            Some((end, _)) => [&what[..end], "…"].concat(),
            None => what,
        },
    })
}

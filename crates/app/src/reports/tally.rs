//! Counting: one range over an index per kind of record and month.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, ToSql, named_params};

use super::span::Span;
use crate::error::AppError;

/// What happens in a month and is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Declarations,
    Consultations,
    Disputes,
    Visits,
}

impl Event {
    /// In the order of the report.
    pub const ALL: [Event; 4] = [
        Event::Declarations,
        Event::Consultations,
        Event::Disputes,
        Event::Visits,
    ];

    /// Kind of record, and key of the figure.
    pub fn key(self) -> &'static str {
        match self {
            Event::Declarations => "declarations",
            Event::Consultations => "consultations",
            Event::Disputes => "disputes",
            Event::Visits => "visits",
        }
    }

    /// Code list by which it is divided.
    pub fn list(self) -> &'static str {
        match self {
            Event::Declarations => "declaration_state",
            Event::Consultations => "consultation_kind",
            Event::Disputes => "dispute_kind",
            Event::Visits => "visit_result",
        }
    }

    fn by_area_and_code(self) -> &'static str {
        match self {
            Event::Declarations => {
                "SELECT area_id, status_state AS code, count(*) AS n FROM declarations
                 WHERE declared_on >= :from AND declared_on < :to GROUP BY area_id, status_state"
            }
            Event::Consultations => {
                "SELECT area_id, kind AS code, count(*) AS n FROM consultations
                 WHERE at >= :from AND at < :to GROUP BY area_id, kind"
            }
            Event::Disputes => {
                "SELECT area_id, kind AS code, count(*) AS n FROM disputes
                 WHERE at >= :from AND at < :to GROUP BY area_id, kind"
            }
            Event::Visits => {
                "SELECT area_id, result AS code, count(*) AS n FROM visits
                 WHERE at >= :from AND at < :to GROUP BY area_id, result"
            }
        }
    }

    fn oldest(self) -> &'static str {
        match self {
            Event::Declarations => {
                "SELECT EXISTS (SELECT 1 FROM declarations WHERE declared_on <> '' AND declared_on < ?1) AS held"
            }
            Event::Consultations => {
                "SELECT EXISTS (SELECT 1 FROM consultations WHERE at < ?1) AS held"
            }
            Event::Disputes => "SELECT EXISTS (SELECT 1 FROM disputes WHERE at < ?1) AS held",
            Event::Visits => "SELECT EXISTS (SELECT 1 FROM visits WHERE at < ?1) AS held",
        }
    }

    /// Begin and end of a month as this kind stores them: a day for declarations, a stamp for the rest.
    fn bounds(self, span: Span) -> [Box<dyn ToSql>; 2] {
        if self == Event::Declarations {
            [
                Box::new(span.first.to_string()),
                Box::new(span.after.to_string()),
            ]
        } else {
            [Box::new(span.from_ms()), Box::new(span.to_ms())]
        }
    }
}

/// Counts by area and code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally(BTreeMap<(String, String), u32>);

impl Tally {
    /// Counts one kind of record in one month, in these areas.
    pub fn of(
        connection: &Connection,
        event: Event,
        span: Span,
        areas: &[String],
    ) -> Result<Tally, AppError> {
        let mut statement = connection.prepare_cached(event.by_area_and_code())?;
        let [from, to] = event.bounds(span);
        let mut rows = statement.query(named_params! {":from": from, ":to": to})?;
        let mut tally = Tally::default();
        while let Some(row) = rows.next()? {
            let area: String = row.get("area_id")?;
            if areas.contains(&area) {
                tally.0.insert((area, row.get("code")?), row.get("n")?);
            }
        }
        Ok(tally)
    }

    /// All of it. A declaration that is only a draft or was voided was not declared.
    pub fn total(&self, event: Event) -> u32 {
        self.sum(|_, code| counts(event, code))
    }

    /// What an area contributes to [`Tally::total`].
    pub fn of_area(&self, event: Event, area: &str) -> u32 {
        self.sum(|of, code| of == area && counts(event, code))
    }

    /// What a code contributes, counted or not.
    pub fn of_code(&self, wanted: &str) -> u32 {
        self.sum(|_, code| code == wanted)
    }

    /// Codes that occur.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|(_, code)| code.as_str())
    }

    fn sum(&self, fits: impl Fn(&str, &str) -> bool) -> u32 {
        self.0
            .iter()
            .filter(|((area, code), _)| fits(area, code))
            .map(|(_, n)| n)
            .sum()
    }
}

fn counts(event: Event, code: &str) -> bool {
    event != Event::Declarations || !matches!(code, "draft" | "void")
}

/// Whether anything is held from before the end of a month: else its count would look like a nought.
pub(super) fn reaches_back(
    connection: &Connection,
    event: Event,
    span: Span,
) -> Result<bool, AppError> {
    let [_, to] = event.bounds(span);
    Ok(connection
        .prepare_cached(event.oldest())?
        .query_row([to], |row| row.get("held"))?)
}

/// Stays open at the end of the month and of the month before, per area.
pub(super) fn people(
    connection: &Connection,
    (now, before): (Span, Span),
    areas: &[String],
) -> Result<BTreeMap<String, (u32, u32)>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("people.sql"))?;
    let rows = statement.query_map(
        named_params! {
            ":now": now.last().to_string(),
            ":before": before.last().to_string(),
            ":areas": serde_json::Value::from(areas).to_string(),
        },
        |row| Ok((row.get("area_id")?, (row.get("now")?, row.get("before")?))),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts per day of a month, `yyyy-mm-dd`, in these areas.
pub(super) fn by_day(
    connection: &Connection,
    sql: &str,
    event: Event,
    span: Span,
    areas: &[String],
) -> Result<BTreeMap<String, u32>, AppError> {
    let [from, to] = event.bounds(span);
    let mut statement = connection.prepare_cached(sql)?;
    let areas = serde_json::Value::from(areas).to_string();
    let rows = statement.query_map(
        named_params! {":from": from, ":to": to, ":areas": areas},
        |row: &Row<'_>| Ok((row.get("day")?, row.get("n")?)),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

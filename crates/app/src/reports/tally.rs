//! Counting: one range over an index per kind of record and period, added up here. (SQLite would sort the range to group it, which takes
//! five times as long as reading it.)

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, ToSql, named_params};

use super::period::Period;
use crate::error::AppError;

/// What happens in a period and is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Declarations,
    Consultations,
    Disputes,
    Visits,
    Contacts,
}

impl Event {
    /// In the order of the report.
    pub const ALL: [Event; 5] = [
        Event::Declarations,
        Event::Consultations,
        Event::Disputes,
        Event::Visits,
        Event::Contacts,
    ];

    /// Kind of record, and key of the figure.
    pub fn key(self) -> &'static str {
        match self {
            Event::Declarations => "declarations",
            Event::Consultations => "consultations",
            Event::Disputes => "disputes",
            Event::Visits => "visits",
            Event::Contacts => "contacts",
        }
    }

    /// Code list by which it is divided.
    pub fn list(self) -> &'static str {
        match self {
            Event::Declarations => "declaration_state",
            Event::Consultations => "consultation_kind",
            Event::Disputes => "dispute_kind",
            Event::Visits => "visit_result",
            Event::Contacts => "contact_source",
        }
    }

    /// Area, code and day of each; the day only of what the curve shows.
    fn of_a_period(self) -> &'static str {
        match self {
            Event::Declarations => {
                "SELECT area_id, status_state AS code, declared_on AS day FROM declarations
                 WHERE declared_on >= :from AND declared_on < :to"
            }
            Event::Consultations => {
                "SELECT area_id, kind AS code, date(at / 1000 + 8 * 3600, 'unixepoch') AS day FROM consultations
                 WHERE at >= :from AND at < :to"
            }
            Event::Disputes => {
                "SELECT area_id, kind AS code, '' AS day FROM disputes WHERE at >= :from AND at < :to"
            }
            Event::Visits => {
                "SELECT area_id, result AS code, '' AS day FROM visits WHERE at >= :from AND at < :to"
            }
            // A scan: an index would have to be paid for by every sync.
            Event::Contacts => {
                "SELECT area_id, coalesce(nullif(source, ''), 'other') AS code, '' AS day FROM contacts WHERE added_at >= :from AND added_at < :to"
            }
        }
    }

    fn older(self) -> &'static str {
        match self {
            Event::Declarations => {
                "SELECT EXISTS (SELECT 1 FROM declarations WHERE declared_on > '' AND declared_on < ?1) AS held"
            }
            Event::Consultations => {
                "SELECT EXISTS (SELECT 1 FROM consultations WHERE at < ?1) AS held"
            }
            Event::Disputes => "SELECT EXISTS (SELECT 1 FROM disputes WHERE at < ?1) AS held",
            Event::Visits => "SELECT EXISTS (SELECT 1 FROM visits WHERE at < ?1) AS held",
            Event::Contacts => {
                "SELECT EXISTS (SELECT 1 FROM contacts WHERE added_at > 0 AND added_at < ?1) AS held"
            }
        }
    }

    /// Begin and end of a period as this kind stores them: a day for declarations, a stamp for the rest.
    fn bounds(self, period: Period) -> [Box<dyn ToSql>; 2] {
        if self == Event::Declarations {
            [
                Box::new(period.first.to_string()),
                Box::new(period.after.to_string()),
            ]
        } else {
            [Box::new(period.begins()), Box::new(period.ends())]
        }
    }

    /// Whether one with this code counts for the figure: a declaration that is only a draft or was voided was not declared.
    fn counts(self, code: &str) -> bool {
        self != Event::Declarations || !matches!(code, "draft" | "void")
    }
}

/// Counts of one kind of record in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    event: Event,
    by_area: BTreeMap<String, BTreeMap<String, u32>>,
    by_day: BTreeMap<String, u32>,
}

impl Tally {
    /// Counts in these areas.
    pub fn of(
        connection: &Connection,
        event: Event,
        period: Period,
        areas: &[String],
    ) -> Result<Tally, AppError> {
        let mut tally = Tally {
            event,
            by_area: areas
                .iter()
                .map(|area| (area.clone(), BTreeMap::new()))
                .collect(),
            by_day: BTreeMap::new(),
        };
        let mut statement = connection.prepare_cached(event.of_a_period())?;
        let [from, to] = event.bounds(period);
        let mut rows = statement.query(named_params! {":from": from, ":to": to})?;
        while let Some(row) = rows.next()? {
            tally.add(row)?;
        }
        Ok(tally)
    }

    fn add(&mut self, row: &Row<'_>) -> Result<(), AppError> {
        let code = text(row.get_ref("code")?);
        let Some(codes) = self.by_area.get_mut(text(row.get_ref("area_id")?)) else {
            return Ok(());
        };
        one_more(codes, code);
        let day = text(row.get_ref("day")?);
        if !day.is_empty() && self.event.counts(code) {
            one_more(&mut self.by_day, day);
        }
        Ok(())
    }

    /// The figure of all areas.
    pub fn total(&self) -> u32 {
        self.by_area.keys().map(|area| self.of_area(area)).sum()
    }

    /// What an area contributes to it.
    pub fn of_area(&self, area: &str) -> u32 {
        self.by_area.get(area).map_or(0, |codes| {
            codes
                .iter()
                .filter(|(code, _)| self.event.counts(code))
                .map(|(_, n)| n)
                .sum()
        })
    }

    /// How many have this code, whether or not they count for the figure.
    pub fn of_code(&self, code: &str) -> u32 {
        self.by_area
            .values()
            .filter_map(|codes| codes.get(code))
            .sum()
    }

    /// What happened on a day (`yyyy-mm-dd`) and counts for the figure.
    pub fn on(&self, day: &str) -> u32 {
        self.by_day.get(day).copied().unwrap_or(0)
    }

    /// Codes that occur.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.by_area
            .values()
            .flat_map(|codes| codes.keys().map(String::as_str))
    }
}

// Without this, every one of some 100,000 rows would allocate its texts.
fn text(value: ValueRef<'_>) -> &str {
    value.as_str().unwrap_or_default()
}

fn one_more(counts: &mut BTreeMap<String, u32>, key: &str) {
    match counts.get_mut(key) {
        Some(count) => *count += 1,
        None => {
            counts.insert(key.to_owned(), 1);
        }
    }
}

/// Whether anything is held from before the end of a period: else its count would look like a nought.
pub(super) fn reaches_back(
    connection: &Connection,
    event: Event,
    period: Period,
) -> Result<bool, AppError> {
    let [_, to] = event.bounds(period);
    Ok(connection
        .prepare_cached(event.older())?
        .query_row([to], |row| row.get("held"))?)
}

/// Stays open at the end of the period and of the one before, per area.
pub(super) fn people(
    connection: &Connection,
    (now, before): (Period, Period),
    areas: &[String],
) -> Result<BTreeMap<String, (u32, u32)>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("people.sql"))?;
    let rows = statement.query_map(
        named_params! {
            ":now": now.last().to_string(),
            ":before": before.last().to_string(),
            ":areas": serde_json::Value::from(areas).to_string(),
        },
        |row| {
            let [here, came]: [u32; 2] = [row.get("here")?, row.get("came")?];
            let [left_later, left_since]: [u32; 2] =
                [row.get("left_later")?, row.get("left_since")?];
            let counts = (here + left_later, here - came + left_since);
            Ok((row.get("area_id")?, counts))
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

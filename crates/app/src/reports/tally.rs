//! Counting: one range over an index per kind of record and period, added up here. (SQLite would sort the range to group it, which takes
//! five times as long as reading it.)

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, ToSql, named_params};

use super::counts::Counts;
use super::groups::Group;
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
    Outcomes,
}

impl Event {
    /// In the order of the report.
    pub const ALL: [Event; 6] = [
        Event::Declarations,
        Event::Consultations,
        Event::Disputes,
        Event::Visits,
        Event::Contacts,
        Event::Outcomes,
    ];

    /// Code list by which it is divided.
    pub fn list(self) -> &'static str {
        match self {
            Event::Declarations => "declaration_state",
            Event::Consultations => "consultation_kind",
            Event::Disputes => "dispute_kind",
            Event::Visits => "visit_result",
            Event::Contacts => "contact_source",
            Event::Outcomes => "dispute_outcome",
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
            Event::Contacts => {
                "SELECT area_id, coalesce(nullif(source, ''), 'other') AS code, '' AS day FROM contacts WHERE added_at >= :from AND added_at < :to"
            }
            Event::Outcomes => {
                "SELECT area_id, result_outcome AS code, '' AS day FROM disputes
                 WHERE result_at > 0 AND result_at >= :from AND result_at < :to AND result_outcome <> ''"
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
            Event::Disputes | Event::Outcomes => {
                "SELECT EXISTS (SELECT 1 FROM disputes WHERE at < ?1) AS held"
            }
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

    fn counts(self, code: &str) -> bool {
        counts(self.list(), code)
    }

    /// Whether anything is held from before the end of a period.
    pub fn reaches_back(self, connection: &Connection, period: Period) -> Result<bool, AppError> {
        let [_, to] = self.bounds(period);
        Ok(connection
            .prepare_cached(self.older())?
            .query_row([to], |row| row.get("held"))?)
    }
}

/// Whether one with this code counts for the figure: a declaration that is only a draft or was voided was not declared.
pub(super) fn counts(list: &str, code: &str) -> bool {
    list != "declaration_state" || !matches!(code, "draft" | "void")
}

/// Counts of one kind of record in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    event: Event,
    by_area: BTreeMap<String, Area>,
}

/// Counts of one area, by code and by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Area {
    codes: BTreeMap<String, u32>,
    days: BTreeMap<String, u32>,
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
                .map(|area| (area.clone(), Area::default()))
                .collect(),
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
        let Some(area) = self.by_area.get_mut(text(row.get_ref("area_id")?)) else {
            return Ok(());
        };
        one_more(&mut area.codes, code);
        let day = text(row.get_ref("day")?);
        if !day.is_empty() && self.event.counts(code) {
            one_more(&mut area.days, day);
        }
        Ok(())
    }

    /// Adds what was counted to the counts of the areas.
    pub fn add_to(&self, areas: &mut BTreeMap<String, Counts>) {
        let Some(group) = Group::of(self.event.list()) else {
            return;
        };
        for (area, counted) in &self.by_area {
            let counts = areas.entry(area.clone()).or_default();
            for (code, count) in &counted.codes {
                counts.add(group, code, *count);
            }
        }
    }

    /// What is counted here.
    pub fn event(&self) -> Event {
        self.event
    }

    /// What happened in an area on a day (`yyyy-mm-dd`) and counts for the figure.
    pub fn on(&self, area: &str, day: &str) -> u32 {
        let area = self.by_area.get(area);
        area.and_then(|area| area.days.get(day))
            .copied()
            .unwrap_or(0)
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

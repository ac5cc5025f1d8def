//! Counting what the store holds now.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};

use super::counts::Counts;
use super::groups::{self, Group};
use super::outreach;
use super::period::Period;
use super::tally::{Event, Tally};
use crate::error::AppError;

/// Counts of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Of each area.
    pub by_area: BTreeMap<String, Counts>,
    /// Of no one area: broadcasts, police totals.
    pub station: Counts,
}

impl Counted {
    /// Nothing yet, of these areas.
    pub fn of(areas: &[String]) -> Counted {
        Counted {
            by_area: areas
                .iter()
                .map(|area| (area.clone(), Counts::default()))
                .collect(),
            station: Counts::default(),
        }
    }

    /// Everything added up.
    pub fn total(&self) -> Counts {
        let mut total = self.station.clone();
        for counts in self.by_area.values() {
            for group in groups::GROUPS {
                total.take(group, counts);
            }
        }
        total
    }

    fn add(&mut self, area: &str, group: Group, code: &str, more: u32) {
        if let Some(counts) = self.by_area.get_mut(area) {
            counts.add(group, code, more);
        }
    }
}

/// What is counted, for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// Areas, of those held here.
    pub areas: &'a [String],
    /// Whether the station as a whole is asked for, by somebody who has all of it.
    pub whole: bool,
    /// Whose own receipts are all that this laptop has; none where it has everybody's.
    pub me: Option<&'a str>,
    /// Whether it is asked to compare with: then nought and nothing held from so long ago are told apart.
    pub earlier: bool,
    /// Today, in China.
    pub today: NaiveDate,
}

/// Counts a period, and what happened in it with its days.
pub(super) fn count(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
) -> Result<(Counted, Vec<Tally>), AppError> {
    let mut counted = Counted::of(question.areas);
    let tallies = Event::ALL
        .into_iter()
        .map(|event| Tally::of(connection, event, period, question.areas))
        .collect::<Result<Vec<_>, _>>()?;
    for tally in &tallies {
        tally.add_to(&mut counted.by_area);
    }
    // Who is announced for tomorrow does not live here yet.
    let day = period.last().min(question.today).to_string();
    living(connection, &day, question.areas, &mut counted)?;
    duty(connection, period, question.today, &mut counted)?;
    doors(connection, period, question, &mut counted)?;
    outreach::count(connection, period, question, &mut counted.station)?;
    Ok((counted, tallies))
}

pub(super) fn living(
    connection: &Connection,
    day: &str,
    areas: &[String],
    counted: &mut Counted,
) -> Result<(), AppError> {
    let mut statement = connection.prepare_cached(include_str!("living.sql"))?;
    let mut rows = statement.query(named_params! {
        ":day": day,
        ":areas": serde_json::Value::from(areas).to_string(),
    })?;
    while let Some(row) = rows.next()? {
        let (area, origin): (String, String) = (row.get("area_id")?, row.get("origin")?);
        let living: i64 = row.get("living")?;
        let living = u32::try_from(living).unwrap_or(0);
        counted.add(&area, groups::ORIGIN, &origin, living);
    }
    let mut twice = connection.prepare_cached(concat!(
        include_str!("merged.sql"),
        include_str!("twice.sql")
    ))?;
    let mut rows = twice.query(named_params! {":day": day})?;
    while let Some(row) = rows.next()? {
        let (area, origin): (String, String) = (row.get("area_id")?, row.get("origin")?);
        if let Some(counts) = counted.by_area.get_mut(&area) {
            counts.less(groups::ORIGIN, &origin, row.get("more")?);
        }
    }
    Ok(())
}

/// An arrival falls due when its last day is over: until then nobody is late.
fn duty(
    connection: &Connection,
    period: Period,
    today: NaiveDate,
    counted: &mut Counted,
) -> Result<(), AppError> {
    let mut statement = connection.prepare_cached(concat!(
        include_str!("merged.sql"),
        include_str!("duty.sql")
    ))?;
    let mut rows = statement.query(named_params! {
        ":from": period.first.to_string(),
        ":to": period.after.min(today).to_string(),
    })?;
    while let Some(row) = rows.next()? {
        let area: String = row.get("area_id")?;
        let (due, declared): (String, String) = (row.get("arrival_due")?, row.get("declared_on")?);
        let code = match declared.as_str() {
            "" => "missing",
            day if day <= due.as_str() => "in_time",
            _ => "late",
        };
        counted.add(&area, groups::DUTY, "due", 1);
        counted.add(&area, groups::DUTY, code, 1);
    }
    Ok(())
}

/// Doors that stand, by area.
pub(super) fn doors_of(connection: &Connection) -> Result<BTreeMap<String, u32>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT area_id, count(*) - (SELECT count(*) FROM rooms AS m WHERE m.merged_into <> '' AND m.area_id = rooms.area_id) AS doors
         FROM rooms GROUP BY area_id",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get("area_id")?, row.get("doors")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All doors that stand today: when a door was first registered is not kept.
fn doors(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
    counted: &mut Counted,
) -> Result<(), AppError> {
    if !question.earlier {
        for (area, doors) in doors_of(connection)? {
            counted.add(&area, groups::COVERAGE, "doors", doors);
        }
    }
    let mut statement = connection.prepare_cached(include_str!("called_at.sql"))?;
    let mut rows =
        statement.query(named_params! {":from": period.begins(), ":to": period.ends()})?;
    while let Some(row) = rows.next()? {
        let area: String = row.get("area_id")?;
        let doors: u32 = row.get("doors")?;
        counted.add(&area, groups::COVERAGE, "called_at", doors);
    }
    Ok(())
}

/// Whether anything of this group is held from before the end of a period: else its count would look like a nought.
pub(super) fn reaches_back(
    connection: &Connection,
    group: Group,
    period: Period,
) -> Result<bool, AppError> {
    let event = match group {
        groups::POLICE => return Ok(true),
        groups::DUTY => Event::Declarations,
        groups::COVERAGE => Event::Visits,
        groups::REACH => return outreach::reaches_back(connection, period),
        groups::ORIGIN => {
            return Ok(connection
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM residences WHERE since <= ?1) AS held",
                )?
                .query_row([period.last().to_string()], |row| row.get("held"))?);
        }
        group => match Event::ALL
            .into_iter()
            .find(|event| event.list() == group.list)
        {
            Some(event) => event,
            None => return Ok(false),
        },
    };
    event.reaches_back(connection, period)
}

//! The period day by day: closed months as they were closed, the rest as the store holds it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::ReportDay;
use super::groups::{Group, Kept};
use super::measured::Month;
use super::period::Period;
use super::tally::{Event, Tally};

/// What the curve shows.
const SHOWN: [Event; 2] = [Event::Consultations, Event::Declarations];

/// Counts of an area in a month under the list each is divided by, from the first day on.
pub(super) type Days = BTreeMap<String, Vec<u32>>;

/// A month's days of one area, as they are kept in the row of its closing.
pub(super) fn frozen(tallies: &[Tally], area: &str, month: Period) -> Value {
    let days: Days = SHOWN
        .into_iter()
        .map(|event| {
            let days = days_of(month).map(|day| on(tallies, event, area, &day.to_string()));
            (event.list().to_owned(), days.collect())
        })
        .collect();
    json!(days)
}

/// Every day of a period up to today: days to come are not noughts.
pub(super) fn curve(
    tallies: &[Tally],
    months: &[Month],
    (period, today, kept): (Period, NaiveDate, &Kept),
    areas: &[String],
) -> Vec<ReportDay> {
    let count = |event: Event, day: NaiveDate| -> Option<u32> {
        let held = Group::of(event.list())
            .zip(Period::of_day(day))
            .is_some_and(|(group, day)| group.holds(day, kept));
        let month = months
            .iter()
            .find(|(month, _)| (month.first..month.after).contains(&day));
        let closed = month
            .and_then(|(_, closed)| closed.as_ref())
            // A closing of an older program kept no days.
            .filter(|closed| !closed.days.is_empty());
        let here = areas.iter().map(|area| match closed {
            Some(closed) if !closed.knew(area) => Some(0),
            Some(closed) => {
                let days = closed.days.get(area)?.get(event.list())?;
                days.get(usize::try_from(day.day0()).ok()?).copied()
            }
            None => held.then(|| on(tallies, event, area, &day.to_string())),
        });
        here.sum()
    };
    days_of(period)
        .take_while(|day| *day <= today)
        .map(|day| ReportDay {
            day: day.to_string(),
            consultations: count(Event::Consultations, day),
            declarations: count(Event::Declarations, day),
        })
        .collect()
}

fn days_of(period: Period) -> impl Iterator<Item = NaiveDate> {
    period
        .first
        .iter_days()
        .take_while(move |day| *day < period.after)
}

fn on(tallies: &[Tally], event: Event, area: &str, day: &str) -> u32 {
    let of = tallies.iter().filter(|tally| tally.event() == event);
    of.map(|tally| tally.on(area, day)).sum()
}

//! A period in counts: closed months as they were closed, the rest as the store holds it.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::closed::{self, ClosedMonth};
use super::counts::Counts;
use super::groups::{self, Adding, GROUPS, Group};
use super::live::{self, Counted, Question};
use super::period::{Period, Unit};
use super::tally::Tally;
use super::totals;
use crate::error::AppError;

/// A period in counts.
pub(super) struct Measured {
    /// The counts.
    pub counted: Counted,
    /// Groups of which everything is known.
    known: BTreeSet<&'static str>,
    /// What the store holds of the period, with its days.
    pub tallies: Vec<Tally>,
    /// The closing, if the period is a month that was closed.
    pub closing: Option<ClosedMonth>,
    /// A closed month as it would be if it were counted again today.
    pub again: Option<Held>,
}

impl Measured {
    /// Whether the counts of a group are all there.
    pub fn knows(&self, group: Group) -> bool {
        self.known.contains(group.list)
    }
}

/// What the store holds of a period.
pub(super) struct Held {
    /// Its counts.
    pub counted: Counted,
    /// Groups of which it still holds everything.
    pub known: BTreeSet<&'static str>,
}

/// A month and its closing.
type Month = (Period, Option<ClosedMonth>);

/// Counts a period.
pub(super) fn measure(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
) -> Result<Measured, AppError> {
    let (mut held, tallies) = held(connection, period, question)?;
    let mut months = closings(connection, period)?;
    if question.whole
        && let Some(police) = police(connection, &months)?
    {
        held.counted.station.take(groups::POLICE, &police);
        held.known.insert(groups::POLICE.list);
    }
    if months.iter().all(|(_, closed)| closed.is_none()) {
        let Held { counted, known } = held;
        return Ok(Measured {
            counted,
            known,
            tallies,
            closing: None,
            again: None,
        });
    }
    let (counted, known) = mixed(connection, &months, &held, question)?;
    let single = period.unit == Unit::Month;
    if let Some(entered) = totals::read(connection, &period.month_name())?.filter(|_| single) {
        held.counted.station.replace(groups::POLICE, &entered);
    }
    Ok(Measured {
        counted,
        known,
        tallies,
        closing: months
            .pop()
            .and_then(|(_, closed)| closed)
            .filter(|_| single),
        again: Some(held).filter(|_| single),
    })
}

fn closings(connection: &Connection, period: Period) -> Result<Vec<Month>, AppError> {
    let months = period.months().unwrap_or_default().into_iter();
    months
        .map(|month| Ok((month, closed::read(connection, &month.month_name())?)))
        .collect()
}

fn held(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
) -> Result<(Held, Vec<Tally>), AppError> {
    let (counted, tallies) = live::count(connection, period, question)?;
    let mut known = BTreeSet::new();
    for group in GROUPS {
        if group != groups::POLICE
            && group.holds(period, question.today)
            && (!question.earlier || live::reaches_back(connection, group, period)?)
        {
            known.insert(group.list);
        }
    }
    Ok((Held { counted, known }, tallies))
}

/// Months of which at least one is closed, put together.
fn mixed(
    connection: &Connection,
    months: &[Month],
    whole: &Held,
    question: Question<'_>,
) -> Result<(Counted, BTreeSet<&'static str>), AppError> {
    let mut counted = Counted::of(question.areas);
    let mut known: BTreeSet<&'static str> = GROUPS.iter().map(|group| group.list).collect();
    for (index, (month, closed)) in months.iter().enumerate() {
        let open = match closed {
            Some(closed) if covers(closed, question) => None,
            _ => Some(held(connection, *month, question)?.0),
        };
        for group in GROUPS {
            let wanted = match group.adding {
                Adding::Sum => group != groups::POLICE,
                Adding::Level => index + 1 == months.len(),
                Adding::Never => months.len() == 1,
            };
            if wanted && !take(&mut counted, group, closed.as_ref(), open.as_ref()) {
                known.remove(group.list);
            }
        }
    }
    // What months do not add up to, and what is entered by hand, is as it is for the whole period.
    for group in GROUPS {
        if group == groups::POLICE || (group.adding == Adding::Never && months.len() > 1) {
            for (area, counts) in &mut counted.by_area {
                if let Some(there) = whole.counted.by_area.get(area) {
                    counts.take(group, there);
                }
            }
            counted.station.take(group, &whole.counted.station);
            if !whole.known.contains(group.list) {
                known.remove(group.list);
            }
        }
    }
    Ok((counted, known))
}

/// Whether a closed month answers the question alone: no area came later, and broadcasts are asked for as they were closed.
fn covers(closed: &ClosedMonth, question: Question<'_>) -> bool {
    let mut areas = question.areas.iter();
    question.whole && areas.all(|area| closed.by_area.contains_key(area))
}

/// Adds a month's counts of a group; says whether they are all there.
fn take(
    into: &mut Counted,
    group: Group,
    closed: Option<&ClosedMonth>,
    open: Option<&Held>,
) -> bool {
    let known = open.is_some_and(|open| open.known.contains(group.list));
    let mut sound = true;
    for (area, counts) in &mut into.by_area {
        if let Some(frozen) = closed.and_then(|closed| closed.by_area.get(area)) {
            counts.take(group, frozen);
        } else {
            sound &= known;
            if let Some(there) = open.and_then(|open| open.counted.by_area.get(area)) {
                counts.take(group, there);
            }
        }
    }
    if group == groups::REACH {
        let frozen = closed.map(|closed| &closed.station);
        match open {
            Some(open) => into.station.take(group, &open.counted.station),
            None => into
                .station
                .take(group, frozen.unwrap_or(&Counts::default())),
        }
        sound = known || open.is_none();
    }
    sound
}

/// Police incidents of all these months: as closed, or as entered since; none if one of them was never entered.
fn police(connection: &Connection, months: &[Month]) -> Result<Option<Counts>, AppError> {
    let mut all = Counts::default();
    for (month, closed) in months {
        let frozen = closed.as_ref().map(|closed| &closed.station);
        let entered = match frozen.filter(|frozen| frozen.in_group(groups::POLICE).count() > 0) {
            Some(frozen) => Some(frozen.clone()),
            None => totals::read(connection, &month.month_name())?,
        };
        match entered {
            Some(entered) => all.take(groups::POLICE, &entered),
            None => return Ok(None),
        }
    }
    Ok(Some(all).filter(|_| !months.is_empty()))
}

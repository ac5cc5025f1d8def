//! A period in counts: closed months as they were closed, the rest as the store holds it.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::closed::{self, ClosedMonth};
use super::counts::Counts;
use super::groups::{self, Adding, GROUPS, Group, Kept};
use super::live::{self, Counted, Question};
use super::period::Period;
use super::tally::Tally;
use super::{corrections, outreach, totals};
use crate::error::AppError;

/// A period in counts.
pub(super) struct Measured {
    /// The counts.
    pub counted: Counted,
    /// All areas and the station together.
    pub total: Counts,
    /// Groups of which everything is known.
    known: BTreeSet<&'static str>,
    /// What the store holds of the period, with its days.
    pub tallies: Vec<Tally>,
    /// The months it is made of, if it is made of months, with their closings.
    pub months: Vec<Month>,
    /// What its closed months would be if they were counted again today.
    pub corrections: Vec<super::ReportCorrection>,
}

impl Measured {
    /// Whether the counts of a group are all there.
    pub fn knows(&self, group: Group) -> bool {
        self.known.contains(group.list)
    }

    /// Whether all of it was counted now: no month of it was closed.
    pub fn is_of_today(&self) -> bool {
        self.months.iter().all(|(_, closed)| closed.is_none())
    }

    /// The closing, if the period is one month that was closed.
    pub fn closing(&self) -> Option<&ClosedMonth> {
        match self.months.as_slice() {
            [(_, closed)] => closed.as_ref(),
            _ => None,
        }
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
pub(super) type Month = (Period, Option<ClosedMonth>);

/// Counts a period.
pub(super) fn measure(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
) -> Result<Measured, AppError> {
    let (mut held, tallies) = held(connection, period, question)?;
    let months = closings(connection, period)?;
    if question.whole
        && let Some(police) = police(connection, &months)?
    {
        held.counted.station.take(groups::POLICE, &police);
        held.known.insert(groups::POLICE.list);
    }
    let is_closed = months.iter().any(|(_, closed)| closed.is_some());
    let corrections = if is_closed {
        corrections::of(connection, &months, &held, question)?
    } else {
        vec![]
    };
    let Held { counted, known } = if is_closed {
        mixed(connection, &months, &held, question)?
    } else {
        held
    };
    Ok(Measured {
        total: counted.total(),
        counted,
        known,
        tallies,
        months,
        corrections,
    })
}

fn closings(connection: &Connection, period: Period) -> Result<Vec<Month>, AppError> {
    let months = period.months().unwrap_or_default().into_iter();
    months
        .map(|month| Ok((month, closed::read(connection, &month.month_name())?)))
        .collect()
}

pub(super) fn held(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
) -> Result<(Held, Vec<Tally>), AppError> {
    let (counted, tallies) = live::count(connection, period, question)?;
    let mut known = BTreeSet::new();
    for group in GROUPS {
        if group != groups::POLICE && is_held(connection, group, period, question)? {
            known.insert(group.list);
        }
    }
    Ok((Held { counted, known }, tallies))
}

fn is_held(
    connection: &Connection,
    group: Group,
    period: Period,
    question: Question<'_>,
) -> Result<bool, AppError> {
    Ok(
        group.holds(period, &Kept::read(connection, question.today)?)
            && (!question.earlier || live::reaches_back(connection, group, period)?),
    )
}

/// Months of which at least one is closed, put together.
fn mixed(
    connection: &Connection,
    months: &[Month],
    whole: &Held,
    question: Question<'_>,
) -> Result<Held, AppError> {
    let mut all = Held {
        counted: Counted::of(question.areas),
        known: GROUPS.iter().map(|group| group.list).collect(),
    };
    for (index, (month, closed)) in months.iter().enumerate() {
        let open = match closed {
            Some(_) => None,
            None => Some(held(connection, *month, question)?.0),
        };
        for group in GROUPS {
            let wanted = match group.adding {
                Adding::Sum => group != groups::POLICE,
                Adding::Level => index + 1 == months.len(),
                Adding::Never => months.len() == 1,
            };
            if !wanted {
                continue;
            }
            let sound = match (closed, &open) {
                (Some(closed), _) if group == groups::REACH => reach(
                    connection,
                    closed,
                    *month,
                    question,
                    &mut all.counted.station,
                )?,
                (Some(closed), _) => frozen(closed, group, &mut all.counted),
                (None, Some(open)) => {
                    take(&mut all.counted, group, &open.counted);
                    open.known.contains(group.list)
                }
                (None, None) => false,
            };
            if !sound {
                all.known.remove(group.list);
            }
        }
    }
    // What months do not add up to, and what is entered by hand, is as it is for the whole period.
    for group in GROUPS {
        if group == groups::POLICE || (group.adding == Adding::Never && months.len() > 1) {
            take(&mut all.counted, group, &whole.counted);
            if !whole.known.contains(group.list) {
                all.known.remove(group.list);
            }
        }
    }
    Ok(all)
}

fn take(into: &mut Counted, group: Group, from: &Counted) {
    for (area, counts) in &mut into.by_area {
        if let Some(there) = from.by_area.get(area) {
            counts.take(group, there);
        }
    }
    into.station.take(group, &from.station);
}

/// Adds a closed month's counts of a group; says whether they are all there. An area that came later had nothing to count.
fn frozen(closed: &ClosedMonth, group: Group, into: &mut Counted) -> bool {
    let mut sound = true;
    for (area, counts) in &mut into.by_area {
        match closed.by_area.get(area) {
            Some(frozen) => counts.take(group, frozen),
            None => sound &= !closed.knew(area),
        }
    }
    sound
}

/// Adds the broadcasts of a closed month: as they were closed for the whole station; of some areas they are not kept.
fn reach(
    connection: &Connection,
    closed: &ClosedMonth,
    month: Period,
    question: Question<'_>,
    station: &mut Counts,
) -> Result<bool, AppError> {
    if question.whole {
        station.take(groups::REACH, &closed.station);
        return Ok(true);
    }
    outreach::count(connection, month, question, station)?;
    is_held(connection, groups::REACH, month, question)
}

/// Police incidents of all these months: as closed, or as entered; none if one of them was never entered.
fn police(connection: &Connection, months: &[Month]) -> Result<Option<Counts>, AppError> {
    let mut all = Counts::default();
    for (month, closed) in months {
        let frozen = closed.as_ref().map(|closed| &closed.station);
        let total = match frozen.filter(|frozen| frozen.in_group(groups::POLICE).count() > 0) {
            Some(frozen) => Some(frozen.clone()),
            None => {
                let entered = totals::read(connection, &month.month_name())?;
                // A month closed without one keeps the first that was entered since.
                entered.map(|total| {
                    totals::counts(if closed.is_some() {
                        total.first
                    } else {
                        total.now
                    })
                })
            }
        };
        match total {
            Some(total) => all.take(groups::POLICE, &total),
            None => return Ok(None),
        }
    }
    Ok(Some(all).filter(|_| !months.is_empty()))
}

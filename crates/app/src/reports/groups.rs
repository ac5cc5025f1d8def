//! What is counted, and how long what it is counted from is kept.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use domain::retention::{Class, Periods, held_until};
use rusqlite::Connection;

use super::period::Period;
use crate::error::AppError;
use crate::retention;

/// What is of no person is kept for ten years.
const FOR_GOOD_MONTHS: u32 = 120;

/// How the counts of months make the count of a longer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adding {
    /// By adding them.
    Sum,
    /// What is there at the end counts.
    Level,
    /// Not at all: a door called at in two months is one door.
    Never,
}

/// A kind of count, divided by the codes of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// The list of `assets/codes.json`.
    pub list: &'static str,
    /// How months are put together.
    pub adding: Adding,
    /// What it is counted from, which is erased when its period is over: a count would be too low then. None: ten years.
    pub class: Option<Class>,
}

const fn group(list: &'static str, adding: Adding, class: Class) -> Group {
    Group {
        list,
        adding,
        class: Some(class),
    }
}

/// How long records are kept, on a day.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    periods: Periods,
    /// Months whose old records the station alone may hold.
    closed: BTreeSet<String>,
    today: NaiveDate,
}

impl Kept {
    /// By the periods of this station.
    pub fn read(connection: &Connection, today: NaiveDate) -> Result<Kept, AppError> {
        let mut statement = connection.prepare_cached("SELECT month FROM closed_months")?;
        let closed = statement.query_map([], |row| row.get("month"))?;
        Ok(Kept {
            periods: retention::periods(connection)?,
            closed: closed.collect::<Result<_, _>>()?,
            today,
        })
    }
}

/// Who lives there.
pub(super) const ORIGIN: Group = group("resident_origin", Adding::Level, Class::Departed);
/// Declarations of arrivals that fell due.
pub(super) const DUTY: Group = group("declaration_duty", Adding::Sum, Class::Departed);
/// Doors, and how many of them were called at.
pub(super) const COVERAGE: Group = group("door_coverage", Adding::Never, Class::Visits);
/// How disputes ended.
pub(super) const OUTCOME: Group = group("dispute_outcome", Adding::Sum, Class::Disputes);
/// Broadcasts and what became of them; of the station, not of an area.
pub(super) const REACH: Group = group("broadcast_reach", Adding::Sum, Class::Broadcasts);
/// What another system counts; of the station, not of an area.
pub(super) const POLICE: Group = Group {
    list: "police_total",
    adding: Adding::Sum,
    class: None,
};

/// All groups in the order of the report.
pub(super) const GROUPS: [Group; 11] = [
    ORIGIN,
    group("declaration_state", Adding::Sum, Class::Departed),
    DUTY,
    group("visit_result", Adding::Sum, Class::Visits),
    COVERAGE,
    group("consultation_kind", Adding::Sum, Class::Consultations),
    group("dispute_kind", Adding::Sum, Class::Disputes),
    OUTCOME,
    REACH,
    group("contact_source", Adding::Sum, Class::Departed),
    POLICE,
];

/// Whether the records of all groups of a period are still held, so that it may be closed.
pub(super) fn all_held(period: Period, kept: &Kept) -> bool {
    GROUPS.iter().all(|group| group.holds(period, kept))
}

impl Group {
    /// The group of a list.
    pub fn of(list: &str) -> Option<Group> {
        GROUPS.into_iter().find(|group| group.list == list)
    }

    /// Whether everything of the period is still held today. Who lives there is counted on the last day.
    pub fn holds(self, period: Period, kept: &Kept) -> bool {
        let oldest = match self.adding {
            Adding::Level => period.last(),
            Adding::Sum | Adding::Never => period.first,
        };
        let erased = match self.class {
            Some(class) => kept.periods.due(class, oldest),
            None => oldest
                .checked_add_months(Months::new(FOR_GOOD_MONTHS))
                .unwrap_or(NaiveDate::MAX),
        };
        erased > kept.today && !self.may_be_away(period, kept)
    }

    /// Whether the station may have put away some of it: of a month that is closed, once it is older than laptops hold.
    fn may_be_away(self, period: Period, kept: &Kept) -> bool {
        self.class.is_some_and(Class::is_put_away)
            && held_until(period.first) <= kept.today
            && period
                .month_names()
                .any(|month| kept.closed.contains(&month))
    }
}

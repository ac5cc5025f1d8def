//! What is counted, and how long what it is counted from is kept.

use chrono::{Months, NaiveDate};

use super::period::Period;

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
    /// After so many months records may have been erased (`assets/data-register.toml`): a count would be too low.
    pub kept: u32,
}

const fn group(list: &'static str, adding: Adding, kept: u32) -> Group {
    Group { list, adding, kept }
}

/// Who lives there.
pub(super) const ORIGIN: Group = group("resident_origin", Adding::Level, 6);
/// Declarations of arrivals that fell due.
pub(super) const DUTY: Group = group("declaration_duty", Adding::Sum, 6);
/// Doors, and how many of them were called at.
pub(super) const COVERAGE: Group = group("door_coverage", Adding::Never, 24);
/// How disputes ended.
pub(super) const OUTCOME: Group = group("dispute_outcome", Adding::Sum, 36);
/// Broadcasts and what became of them; of the station, not of an area.
pub(super) const REACH: Group = group("broadcast_reach", Adding::Sum, 36);
/// What another system counts; of the station, not of an area.
pub(super) const POLICE: Group = group("police_total", Adding::Sum, 120);

/// All groups in the order of the report.
pub(super) const GROUPS: [Group; 11] = [
    ORIGIN,
    group("declaration_state", Adding::Sum, 6),
    DUTY,
    group("visit_result", Adding::Sum, 24),
    COVERAGE,
    group("consultation_kind", Adding::Sum, 24),
    group("dispute_kind", Adding::Sum, 36),
    OUTCOME,
    REACH,
    group("contact_source", Adding::Sum, 6),
    POLICE,
];

/// Whether the records of all groups of a period are still held, so that it may be closed.
pub(super) fn all_held(period: Period, today: NaiveDate) -> bool {
    GROUPS.iter().all(|group| group.holds(period, today))
}

impl Group {
    /// The group of a list.
    pub fn of(list: &str) -> Option<Group> {
        GROUPS.into_iter().find(|group| group.list == list)
    }

    /// Whether everything of the period is still held today. Who lives there is counted on the last day.
    pub fn holds(self, period: Period, today: NaiveDate) -> bool {
        let oldest = match self.adding {
            Adding::Level => period.last(),
            Adding::Sum | Adding::Never => period.first,
        };
        oldest
            .checked_add_months(Months::new(self.kept))
            .is_some_and(|until| until >= today)
    }
}

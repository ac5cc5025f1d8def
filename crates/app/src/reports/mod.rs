//! A period in figures: by area and time only, never by person.

mod count;
mod export;
mod period;
mod tally;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(crate) use count::IN_WITHIN;
pub use count::report;
pub use export::{Exported, Format, Saved, export, places, save, write_into};

/// Which kind of period this is: `week`, `month`, `quarter`, `year` or `days`; none if it is none.
pub fn unit(period: &str) -> Option<&'static str> {
    use period::Unit;
    period::Period::parse(period).map(|period| match period.unit {
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
        Unit::Days => "days",
    })
}

/// Below this many, a percentage says little.
const SMALL: u32 = 20;

/// A count against an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct Change {
    /// More, or fewer.
    pub by: i32,
    /// In percent of the earlier one; none if that was nought.
    pub percent: Option<f64>,
    /// Whether the earlier count is so small that its percentage says little.
    pub small: bool,
}

impl Change {
    /// From `before` to `now`.
    pub fn of(now: u32, before: u32) -> Change {
        let by = i64::from(now) - i64::from(before);
        Change {
            by: i32::try_from(by).unwrap_or(i32::MAX),
            #[expect(clippy::cast_precision_loss, reason = "counts of a station")]
            percent: (before > 0).then(|| by as f64 * 100.0 / f64::from(before)),
            small: (1..SMALL).contains(&before),
        }
    }
}

/// One figure of the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Figure {
    /// `people`, `declarations`, `consultations`, `disputes` or `visits`.
    pub key: String,
    /// In the period.
    pub now: u32,
    /// In the one before.
    pub before: u32,
    /// In the same one a year before; none where this laptop holds nothing that old.
    pub year_before: Option<u32>,
    /// Against the one before.
    pub change: Change,
    /// Against the same one a year before.
    pub change_of_year: Option<Change>,
}

impl Figure {
    fn new(key: &str, now: u32, before: u32, year_before: Option<u32>) -> Figure {
        Figure {
            key: key.to_owned(),
            now,
            before,
            year_before,
            change: Change::of(now, before),
            change_of_year: year_before.map(|before| Change::of(now, before)),
        }
    }
}

/// One kind or state, this period against the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReportLine {
    /// Code list: `consultation_kind`, `dispute_kind`, `declaration_state`, `visit_result` or `contact_source`.
    pub group: String,
    /// Code.
    pub code: String,
    /// In the period.
    pub now: u32,
    /// In the one before.
    pub before: u32,
    /// Against the one before.
    pub change: Change,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportArea {
    /// The area.
    pub area_id: String,
    /// Its name.
    pub area: String,
    /// Living there at the end of the period.
    pub people: u32,
    /// Declarations.
    pub declarations: u32,
    /// Visits.
    pub visits: u32,
    /// Consultations.
    pub consultations: u32,
    /// Disputes.
    pub disputes: u32,
    /// Contacts added.
    pub contacts: u32,
    /// Declarations, visits, consultations and disputes of the period before, together.
    pub before: u32,
}

/// One day of the curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportDay {
    /// `yyyy-mm-dd`.
    pub day: String,
    /// Consultations.
    pub consultations: u32,
    /// Declarations.
    pub declarations: u32,
}

/// The period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Report {
    /// As it was asked for: `2026-11`, `2026-W47`, `2026-Q4`, `2026` or `2026-11-03/2026-11-20`.
    pub period: String,
    /// When it was counted, ms since 1970.
    #[specta(type = i32)]
    pub as_of: i64,
    /// Laptops seen within a day.
    pub laptops_in: u32,
    /// Laptops admitted; 0 for who does not see them.
    pub laptops_all: u32,
    /// The five figures.
    pub figures: Vec<Figure>,
    /// Kinds and states that occurred.
    pub lines: Vec<ReportLine>,
    /// Areas held here, by name.
    pub areas: Vec<ReportArea>,
    /// Every day of the period so far.
    pub curve: Vec<ReportDay>,
}

//! The month in figures: by area and time only, never by person.

mod month;
mod span;
mod tally;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(crate) use month::IN_WITHIN;
pub use month::month;

/// One figure of the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Figure {
    /// `people`, `declarations`, `consultations`, `disputes` or `visits`.
    pub key: String,
    /// In the month.
    pub now: u32,
    /// In the month before.
    pub before: u32,
    /// In the same month a year before; none where this laptop holds nothing that old.
    pub year_before: Option<u32>,
}

/// One kind or state, this month against the month before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportLine {
    /// Code list: `consultation_kind`, `dispute_kind`, `declaration_state` or `visit_result`.
    pub group: String,
    /// Code.
    pub code: String,
    /// In the month.
    pub now: u32,
    /// In the month before.
    pub before: u32,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReportArea {
    /// The area.
    pub area_id: String,
    /// Its name.
    pub area: String,
    /// Living there at the end of the month.
    pub people: u32,
    /// Declarations.
    pub declarations: u32,
    /// Visits.
    pub visits: u32,
    /// Consultations.
    pub consultations: u32,
    /// Disputes.
    pub disputes: u32,
    /// Declarations, visits, consultations and disputes of the month before, together.
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

/// The month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MonthReport {
    /// `yyyy-mm`.
    pub month: String,
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
    /// Every day of the month so far.
    pub curve: Vec<ReportDay>,
}

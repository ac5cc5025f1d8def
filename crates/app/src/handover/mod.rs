//! Handing over the work: what is open in somebody's areas, on one page, for who leaves, who comes and the chief. The areas themselves change
//! hands at the station (`staff_acts`); open work goes with its area, so nothing names a person to be renamed.

mod gather;
mod paper;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use gather::{page, taken_over};
pub use paper::{save, write_into};

/// Who hands over, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HandoverPage {
    /// Account whose work it is.
    pub user: String,
    /// Its name.
    pub name: String,
    /// Who has taken over or will, and from when, ready to show; empty while nobody does.
    pub standing: String,
    /// The areas, as far as this laptop holds them.
    pub areas: Vec<HandoverArea>,
}

/// One area that changes hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HandoverArea {
    /// The area.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its figures, ready to show.
    pub figures: String,
    /// What is open in it, by sort, the most pressing first.
    pub open: Vec<OpenSort>,
}

/// Open work of one sort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenSort {
    /// What it is, ready to show.
    pub what: String,
    /// How much there is.
    pub total: u32,
    /// The first of it.
    pub lines: Vec<OpenLine>,
}

/// One piece of open work; of a person no more than who knows them needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenLine {
    /// Whom or what it concerns; of residents the first character of the name.
    pub who: String,
    /// Where.
    pub place: String,
    /// Last day, or since when; ready to show.
    pub when: String,
    /// Whether the last day has passed.
    pub late: bool,
}

/// An assignment, as far as handing over needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assigned {
    pub user: String,
    pub user_name: String,
    pub role: String,
    pub area: String,
    pub from: String,
    pub to: String,
}

//! How long records are kept (PIPL s. 19; TRUST P9, P10): what is erased next, what two people decided otherwise, and what this laptop no
//! longer shows because its period is over. The station erases; a laptop that cannot reach it hides.

mod decide;
mod due;
mod hide;
mod page;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use decide::{confirm, decide, set_period, withdraw};
pub(crate) use due::periods;
pub use hide::before_showing;
pub use page::page;

/// How long a class of records is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PeriodRow {
    /// Code of `retention_class`.
    pub class: String,
    /// In words.
    pub label: String,
    /// Months.
    pub months: u32,
    /// Fewest that may be set.
    pub least: u32,
    /// Most that may be set.
    pub most: u32,
    /// Who set it, if anybody did.
    pub by: Option<String>,
}

/// A record that is erased soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewRow {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Where, in words; empty if nowhere.
    pub place: String,
    /// Class in words.
    pub class: String,
    /// First day on which it is no longer kept, `yyyy-mm-dd`.
    pub due_on: String,
    /// Whether somebody decided about it already.
    pub decided: bool,
}

/// What somebody decided about a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DecisionRow {
    /// The decision.
    pub id: String,
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Code of `retention_choice`.
    pub choice: String,
    /// In words.
    pub label: String,
    /// Why.
    pub reason: String,
    /// Last day on which it is kept.
    pub until: Option<String>,
    /// Who decided it.
    pub by: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Who confirmed it; none while it waits.
    pub second: Option<String>,
    /// Whether this account is the second person it waits for.
    pub may_confirm: bool,
    /// Whether this account may take it back.
    pub may_withdraw: bool,
}

/// Everything about how long records are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RetentionPage {
    /// Periods.
    pub periods: Vec<PeriodRow>,
    /// Erased within thirty days, the soonest first, at most 200.
    pub review: Vec<ReviewRow>,
    /// How many in all.
    pub review_count: u32,
    /// Decisions that wait for a second person.
    pub waiting: Vec<DecisionRow>,
    /// Decisions in force.
    pub standing: Vec<DecisionRow>,
    /// Whether this account may decide.
    pub may_decide: bool,
    /// Whether it may set periods.
    pub may_set: bool,
}

/// Keeping a record longer, or having it erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RetentionForm {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Code of `retention_choice`.
    pub choice: String,
    /// Why.
    pub reason: String,
    /// Last day on which it is kept, `yyyy-mm-dd`.
    pub until: Option<String>,
}

//! Asking the station for what it put away (TRUST P16): records that are over and that no laptop holds any more. The laptop shows the answer
//! and keeps nothing of it.

use serde::{Deserialize, Serialize};

/// What a laptop asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Older {
    /// Around this person: consultations, disputes, calls at their doors while they lived there.
    Person(String),
    /// Calls at this room.
    Room(String),
    /// All of a kind from one month.
    Month(Month),
}

/// A month of the consultations or disputes of an area.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Month {
    /// `consultations` or `disputes`.
    pub kind: String,
    /// The area; empty for all of one's own.
    pub area: String,
    /// `2026-11`.
    pub month: String,
}

/// What the station alone holds of it; empty also for what is not the asker's, was erased or never was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OlderFound {
    /// The newest first.
    pub lines: Vec<OlderLine>,
    /// There is more than is told.
    pub more: bool,
}

/// One record. No number is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OlderLine {
    /// Its kind.
    pub kind: String,
    /// The record.
    pub id: String,
    /// When, ms since 1970.
    pub at: i64,
    /// Account of who recorded it.
    pub by: String,
    /// Code of what it was: `consultation_kind`, `dispute_kind` or `visit_result`.
    pub what: String,
    /// Code of `consultation_status` or `dispute_status`; empty for a call.
    pub state: String,
    /// Who asked, or who was party.
    pub who: String,
    /// Where a dispute was.
    pub place: String,
    /// What was asked, what happened, the note of a call.
    pub text: String,
    /// What was answered, or how it ended.
    pub end: String,
}

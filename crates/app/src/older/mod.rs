//! Records that are over and that the station alone holds (TRUST P16), asked for from a page that shows the newer ones. Nothing of the answer
//! is written down here: it lives in the page, and goes with it, with the curtain and with the lock.

mod ask;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(crate) use ask::around;
pub use ask::ask;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OlderForm {
    /// `people` or `rooms` for what was around one; `consultations` or `disputes` for all from a month.
    pub kind: String,
    /// The person or room; of a month the area, none for all that this laptop holds.
    pub id: Option<String>,
    /// `2026-11`.
    pub month: Option<String>,
}

/// What the station told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OlderAnswer {
    /// The newest first, at most 200.
    pub lines: Vec<OlderRow>,
    /// What came of it, ready to show.
    pub message: String,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OlderRow {
    /// Its kind.
    pub kind: String,
    /// The record.
    pub id: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// What it was, in words.
    pub what: String,
    /// Who asked, or who was party.
    pub who: Option<String>,
    /// What was asked, what happened, the note.
    pub text: Option<String>,
    /// What was answered, or how it ended.
    pub end: Option<String>,
    /// Name of who recorded it.
    pub by: Option<String>,
}

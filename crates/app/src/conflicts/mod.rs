//! Two values of one field, written where neither author saw the other's: put side by side, settled by a person, and the outcome syncs.

mod list;
mod marks;
mod settle;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use list::list;
pub use marks::marks;
pub use settle::settle;

/// One of two values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConflictValue {
    /// The value in words; numbers masked.
    pub text: String,
    /// Who wrote it; none where the station kept the row alive.
    pub by: Option<String>,
    /// When, ms since 1970.
    #[specta(type = Option<i32>)]
    pub at: Option<i64>,
    /// `kept` or `lost`, where it is one of the two values: for showing a masked number. None if the field was changed again since.
    pub side: Option<String>,
}

/// One conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConflictCard {
    /// The conflict.
    pub id: String,
    /// Kind of the record.
    pub kind: String,
    /// The record.
    pub row: String,
    /// What it is called.
    pub what: String,
    /// The field in words.
    pub field: String,
    /// Decides something in law: listed first, never settled by one tap.
    pub legal: bool,
    /// Deleted in one place, edited in another.
    pub deletion: bool,
    /// The value that stands now.
    pub stands: ConflictValue,
    /// The other value.
    pub other: ConflictValue,
    /// Whether the field was changed again since; then neither of the two values stands.
    pub changed_since: bool,
    /// Field, in words, that would take the other value as a note; none where keeping both is not offered.
    pub note: Option<String>,
    /// Whether this account may settle it.
    pub may: bool,
}

/// How a conflict is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SettleForm {
    /// The conflict.
    pub id: String,
    /// Code of `conflict_choice`.
    pub choice: String,
}

/// What waits for a decision about a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Mark {
    /// The record.
    pub row: String,
    /// Open conflicts.
    pub conflicts: u32,
    /// Open questions whether it is the same person as another record.
    pub duplicates: u32,
}

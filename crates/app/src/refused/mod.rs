//! Edits that the station set aside: shown with their text and the reason, corrected and sent again, or dropped.

mod list;
mod open;
mod resend;
mod sent;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use list::list;
pub use open::open;
pub use resend::{drop_it, resend};

/// One field of an edit in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RefusedField {
    /// The field in words.
    pub label: String,
    /// The value in words; numbers masked.
    pub value: String,
}

/// One action that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RefusedLine {
    /// Its first edit that was set aside; names the action.
    pub refused: String,
    /// When it was set aside, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Kind of the row.
    pub kind: String,
    /// The row.
    pub id: String,
    /// Sentence.
    pub text: String,
    /// Why and what to do, ready to show.
    pub reason: String,
    /// What was written, in words.
    pub fields: Vec<RefusedField>,
    /// Whose it is, where it is somebody else's.
    pub by: Option<String>,
}

/// An entry of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResendOption {
    /// Code.
    pub value: String,
    /// Its label.
    pub label: String,
}

/// One value of an edit, to be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResendField {
    /// Where it stands in the record: `name`, `document.number`.
    pub path: String,
    /// In words.
    pub label: String,
    /// `text`, `long`, `date`, `code`, or `fixed` for what is not typed.
    pub input: String,
    /// As it was sent; empty for a masked number, which stays as it is unless another is typed.
    pub value: String,
    /// In words, masked.
    pub shown: String,
    /// Codes to choose from.
    pub options: Vec<ResendOption>,
}

/// One record of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResendRecord {
    /// The edit that was set aside.
    pub refused: String,
    /// Kind and name.
    pub title: String,
    /// Its values.
    pub fields: Vec<ResendField>,
}

/// An action opened for correcting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResendPage {
    /// The action.
    pub refused: String,
    /// Why it was not accepted and what to do.
    pub reason: String,
    /// Its records in the order in which they were made.
    pub records: Vec<ResendRecord>,
}

/// One corrected value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Correction {
    /// The edit it belongs to.
    pub refused: String,
    /// Where it stands.
    pub path: String,
    /// What was typed; empty clears.
    pub value: String,
}

/// An action corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResendForm {
    /// The action.
    pub refused: String,
    /// What was changed; the rest is sent as it was.
    pub corrections: Vec<Correction>,
}

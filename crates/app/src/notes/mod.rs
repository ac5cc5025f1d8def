//! Notes about a person: facts, statements of somebody named, assessments of officers. They stand on the person's page in their own area
//! and are found by no search.

mod list;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(crate) use list::of;
pub use write::{remove, renew, write};

/// A note on a person's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonNote {
    /// The note.
    pub id: String,
    /// Code of `note_type`.
    pub r#type: String,
    /// What is noted.
    pub text: String,
    /// Who said it; of a statement.
    pub said_by: Option<String>,
    /// Name of who wrote it.
    pub by: Option<String>,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Last day, unless it is renewed; of an assessment.
    pub review_on: Option<String>,
    /// Whether this user may take it back.
    pub removable: bool,
    /// Whether this user may renew it.
    pub renewable: bool,
    /// Whether it waits to be sent.
    pub pending: bool,
}

/// A note as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NoteForm {
    /// About whom.
    pub person: String,
    /// Code of `note_type`.
    pub r#type: String,
    /// What is noted.
    pub text: String,
    /// Who said it; of a statement.
    pub said_by: Option<String>,
}

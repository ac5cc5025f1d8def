//! Consultations: what was asked, what was answered, what still waits.

mod list;
mod log;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::records::Base;

pub use list::list;
pub use log::log;

/// One consultation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ConsultationRow {
    /// The consultation.
    pub id: String,
    /// What was on the screen.
    pub base: Base,
    /// Code of `consultation_kind`.
    pub kind: String,
    /// Code of `channel`.
    pub channel: Option<String>,
    /// Registered person who asked.
    pub person_id: Option<String>,
    /// Who asked, in words.
    pub who: String,
    /// What was asked.
    pub text: String,
    /// What was answered.
    pub answer: Option<String>,
    /// Code of `consultation_status`.
    pub status: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Name of who recorded it.
    pub by: Option<String>,
    /// Name of the area.
    pub area: String,
    /// Whether an edit waits to be sent.
    pub pending: bool,
}

/// Which consultations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct ConsultationQuery {
    /// Of this area; none means all held.
    pub area: Option<String>,
    /// In this status.
    pub status: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// With these words in question, answer or who asked.
    pub text: Option<String>,
    /// Rows to skip.
    pub offset: u32,
    /// Most rows.
    pub limit: u32,
}

/// A consultation as it is written down.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct ConsultationForm {
    /// Area; none takes the person's, else the first this laptop holds.
    pub area: Option<String>,
    /// Code of `consultation_kind`.
    pub kind: String,
    /// Code of `channel`.
    pub channel: Option<String>,
    /// Registered person who asked.
    pub person: Option<String>,
    /// Who asked, when not registered.
    pub asker: Option<String>,
    /// What was asked.
    pub text: String,
    /// What was answered.
    pub answer: Option<String>,
}

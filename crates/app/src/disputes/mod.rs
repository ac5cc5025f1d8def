//! Disputes: who with whom, about what, how it went and how it ended.

mod close;
mod list;
mod open;
mod page;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::records::Base;

pub use close::close;
pub use list::list;
pub use open::open;
pub use page::page;

/// One side of a dispute, or somebody present.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct Party {
    /// The record; none for one not written yet.
    pub id: Option<String>,
    /// What was on the screen.
    pub base: Option<Base>,
    /// Registered person.
    pub person_id: Option<String>,
    /// Name.
    pub name: String,
    /// Number; masked where it comes from the store.
    pub phone: Option<String>,
    /// Code of `party_side`.
    pub side: String,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DisputeRow {
    /// The dispute.
    pub id: String,
    /// Code of `dispute_kind`.
    pub kind: String,
    /// Code of `dispute_status`.
    pub status: String,
    /// Where.
    pub place: Option<String>,
    /// Names of the parties.
    pub parties: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Name of who registered it.
    pub by: Option<String>,
    /// Name of the area.
    pub area: String,
    /// Whether an edit waits to be sent.
    pub pending: bool,
}

/// Which disputes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct DisputeQuery {
    /// Of this area; none means all held.
    pub area: Option<String>,
    /// In this status.
    pub status: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// With these words in place, course or a party's name.
    pub text: Option<String>,
    /// Rows to skip.
    pub offset: u32,
    /// Most rows.
    pub limit: u32,
}

/// Everything about one dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DisputePage {
    /// The dispute.
    pub id: String,
    /// What was on the screen.
    pub base: Base,
    /// Area.
    pub area_id: String,
    /// Its name.
    pub area: String,
    /// Code of `dispute_kind`.
    pub kind: String,
    /// Code of `dispute_source`.
    pub source: Option<String>,
    /// Code of `dispute_status`.
    pub status: String,
    /// Where.
    pub place: Option<String>,
    /// Room it happened in.
    pub room_id: Option<String>,
    /// What happened.
    pub course: String,
    /// When registered, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Name of who registered it.
    pub by: Option<String>,
    /// Code of `dispute_outcome`.
    pub outcome: Option<String>,
    /// How it ended, in words.
    pub result_text: Option<String>,
    /// When it ended, ms since 1970.
    #[specta(type = Option<i32>)]
    pub result_at: Option<i64>,
    /// Name of who recorded the end.
    pub result_by: Option<String>,
    /// Parties, numbers masked.
    pub parties: Vec<Party>,
    /// Whether an edit waits to be sent.
    pub pending: bool,
}

/// A dispute as it is opened.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct DisputeForm {
    /// Area; none takes the room's, else the first this laptop holds.
    pub area: Option<String>,
    /// Code of `dispute_kind`.
    pub kind: String,
    /// Code of `dispute_source`.
    pub source: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Room.
    pub room: Option<String>,
    /// What happened.
    pub course: String,
    /// Parties.
    pub parties: Vec<Party>,
}

/// How a dispute goes on or ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DisputeCloseForm {
    /// The dispute.
    pub id: String,
    /// What was on the screen.
    pub base: Base,
    /// Code of `dispute_status`.
    pub status: String,
    /// Code of `dispute_outcome`.
    pub outcome: Option<String>,
    /// How it ended, in words.
    pub text: Option<String>,
}

//! Declarations of residence: what waits for an officer, proposing one, deciding.

mod decide;
mod list;
mod propose;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;
use store::Write;

pub use decide::decide;
pub use list::list;
pub use propose::propose;

/// A declaration in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DeclarationRow {
    /// The declaration.
    pub id: String,
    /// Whose.
    pub person_id: String,
    /// Their name.
    pub person: String,
    /// At which room.
    pub room_id: String,
    /// Building and door.
    pub room: String,
    /// Code of `declaration_type`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Day it was declared.
    pub declared_on: String,
    /// Code of `declaration_state`.
    pub state: String,
    /// Name of the account that brought it into this state.
    pub by: Option<String>,
    /// When, ms since 1970.
    #[specta(type = Option<i32>)]
    pub at: Option<i64>,
    /// Why it was returned or voided.
    pub reason: Option<String>,
    /// Day of arrival.
    pub since: Option<String>,
    /// Last day of the next declaration of the stay.
    pub due: Option<String>,
    /// Document number of the person, masked.
    pub document: String,
    /// Whether it waits to be sent.
    pub pending: bool,
}

/// Which declarations to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct DeclarationQuery {
    /// Code of `declaration_state`; none means all.
    pub state: Option<String>,
    /// One area only.
    pub area: Option<String>,
    /// Rows to leave out.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
}

/// A decision over several declarations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DecideForm {
    /// Which.
    pub ids: Vec<String>,
    /// `accept`, `return` or `void`.
    pub decision: String,
    /// Why; needed to return or void.
    pub reason: Option<String>,
}

/// A declaration proposed at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProposeForm {
    /// Of which stay.
    pub residence: String,
    /// Code of `declaration_type`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Day it was declared.
    pub declared_on: String,
}

/// The state of a declaration that its author proposes now.
pub(crate) fn submitted(write: &Write<'_>) -> Value {
    json!({"state": "submitted", "at": write.now(), "by": write.user()})
}

#[cfg(test)]
mod tests;

//! Any record by its kind: reading it masked, changing it, showing a number for a purpose, taking an action back, drafts.

mod draft;
mod get;
mod mask;
mod put;
mod reveal;
mod shapes;
mod undo;

use domain::Fields;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;

pub use draft::{draft_drop, draft_get, draft_save};
pub(crate) use get::row;
pub use get::{get, masked};
pub use put::put;
pub(crate) use put::tidied;
pub use reveal::reveal;
pub use shapes::{Base, Finding, HistoryLine, Json, Page, PersonRef};
pub use undo::undo;

/// A record as a form opens it; numbers are masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RecordView {
    /// The row.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its fields, absent ones left out.
    #[specta(type = std::collections::HashMap<String, Json>)]
    pub fields: Fields,
    /// To be handed back on save.
    pub base: Base,
}

/// A change of a record, or a new one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RecordForm {
    /// Kind.
    pub kind: String,
    /// The row; none makes a new one.
    pub id: Option<String>,
    /// What was on the screen when the form opened.
    pub base: Option<Base>,
    /// Touched fields only; null clears.
    #[specta(type = std::collections::HashMap<String, Json>)]
    pub fields: Fields,
}

/// A request to see a number unmasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RevealForm {
    /// Kind of the row.
    pub kind: String,
    /// The row.
    pub id: String,
    /// `document`, `phone` or `phone2`; of a conflict `kept` or `lost`.
    pub field: String,
    /// Code of `reveal_purpose`.
    pub purpose: String,
}

/// A form as it is being typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Draft {
    /// Which form.
    pub key: String,
    /// What it holds.
    #[specta(type = std::collections::HashMap<String, Json>)]
    pub fields: Fields,
    /// What was on the screen when it opened.
    pub base: Option<Base>,
    /// When it was kept, ms since 1970.
    #[specta(type = i32)]
    pub saved_at: i64,
}

/// The fields of an object; parts that are null are left out of its inner objects, so that an address holds what is known only.
pub(crate) fn fields(object: Value) -> Fields {
    let Value::Object(mut fields) = object else {
        return Fields::new();
    };
    for value in fields.values_mut() {
        if let Value::Object(parts) = value {
            parts.retain(|_, part| !part.is_null());
        }
    }
    fields
}

#[cfg(test)]
mod tests;

//! Shapes that several screens share.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What was on the screen when a form opened; handed back on save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Base {
    /// History of the station the copy belongs to.
    #[specta(type = i32)]
    pub epoch: i64,
    /// Sequence number of the copy; 0 when the station had not sent one.
    #[specta(type = i32)]
    pub seq: i64,
}

impl From<sync::Base> for Base {
    fn from(base: sync::Base) -> Base {
        Base {
            epoch: base.epoch,
            seq: base.seq,
        }
    }
}

impl From<Base> for sync::Base {
    fn from(base: Base) -> sync::Base {
        sync::Base {
            epoch: base.epoch,
            seq: base.seq,
        }
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Page<T> {
    /// Rows of this page.
    pub rows: Vec<T>,
    /// Rows of the whole list.
    pub total: u32,
}

/// A remark about one field of a form, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Finding {
    /// Field it stands under.
    pub field: String,
    /// `error`, `warning` or `info`.
    #[specta(type = domain::findings::Level)]
    pub level: String,
    /// Stable code.
    pub code: String,
    /// Sentence.
    pub message: String,
}

/// One line of what happened, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryLine {
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Kind of the row behind it.
    pub kind: String,
    /// The row.
    pub id: String,
    /// Sentence.
    pub text: String,
    /// Name of the account that did it.
    pub by: Option<String>,
}

/// A person by name, for a choice or a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonRef {
    /// The person.
    pub id: String,
    /// Name.
    pub name: String,
}

/// How a JSON value looks to TypeScript; only the type travels, values stay `serde_json::Value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(untagged)]
pub enum Json {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(std::collections::HashMap<String, Json>),
}

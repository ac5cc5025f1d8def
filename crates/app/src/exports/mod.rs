//! Lists of people that leave the program (TRUST P15): why, for whom, under a number by which the file, each of its rows and the access log
//! are found together. Many persons or whole numbers need the word of a second person; the file has a password of its own.

mod ask;
mod gather;
mod marks;
mod page;
mod seal;
mod sheet;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use ask::{agree, ask, refuse, withdraw};
pub use marks::{MarkSaid, check_mark};
pub use page::page;
pub use write::{save, save_agreed, weigh, write_agreed, write_into};

/// Kind under which a list stands in the access log.
pub(crate) const KIND: &str = "exports";

/// A list that is to leave the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportForm {
    /// One area only; none takes all that are held here.
    pub area: Option<String>,
    /// One building only.
    pub building: Option<String>,
    /// Code of `people_filter`.
    pub filter: String,
    /// With document numbers.
    pub documents: bool,
    /// Numbers in full, not masked.
    pub unmasked: bool,
    /// Without a password.
    pub plain: bool,
    /// Code of `export_purpose`.
    pub purpose: String,
    /// Code of `export_recipient`.
    pub recipient_kind: String,
    /// Who gets it, in words.
    pub recipient: String,
}

/// What a list would hold, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportWeight {
    /// Persons on it.
    pub persons: u32,
    /// Children under 14 who are left out.
    pub children: u32,
    /// Whether a second person has to agree.
    pub second: bool,
    /// All of it in words.
    pub message: String,
}

/// A list about which a second person is or was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportRequest {
    /// The request.
    pub id: String,
    /// Who asked.
    pub by: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// How many persons, which, with what numbers, in words.
    pub what: String,
    /// What for, in words.
    pub purpose: String,
    /// Who gets it, in words.
    pub recipient: String,
    /// How it stands, in words.
    pub state: String,
    /// Whether this account is a second person it waits for.
    pub may_answer: bool,
    /// Whether this account may make the one file now.
    pub may_use: bool,
    /// Whether this account may take it back.
    pub may_withdraw: bool,
}

/// A list that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportSaved {
    /// Where it is.
    pub path: String,
    /// Its number.
    pub number: String,
    /// Persons on it.
    pub persons: u32,
    /// What opens it, told this once; none if it has none.
    pub password: Option<String>,
    /// What was done, ready to show.
    pub message: String,
}

//! A person outside one's own areas, asked for at the station (TRUST P17). Nothing of the answer is written down here: the window shows it
//! until the station's hour is over, the curtain falls or the book is locked.

mod check;
mod find;
mod list;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use check::check;
pub use find::{find, reveal};
pub(crate) use list::about;
pub use list::list;

/// Whom, by the whole of something, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LookupForm {
    /// Number of a document; alone is enough.
    pub number: String,
    /// Whole name, with birth or telephone.
    pub name: String,
    /// `yyyy-mm-dd`.
    pub birth: String,
    /// Telephone.
    pub phone: String,
    /// Code of `lookup_reason`.
    pub reason: String,
    /// The reason in words.
    pub words: String,
}

/// Who fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LookupAnswer {
    /// What a number is asked for with.
    pub grant: String,
    /// How long the answer may be shown, ms.
    pub left_ms: u32,
    /// Who fits, a child's guardian after the child.
    pub people: Vec<LookupPerson>,
    /// What came of it, ready to show.
    pub message: String,
}

/// Somebody, with numbers masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LookupPerson {
    /// The record.
    pub record: String,
    /// Name.
    pub name: String,
    /// Code of `sex`.
    pub sex: Option<String>,
    /// Day of birth.
    pub birth: Option<String>,
    /// Years.
    pub age: Option<i32>,
    /// Masked.
    pub document: Option<String>,
    /// Masked.
    pub phone: Option<String>,
    /// Masked.
    pub phone2: Option<String>,
    /// Name of the child whose guardian this is.
    pub guardian_of: Option<String>,
    /// Areas, in words.
    pub area: String,
    /// Where they live now, each with since when.
    pub doors: Vec<LookupDoor>,
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LookupDoor {
    /// The door.
    pub room: String,
    /// First day.
    pub since: Option<String>,
}

/// Which number of an answer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LookupUnmask {
    /// The answer's grant.
    pub grant: String,
    /// The person.
    pub record: String,
    /// `document`, `phone` or `phone2`.
    pub field: String,
    /// Code of `reveal_purpose`.
    pub purpose: String,
}

/// That somebody asked, for who supervises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LookupRow {
    /// The notice.
    pub id: String,
    /// Who asked.
    pub by: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Why, in words.
    pub reason: String,
    /// The asker's own words.
    pub words: String,
    /// Whose area; empty where nobody was found.
    pub area: String,
    /// About whom: the name where this laptop holds the person, else that it does not, or that nobody was found.
    pub person: String,
    /// Who signed it; none while it waits.
    pub checked: Option<String>,
    /// Whether this account may sign it.
    pub may_check: bool,
}

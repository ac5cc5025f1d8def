//! Contacts: through whom people, rooms and buildings are reached.

pub(crate) mod columns;
pub(crate) mod find;
mod list;
pub mod matching;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::records::Base;

pub use list::list;
pub(crate) use list::read;

/// One contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ContactRow {
    /// The contact.
    pub id: String,
    /// What was on the screen.
    pub base: Base,
    /// Name.
    pub name: String,
    /// Code of `contact_role`.
    pub role: Option<String>,
    /// Masked.
    pub phone: String,
    /// Registered person it reaches.
    pub person_id: Option<String>,
    /// Room it is for.
    pub room_id: Option<String>,
    /// That room, or the building the contact is for.
    pub room: Option<String>,
    /// Remark in WeCom.
    pub remark: Option<String>,
    /// Chat group.
    pub group: Option<String>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// Code of `contact_source`.
    pub source: Option<String>,
    /// Name of who added it.
    pub added_by: Option<String>,
    /// When, ms since 1970.
    #[specta(type = Option<i32>)]
    pub added_at: Option<i64>,
    /// Whether an edit waits to be sent.
    pub pending: bool,
}

/// Which contacts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct ContactQuery {
    /// Of this area; none means all held.
    pub area: Option<String>,
    /// Of this role.
    pub role: Option<String>,
    /// Found by this name, pinyin, number or remark.
    pub text: Option<String>,
    /// Rows to skip.
    pub offset: u32,
    /// Most rows.
    pub limit: u32,
}

//! Whom a contact of WeCom reaches: suggestions from its remark, its room and its number. A person confirms each, or those that leave no
//! doubt together; nothing is joined by itself, and a suggestion that was turned down does not come back on this laptop.

mod remark;
mod settle;
mod suggest;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use settle::{confirm, turn_down};
pub use suggest::suggest;

/// Contacts that may reach a registered person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ContactMatches {
    /// Those without doubt first.
    pub contacts: Vec<ContactMatch>,
    /// Whether there are more than are given at once.
    pub more: bool,
}

/// One contact and who it may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ContactMatch {
    /// The contact.
    pub contact: String,
    /// Its name.
    pub name: String,
    /// Nickname in WeCom.
    pub nickname: String,
    /// Masked.
    pub phone: String,
    /// Whether the first candidate leaves no doubt: two signs speak for this person and for nobody else.
    pub sure: bool,
    /// Most signs first.
    pub candidates: Vec<Candidate>,
}

/// Somebody a contact may reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Candidate {
    /// The person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Where they live now.
    pub room: String,
    /// Masked.
    pub phone: String,
    /// What speaks for it.
    pub signs: Vec<Matched>,
}

/// What a contact and a person have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// The telephone number.
    Phone,
    /// The name in the remark.
    Name,
    /// The room, or without one the building, in the remark.
    Room,
}

/// A contact and the person it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ContactPerson {
    /// The contact.
    pub contact: String,
    /// The person.
    pub person: String,
}

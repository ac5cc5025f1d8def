//! Asking the station for a person outside one's own areas (TRUST P17): by a whole number, or by a whole name with birth or telephone, for a
//! reason. The station says how long its answer may be used; the laptop keeps nothing of it.

use serde::{Deserialize, Serialize};

/// What a laptop asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// Who this is.
    Find(Wanted),
    /// A number of somebody in an answer, in full.
    Reveal(Unmask),
}

/// Whom, and why. Empty text is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Whole number of a document; alone is enough.
    pub number: String,
    /// Whole name.
    pub name: String,
    /// Day of birth, `yyyy-mm-dd`.
    pub birth: String,
    /// Whole telephone number.
    pub phone: String,
    /// Code of `lookup_reason`.
    pub reason: String,
    /// The reason in words.
    pub words: String,
}

/// Which number, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmask {
    /// The grant that the answer came with.
    pub grant: String,
    /// The person.
    pub record: String,
    /// `document`, `phone` or `phone2`.
    pub field: String,
    /// Code of `reveal_purpose`.
    pub purpose: String,
}

/// What the station answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// Who fits; the same where nobody does.
    Found(Found),
    /// The account asked too often: not before this time, ms.
    Limited(i64),
    /// The number.
    Number(String),
    /// The grant is over.
    Over,
}

/// Who fits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What a number is asked for with.
    pub grant: String,
    /// Until when the answer may be used, ms.
    pub until: i64,
    /// At most three, each with the guardian of a child after it.
    pub people: Vec<FoundPerson>,
    /// More fit than are told: the document's number tells one.
    pub more: bool,
}

/// Somebody, with numbers masked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPerson {
    /// The record.
    pub record: String,
    /// Name.
    pub name: String,
    /// Code of `sex`.
    pub sex: String,
    /// Day of birth.
    pub birth: String,
    /// Code of `document_type`.
    pub document_type: String,
    /// Masked; empty if there is none.
    pub document: String,
    /// Masked; empty if there is none.
    pub phone: String,
    /// Masked; empty if there is none.
    pub phone2: String,
    /// Name of the child whose guardian this is; empty otherwise.
    pub guardian_of: String,
    /// Names of the areas the record belongs to.
    pub areas: Vec<String>,
    /// Where they live now.
    pub stays: Vec<FoundStay>,
}

/// Where somebody lives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundStay {
    /// Short name of the building.
    pub building: String,
    /// Unit.
    pub unit: String,
    /// Room.
    pub label: String,
    /// First day.
    pub since: String,
}

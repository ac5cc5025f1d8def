//! Two records that may be one person: the station asks, people decide. What belongs to a merged record follows at each read; nothing is
//! moved, so a merge is undone exactly.

mod decide;
mod list;
mod sides;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use decide::{distinct, merge, unmerge};
pub use list::page;

/// One of two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DuplicateSide {
    /// The record.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it is on this laptop; else only a masked extract is.
    pub here: bool,
    /// Area that registered it.
    pub area: String,
    /// Where the person lives by this record.
    pub room: Option<String>,
    /// Declarations, disputes, consultations and contacts that follow it, on this laptop.
    pub follows: u32,
}

/// One field of the two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DuplicateField {
    /// Its name.
    pub field: String,
    /// In words.
    pub label: String,
    /// Value of the first record, masked.
    pub a: String,
    /// Value of the second.
    pub b: String,
    /// Whether they differ.
    pub differs: bool,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DuplicateCard {
    /// The case.
    pub id: String,
    /// What they have in common, in words.
    pub why: String,
    /// First record.
    pub a: DuplicateSide,
    /// Second record.
    pub b: DuplicateSide,
    /// Fields of both.
    pub fields: Vec<DuplicateField>,
    /// Whether values can be chosen: both records are here.
    pub choosable: bool,
    /// Whether this account may decide.
    pub may: bool,
}

/// A case that was merged, which can still be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MergedLine {
    /// The case.
    pub id: String,
    /// The person that stays.
    pub person: String,
    /// Sentence.
    pub text: String,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
}

/// Cases that wait, and those merged lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DuplicatesPage {
    /// Waiting, at most 100.
    pub open: Vec<DuplicateCard>,
    /// Merged within 90 days, the newest first, at most 50.
    pub merged: Vec<MergedLine>,
}

/// How two records are merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MergeForm {
    /// The case.
    pub id: String,
    /// Record that stays.
    pub stays: String,
    /// Fields whose value comes from the other record.
    pub take: Vec<String>,
}

/// Fields that are compared and may be chosen, in the order in which people say them.
const COMPARED: [&str; 9] = [
    "name",
    "document",
    "sex",
    "birth",
    "phone",
    "phone2",
    "name_latin",
    "household",
    "nationality",
];

//! The station's people, areas and laptops, read from what this laptop holds. What needs the station itself is in `staff_acts`.

pub(crate) mod held;
mod notice;
mod page;
pub(crate) mod team;
#[cfg(test)]
mod tests;

use domain::Role;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::areas::AreaRow;
use crate::session::AreaRef;

pub use notice::take_note;
pub use page::page;

/// An account with the areas it is responsible for now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct StationUser {
    /// The account.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Whether it may enter.
    pub active: bool,
    /// Areas.
    pub areas: Vec<AreaRef>,
    /// Areas from a later day on.
    pub coming: Vec<ComingArea>,
}

/// An area that somebody will be responsible for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ComingArea {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: String,
}

/// A laptop of the station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Laptop {
    /// The laptop.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Name of who carries it.
    pub user: String,
    /// When admitted, ms since 1970.
    #[specta(type = Option<i32>)]
    pub enrolled_at: Option<i64>,
    /// When a second person confirmed it, ms since 1970; none while it waits.
    #[specta(type = Option<i32>)]
    pub confirmed_at: Option<i64>,
    /// Six digits that it shows while it waits.
    pub check_digits: String,
    /// Whether it is one's own, which somebody else confirms.
    pub own: bool,
    /// When shut out, ms since 1970.
    #[specta(type = Option<i32>)]
    pub revoked_at: Option<i64>,
    /// When it said that it had erased itself, ms since 1970.
    #[specta(type = Option<i32>)]
    pub erased_at: Option<i64>,
    /// Last contact, ms since 1970.
    #[specta(type = Option<i32>)]
    pub seen_at: Option<i64>,
    /// Version of the program on it.
    pub app_version: Option<String>,
    /// Whether that is not the version of this laptop.
    pub other_version: bool,
    /// Edits that were still on it at the last contact.
    pub waiting: u32,
    /// How its clock is wrong, in words; none within five minutes.
    pub clock: Option<String>,
    /// Rounds that failed before the last contact.
    pub failures: u32,
    /// When two copies of it were seen to hand in, ms since 1970.
    #[specta(type = Option<i32>)]
    pub copies_at: Option<i64>,
    /// Seen within a day and nothing left on it: its work is in the figures.
    pub is_in: bool,
}

/// The station at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct StationPage {
    /// Every area, with what this laptop holds of it counted.
    pub areas: Vec<AreaRow>,
    /// Accounts, the open ones first.
    pub users: Vec<StationUser>,
    /// When the figures were counted, ms since 1970.
    #[specta(type = i32)]
    pub as_of: i64,
    /// Laptops whose work is in the figures.
    pub laptops_in: u32,
    /// Laptops admitted.
    pub laptops_all: u32,
    /// Laptops, the admitted ones first.
    pub laptops: Vec<Laptop>,
    /// Declarations waiting for review.
    pub declarations_waiting: u32,
    /// Broadcasts waiting for approval.
    pub broadcasts_waiting: u32,
}

//! Anti-fraud broadcasts: written, checked, published, confirmed with OK and passed on.

mod check;
mod decide;
mod lint;
mod list;
mod page;
mod receipts;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::records::Base;

pub use check::check;
pub use decide::decide;
pub(crate) use list::concerns;
pub use list::list;
pub use page::page;
pub use receipts::{ok, pass_on};
pub use write::write;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BroadcastRow {
    /// The broadcast.
    pub id: String,
    /// Title.
    pub title: String,
    /// Code of `fraud_type`.
    pub r#type: Option<String>,
    /// Code of `broadcast_state`.
    pub state: String,
    /// When it came into that state, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Name of the author.
    pub author: Option<String>,
    /// Whether it may be passed on at night.
    pub urgent: bool,
    /// Last day.
    pub expires_on: Option<String>,
    /// When this account confirmed it, ms since 1970.
    #[specta(type = Option<i32>)]
    pub ok_at: Option<i64>,
    /// How many this account reached.
    pub passed: u32,
    /// Instructors who confirmed it; 0 for who does not see the reach.
    pub ok_count: u32,
    /// Instructors it is for; 0 for who does not see the reach.
    pub ok_all: u32,
}

/// What one instructor did with a broadcast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Reach {
    /// The instructor.
    pub user_id: String,
    /// Name.
    pub name: String,
    /// Names of the areas.
    pub areas: String,
    /// When confirmed, ms since 1970.
    #[specta(type = Option<i32>)]
    pub ok_at: Option<i64>,
    /// Times passed on.
    pub passes: u32,
    /// How many were reached in all.
    pub reached: u32,
}

/// One passing on by this account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Passed {
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Code of `pass_channel`.
    pub channel: String,
    /// How many were reached.
    pub reached: u32,
    /// Name of the area.
    pub area: String,
}

/// Everything about one broadcast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BroadcastPage {
    /// The broadcast.
    pub id: String,
    /// What was on the screen.
    pub base: Base,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Code of `fraud_type`.
    pub r#type: Option<String>,
    /// Code of `broadcast_state`.
    pub state: String,
    /// Why returned or withdrawn.
    pub reason: Option<String>,
    /// Whether it may be passed on at night.
    pub urgent: bool,
    /// Areas it is for; empty means everywhere.
    pub areas: Vec<String>,
    /// Name of the author.
    pub author: Option<String>,
    /// Last day.
    pub expires_on: Option<String>,
    /// When it came into its state, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// When this account confirmed it, ms since 1970.
    #[specta(type = Option<i32>)]
    pub ok_at: Option<i64>,
    /// What this account passed on.
    pub passes: Vec<Passed>,
    /// What each instructor did; empty for who does not see it.
    pub reach: Vec<Reach>,
}

/// A broadcast as it is written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Type)]
pub struct BroadcastForm {
    /// None makes a new one.
    pub id: Option<String>,
    /// What was on the screen.
    pub base: Option<Base>,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Code of `fraud_type`.
    pub r#type: Option<String>,
    /// Whether it may be passed on at night.
    pub urgent: bool,
    /// Areas; empty means everywhere.
    pub areas: Vec<String>,
    /// Last day.
    pub expires_on: Option<String>,
    /// Whether it goes to the chief now.
    pub submit: bool,
}

/// What a chief decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BroadcastDecideForm {
    /// The broadcast.
    pub id: String,
    /// `approve`, `return` or `withdraw`.
    pub decision: String,
    /// Why; needed for a return.
    pub reason: Option<String>,
}

/// One passing on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PassForm {
    /// The broadcast.
    pub broadcast: String,
    /// Area; none takes the first this laptop holds.
    pub area: Option<String>,
    /// Code of `pass_channel`.
    pub channel: String,
    /// How many were reached.
    pub reached: u32,
}

//! What is stored, what waits to be sent, what was not accepted, and how the last rounds went.

mod lines;
pub(crate) mod naming;
mod page;
mod state;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::refused::RefusedLine;

pub use page::page;
pub use state::state;

/// What the running program knows of sync and the store does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LiveState {
    /// Whether the station answered last.
    pub online: bool,
    /// Whether a round is going on.
    pub running: bool,
    /// Rows done in this round.
    pub done: u32,
    /// Rows of this round; 0 while not known.
    pub all: u32,
    /// Code of what went wrong last; none after a round that went well.
    pub last_error: Option<String>,
}

/// How far a round is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Progress {
    /// Rows done.
    pub done: u32,
    /// Rows in all.
    pub all: u32,
}

/// The status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SyncState {
    /// One sentence, ready to show.
    pub sentence: String,
    /// Whether everything typed is on the disk.
    pub stored: bool,
    /// Actions that wait to be sent.
    pub waiting: u32,
    /// Edits the station set aside.
    pub not_accepted: u32,
    /// End of the last complete round, ms since 1970.
    #[specta(type = Option<i32>)]
    pub last_sync_at: Option<i64>,
    /// Whether the station answered last.
    pub online: bool,
    /// Whether a round is going on.
    pub running: bool,
    /// How far it is.
    pub progress: Option<Progress>,
    /// What has to be told at the head of the window: that the laptop waits to be confirmed, or must reach the station.
    pub notice: Option<String>,
    /// Whether the laptop has not reached the station for so long that it locks.
    pub ended: bool,
}

/// One action that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WaitingLine {
    /// When it was done, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Kind of its main row.
    pub kind: String,
    /// That row.
    pub id: String,
    /// Sentence.
    pub text: String,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SyncRun {
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Sentence.
    pub text: String,
    /// Whether it went well.
    pub ok: bool,
}

/// The page of sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SyncPage {
    /// The status line.
    pub state: SyncState,
    /// The newest actions that wait, at most 200.
    pub waiting: Vec<WaitingLine>,
    /// How long the oldest waits and why, in one sentence; none when nothing waits.
    pub waiting_since: Option<String>,
    /// The newest actions that were not accepted, at most 200.
    pub refused: Vec<RefusedLine>,
    /// The newest 20 rounds.
    pub runs: Vec<SyncRun>,
    /// Address of the station.
    pub station_url: String,
    /// Name of this laptop.
    pub device: String,
}

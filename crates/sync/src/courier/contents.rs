//! What the messages of a courier file say. The first of a file is one of these; pushes or pages follow as they travel over HTTP.

use serde::{Deserialize, Serialize};

use crate::wire::{Cursor, Hello, LogPush, Logged, Watermark, Welcome};

/// First message of a laptop's file; every [`crate::wire::Push`] that the station is not known to have follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    /// As over HTTP.
    pub hello: Hello,
    /// How far the laptop has read.
    pub cursor: Cursor,
    /// Histories of the station that the laptop saw end: one that goes on was brought back by a file put in place by hand.
    #[serde(default)]
    pub ended: Vec<i64>,
    /// Entries of the access log that the station is not known to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogPush>,
}

/// First message of the station's file; every [`crate::wire::Page`] from `from` to the end follows, of one snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// As over HTTP; its time is that of writing.
    pub welcome: Welcome,
    /// Where the pages begin. A laptop that has read less must not take them.
    pub from: Cursor,
    /// Where they end: the head of the snapshot.
    pub head: i64,
    /// Version of the account's scopes in the snapshot.
    pub scope_version: i64,
    /// What the station took of the laptop's file; none if it answers no file.
    pub receipt: Option<Receipt>,
}

/// What the station took of a laptop's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of that file.
    pub serial: i64,
    /// When, ms since 1970, by the station's clock.
    pub at: i64,
    /// Operations taken now, those set aside included.
    pub taken: usize,
    /// Operations that the station had already.
    pub known: usize,
    /// Of those taken, set aside with a reason.
    pub quarantined: usize,
    /// Whether stamps ahead of the station's clock were replaced: the laptop's clock is wrong.
    #[serde(default)]
    pub clock_replaced: bool,
    /// What became of the entries of the access log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logged: Option<Logged>,
    /// Why some were not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
}

/// Why a batch of a laptop's file was not taken. The laptop still has all of it and sends it in its next file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It goes on from an operation that the station does not have: the station was restored from a backup, and an earlier file or the
    /// laptop's next one must bring what lies between.
    Gap {
        /// Last operation that the station has.
        have: Watermark,
        /// Operation from which the file goes on.
        after: Watermark,
    },
    /// The station took other operations under the same numbers: the laptop was restored from a backup or copied. It goes on as its next
    /// incarnation.
    Forked,
}

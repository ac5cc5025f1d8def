//! The merge, done by the station alone.
//!
//! What was on the screen decides, not the clock: an edit whose author had the station's value on the screen simply wins. Only truly
//! concurrent edits are ordered by stamp, and then the loser is kept for a person to decide.

use std::collections::BTreeMap;

use domain::Fields;
use domain::fields::DELETED;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plant;
use crate::wire::Op;

/// Stamps further ahead of the station's clock than this are replaced, ms.
pub const CLOCK_TOLERANCE: i64 = 5 * 60 * 1_000;

/// Who wrote a field, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Stamp, ms; rises with each write of the field.
    pub hlc: i64,
    /// Incarnation of the laptop that wrote it.
    pub device: String,
    /// Position in that laptop's order.
    pub counter: i64,
    /// Sequence number the station gave the write; absent within the batch that writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Account that wrote it.
    pub user: String,
}

/// A row on the station.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowState {
    /// Values.
    pub fields: Fields,
    /// Who wrote each of them.
    pub versions: BTreeMap<String, Version>,
}

/// A value that lost to a concurrent one, with both authors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lost {
    /// Field concerned.
    pub field: String,
    /// Value that stands.
    pub kept: Value,
    /// Who wrote it, and when.
    pub kept_by: Version,
    /// Value that lost.
    pub lost: Value,
    /// Who wrote that.
    pub lost_by: Version,
    /// Operation that carried the losing value, when it is the one being taken.
    pub op: Option<String>,
}

/// What taking an operation did.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    /// Fields whose value changed.
    pub written: Vec<String>,
    /// Losers to be kept.
    pub lost: Vec<Lost>,
    /// Highest stamp in use, ms.
    pub hlc: i64,
}

/// Who sends an operation.
#[derive(Debug, Clone)]
pub struct Sender<'a> {
    /// Incarnation of the laptop.
    pub device: &'a str,
    /// Account.
    pub user: &'a str,
}

/// The stamp under which the station files an operation: its own, unless that lies too far ahead of the station's clock.
///
/// `highest` is the highest stamp the station has used, ms; the replacement exceeds it.
pub fn stamp(op: &Op, now: i64, highest: i64) -> (i64, bool) {
    if op.hlc > now + CLOCK_TOLERANCE && !plant::is("no_clamp") {
        ((highest + 1).max(now), true)
    } else {
        (op.hlc, false)
    }
}

/// Takes one operation into a row. The caller gives every field in `written` its sequence number when the batch is filed.
pub fn apply(row: &mut RowState, op: &Op, stamp: i64, epoch: i64, sender: &Sender<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for (field, value) in &op.fields {
        apply_field(row, op, (field, value), stamp, epoch, sender, &mut outcome);
    }
    outcome
}

fn apply_field(
    row: &mut RowState,
    op: &Op,
    (field, value): (&String, &Value),
    stamp: i64,
    epoch: i64,
    sender: &Sender<'_>,
    outcome: &mut Outcome,
) {
    let current = row.versions.get(field).cloned();
    let (wins, clean) = decide(current.as_ref(), op, stamp, epoch, sender);
    let mut version = Version {
        hlc: stamp,
        device: sender.device.to_owned(),
        counter: op.counter,
        seq: None,
        user: sender.user.to_owned(),
    };
    if let Some(current) = &current
        && wins
    {
        // Stamps rise with each write, so that a later reader can order them.
        version.hlc = version.hlc.max(current.hlc + 1);
    }
    outcome.hlc = outcome.hlc.max(version.hlc);
    let standing = row.fields.get(field).cloned().unwrap_or(Value::Null);
    if !wins {
        if let (false, Some(current)) = (clean, current)
            && standing != *value
        {
            outcome.lost.push(Lost {
                field: field.clone(),
                kept: standing,
                kept_by: current,
                lost: value.clone(),
                lost_by: version,
                op: Some(op.id.clone()),
            });
        }
        return;
    }
    if let (false, Some(current)) = (clean, current)
        && standing != *value
    {
        outcome.lost.push(Lost {
            field: field.clone(),
            kept: value.clone(),
            kept_by: version.clone(),
            lost: standing,
            lost_by: current,
            op: None,
        });
    }
    row.fields.insert(field.clone(), value.clone());
    row.versions.insert(field.clone(), version);
    outcome.written.push(field.clone());
    keep_alive(row, op, field, epoch, sender, outcome);
}

/// Whether the operation's value wins, and whether that was decided without a race.
fn decide(
    current: Option<&Version>,
    op: &Op,
    stamp: i64,
    epoch: i64,
    sender: &Sender<'_>,
) -> (bool, bool) {
    match current {
        None => (true, true),
        Some(current) if plant::is("naive_hlc") => (
            (stamp, sender.device) > (current.hlc, current.device.as_str()),
            true,
        ),
        Some(current) if current.device == sender.device => (op.counter > current.counter, true),
        Some(current) if seen(op, current, epoch) => (true, true),
        Some(current) => (
            (stamp, sender.device) > (current.hlc, current.device.as_str()),
            false,
        ),
    }
}

/// Whether the author of the operation had this write on the screen.
fn seen(op: &Op, version: &Version, epoch: i64) -> bool {
    (op.base.epoch == epoch || plant::is("base_without_epoch"))
        && version.seq.is_some_and(|seq| seq <= op.base.seq)
}

/// A delete against an unseen edit, or an edit against an unseen delete: the row lives, the delete waits for a person.
fn keep_alive(
    row: &mut RowState,
    op: &Op,
    field: &str,
    epoch: i64,
    sender: &Sender<'_>,
    outcome: &mut Outcome,
) {
    let deleted = row.fields.get(DELETED) == Some(&Value::Bool(true));
    let Some(delete) = row.versions.get(DELETED).filter(|_| deleted).cloned() else {
        return;
    };
    let unseen = if field == DELETED {
        row.versions.iter().any(|(name, version)| {
            name != DELETED && version.device != sender.device && !seen(op, version, epoch)
        })
    } else {
        delete.device != sender.device && !seen(op, &delete, epoch)
    };
    if !unseen || plant::is("delete_wins") {
        return;
    }
    let revival = Version {
        hlc: outcome.hlc.max(delete.hlc) + 1,
        device: String::new(),
        counter: 0,
        seq: None,
        user: String::new(),
    };
    outcome.hlc = revival.hlc;
    outcome.lost.push(Lost {
        field: DELETED.to_owned(),
        kept: Value::Bool(false),
        kept_by: revival.clone(),
        lost: Value::Bool(true),
        lost_by: delete,
        op: (field == DELETED).then(|| op.id.clone()),
    });
    row.fields.insert(DELETED.to_owned(), Value::Bool(false));
    row.versions.insert(DELETED.to_owned(), revival);
    if !outcome.written.iter().any(|name| name == DELETED) {
        outcome.written.push(DELETED.to_owned());
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

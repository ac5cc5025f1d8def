//! Taking a batch of operations: one transaction, group by group, all or nothing within a group. What cannot be taken is set aside as a
//! row that its author is sent; one bad record never stops the rest.

mod judge;

use domain::fields::Fields;
use domain::settlements;
use serde_json::json;
use sync::Op;
use sync::merge::{self, Lost, Sender};
use sync::plant;
use sync::wire::{Push, Pushed, Watermark};

use crate::database::{Batch, Held, Tx};
use crate::error::StationError;
use crate::scoped;
use crate::staff::{self, Caller};
use judge::is_well_formed;

/// How long an operation waits for its row, ms: 90 days.
const PARKED_MS: i64 = 90 * 86_400_000;
/// Why an edit is set aside whose author may not edit rows where this one is.
const NOT_HELD: &str = "area_not_held";

/// Why an edit is set aside whose row was erased, or that is about a person who was.
const FORGOTTEN: &str = "row_forgotten";

/// Why a group was not taken.
enum Refused {
    /// Set aside with this reason.
    Quarantine(String),
    /// Waits for this row.
    Park(String),
    /// The station itself failed.
    Failed(StationError),
}

impl From<StationError> for Refused {
    fn from(error: StationError) -> Refused {
        Refused::Failed(error)
    }
}

struct Origin<'a> {
    device: &'a str,
    user: &'a str,
}

struct Taking<'b, 't, 'c> {
    batch: &'b mut Batch<'t, 'c>,
    epoch: i64,
    now: i64,
    clock_replaced: bool,
    quarantined: usize,
    /// Of those, operations on rows that were never their author's.
    strange: usize,
    /// Whether the creation of any row was ever set aside.
    holds_back: bool,
    /// The row whose coming has just set free the group being taken.
    released_for: Option<String>,
}

/// How a batch was taken.
#[derive(Debug)]
pub(crate) struct Taken {
    /// What its laptop is told.
    pub answer: Pushed,
    /// Whether it named rows that are not its author's, and never were.
    pub overstepped: bool,
}

impl Taken {
    fn again() -> Taken {
        Taken {
            answer: Pushed::Again,
            overstepped: false,
        }
    }
}

/// Takes a batch of a laptop that was admitted, in one transaction.
///
/// # Errors
/// Only what the database says.
pub(crate) fn take_in(
    tx: &Tx<'_>,
    caller: &Caller,
    push: &Push,
    now: i64,
) -> Result<Taken, StationError> {
    if scoped::is_unknown(tx, push.epoch, push.head, &push.token)? {
        scoped::begin_another_history(tx)?;
        return Ok(Taken::again());
    }
    let head = tx.head()?;
    let watermark = tx
        .watermarks(&caller.device)?
        .remove(&push.incarnation)
        .unwrap_or_default();
    // Two copies of one laptop cannot both advance: the second finds another watermark than the one it goes on from.
    if push.epoch != head.epoch
        || (push.after != watermark && !plant::is("wm_not_compared"))
        || !in_order(push)
    {
        return Ok(Taken::again());
    }
    let device = [&caller.device, "#", &push.incarnation.to_string()].concat();
    let mut batch = Batch::new(tx, head.hlc);
    batch.foresee(&push.ops)?;
    let mut taking = Taking {
        batch: &mut batch,
        epoch: head.epoch,
        now,
        clock_replaced: false,
        quarantined: 0,
        strange: 0,
        holds_back: tx.holds_back()?,
        released_for: None,
    };
    for parked in tx.unpark_older(now - PARKED_MS)? {
        taking.quarantine(
            &parked.ops,
            "row_never_came",
            &parked.account,
            &parked.device,
        )?;
    }
    let author = Origin {
        device: &device,
        user: &caller.user,
    };
    for group in groups(&push.ops) {
        if caller.revoked {
            taking.quarantine(group, "laptop_revoked", &caller.user, &device)?;
        } else {
            taking.take_group(group, &author)?;
        }
    }
    let (clock_replaced, overstepped) = (taking.clock_replaced, taking.strange > 0);
    // Of what was never theirs they are told no more here than of what is not there.
    let quarantined = taking.quarantined - taking.strange;
    let watermark = push
        .ops
        .last()
        .map_or(push.after.clone(), |last| Watermark {
            counter: last.counter,
            op: last.id.clone(),
        });
    tx.set_watermark(&caller.device, push.incarnation, &watermark)?;
    file(batch, head.seq, now)?;
    while take_what_waited(tx, now)? {}
    scoped::note_taken(tx, &caller.device, push.ops.len(), now)?;
    if let (Some(current), false) = (push.current, push.ops.is_empty())
        && tx.note_incarnation(&caller.device, current)?
    {
        tracing::warn!(device = caller.device, "two copies of one laptop hand in");
        staff::write_row_in(
            tx,
            "laptops",
            &caller.device,
            json!({"copies_at": now}),
            now,
        )?;
    }
    let answer = Pushed::Taken {
        watermark,
        clock_replaced,
        quarantined,
    };
    Ok(Taken {
        answer,
        overstepped,
    })
}

/// Groups that waited for a row are taken once it is filed, as their own authors: the station's own rows (conflicts, cases) come without a
/// creation, and other rows may only now be where their authors may edit them. Says whether there were any.
fn take_what_waited(tx: &Tx<'_>, now: i64) -> Result<bool, StationError> {
    let arrived = tx.unpark_arrived()?;
    if arrived.is_empty() {
        return Ok(false);
    }
    let head = tx.head()?;
    let mut batch = Batch::new(tx, head.hlc);
    let mut taking = Taking {
        batch: &mut batch,
        epoch: head.epoch,
        now,
        clock_replaced: false,
        quarantined: 0,
        strange: 0,
        holds_back: tx.holds_back()?,
        released_for: None,
    };
    for parked in &arrived {
        let author = Origin {
            device: &parked.device,
            user: &parked.account,
        };
        taking.take_group(&parked.ops, &author)?;
    }
    file(batch, head.seq, now)?;
    Ok(true)
}

/// Files a batch: rows, then whom it gives or takes scopes, then the new head.
pub(crate) fn file(batch: Batch<'_, '_>, seq: i64, now: i64) -> Result<(), StationError> {
    let (tx, hlc) = (batch.tx(), batch.hlc);
    let filed = batch.file(seq)?;
    if filed.seq == seq {
        return Ok(());
    }
    staff::scopes_after(tx, &filed, now)?;
    tx.set_head(filed.seq, hlc, &crate::secret::token()?)
}

fn in_order(push: &Push) -> bool {
    let mut last = push.after.counter;
    push.ops.iter().all(|op| {
        let rises = op.counter > last;
        last = op.counter;
        rises
    })
}

/// Rows that say how something was settled.
fn is_settlement(kind: &str) -> bool {
    matches!(kind, "conflicts" | "quarantined" | "duplicate_cases")
}

/// Settlements are no values to choose from, and which records are one person is decided by their cases.
fn leaves_a_conflict(kind: &str, field: &str) -> bool {
    !is_settlement(kind) && field != "merged_into"
}

fn groups(ops: &[Op]) -> impl Iterator<Item = &[Op]> {
    ops.chunk_by(|a, b| a.group.is_some() && a.group == b.group)
}

impl Taking<'_, '_, '_> {
    fn take_group(&mut self, ops: &[Op], author: &Origin<'_>) -> Result<(), StationError> {
        let rows: Vec<&str> = ops.iter().map(|op| op.row.as_str()).collect();
        let before = self.batch.remember(&rows);
        let mut lost = Vec::new();
        let mut refused = None;
        let mut forgotten = Vec::new();
        for op in ops {
            // Its laptop has erased what it said.
            if op.fields.is_empty() {
                continue;
            }
            // What else the action says holds all the same: nobody is brought back by it. Who never had the row is not told that it was
            // erased.
            if self.is_forgotten(op)? && !self.names_strange(std::slice::from_ref(op), author)? {
                forgotten.push(op);
                continue;
            }
            if let Err(error) = self.take(op, author, &mut lost) {
                refused = Some(error);
                break;
            }
        }
        match refused {
            None => {
                for (op, lost) in lost {
                    self.keep_loser(op, lost)?;
                }
                self.set_aside(&forgotten, FORGOTTEN, author.user, author.device)?;
                self.recall(ops)?;
                self.release_held_back(ops)?;
                self.release_parked(ops)
            }
            Some(Refused::Failed(error)) => Err(error),
            Some(Refused::Park(row)) => {
                self.batch.restore(before);
                if plant::is("parked_lost") {
                    return Ok(());
                }
                self.batch
                    .tx()
                    .park(&row, author.device, author.user, ops, self.now)
            }
            // The rest of the push may bring the row to where the author may edit it.
            Some(Refused::Quarantine(reason))
                if reason == NOT_HELD && self.released_for.is_some() =>
            {
                self.batch.restore(before);
                let row = self.released_for.clone().unwrap_or_default();
                self.batch
                    .tx()
                    .park(&row, author.device, author.user, ops, self.now)
            }
            Some(Refused::Quarantine(reason)) => {
                if !plant::is("group_torn") {
                    self.batch.restore(before);
                }
                let aside = self.quarantined;
                self.quarantine(ops, &reason, author.user, author.device)?;
                if reason == NOT_HELD && self.names_strange(ops, author)? {
                    self.strange += self.quarantined - aside;
                }
                Ok(())
            }
        }
    }

    fn take<'o>(
        &mut self,
        op: &'o Op,
        author: &Origin<'_>,
        lost: &mut Vec<(&'o Op, Lost)>,
    ) -> Result<(), Refused> {
        if !is_well_formed(op) {
            return Err(Refused::Quarantine("unreadable".into()));
        }
        let without = self.without_erased(op)?;
        let said = without.as_ref().unwrap_or(op);
        let existing = self.batch.row(&op.row)?.cloned();
        // A corrected creation of the same row goes through; what follows on a row without one joins it.
        if self.holds_back && !op.create && self.batch.is_held_back(&op.row)? {
            return Err(Refused::Quarantine("row_held_back".into()));
        }
        let held = match existing {
            Some(held) => held,
            None if op.create => Held {
                kind: op.kind.clone(),
                claim: op.scope.clone(),
                ..Held::default()
            },
            None => return Err(Refused::Park(op.row.clone())),
        };
        let is_new = held.stored.is_none() && held.state.fields.is_empty();
        self.check(said, author, &held, is_new)?;
        self.check_targets(said, author)?;
        let mut held = held;
        let (stamp, replaced) = merge::stamp(op, self.now, self.batch.hlc);
        self.clock_replaced |= replaced;
        let sender = Sender {
            device: author.device,
            user: author.user,
        };
        let outcome = merge::apply(&mut held.state, said, stamp, self.epoch, &sender);
        // The highest stamp in use stays near the station's clock, whatever a laptop says.
        self.batch.hlc = self.batch.hlc.max(outcome.hlc);
        lost.extend(outcome.lost.into_iter().map(|loser| (op, loser)));
        self.batch.put(&op.row, held);
        let scopes = crate::scopes::derive(self.batch, &op.row)?;
        if is_new {
            self.check_scope(op, author, &crate::scopes::at_home(&scopes))?;
            if let Some(held) = self.batch.row(&op.row)? {
                held.scopes = scopes;
            }
        }
        Ok(())
    }

    /// The losing value of a race is kept as a row of its own, for the people of the same areas.
    fn keep_loser(&mut self, op: &Op, lost: Lost) -> Result<(), StationError> {
        if plant::is("loser_dropped") {
            return Ok(());
        }
        if !leaves_a_conflict(&op.kind, &lost.field) {
            return self.ask_again(op, &lost);
        }
        // Named after the write that lost, so that a restored station that takes the two the other way round names it alike.
        let losing = format!("{}/{}", lost.lost_by.device, lost.lost_by.counter);
        let id = domain::ids::derived(&["conflicts", &op.row, &lost.field, &losing]);
        let told = |value: serde_json::Value, by: &merge::Version| json!({"value": value, "user": by.user, "at": by.hlc});
        let values = json!({
            "row": op.row,
            "kind": op.kind,
            "field": lost.field,
            "kept": told(lost.kept, &lost.kept_by),
            "lost": told(lost.lost, &lost.lost_by),
            "state": "open",
        });
        self.write_own("conflicts", &id, &op.scope, values)
    }

    /// Two people settled one conflict at once, each for another value: neither decision stands, a person is asked again.
    fn ask_again(&mut self, op: &Op, lost: &Lost) -> Result<(), StationError> {
        let choice = |value: &serde_json::Value| value.get("choice").cloned();
        if op.kind == "conflicts"
            && lost.field == "outcome"
            && choice(&lost.kept).is_some()
            && choice(&lost.lost).is_some()
            && choice(&lost.kept) != choice(&lost.lost)
        {
            let values = json!({"state": settlements::OPEN, "outcome": null});
            self.write_own("conflicts", &op.row, &op.scope, values)?;
        }
        Ok(())
    }

    /// Sets a group aside. What it says of an edit set aside earlier holds all the same: the new text stands for the old one. That a
    /// conflict was settled does not: it stays open, which says as much.
    fn quarantine(
        &mut self,
        ops: &[Op],
        reason: &str,
        user: &str,
        device: &str,
    ) -> Result<(), StationError> {
        let (settling, edits): (Vec<&Op>, Vec<&Op>) =
            ops.iter().partition(|op| is_settlement(&op.kind));
        if edits.is_empty() {
            return self.set_aside(&settling, reason, user, device);
        }
        self.set_aside(&edits, reason, user, device)?;
        let author = Origin { device, user };
        for op in settling.into_iter().filter(|op| op.kind == "quarantined") {
            self.take_group(std::slice::from_ref(op), &author)?;
        }
        Ok(())
    }

    fn set_aside(
        &mut self,
        ops: &[&Op],
        reason: &str,
        user: &str,
        device: &str,
    ) -> Result<(), StationError> {
        if !ops.is_empty() {
            tracing::info!(reason, device, count = ops.len(), "operations set aside");
        }
        for op in ops.iter().filter(|_| !plant::is("quarantine_forgotten")) {
            if op.create && is_well_formed(op) && self.batch.row(&op.row)?.is_none() {
                self.batch.hold_back(&op.row)?;
                self.holds_back = true;
            }
            let id = domain::ids::derived(&["quarantined", &op.id]);
            let mut kept = (*op).clone();
            if self.is_forgotten(op)? {
                // Who was erased is not kept in what is set aside either; that there was an edit is told.
                kept.fields.clear();
            }
            let values = json!({
                "user": user,
                "row": op.row,
                "kind": op.kind,
                "reason": reason,
                "op": kept,
                "at": self.now,
                "state": settlements::OPEN,
            });
            self.write_own("quarantined", &id, &crate::scopes::user(user), values)?;
            self.quarantined += 1;
        }
        Ok(())
    }

    fn write_own(
        &mut self,
        kind: &str,
        id: &str,
        claim: &str,
        values: serde_json::Value,
    ) -> Result<(), StationError> {
        let values: Fields = serde_json::from_value(values)?;
        self.batch.write_own(kind, id, claim, values)
    }

    /// What somebody works on is nobody's past: it goes to everybody again.
    fn recall(&mut self, ops: &[Op]) -> Result<(), StationError> {
        ops.iter()
            .filter(|op| !op.fields.is_empty() && !plant::is("away_not_recalled"))
            .try_for_each(|op| self.batch.recall(&op.row))
    }

    /// Rows whose creation was set aside and has now been taken are rows like all others.
    fn release_held_back(&mut self, ops: &[Op]) -> Result<(), StationError> {
        if !self.holds_back {
            return Ok(());
        }
        ops.iter()
            .filter(|op| op.create)
            .try_for_each(|op| self.batch.tx().release_held_back(&op.row))
    }

    /// Groups that waited for a row of this one are taken now, as their own authors; those that may not be taken here and now are judged
    /// again once the push is filed, by where the row is then.
    fn release_parked(&mut self, ops: &[Op]) -> Result<(), StationError> {
        for op in ops.iter().filter(|op| op.create) {
            for parked in self.batch.tx().unpark(&op.row)? {
                let author = Origin {
                    device: &parked.device,
                    user: &parked.account,
                };
                let outer = self.released_for.replace(op.row.clone());
                let taken = self.take_group(&parked.ops, &author);
                self.released_for = outer;
                taken?;
            }
        }
        Ok(())
    }
}

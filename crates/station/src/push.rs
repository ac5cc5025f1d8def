//! Taking a batch of operations: one transaction, group by group, all or nothing within a group. What cannot be taken is set aside as a
//! row that its author is sent; one bad record never stops the rest.

use domain::Fields;
use domain::register::{self, Scope};
use domain::rules::{self, Author};
use serde_json::json;
use sync::Op;
use sync::merge::{self, Lost, Sender};
use sync::plant;
use sync::wire::{PUSH_OPS, Push, Pushed, Watermark};

use crate::database::{Batch, Database, Held, Tx};
use crate::error::StationError;
use crate::pull;
use crate::staff::{self, Caller};

/// How long an operation waits for its row, ms: 90 days.
const PARKED_MS: i64 = 90 * 86_400_000;

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
}

/// Takes a batch from a laptop.
///
/// # Errors
/// [`StationError::BadRequest`] for a batch that is too large; otherwise only what the database says.
pub fn push(
    database: &Database,
    caller: &Caller,
    push: Push,
    now: i64,
) -> Result<Pushed, StationError> {
    if push.ops.len() > PUSH_OPS {
        return Err(StationError::BadRequest("too many operations"));
    }
    #[cfg(feature = "simulated")]
    if plant::is("ack_before_commit") {
        return crate::planted::ack_before_commit(database, caller, &push, now);
    }
    database.write(|tx| take_in(tx, caller, &push, now))
}

pub(crate) fn take_in(
    tx: &Tx<'_>,
    caller: &Caller,
    push: &Push,
    now: i64,
) -> Result<Pushed, StationError> {
    if pull::is_unknown(tx, push.epoch, push.head, &push.token)? {
        pull::begin_another_history(tx)?;
        return Ok(Pushed::Again);
    }
    let (epoch, seq, hlc) = tx.head()?;
    let watermark = tx
        .watermarks(&caller.device)?
        .remove(&push.incarnation)
        .unwrap_or_default();
    // Two copies of one laptop cannot both advance: the second finds another watermark than the one it goes on from.
    if push.epoch != epoch
        || (push.after != watermark && !plant::is("wm_not_compared"))
        || !in_order(push)
    {
        return Ok(Pushed::Again);
    }
    let device = format!("{}#{}", caller.device, push.incarnation);
    let mut batch = Batch::new(tx, hlc);
    let mut taking = Taking {
        batch: &mut batch,
        epoch,
        now,
        clock_replaced: false,
        quarantined: 0,
    };
    for (parked_device, user, ops) in tx.unpark(None, now - PARKED_MS)? {
        taking.quarantine(&ops, "row_never_came", &user, &parked_device)?;
    }
    let author = Origin {
        device: &device,
        user: &caller.user,
    };
    for group in groups(&push.ops) {
        taking.take_group(group, &author)?;
    }
    let (clock_replaced, quarantined) = (taking.clock_replaced, taking.quarantined);
    let watermark = push
        .ops
        .last()
        .map_or(push.after.clone(), |last| Watermark {
            counter: last.counter,
            op: last.id.clone(),
        });
    tx.set_watermark(&caller.device, push.incarnation, &watermark)?;
    file(batch, seq, now)?;
    Ok(Pushed::Taken {
        watermark,
        clock_replaced,
        quarantined,
    })
}

/// Files a batch: rows, then whom it gives or takes scopes, then the new head.
pub(crate) fn file(batch: Batch<'_, '_>, seq: i64, now: i64) -> Result<(), StationError> {
    let (tx, hlc) = (batch.tx(), batch.hlc);
    let (last, touched) = batch.file(seq)?;
    if last == seq {
        return Ok(());
    }
    tx.set_head(last, hlc, &crate::secret::token()?)?;
    staff::scopes_after(tx, &touched, now)
}

fn in_order(push: &Push) -> bool {
    let mut last = push.after.counter;
    push.ops.iter().all(|op| {
        let rises = op.counter > last;
        last = op.counter;
        rises
    })
}

fn groups(ops: &[Op]) -> impl Iterator<Item = &[Op]> {
    ops.chunk_by(|a, b| a.group.is_some() && a.group == b.group)
}

impl Taking<'_, '_, '_> {
    fn take_group(&mut self, ops: &[Op], author: &Origin<'_>) -> Result<(), StationError> {
        let rows: Vec<String> = ops.iter().map(|op| op.row.clone()).collect();
        let before = self.batch.remember(&rows);
        let mut lost = Vec::new();
        let mut refused = None;
        for op in ops {
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
            Some(Refused::Quarantine(reason)) => {
                if !plant::is("group_torn") {
                    self.batch.restore(before);
                }
                self.quarantine(ops, &reason, author.user, author.device)
            }
        }
    }

    fn take<'o>(
        &mut self,
        op: &'o Op,
        author: &Origin<'_>,
        lost: &mut Vec<(&'o Op, Lost)>,
    ) -> Result<(), Refused> {
        let existing = self.batch.row(&op.row)?.map(|held| held.clone());
        if self.batch.tx().is_held_back(&op.row)? {
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
        self.check(op, author, &held, is_new)?;
        let mut held = held;
        let (stamp, replaced) = merge::stamp(op, self.now, self.batch.hlc);
        self.clock_replaced |= replaced;
        let sender = Sender {
            device: author.device,
            user: author.user,
        };
        let outcome = merge::apply(&mut held.state, op, stamp, self.epoch, &sender);
        // The highest stamp in use stays near the station's clock, whatever a laptop says.
        self.batch.hlc = self.batch.hlc.max(outcome.hlc);
        lost.extend(outcome.lost.into_iter().map(|loser| (op, loser)));
        self.batch.put(&op.row, held);
        let scopes = crate::scopes::derive(self.batch, &op.row)?;
        if is_new {
            self.check_scope(op, author, &scopes)?;
            if let Some(held) = self.batch.row(&op.row)? {
                held.scopes = scopes;
            }
        }
        Ok(())
    }

    /// The same rules as on the laptop, and that the author held the row's area when the edit was made.
    fn check(
        &mut self,
        op: &Op,
        author: &Origin<'_>,
        held: &Held,
        is_new: bool,
    ) -> Result<(), Refused> {
        if held.kind != op.kind {
            return Err(Refused::Quarantine("wrong_kind".into()));
        }
        let tx = self.batch.tx();
        let role = staff::active_role(tx, author.user)?
            .ok_or_else(|| Refused::Quarantine("account_closed".into()))?;
        let before = (!is_new).then_some(&held.state.fields);
        let by = Author {
            role,
            user: author.user,
        };
        rules::check(&op.kind, before, &op.fields, by, staff::day_of(self.now))
            .map_err(|refusal| Refused::Quarantine(refusal.code.to_owned()))?;
        if is_new {
            return Ok(());
        }
        let mut scopes = held.scopes.clone();
        scopes.extend(tx.scopes_ever(&op.row)?);
        self.check_scope(op, author, &scopes)
    }

    fn check_scope(
        &mut self,
        op: &Op,
        author: &Origin<'_>,
        scopes: &[String],
    ) -> Result<(), Refused> {
        // Rows for everybody are guarded by the role alone.
        let for_all = register::kind(&op.kind).is_some_and(|kind| {
            matches!(
                kind.scope,
                Scope::Station | Scope::Chiefs | Scope::Broadcast
            )
        });
        if for_all || staff::held_any(self.batch.tx(), author.user, scopes, op.scope_version)? {
            Ok(())
        } else {
            Err(Refused::Quarantine("area_not_held".into()))
        }
    }

    /// The losing value of a race is kept as a row of its own, for the people of the same areas.
    fn keep_loser(&mut self, op: &Op, lost: Lost) -> Result<(), StationError> {
        if plant::is("loser_dropped") {
            return Ok(());
        }
        let losing = lost
            .op
            .clone()
            .unwrap_or_else(|| format!("{}/{}", lost.lost_by.device, lost.lost_by.counter));
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

    fn quarantine(
        &mut self,
        ops: &[Op],
        reason: &str,
        user: &str,
        device: &str,
    ) -> Result<(), StationError> {
        tracing::info!(reason, device, count = ops.len(), "operations set aside");
        for op in ops.iter().filter(|_| !plant::is("quarantine_forgotten")) {
            if op.create && self.batch.row(&op.row)?.is_none() {
                self.batch.tx().hold_back(&op.row)?;
            }
            let id = domain::ids::derived(&["quarantined", &op.id]);
            let values = json!({
                "user": user,
                "row": op.row,
                "kind": op.kind,
                "reason": reason,
                "op": op,
                "at": self.now,
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

    /// Operations that waited for a row of this group are taken now, as their own authors.
    fn release_parked(&mut self, ops: &[Op]) -> Result<(), StationError> {
        for op in ops.iter().filter(|op| op.create) {
            for (device, user, parked) in self.batch.tx().unpark(Some(&op.row), i64::MIN)? {
                let author = Origin {
                    device: &device,
                    user: &user,
                };
                self.take_group(&parked, &author)?;
            }
        }
        Ok(())
    }
}

//! Requests of a simulator, which proves by itself who calls; and bugs planted for it that need more than a word in the code they spoil.

use std::cell::{Cell, OnceCell};

use sync::courier::{PublicKeys, SecretKeys};
use sync::plant;
use sync::wire::{Hello, LogPush, Logged, Pull, Pulled, Push, Pushed, Watermark, Welcome};

use super::Scoped;
use crate::database::{Database, Tx};
use crate::error::StationError;
use crate::staff::Caller;

fn with<T>(
    tx: &Tx<'_>,
    caller: &Caller,
    now: i64,
    work: impl FnOnce(&Scoped<'_, '_>) -> Result<T, StationError>,
) -> Result<T, StationError> {
    work(&Scoped {
        tx,
        caller: caller.clone(),
        now,
        held: OnceCell::new(),
        overstepped: &Cell::new(false),
    })
}

/// Answers a hello.
///
/// # Errors
/// As the station does.
pub fn hello(
    database: &Database,
    caller: &Caller,
    hello: &Hello,
    keys: &PublicKeys,
    now: i64,
) -> Result<Welcome, StationError> {
    database.write(|tx| with(tx, caller, now, |scoped| scoped.hello(hello, keys)))
}

/// Takes a batch.
///
/// # Errors
/// As the station does.
pub fn push(
    database: &Database,
    caller: &Caller,
    push: &Push,
    now: i64,
) -> Result<Pushed, StationError> {
    if plant::is("ack_before_commit") {
        return ack_before_commit(database, caller, push, now);
    }
    database.write(|tx| with(tx, caller, now, |scoped| scoped.push(push)))
}

/// Takes entries of the access log.
///
/// # Errors
/// As the station does.
pub fn take_log(
    database: &Database,
    caller: &Caller,
    push: &LogPush,
    keys: &SecretKeys,
    now: i64,
) -> Result<Logged, StationError> {
    database.write(|tx| with(tx, caller, now, |scoped| scoped.take_log(push, keys)))
}

/// Answers a pull.
///
/// # Errors
/// As the station does.
pub fn pull(
    database: &Database,
    caller: &Caller,
    pull: &Pull,
    now: i64,
) -> Result<Pulled, StationError> {
    caller.in_service()?;
    match database.read(|tx| with(tx, caller, now, |scoped| scoped.pull(pull)))? {
        Some(pulled) => Ok(pulled),
        None => {
            let begin = |scoped: &Scoped<'_, '_>| scoped.begin_another_history(&pull.cursor);
            database.write(|tx| with(tx, caller, now, begin))?;
            Ok(Pulled::Again)
        }
    }
}

/// Files the watermark of a batch before the batch itself.
fn ack_before_commit(
    database: &Database,
    caller: &Caller,
    push: &Push,
    now: i64,
) -> Result<Pushed, StationError> {
    let goes_on = database.write(|tx| {
        let known = tx.watermarks(&caller.device)?.remove(&push.incarnation);
        let goes_on = known.unwrap_or_default() == push.after && tx.head()?.epoch == push.epoch;
        if let (true, Some(last)) = (goes_on, push.ops.last()) {
            let early = Watermark {
                counter: last.counter,
                op: last.id.clone(),
            };
            tx.set_watermark(&caller.device, push.incarnation, &early)?;
        }
        Ok(goes_on)
    })?;
    if !goes_on {
        return Ok(Pushed::Again);
    }
    database.write(|tx| {
        tx.set_watermark(&caller.device, push.incarnation, &push.after)?;
        with(tx, caller, now, |scoped| scoped.push(push))
    })
}

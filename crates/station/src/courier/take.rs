//! Taking a laptop's file.

use std::io::{BufReader, Read, Seek};

use sync::courier::{self, CourierError, Header, Kind, Messages, Outbox, Receipt, Trouble};
use sync::wire::{Cursor, Logged, Push, Pushed, Watermark};

use crate::database::CourierLaptop;
use crate::error::StationError;
use crate::gate::Cost;
use crate::policy::{Policy, Who};
use crate::scoped::{self, Door};
use crate::staff::{self, Caller};
use crate::station::Station;

/// A file that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its head.
    pub header: Header,
    /// Whose it was.
    pub(super) caller: Caller,
    /// How far that laptop had read.
    pub(super) cursor: Cursor,
    /// What was taken.
    pub receipt: Receipt,
    /// Whether a newer file of this laptop had been read before.
    pub is_older: bool,
}

/// Checks a laptop's file and takes what the station does not have yet. Repeating a file, or reading files in another order than they
/// were written, takes nothing twice.
///
/// # Errors
/// [`StationError::Courier`] for a file that is none, damaged, cut, newer, of another station or going the other way;
/// [`StationError::CourierUnknown`], [`StationError::CourierRevoked`]; what the database says.
pub fn take<R: Read + Seek>(station: &Station, mut file: R) -> Result<Taken, StationError> {
    let header = courier::peek(&mut file)?;
    check_address(station, &header)?;
    let (laptop, caller) = find(station, &header.laptop)?;
    let mut messages = courier::open(file, &station.courier, &laptop.keys)?;
    // From here on what the head says is proved.
    let header = messages.header().clone();
    let now = station.now();
    let outbox: Outbox = messages.take()?.ok_or(CourierError::Damaged)?;
    let database = &station.database;
    let door = door(station, &caller);
    let keys = station.courier.public();
    door.write(|scoped| scoped.hello(&outbox.hello, &keys).map(|_| ()))?;
    notice_restore(station, &outbox)?;
    let mut receipt = Receipt {
        serial: header.serial,
        at: now,
        taken: 0,
        known: 0,
        quarantined: 0,
        clock_replaced: false,
        logged: take_log(station, &door, &outbox),
        trouble: None,
    };
    take_pushes(station, &door, &mut messages, &mut receipt)?;
    database.write(|tx| tx.note_courier_in(&header.laptop, header.serial, &outbox.cursor))?;
    tracing::info!(
        laptop = %header.laptop,
        serial = header.serial,
        taken = receipt.taken,
        known = receipt.known,
        "courier file taken"
    );
    Ok(Taken {
        is_older: header.serial < laptop.serial_in,
        header,
        caller,
        cursor: outbox.cursor,
        receipt,
    })
}

/// The way to the records for whoever a file is of. Only a laptop in service is heard by file.
pub(super) fn door<'s>(station: &'s Station, caller: &Caller) -> Door<'s> {
    let policy = Policy {
        who: Who::InService,
        roles: &domain::Role::ALL,
        cost: Cost::Tree,
        limit: usize::MAX,
    };
    Door::of(&station.database, &caller.device, policy, station.now())
}

/// A log that cannot be taken does not keep the rest of the file out.
fn take_log(station: &Station, door: &Door<'_>, outbox: &Outbox) -> Option<Logged> {
    let push = outbox.log.as_ref()?;
    door.write(|scoped| scoped.take_log(push, &station.courier))
        .inspect_err(|error| tracing::warn!(%error, "access log of a courier file not taken"))
        .ok()
}

fn check_address(station: &Station, header: &Header) -> Result<(), StationError> {
    if header.station != station.fingerprint {
        return Err(CourierError::ForeignStation.into());
    }
    if header.kind != Kind::ToStation {
        return Err(CourierError::WrongWay.into());
    }
    Ok(())
}

/// A laptop that may still send files, and who it is over HTTP.
pub(super) fn find(
    station: &Station,
    device: &str,
) -> Result<(CourierLaptop, Caller), StationError> {
    station.database.read(|tx| {
        let laptop = tx
            .courier_laptop(device)?
            .ok_or(StationError::CourierUnknown)?;
        let known = tx.device(device)?.ok_or(StationError::CourierUnknown)?;
        let caller = match staff::caller_in(tx, device, &known) {
            Ok(caller) if !caller.revoked => caller,
            Err(StationError::NotConfirmed) => return Err(StationError::CourierNotConfirmed),
            Ok(_) | Err(StationError::NotAuthorised | StationError::OutOfService(..)) => {
                return Err(StationError::CourierRevoked);
            }
            Err(error) => return Err(error),
        };
        Ok((laptop, caller))
    })
}

/// A laptop that knows more than this station shows that the station was restored: another history begins, as over HTTP.
fn notice_restore(station: &Station, outbox: &Outbox) -> Result<(), StationError> {
    station.database.write(|tx| {
        let ended = outbox.ended.contains(&tx.head()?.epoch);
        let at = &outbox.cursor;
        if ended || scoped::is_unknown(tx, at.epoch, at.head, &at.token)? {
            scoped::begin_another_history(tx)?;
        }
        Ok(())
    })
}

fn take_pushes<R: Read>(
    station: &Station,
    door: &Door<'_>,
    messages: &mut Messages<BufReader<R>>,
    receipt: &mut Receipt,
) -> Result<(), StationError> {
    while let Some(push) = messages.take::<Push>()? {
        // The batches of one incarnation follow each other; after a gap or a fork none of them fits, and others may.
        match part_to_take(station, door.device(), push)? {
            Fit::Rest { push, known } => {
                receipt.known += known;
                let count = push.ops.len();
                if count == 0 {
                    continue;
                }
                match door.write(|scoped| scoped.push(&push))? {
                    Pushed::Taken {
                        clock_replaced,
                        quarantined,
                        ..
                    } => {
                        receipt.taken += count;
                        receipt.quarantined += quarantined;
                        receipt.clock_replaced |= clock_replaced;
                    }
                    // The laptop reached the station by the network at this very moment; the watermarks in the answer tell.
                    Pushed::Again => {}
                }
            }
            Fit::Not(trouble) => {
                receipt.trouble.get_or_insert(trouble);
            }
        }
    }
    Ok(())
}

enum Fit {
    Rest { push: Push, known: usize },
    Not(Trouble),
}

/// What of a batch comes after the station's watermark; the batch is known to go on from it, operation by operation.
fn part_to_take(station: &Station, device: &str, mut push: Push) -> Result<Fit, StationError> {
    let (epoch, have) = station.database.read(|tx| {
        let epoch = tx.head()?.epoch;
        let have = tx
            .watermarks(device)?
            .remove(&push.incarnation)
            .unwrap_or_default();
        Ok((epoch, have))
    })?;
    if have.counter < push.after.counter {
        return Ok(Fit::Not(Trouble::Gap {
            have,
            after: push.after,
        }));
    }
    let known = push.ops.partition_point(|op| op.counter <= have.counter);
    let last = match known {
        0 => Some(push.after.clone()),
        _ => push.ops.get(known - 1).map(|op| Watermark {
            counter: op.counter,
            op: op.id.clone(),
        }),
    };
    // A batch that ends before the watermark was taken long ago; that it was this one is for the laptop to see in the answer.
    let ends_before = push.ops.last().is_none_or(|op| op.counter < have.counter);
    if !ends_before && last.as_ref() != Some(&have) {
        return Ok(Fit::Not(Trouble::Forked));
    }
    push.ops.drain(..known);
    push.after = have;
    if push.epoch != epoch {
        // What was read of another history says nothing of this one.
        push.head = 0;
        push.epoch = epoch;
    }
    Ok(Fit::Rest { push, known })
}

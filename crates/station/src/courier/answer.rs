//! Writing a file for a laptop: every page from where it stands to the head, from one snapshot.

use std::io::Write;

use sync::courier::{Answer, Header, Kind, PublicKeys, Receipt, Writer};
use sync::wire::{Cursor, PROTOCOL, Welcome};

use super::take::{Taken, door, find};
use crate::error::StationError;
use crate::staff::Caller;
use crate::station::Station;

/// A file that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its head.
    pub header: Header,
    /// Rows and leavings in it.
    pub rows: usize,
}

/// Answers a file that was taken.
///
/// # Errors
/// [`StationError::Courier`] if it cannot be written; what the database says.
pub fn answer<W: Write>(
    station: &Station,
    taken: &Taken,
    out: W,
) -> Result<(Written, W), StationError> {
    let (laptop, _) = find(station, &taken.header.laptop)?;
    let receipt = Some(taken.receipt.clone());
    write(
        station,
        &taken.caller,
        &laptop.keys,
        &taken.cursor,
        receipt,
        out,
    )
}

/// Id of the laptop with this name or id.
///
/// # Errors
/// [`StationError::CourierUnknown`]; [`StationError::BadRequest`] if several laptops have the name.
pub fn called(station: &Station, laptop: &str) -> Result<String, StationError> {
    let mut called = station.database.read(|tx| tx.laptops_called(laptop))?;
    match (called.pop(), called.is_empty()) {
        (None, _) => Err(StationError::CourierUnknown),
        (Some(device), true) => Ok(device),
        _ => Err(StationError::BadRequest(
            "several have this name; use the id",
        )),
    }
}

/// Writes a file for a laptop from where it stood in its last file; with `whole`, and for one that never sent a file, everything.
///
/// # Errors
/// [`StationError::CourierUnknown`], [`StationError::CourierRevoked`], [`StationError::BadRequest`] if several laptops have the name,
/// and as [`answer`].
pub fn out<W: Write>(
    station: &Station,
    laptop: &str,
    whole: bool,
    out: W,
) -> Result<(Written, W), StationError> {
    let device = &called(station, laptop)?;
    let (known, caller) = find(station, device)?;
    let from = if whole {
        Cursor::default()
    } else {
        known.cursor
    };
    write(station, &caller, &known.keys, &from, None, out)
}

fn write<W: Write>(
    station: &Station,
    caller: &Caller,
    to: &PublicKeys,
    cursor: &Cursor,
    receipt: Option<Receipt>,
    out: W,
) -> Result<(Written, W), StationError> {
    let now = station.now();
    let serial = station
        .database
        .write(|tx| tx.next_courier_out(&caller.device))?;
    let header = Header {
        kind: Kind::ToLaptop,
        station: station.fingerprint.clone(),
        laptop: caller.device.clone(),
        serial,
        created: now,
    };
    let mut writer = Writer::new(out, &header, to, &station.courier)?;
    let recovery = station.recovery()?;
    let rows = door(station, caller).read(|scoped| {
        let head = scoped.head()?;
        let epoch = head.epoch;
        // Positions of another history mean nothing here: everything is sent.
        let mut at = if cursor.epoch == epoch && !scoped.is_from_the_future(cursor)? {
            cursor.clone()
        } else {
            Cursor {
                epoch,
                ..Cursor::default()
            }
        };
        let scope_version = scoped.scopes()?.0;
        writer.put(&Answer {
            welcome: Welcome {
                protocol: PROTOCOL,
                epoch,
                now,
                watermarks: scoped.watermarks()?,
                servers: vec![],
                courier: None,
                log: None,
                lease: Some(Box::new(station.lease(&caller.device, now))),
                recovery: recovery.clone(),
            },
            from: at.clone(),
            head: head.seq,
            scope_version,
            receipt,
        })?;
        let mut rows = 0;
        loop {
            let page = scoped.page(&at, head)?;
            rows += page.rows.len() + page.leaves.len();
            writer.put(&page)?;
            if page.complete {
                return Ok(rows);
            }
            at = page.cursor;
        }
    })?;
    Ok((Written { header, rows }, writer.finish()?))
}

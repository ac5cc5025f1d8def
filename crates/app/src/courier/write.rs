//! Writing a file for the station.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use store::{Handed, Store};
use sync::courier::{Header, Kind, Outbox, Writer};
use sync::engine::Laptop;
use sync::wire::{Hello, PROTOCOL, PUSH_OPS, Push};

use super::{CourierWritten, station_of};
use crate::access_log;
use crate::desk::Desk;
use crate::error::AppError;
use crate::places;
use crate::sync_round::APP_VERSION;

/// Writes everything that the station is not known to have, and how far this laptop has read. What is in a file counts as sent: it is
/// not changed any more, only added to.
///
/// # Errors
/// `courier_no_key` before the first sync that told the station's keys; `courier_full`, `courier_file`, `courier_too_large`.
pub fn write<W: Write>(desk: &Desk, out: W) -> Result<(CourierWritten, W), AppError> {
    write_all(desk, out).map_err(|error| error.in_language(desk.language))
}

fn write_all<W: Write>(desk: &Desk, out: W) -> Result<(CourierWritten, W), AppError> {
    let (store, now) = (&desk.store, desk.now());
    let identity = store.read(store::state::identity)?;
    let (own, station) = store.courier_keys(now)?;
    let station = station.ok_or_else(|| AppError::new("courier_no_key"))?;
    let position = store.courier_position()?;
    let header = Header {
        kind: Kind::ToStation,
        station: station_of(&identity)?,
        laptop: identity.device,
        serial: store.next_courier(now)?,
        created: now,
    };
    // Before the file is begun, so that the entry goes along in it.
    let number = header.serial.to_string();
    access_log::carried(desk, audit::Act::Disclose, "courier", ("written", &number))?;
    let mut file = Writer::new(out, &header, &station, &own)?;
    file.put(&Outbox {
        hello: Hello {
            protocol: PROTOCOL,
            app_version: APP_VERSION.to_owned(),
            waiting: store.round(now).waiting()?,
            // The file is on its way for days: it tells nothing of the clock.
            clock: None,
            failures: None,
            courier: None,
        },
        cursor: position.cursor.clone(),
        ended: position.ended.clone(),
        log: store.courier_log(now)?,
    })?;
    let ops = put_pushes(store, now, &position, &mut file)?;
    let out = file.finish()?;
    store.note_courier_handed(&Handed {
        serial: header.serial,
        at: now,
        ops,
    })?;
    let count = ops.to_string();
    let key = if ops == 0 {
        "courier.written_nothing"
    } else {
        "courier.written"
    };
    let written = CourierWritten {
        serial: header.serial,
        ops: u32::try_from(ops).unwrap_or(u32::MAX),
        path: None,
        message: desk.say(key, &[("count", &count)]),
    };
    Ok((written, out))
}

/// Every batch after what the station is known to have: earlier incarnations first, own settled operations that it lost included.
fn put_pushes<W: Write>(
    store: &Store,
    now: i64,
    position: &store::Position,
    file: &mut Writer<W>,
) -> Result<usize, AppError> {
    let mut round = store.round(now);
    let current = round.incarnation()?;
    let mut incarnations = round.incarnations()?;
    incarnations.retain(|incarnation| *incarnation != current);
    incarnations.push(current);
    let mut count = 0;
    for incarnation in incarnations {
        let mut after = position
            .taken
            .get(&incarnation)
            .cloned()
            .unwrap_or_default();
        loop {
            let ops = round.outgoing(incarnation, after.counter, PUSH_OPS)?;
            let Some(last) = ops.last() else { break };
            let next = sync::wire::Watermark {
                counter: last.counter,
                op: last.id.clone(),
            };
            count += ops.len();
            file.put(&Push {
                incarnation,
                epoch: position.cursor.epoch,
                after: std::mem::replace(&mut after, next),
                head: position.cursor.head,
                token: position.cursor.token.clone(),
                current: Some(current),
                ops,
            })?;
        }
    }
    Ok(count)
}

/// Writes to a path. A file that is there already is not overwritten, and one that could not be written whole does not stay.
///
/// # Errors
/// `courier_exists`, and as [`write()`].
pub fn write_to(desk: &Desk, path: &Path) -> Result<CourierWritten, AppError> {
    let said = |code| AppError::new(code).in_language(desk.language);
    if path.exists() {
        return Err(said("courier_exists"));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let written = File::create(part)
        .map_err(|_| said("courier_file"))
        .and_then(|file| {
            let (written, out) = write(desk, BufWriter::new(file))?;
            out.into_inner()
                .map_err(|_| said("courier_file"))?
                .sync_all()
                .map_err(|_| said("courier_file"))?;
            fs::rename(part, path).map_err(|_| said("courier_file"))?;
            Ok(written)
        });
    if written.is_err() {
        // The reason is told already.
        let _ = fs::remove_file(part);
    }
    Ok(CourierWritten {
        path: Some(path.display().to_string()),
        ..written?
    })
}

/// Writes a file for the station into one of [`crate::places::places`], under a name of its own: `beatbook-2026-11-20.courier`.
///
/// # Errors
/// `courier_file` if the place is gone, and as [`write()`].
pub fn save(desk: &Desk, place: &str) -> Result<CourierWritten, AppError> {
    let folder = places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("courier_file").in_language(desk.language))?;
    let stem = format!("beatbook-{}", desk.today());
    write_to(desk, &places::free_name(&folder, &stem, "courier"))
}

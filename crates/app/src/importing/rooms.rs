//! One row of a list of rooms.

use rusqlite::OptionalExtension;
use serde_json::json;
use store::{Edit, Write};

use super::differences::{self, Record};
use super::known::{self, Found, Place, object};
use super::take::{Fate, Outcome, Taking};
use crate::error::AppError;
use crate::imports::RoomRow;

pub(super) fn take(taking: &mut Taking<'_>, write: &mut Write<'_>, row: &RoomRow) -> Outcome {
    let area = match taking.areas.find(row.village.as_deref()) {
        Ok(area) => area,
        Err(against) => return Ok(Err(against)),
    };
    let place = Place {
        area: &area,
        zone: row.zone.as_deref(),
        building: &row.building,
        unit: row.unit.as_deref(),
        floor: row.floor.as_deref(),
        label: &row.label,
        room_use: row.room_use.as_deref(),
    };
    let room = known::room(&mut taking.doors, write, &place)?;
    let name = door(row);
    let record = Record {
        kind: "rooms",
        id: &room.id,
        row: row.row,
        name: &name,
    };
    let said = object(json!({"use": row.room_use}));
    if room.made {
        let landlord = known::landlord(
            write,
            &area,
            &room.building,
            row.landlord.as_deref(),
            row.landlord_phone.as_deref(),
        )?;
        known::set_landlord(write, &room.id, landlord)?;
        let said = object(json!({"use": row.room_use, "landlord": row.landlord}));
        differences::said_at_first(write, &room.id, &said)?;
        return Ok(Ok(Fate::Created));
    }
    let changed = differences::settle(taking, write, &record, said)?;
    let changed = landlord(taking, write, &record, row, &area, &room)? || changed;
    Ok(Ok(if changed {
        Fate::Updated
    } else {
        Fate::Unchanged
    }))
}

fn door(row: &RoomRow) -> String {
    let unit = row
        .unit
        .as_ref()
        .map(|unit| [unit, "单元"].concat())
        .unwrap_or_default();
    let zone = row.zone.as_deref().unwrap_or_default();
    [zone, &row.building, "幢", &unit, &row.label].concat()
}

struct Held {
    contact: String,
    name: String,
}

/// Another landlord of a room that is known, or the same one under another number; whether anything changed.
fn landlord(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    record: &Record<'_>,
    row: &RoomRow,
    area: &str,
    room: &Found,
) -> Result<bool, AppError> {
    let Some(name) = row.landlord.as_deref() else {
        return Ok(false);
    };
    let held: Option<Held> = write
        .connection()
        .prepare_cached(
            "SELECT c.id, c.name FROM rooms r JOIN contacts c ON c.id = r.landlord WHERE r.id = ?1",
        )?
        .query_row([&room.id], |found| {
            Ok(Held {
                contact: found.get("id")?,
                name: found.get("name")?,
            })
        })
        .optional()?;
    let held_name = held.as_ref().map_or("", |held| held.name.as_str());
    let another = differences::settle_one(taking, write, record, "landlord", [held_name, name])?;
    if let Some(held) = held.filter(|held| held.name == name) {
        let contact = Record {
            kind: "contacts",
            id: &held.contact,
            ..*record
        };
        let said = object(json!({"phone": row.landlord_phone}));
        return differences::settle(taking, write, &contact, said);
    }
    if !another {
        return Ok(false);
    }
    let phone = row.landlord_phone.as_deref();
    let Some(landlord) = known::landlord(write, area, &room.building, Some(name), phone)? else {
        return Ok(false);
    };
    let change = object(json!({"landlord": landlord}));
    write.put(Edit::change("rooms", &room.id, None, change))?;
    Ok(true)
}

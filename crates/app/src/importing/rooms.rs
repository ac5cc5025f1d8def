//! One row of a list of rooms.

use serde_json::json;
use store::Write;

use super::differences;
use super::doors::{self, Place};
use super::known::object;
use super::landlords::{self, Landlord, Said};
use super::take::{Fate, Outcome, Taking};
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
    let landlord = Landlord::of(row.landlord.as_deref(), row.landlord_phone.as_deref());
    let room = doors::room(&mut taking.doors, write, &place, landlord.as_ref())?;
    let door = place.door();
    let record = room.record(row.row, &door);
    let said = object(json!({"use": row.room_use}));
    let changed = !room.made && differences::settle(taking, write, &record, said)?;
    let settled = match landlord {
        Some(landlord) => {
            let said = Said {
                record,
                landlord,
                room: &room,
                area: &area,
                hearsay: false,
            };
            landlords::settle(taking, write, &said)?
        }
        None => false,
    };
    if room.made {
        let said = object(json!({"use": row.room_use, "landlord": row.landlord}));
        differences::said_at_first(write, &room.id, &said)?;
        return Ok(Ok(Fate::Created));
    }
    Ok(Ok(if changed || settled {
        Fate::Updated
    } else {
        Fate::Unchanged
    }))
}

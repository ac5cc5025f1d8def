//! One row of a list of rooms.

use store::Write;

use super::known::{self, Areas, Place};
use super::{Fate, Outcome};
use crate::imports::RoomRow;

pub(super) fn take(write: &mut Write<'_>, areas: &Areas, row: &RoomRow) -> Outcome {
    let area = match areas.find(row.village.as_deref()) {
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
    let room = known::room(write, &place)?;
    let landlord = known::landlord(
        write,
        &area,
        &room.building,
        row.landlord.as_deref(),
        row.landlord_phone.as_deref(),
    )?;
    let named = known::set_landlord(write, &room.id, landlord)?;
    Ok(Ok(match (room.made, named) {
        (true, _) => Fate::Created,
        (false, true) => Fate::Updated,
        (false, false) => Fate::Unchanged,
    }))
}

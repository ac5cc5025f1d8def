use domain::addresses;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};
use store::{Edit, Write};

use super::state::standing_building;
use super::{BuildingForm, RoomForm};
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::records::fields;

/// More rooms than this in one step is a slip of the keyboard.
const MOST_ROOMS: u32 = 2_000;

/// Makes a building with its rooms, named as doors usually are: floor, then number.
///
/// # Errors
/// `building_exists` if the area has it already, `too_many_rooms`, `required`, or a rule's refusal.
pub fn building_create(desk: &Desk, form: BuildingForm) -> Result<Done, AppError> {
    desk.write("done.building_made", |write| {
        let number = form.number.trim();
        if number.is_empty() {
            return Err(AppError::at("required", "building_number"));
        }
        let doors = form
            .floors
            .checked_mul(form.rooms_per_floor)
            .and_then(|doors| doors.checked_mul(form.units));
        if doors.is_none_or(|doors| doors > MOST_ROOMS)
            || form.floors > 99
            || form.rooms_per_floor > 99
        {
            return Err(AppError::new("too_many_rooms"));
        }
        if exists(write.connection(), &form)? {
            return Err(AppError::at("building_exists", "building_number"));
        }
        let building = fields(json!({
            "area": form.area,
            "address": {
                "street": due::typed(form.street.as_ref()),
                "zone": due::typed(form.zone.as_ref()),
                "number": number,
            },
            "kind": due::typed(form.kind.as_ref()),
        }));
        let building = write.put(Edit::create("buildings", &form.area, building))?;
        lay_out_rooms(write, &building, &form)?;
        Ok(Some(building))
    })
}

/// Whether the area has a building at this address; the key is the one the store keeps for each building.
fn exists(connection: &Connection, form: &BuildingForm) -> Result<bool, AppError> {
    let zone = due::typed(form.zone.as_ref());
    let street = due::typed(form.street.as_ref()).unwrap_or_default();
    let norm = [street, &addresses::norm_building(zone, form.number.trim())].concat();
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM buildings WHERE area_id = ?1 AND norm = ?2 AND merged_into = ''",
        )?
        .exists([&form.area, &norm])?)
}

fn lay_out_rooms(
    write: &mut Write<'_>,
    building: &str,
    form: &BuildingForm,
) -> Result<(), AppError> {
    for unit in 1..=form.units {
        let unit = (form.units > 1).then(|| unit.to_string());
        for floor in 1..=form.floors {
            for door in 1..=form.rooms_per_floor {
                let label = (floor * 100 + door).to_string();
                let place = json!({"unit": unit, "floor": floor.to_string(), "label": label});
                write.put(Edit::create(
                    "rooms",
                    &form.area,
                    room(building, place, None),
                ))?;
            }
        }
    }
    Ok(())
}

fn room(building: &str, place: Value, room_use: Option<&str>) -> domain::Fields {
    fields(json!({"building": building, "place": place, "use": room_use}))
}

/// Makes one room more in a building.
///
/// # Errors
/// `room_exists` if the building has that door already, `required`, or a rule's refusal.
pub fn room_create(desk: &Desk, form: RoomForm) -> Result<Done, AppError> {
    desk.write("done.room_made", |write| {
        let label = form.label.trim();
        if label.is_empty() {
            return Err(AppError::at("required", "room_label"));
        }
        let building = standing_building(write.connection(), &form.building)?;
        let unit = due::typed(form.unit.as_ref());
        let norm = addresses::norm_room(unit, label);
        let twin = write
            .connection()
            .prepare_cached(
                "SELECT 1 FROM rooms WHERE building = ?1 AND norm = ?2 AND merged_into = ''",
            )?
            .exists([&building, &norm])?;
        if twin {
            return Err(AppError::at("room_exists", "room_label"));
        }
        let area: String = write
            .connection()
            .prepare_cached("SELECT area_id FROM buildings WHERE id = ?1")?
            .query_row([&building], |row| row.get("area_id"))
            .optional()?
            .ok_or_else(|| AppError::new("not_found"))?;
        let place = json!({"unit": unit, "floor": due::typed(form.floor.as_ref()), "label": label});
        let made = room(&building, place, due::typed(form.room_use.as_ref()));
        Ok(Some(write.put(Edit::create("rooms", &area, made))?))
    })
}

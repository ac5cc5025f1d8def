//! The doors that a list speaks of: buildings and rooms that are known, and those it makes.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::differences::Record;
use super::known::object;
use super::landlords::{self, Landlord};
use crate::error::AppError;

/// Where a row says a room is.
pub(super) struct Place<'a> {
    pub area: &'a str,
    pub zone: Option<&'a str>,
    pub building: &'a str,
    pub unit: Option<&'a str>,
    pub floor: Option<&'a str>,
    pub label: &'a str,
    pub room_use: Option<&'a str>,
}

impl Place<'_> {
    /// The door in words, for the list of differences.
    pub fn door(&self) -> String {
        let unit = self.unit.map(|unit| [unit, "单元"].concat());
        let zone = self.zone.unwrap_or_default();
        [
            zone,
            self.building,
            "幢",
            &unit.unwrap_or_default(),
            self.label,
        ]
        .concat()
    }
}

/// A room and whether this row made it.
pub(super) struct Found {
    pub id: String,
    pub building: String,
    pub made: bool,
}

impl Found {
    /// As a record that row `row` of the file speaks of; `door` says it in words.
    pub fn record<'a>(&'a self, row: u32, door: &'a str) -> Record<'a> {
        Record {
            kind: "rooms",
            id: &self.id,
            row,
            name: door,
        }
    }
}

/// The room at a place; building and room are made if they are new, a new room with the landlord that the row names.
pub(super) fn room(
    doors: &mut Doors,
    write: &mut Write<'_>,
    place: &Place<'_>,
    landlord: Option<&Landlord<'_>>,
) -> Result<Found, AppError> {
    let building = doors.building(write, place)?;
    if let Some(id) = find_room(doors.of(write.connection(), &building)?, place) {
        return Ok(Found {
            id,
            building,
            made: false,
        });
    }
    let landlord = landlord
        .map(|landlord| landlords::find_or_make(write, place.area, &building, landlord))
        .transpose()?;
    let fields = object(json!({
        "building": building,
        "place": {"unit": place.unit, "floor": place.floor, "label": place.label},
        "use": place.room_use,
        "landlord": landlord,
    }));
    let id = write.put(Edit::create("rooms", place.area, fields))?;
    doors.of(write.connection(), &building)?.push(Door {
        id: id.clone(),
        norm: domain::addresses::norm_room(place.unit, place.label),
        bare: domain::addresses::norm_room(None, place.label),
        has_unit: place.unit.is_some(),
    });
    Ok(Found {
        id,
        building,
        made: true,
    })
}

/// Buildings and rooms that a file has named so far: a list names each building for every one of its rooms, and a room for everybody in
/// it.
#[derive(Default)]
pub(super) struct Doors {
    /// By area, zone and number as a file writes them.
    buildings: HashMap<[String; 3], String>,
    /// By building.
    rooms: HashMap<String, Vec<Door>>,
}

struct Door {
    id: String,
    norm: String,
    /// Its number in comparable form, whatever its unit.
    bare: String,
    has_unit: bool,
}

impl Doors {
    fn of(&mut self, connection: &Connection, building: &str) -> Result<&mut Vec<Door>, AppError> {
        if !self.rooms.contains_key(building) {
            self.rooms
                .insert(building.to_owned(), doors(connection, building)?);
        }
        Ok(self.rooms.entry(building.to_owned()).or_default())
    }

    fn building(&mut self, write: &mut Write<'_>, place: &Place<'_>) -> Result<String, AppError> {
        let key = [place.area, place.zone.unwrap_or_default(), place.building].map(str::to_owned);
        if let Some(known) = self.buildings.get(&key) {
            return Ok(known.clone());
        }
        let fields = object(json!({
            "area": place.area,
            "address": {"zone": place.zone, "number": place.building},
        }));
        let norm = domain::places::building_norm(&fields);
        let found: Option<String> = write
            .connection()
            .prepare_cached(
                "SELECT id FROM buildings WHERE area_id = ?1 AND norm = ?2 AND merged_into = '' LIMIT 1",
            )?
            .query_row([place.area, &norm], |row| row.get("id"))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => {
                let id = write.put(Edit::create("buildings", place.area, fields))?;
                // Nothing to ask the store: it has no room yet.
                self.rooms.insert(id.clone(), Vec::new());
                id
            }
        };
        self.buildings.insert(key, id.clone());
        Ok(id)
    }
}

fn doors(connection: &Connection, building: &str) -> Result<Vec<Door>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, r.norm, r.place_unit, r.place_label
         FROM (SELECT ?1 AS id UNION ALL SELECT id FROM buildings WHERE merged_into = ?1 AND merged_into <> '') b
         CROSS JOIN rooms r ON r.building = b.id
         WHERE r.merged_into = ''",
    )?;
    let rows = statement.query_map(params![building], |row| {
        let (unit, label): (String, String) = (row.get("place_unit")?, row.get("place_label")?);
        Ok(Door {
            id: row.get("id")?,
            norm: row.get("norm")?,
            bare: domain::addresses::norm_room(None, &label),
            has_unit: !unit.is_empty(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The room under this unit and number. Lists often leave the unit out, and one with it means the same door as long as only one door
/// of the building bears the number.
fn find_room(doors: &[Door], place: &Place<'_>) -> Option<String> {
    let norm = domain::addresses::norm_room(place.unit, place.label);
    if let Some(door) = doors.iter().find(|door| door.norm == norm) {
        return Some(door.id.clone());
    }
    let bare = domain::addresses::norm_room(None, place.label);
    let same_number: Vec<&Door> = doors
        .iter()
        .filter(|door| (place.unit.is_none() || !door.has_unit) && door.bare == bare)
        .collect();
    match same_number.as_slice() {
        [door] => Some(door.id.clone()),
        _ => None,
    }
}

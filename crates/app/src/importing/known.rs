//! Finding in the store what a row of a file speaks of.

use std::collections::HashMap;

use domain::{identity, phones};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::differences;
use super::forms::ImportSample;
use super::take::Against;
use crate::error::AppError;
use crate::imports::{Cell, Column, Field, Table};

/// Areas by name.
pub(super) struct Areas {
    held: HashMap<String, String>,
    only: Option<String>,
}

impl Areas {
    pub fn load(connection: &Connection) -> Result<Areas, AppError> {
        let mut statement = connection.prepare(
            "SELECT a.name, a.id FROM areas a JOIN scope s ON s.name = 'area:' || a.id WHERE s.held = 1",
        )?;
        let held: HashMap<String, String> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let only = (held.len() == 1)
            .then(|| held.values().next().cloned())
            .flatten();
        Ok(Areas { held, only })
    }

    /// The user's area of this name; without a name, the only one there is.
    pub fn find(&self, village: Option<&str>) -> Result<String, Against> {
        match village {
            Some(village) => {
                self.held.get(village).cloned().ok_or_else(|| {
                    Against::new("area_not_yours", vec![("area", village.to_owned())])
                })
            }
            None => self
                .only
                .clone()
                .ok_or_else(|| Against::new("area_missing", vec![])),
        }
    }

    /// The first of these words that names one of the user's areas.
    pub fn among(&self, words: &[String]) -> Option<String> {
        words.iter().find_map(|word| self.held.get(word).cloned())
    }
}

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

/// A room and whether this row made it.
pub(super) struct Found {
    pub id: String,
    pub building: String,
    pub made: bool,
}

/// The room at a place; building and room are made if they are new.
pub(super) fn room(
    doors: &mut Doors,
    write: &mut Write<'_>,
    place: &Place<'_>,
) -> Result<Found, AppError> {
    let building = building(write, place)?;
    if let Some(id) = find_room(doors.of(write.connection(), &building)?, place) {
        return Ok(Found {
            id,
            building,
            made: false,
        });
    }
    let fields = object(json!({
        "building": building,
        "place": {"unit": place.unit, "floor": place.floor, "label": place.label},
        "use": place.room_use,
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

fn building(write: &mut Write<'_>, place: &Place<'_>) -> Result<String, AppError> {
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
        .query_row([place.area, &norm], |row| row.get(0))
        .optional()?;
    match found {
        Some(id) => Ok(id),
        None => Ok(write.put(Edit::create("buildings", place.area, fields))?),
    }
}

/// Rooms of the buildings that a file has named so far: a list names each building for every one of its rooms.
#[derive(Default)]
pub(super) struct Doors(HashMap<String, Vec<Door>>);

struct Door {
    id: String,
    norm: String,
    /// Its number in comparable form, whatever its unit.
    bare: String,
    has_unit: bool,
}

impl Doors {
    fn of(&mut self, connection: &Connection, building: &str) -> Result<&mut Vec<Door>, AppError> {
        if !self.0.contains_key(building) {
            self.0
                .insert(building.to_owned(), doors(connection, building)?);
        }
        Ok(self.0.entry(building.to_owned()).or_default())
    }
}

fn doors(connection: &Connection, building: &str) -> Result<Vec<Door>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, r.norm, r.place_unit, r.place_label FROM rooms r JOIN buildings b ON b.id = r.building
         WHERE (b.id = ?1 OR b.merged_into = ?1) AND r.merged_into = ''",
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

/// The landlord as a contact of the building; none if the row names nobody.
pub(super) fn landlord(
    write: &mut Write<'_>,
    area: &str,
    building: &str,
    name: Option<&str>,
    phone: Option<&str>,
) -> Result<Option<String>, AppError> {
    let Some(name) = name else { return Ok(None) };
    let phone = phone.unwrap_or_default();
    let found: Option<String> = write
        .connection()
        .prepare_cached(
            "SELECT id FROM contacts WHERE area_id = ?1 AND name = ?2 AND building = ?3 AND phone = ?4 LIMIT 1",
        )?
        .query_row(params![area, name, building, phone], |row| row.get(0))
        .optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let fields = object(json!({
        "area": area,
        "building": building,
        "name": name,
        "role": "landlord",
        "phone": Some(phone).filter(|phone| !phone.is_empty()),
        "source": "import",
        "added_by": write.user(),
        "added_at": write.now(),
    }));
    let id = write.put(Edit::create("contacts", area, fields))?;
    let said = object(json!({"phone": phone}));
    differences::said_at_first(write, &id, &said)?;
    Ok(Some(id))
}

/// Names the landlord of a room that has none yet; whether that changed anything.
pub(super) fn set_landlord(
    write: &mut Write<'_>,
    room: &str,
    landlord: Option<String>,
) -> Result<bool, AppError> {
    let Some(landlord) = landlord else {
        return Ok(false);
    };
    let has: String = write
        .connection()
        .prepare_cached("SELECT landlord FROM rooms WHERE id = ?1")?
        .query_row([room], |row| row.get(0))?;
    if !has.is_empty() {
        return Ok(false);
    }
    write.put(Edit::change(
        "rooms",
        room,
        None,
        object(json!({"landlord": landlord})),
    ))?;
    Ok(true)
}

/// A JSON object without its nulls and empty parts.
pub(super) fn object(value: serde_json::Value) -> domain::Fields {
    let mut fields = match value {
        serde_json::Value::Object(fields) => fields,
        _ => domain::Fields::new(),
    };
    fields.retain(|_, value| !value.is_null());
    for value in fields.values_mut() {
        if let Some(parts) = value.as_object_mut() {
            parts.retain(|_, part| !part.is_null());
        }
    }
    fields
}

/// The first rows as they are read, with numbers of persons masked.
pub(super) fn sample(table: &Table, columns: &[Column]) -> Vec<ImportSample> {
    table
        .rows
        .iter()
        .take(5)
        .map(|row| ImportSample {
            row: row.row,
            cells: row
                .cells
                .iter()
                .zip(columns)
                .map(|(cell, column)| shown(cell, column))
                .collect(),
        })
        .collect()
}

fn shown(cell: &Cell, column: &Column) -> String {
    let text = match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Bool(yes) => yes.to_string(),
    };
    // Columns that are not read are not shown either: they may hold anything.
    match column.field {
        None => String::new(),
        Some(Field::Number | Field::Passport) => identity::mask_number(&identity::normalise(&text)),
        Some(Field::Phone | Field::LandlordPhone) => phones::mask_phone(&text),
        Some(_) => text,
    }
}

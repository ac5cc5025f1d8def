//! The landlord that a list names for a room: a contact of the building.

use domain::phones;
use rusqlite::{OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::differences::{self, Record};
use super::doors::Found;
use super::known::object;
use super::take::Taking;
use crate::error::AppError;

/// What a row says of a landlord.
pub(super) struct Landlord<'a> {
    pub name: &'a str,
    pub phone: Option<&'a str>,
}

impl<'a> Landlord<'a> {
    pub fn of(name: Option<&'a str>, phone: Option<&'a str>) -> Option<Landlord<'a>> {
        name.map(|name| Landlord { name, phone })
    }
}

/// A contact and its number.
#[derive(Clone)]
struct Known {
    id: String,
    name: String,
    phone: String,
}

/// The landlord as a contact, for a room that is about to be made; says whom it found or made.
pub(super) fn find_or_make(
    write: &mut Write<'_>,
    area: &str,
    building: &str,
    landlord: &Landlord<'_>,
) -> Result<String, AppError> {
    match find(write, area, building, landlord)? {
        Some(known) => Ok(known.id),
        None => make(write, area, building, landlord),
    }
}

/// What a row says of the landlord of one room.
pub(super) struct Said<'a> {
    /// The room as a record, for the differences.
    pub record: Record<'a>,
    pub landlord: Landlord<'a>,
    pub room: &'a Found,
    pub area: &'a str,
    /// A list of tenants knows landlords from hearsay: it names one where the store has none, and never another.
    pub hearsay: bool,
}

/// Settles what a row says of the landlord: another one, or the same one under another number. Says whether anything changed. Of several
/// rows about one room the first speaks for all.
pub(super) fn settle(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    said: &Said<'_>,
) -> Result<bool, AppError> {
    if !taking.landlords.insert(said.room.id.clone()) {
        return Ok(false);
    }
    let held = of_room(write, &said.room.id)?;
    let held_name = held.as_ref().map_or("", |held| held.name.as_str());
    let is_new = match said.hearsay {
        true => held.is_none(),
        false if said.room.made => false,
        false => {
            let both = [held_name, said.landlord.name];
            differences::settle_one(taking, write, &said.record, "landlord", both)?
        }
    };
    if is_new {
        name(taking, write, said)?;
        return Ok(true);
    }
    match held.filter(|held| held.name == said.landlord.name) {
        Some(held) => Ok(phone(taking, write, said, &held)? && !said.room.made),
        None => Ok(false),
    }
}

fn name(taking: &mut Taking<'_>, write: &mut Write<'_>, said: &Said<'_>) -> Result<(), AppError> {
    let building = &said.room.building;
    let contact = match find(write, said.area, building, &said.landlord)? {
        Some(known) => {
            phone(taking, write, said, &known)?;
            known.id
        }
        None => make(write, said.area, building, &said.landlord)?,
    };
    let change = object(json!({"landlord": contact}));
    write.put(Edit::change("rooms", &said.room.id, None, change))?;
    Ok(())
}

fn phone(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    said: &Said<'_>,
    held: &Known,
) -> Result<bool, AppError> {
    // Of several numbers in one list the first holds: another list would otherwise change it with every row.
    if said.landlord.phone.is_none() || !taking.landlords.insert(held.id.clone()) {
        return Ok(false);
    }
    let contact = Record {
        kind: "contacts",
        id: &held.id,
        ..said.record
    };
    let phone = object(json!({"phone": said.landlord.phone}));
    differences::settle(taking, write, &contact, phone)
}

fn of_room(write: &Write<'_>, room: &str) -> Result<Option<Known>, AppError> {
    Ok(write
        .connection()
        .prepare_cached(
            "SELECT c.id, c.name, c.phone FROM rooms r JOIN contacts c ON c.id = r.landlord WHERE r.id = ?1",
        )?
        .query_row([room], known)
        .optional()?)
}

fn known(row: &rusqlite::Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known {
        id: row.get("id")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
    })
}

/// A contact of the building under this name and number. Where list or store has no number, the name alone says who is meant, unless
/// several bear it.
fn find(
    write: &Write<'_>,
    area: &str,
    building: &str,
    landlord: &Landlord<'_>,
) -> Result<Option<Known>, AppError> {
    let mut statement = write.connection().prepare_cached(
        "SELECT id, name, phone FROM contacts WHERE building = ?1 AND building <> '' AND name = ?2 AND area_id = ?3 ORDER BY id",
    )?;
    let rows = statement.query_map(params![building, landlord.name, area], known)?;
    let same: Vec<Known> = rows.collect::<Result<_, _>>()?;
    let said = landlord.phone.map(normal).unwrap_or_default();
    let exact = same.iter().find(|one| normal(&one.phone) == said);
    if let Some(exact) = exact.filter(|_| !said.is_empty()) {
        return Ok(Some(exact.clone()));
    }
    Ok(match same.as_slice() {
        [only] if said.is_empty() || only.phone.is_empty() => Some(only.clone()),
        _ => exact.cloned(),
    })
}

fn normal(phone: &str) -> String {
    phones::normalise(phone).unwrap_or_else(|| phone.to_owned())
}

fn make(
    write: &mut Write<'_>,
    area: &str,
    building: &str,
    landlord: &Landlord<'_>,
) -> Result<String, AppError> {
    let fields = object(json!({
        "area": area,
        "building": building,
        "name": landlord.name,
        "role": "landlord",
        "phone": landlord.phone,
        "source": "import",
        "added_by": write.user(),
        "added_at": write.now(),
    }));
    let id = write.put(Edit::create("contacts", area, fields))?;
    let said = object(json!({"phone": landlord.phone}));
    differences::said_at_first(write, &id, &said)?;
    Ok(id)
}

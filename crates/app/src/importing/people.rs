//! One row of a list of tenants.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::known::{self, Areas, Found, Place, object};
use super::{Against, Fate, Outcome};
use crate::desk::Desk;
use crate::error::AppError;
use crate::imports::TenantRow;

/// Takes one tenant; `persons` tells which person each earlier row of the file became, for guardians.
///
/// A person who lives elsewhere by the store is left out: whether they moved or keep two rooms, a person must say.
pub(super) fn take(
    desk: &Desk,
    write: &mut Write<'_>,
    areas: &Areas,
    row: &TenantRow,
    persons: &mut HashMap<u32, String>,
) -> Outcome {
    let area = match areas.find(row.address.village.as_deref()) {
        Ok(area) => area,
        Err(against) => return Ok(Err(against)),
    };
    let guardian = match row.guardian_row {
        None => None,
        Some(guardian) => match persons.get(&guardian) {
            Some(person) => Some(person.clone()),
            None => {
                let row = guardian.to_string();
                return Ok(Err(Against::new("guardian_left_out", vec![("row", row)])));
            }
        },
    };
    let (building, label) = building_and_label(row);
    let place = Place {
        area: &area,
        zone: row.address.zone.as_deref(),
        building: &building,
        unit: row.address.unit.as_deref(),
        floor: row.address.floor.as_deref(),
        label: &label,
        room_use: None,
    };
    let known = known_person(write, row)?;
    if let Some(known) = &known
        && let Some(elsewhere) = lives_elsewhere(write, known, &place)?
    {
        return Ok(Err(Against::new(
            "lives_elsewhere",
            vec![("room", elsewhere)],
        )));
    }
    let room = known::room(write, &place)?;
    let landlord = known::landlord(
        write,
        &area,
        &room.building,
        row.landlord.as_deref(),
        row.landlord_phone.as_deref(),
    )?;
    known::set_landlord(write, &room.id, landlord)?;
    let person = match &known {
        Some(person) => person.clone(),
        None => write.put(Edit::create(
            "people",
            &area,
            person_fields(&area, row, guardian),
        ))?,
    };
    persons.insert(row.row, person.clone());
    let moved_in = move_in(desk, write, &area, row, &person, &room)?;
    Ok(Ok(match (known.is_some(), moved_in) {
        (false, _) => Fate::Created,
        (true, true) => Fate::Updated,
        (true, false) => Fate::Unchanged,
    }))
}

/// The checks let a row through with a building and a room, or at least a floor that is one room.
fn building_and_label(row: &TenantRow) -> (String, String) {
    let floor = || {
        row.address
            .floor
            .as_ref()
            .map(|floor| [floor, "层"].concat())
    };
    (
        row.address.building.clone().unwrap_or_default(),
        row.address.room.clone().or_else(floor).unwrap_or_default(),
    )
}

/// By number; without one, by name, birth and phone.
fn known_person(write: &Write<'_>, row: &TenantRow) -> Result<Option<String>, AppError> {
    let connection = write.connection();
    let found = match &row.number {
        Some(number) => connection
            .prepare_cached(
                "SELECT id FROM people WHERE document_number = ?1 AND document_number <> '' AND merged_into = '' LIMIT 1",
            )?
            .query_row([number], |found| found.get(0))
            .optional()?,
        None => connection
            .prepare_cached(
                "SELECT id FROM people WHERE name = ?1 AND birth = ?2 AND merged_into = '' LIMIT 1",
            )?
            .query_row(
                params![row.name, row.birth.map(|birth| birth.to_string()).unwrap_or_default()],
                |found| found.get(0),
            )
            .optional()?,
    };
    Ok(found)
}

/// Where the person lives by the store, if that is another door than the file's.
fn lives_elsewhere(
    write: &Write<'_>,
    person: &str,
    place: &Place<'_>,
) -> Result<Option<String>, AppError> {
    let mut statement = write.connection().prepare_cached(
        "SELECT coalesce(a.name, '') || b.label || CASE WHEN r.place_unit = '' THEN '' ELSE r.place_unit || '单元' END || r.place_label AS full,
                r.area_id, b.norm, r.place_unit, r.place_label
         FROM residences s JOIN rooms r ON r.id = s.room JOIN buildings b ON b.id = r.building LEFT JOIN areas a ON a.id = r.area_id
         WHERE s.person = ?1 AND s.until = ''",
    )?;
    let mut rows = statement.query([person])?;
    let wanted = domain::places::building_norm(&object(
        json!({"address": {"zone": place.zone, "number": place.building}}),
    ));
    let mut elsewhere = None;
    while let Some(row) = rows.next()? {
        let (area, norm, unit, label): (String, String, String, String) = (
            row.get("area_id")?,
            row.get("norm")?,
            row.get("place_unit")?,
            row.get("place_label")?,
        );
        let units_agree =
            unit.is_empty() || place.unit.is_none_or(|wanted| wanted == unit.as_str());
        let same_label = domain::addresses::norm_room(None, &label)
            == domain::addresses::norm_room(None, place.label);
        if area == place.area && norm == wanted && units_agree && same_label {
            return Ok(None);
        }
        elsewhere = Some(row.get("full")?);
    }
    Ok(elsewhere)
}

fn person_fields(area: &str, row: &TenantRow, guardian: Option<String>) -> domain::Fields {
    object(json!({
        "area": area,
        "name": row.name,
        "name_latin": row.name_latin,
        "sex": row.sex,
        "birth": row.birth.map(|birth| birth.to_string()),
        "document": row.number.as_ref().map(|number| json!({"type": row.document_type, "number": number})),
        "phone": row.phone,
        "household": row.household.as_ref().map(|name| json!({"name": name})),
        "nationality": row.nationality,
        "guardian": guardian,
    }))
}

/// Opens the stay, unless the person lives in the room already; whether it was opened.
fn move_in(
    desk: &Desk,
    write: &mut Write<'_>,
    area: &str,
    row: &TenantRow,
    person: &str,
    room: &Found,
) -> Result<bool, AppError> {
    let lives_here: bool = write
        .connection()
        .prepare_cached("SELECT 1 FROM residences WHERE person = ?1 AND room = ?2 AND until = ''")?
        .exists([person, &room.id])?;
    if lives_here {
        return Ok(false);
    }
    let since = row.since.unwrap_or_else(|| desk.today());
    let fields = object(json!({
        "person": person,
        "room": room.id,
        "since": since.to_string(),
        "reason": row.reason,
        "dwelling": "30",
        "employer": row.employer,
    }));
    write.put(Edit::create("residences", area, fields))?;
    Ok(true)
}

//! One row of a list of tenants.

use domain::Fields;
use rusqlite::{OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::differences::{self, Record};
use super::known::{self, Found, Place, object};
use super::take::{Against, Fate, Outcome, Taking};
use crate::error::AppError;
use crate::imports::TenantRow;

/// Takes one tenant. A person who lives elsewhere by the store is left out: whether they moved or keep two rooms, a person must say.
pub(super) fn take(taking: &mut Taking<'_>, write: &mut Write<'_>, row: &TenantRow) -> Outcome {
    let area = match taking.areas.find(row.address.village.as_deref()) {
        Ok(area) => area,
        Err(against) => return Ok(Err(against)),
    };
    let guardian = match row.guardian_row {
        None => None,
        Some(guardian) => match taking.persons.get(&guardian) {
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
    let room = known::room(&mut taking.doors, write, &place)?;
    let landlord = known::landlord(
        write,
        &area,
        &room.building,
        row.landlord.as_deref(),
        row.landlord_phone.as_deref(),
    )?;
    known::set_landlord(write, &room.id, landlord)?;
    let said = said_of_person(row);
    let (person, corrected) = match &known {
        Some(person) => {
            let record = record("people", person, row);
            let corrected = differences::settle(taking, write, &record, said)?;
            (person.clone(), corrected)
        }
        None => (create(write, &area, row, guardian, said)?, false),
    };
    taking.persons.insert(row.row, person.clone());
    let stay = stay(taking, write, &area, row, &person, &room)?;
    Ok(Ok(if known.is_none() {
        Fate::Created
    } else if corrected || stay {
        Fate::Updated
    } else {
        Fate::Unchanged
    }))
}

fn record<'a>(kind: &'static str, id: &'a str, row: &'a TenantRow) -> Record<'a> {
    Record {
        kind,
        id,
        row: row.row,
        name: &row.name,
    }
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

/// What a list says of a person, apart from who it is. Of a child under 14 no more than name, birth and sex (P4).
fn said_of_person(row: &TenantRow) -> Fields {
    let adult = row.guardian_row.is_none();
    object(json!({
        "name": row.name,
        "name_latin": row.name_latin,
        "sex": row.sex,
        "birth": row.birth.map(|birth| birth.to_string()),
        "phone": row.phone.as_ref().filter(|_| adult),
        "household": row.household.as_ref().filter(|_| adult).map(|name| json!({"name": name})),
        "nationality": row.nationality,
    }))
}

fn create(
    write: &mut Write<'_>,
    area: &str,
    row: &TenantRow,
    guardian: Option<String>,
    said: Fields,
) -> Result<String, AppError> {
    let document = row
        .number
        .as_ref()
        .map(|number| json!({"type": row.document_type, "number": number}));
    let mut fields = object(json!({"area": area, "document": document, "guardian": guardian}));
    fields.extend(said.clone());
    let id = write.put(Edit::create("people", area, fields))?;
    differences::said_at_first(write, &id, &said)?;
    Ok(id)
}

/// Opens the stay, or settles what the list says of the one that is open; whether anything changed.
fn stay(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    area: &str,
    row: &TenantRow,
    person: &str,
    room: &Found,
) -> Result<bool, AppError> {
    let adult = row.guardian_row.is_none();
    let said = object(json!({
        "since": row.since.map(|since| since.to_string()),
        "reason": row.reason,
        "employer": row.employer.as_ref().filter(|_| adult),
    }));
    let open: Option<String> = write
        .connection()
        .prepare_cached("SELECT id FROM residences WHERE person = ?1 AND room = ?2 AND until = ''")?
        .query_row([person, &room.id], |found| found.get("id"))
        .optional()?;
    if let Some(open) = open {
        return differences::settle(taking, write, &record("residences", &open, row), said);
    }
    let since = row.since.unwrap_or_else(|| taking.desk.today());
    let mut fields = object(json!({
        "person": person,
        "room": room.id,
        "since": since.to_string(),
        "dwelling": "30",
    }));
    fields.extend(said.clone());
    let id = write.put(Edit::create("residences", area, fields))?;
    differences::said_at_first(write, &id, &said)?;
    Ok(true)
}

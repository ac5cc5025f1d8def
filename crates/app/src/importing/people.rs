//! One row of a list of tenants.

use chrono::NaiveDate;
use domain::{Fields, names};
use rusqlite::{OptionalExtension, params};
use serde_json::json;
use store::{Edit, Write};

use super::differences::{self, Record};
use super::doors::{self, Found, Place};
use super::known::object;
use super::landlords::{self, Landlord, Said};
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
    let known = match known_person(write, row)? {
        Ok(known) => known,
        Err(against) => return Ok(Err(against)),
    };
    if let Some(known) = &known
        && let Some(against) = against_stay(write, known, &place, row.since)?
    {
        return Ok(Err(against));
    }
    let landlord = Landlord::of(row.landlord.as_deref(), row.landlord_phone.as_deref());
    let room = doors::room(&mut taking.doors, write, &place, landlord.as_ref())?;
    let door = place.door();
    let settled = match landlord {
        Some(landlord) => {
            let said = Said {
                record: room.record(row.row, &door),
                landlord,
                room: &room,
                area: &area,
                hearsay: true,
            };
            landlords::settle(taking, write, &said)?
        }
        None => false,
    };
    let said = said_of_person(row);
    let (person, corrected) = match &known {
        Some(person) => {
            let record = record("people", person, row);
            let corrected = differences::settle(taking, write, &record, said)?;
            (person.clone(), corrected)
        }
        None => (create(taking, write, &area, row, guardian, said)?, false),
    };
    taking.persons.insert(row.row, person.clone());
    let stay = stay(taking, write, &area, row, (&person, known.is_none()), &room)?;
    Ok(Ok(if known.is_none() {
        Fate::Created
    } else if corrected || stay || settled {
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

/// By number; without one, by name and birth. A number that the store knows under another name is a mistype oftener than a new name, and
/// taken for the same person it would overwrite somebody else's record.
fn known_person(
    write: &Write<'_>,
    row: &TenantRow,
) -> Result<Result<Option<String>, Against>, AppError> {
    let connection = write.connection();
    let Some(number) = &row.number else {
        let birth = row.birth.map(|birth| birth.to_string());
        let found: Option<String> = connection
            .prepare_cached(
                "SELECT id FROM people WHERE name = ?1 AND birth = ?2 AND merged_into = '' LIMIT 1",
            )?
            .query_row(params![row.name, birth.unwrap_or_default()], |found| {
                found.get("id")
            })
            .optional()?;
        return Ok(Ok(found));
    };
    let found: Option<(String, [String; 2])> = connection
        .prepare_cached(
            "SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END AS standing, name, name_latin FROM people
             WHERE document_number = ?1 AND document_number <> '' ORDER BY merged_into LIMIT 1",
        )?
        .query_row([number], |found| {
            Ok((
                found.get("standing")?,
                [found.get("name")?, found.get("name_latin")?],
            ))
        })
        .optional()?;
    Ok(match found {
        Some((_, names)) if !is_named(row, &names) => {
            let [name, _] = names;
            Err(Against::new("number_is_held", vec![("name", name)]))
        }
        found => Ok(found.map(|(standing, _)| standing)),
    })
}

/// Whether a row bears one of the names of a record, in any spelling.
fn is_named(row: &TenantRow, held: &[String]) -> bool {
    let said = [Some(&row.name), row.name_latin.as_ref()];
    let said: Vec<String> = said
        .into_iter()
        .flatten()
        .map(|name| names::search_norm(name))
        .collect();
    held.iter()
        .map(|name| names::search_norm(name))
        .any(|name| !name.is_empty() && said.contains(&name))
}

/// What speaks against the stay of a person who is known: they live at another door by the store, or they moved out of this one since the
/// list says they came. Lists are often older than what an instructor saw.
fn against_stay(
    write: &Write<'_>,
    person: &str,
    place: &Place<'_>,
    since: Option<NaiveDate>,
) -> Result<Option<Against>, AppError> {
    let mut statement = write.connection().prepare_cached(
        "SELECT coalesce(a.name, '') || b.label || CASE WHEN r.place_unit = '' THEN '' ELSE r.place_unit || '单元' END || r.place_label AS full,
                r.area_id, b.norm, r.place_unit, r.place_label, s.until
         FROM residences s JOIN rooms r ON r.id = s.room JOIN buildings b ON b.id = r.building LEFT JOIN areas a ON a.id = r.area_id
         WHERE s.person = ?1 ORDER BY s.until",
    )?;
    let mut rows = statement.query([person])?;
    let wanted = domain::places::building_norm(&object(
        json!({"address": {"zone": place.zone, "number": place.building}}),
    ));
    let since = since.map(|since| since.to_string());
    let (mut elsewhere, mut moved_out) = (None, None);
    while let Some(row) = rows.next()? {
        let (area, norm, unit, label): (String, String, String, String) = (
            row.get("area_id")?,
            row.get("norm")?,
            row.get("place_unit")?,
            row.get("place_label")?,
        );
        let until: String = row.get("until")?;
        let units_agree =
            unit.is_empty() || place.unit.is_none_or(|wanted| wanted == unit.as_str());
        let same_label = domain::addresses::norm_room(None, &label)
            == domain::addresses::norm_room(None, place.label);
        let is_here = area == place.area && norm == wanted && units_agree && same_label;
        match (is_here, until.is_empty()) {
            (true, true) => return Ok(None),
            (true, false) if since.as_ref().is_none_or(|since| *since <= until) => {
                moved_out = Some(until);
            }
            (false, true) => elsewhere = Some(row.get("full")?),
            _ => {}
        }
    }
    let elsewhere = elsewhere.map(|room| Against::new("lives_elsewhere", vec![("room", room)]));
    let moved_out = moved_out.map(|until| Against::new("moved_out", vec![("until", until)]));
    Ok(elsewhere.or(moved_out))
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
    taking: &Taking<'_>,
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
    taking.make(write, Edit::create("people", area, fields), &said)
}

/// Opens the stay, or settles what the list says of the one that is open; whether anything changed.
fn stay(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    area: &str,
    row: &TenantRow,
    (person, is_new): (&str, bool),
    room: &Found,
) -> Result<bool, AppError> {
    let adult = row.guardian_row.is_none();
    let said = object(json!({
        "since": row.since.map(|since| since.to_string()),
        "reason": row.reason,
        "employer": row.employer.as_ref().filter(|_| adult),
    }));
    let open: Option<String> = if is_new || room.made {
        None
    } else {
        write
            .connection()
            .prepare_cached(
                "SELECT id FROM residences WHERE person = ?1 AND room = ?2 AND until = ''",
            )?
            .query_row([person, &room.id], |found| found.get("id"))
            .optional()?
    };
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
    taking.make(write, Edit::create("residences", area, fields), &said)?;
    Ok(true)
}

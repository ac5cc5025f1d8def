use std::collections::BTreeMap;

use domain::addresses::{Address, norm_room};
use domain::finding_keys::KeyKind;
use domain::{phones, places};
use rusqlite::{Connection, Row, named_params};
use serde_json::json;

use super::remark::{self, Remark};
use super::{Candidate, ContactMatch, ContactMatches, Matched};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::fields;

/// Most candidates of one contact.
const CANDIDATES: usize = 20;
/// Contacts given at once.
const AT_ONCE: usize = 200;
/// Contacts that are looked at before the answer is given: more are found after these are settled.
const LOOKED_AT: usize = 40_000;

/// Contacts without a person that may reach somebody registered, of one area or of all.
///
/// # Errors
/// If the store cannot be read.
pub fn suggest(desk: &Desk, area: Option<String>) -> Result<ContactMatches, AppError> {
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(include_str!("open_contacts.sql"))?;
        let area = due::typed(area.as_ref()).unwrap_or_default();
        let open = statement.query_map(named_params! {":area": area}, open_contact)?;
        let (mut contacts, mut more) = (Vec::new(), false);
        for (looked_at, contact) in open.enumerate() {
            let contact = contact?;
            if contacts.len() == AT_ONCE || looked_at == LOOKED_AT {
                more = true;
                break;
            }
            contacts.extend(matched(connection, contact)?);
        }
        contacts.sort_by_key(|contact| !contact.sure);
        Ok(ContactMatches { contacts, more })
    })
}

struct Open {
    id: String,
    area: String,
    name: String,
    phone: String,
    nickname: String,
    remark: String,
}

fn open_contact(row: &Row<'_>) -> rusqlite::Result<Open> {
    Ok(Open {
        id: row.get("id")?,
        area: row.get("area_id")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
        nickname: row.get("wecom_nickname")?,
        remark: row.get("wecom_remark")?,
    })
}

/// The contact with its candidates; none without any.
fn matched(connection: &Connection, contact: Open) -> Result<Option<ContactMatch>, AppError> {
    // Without a remark the nickname may be the name.
    let said = if contact.remark.is_empty() {
        &contact.nickname
    } else {
        &contact.remark
    };
    let remark = remark::read(said);
    let candidates = candidates(connection, &contact, &remark)?;
    let Some(first) = candidates.first() else {
        return Ok(None);
    };
    let strong = |candidate: &Candidate| candidate.signs.len() >= 2;
    // Where there are more than are looked at, nobody knows that no other is as likely.
    let sure =
        strong(first) && !candidates[1..].iter().any(strong) && candidates.len() < CANDIDATES;
    Ok(Some(ContactMatch {
        phone: phones::mask_phone(&contact.phone),
        contact: contact.id,
        name: contact.name,
        nickname: contact.nickname,
        sure,
        candidates,
    }))
}

fn candidates(
    connection: &Connection,
    contact: &Open,
    remark: &Remark,
) -> Result<Vec<Candidate>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("candidates.sql"))?;
    let building = remark.address.as_ref().map(building_norm);
    let label = remark
        .address
        .as_ref()
        .and_then(|address| address.room.as_deref());
    // Of a name in Latin letters nobody knows which word comes first.
    let word = remark.name.split_once(' ').map_or("", |(word, _)| word);
    let mut rows = statement.query(named_params! {
        ":phone": contact.phone,
        ":name_kind": KeyKind::Name.to_u8(),
        ":name": remark.name,
        ":word_kind": KeyKind::Latin.to_u8(),
        ":word": word,
        ":building": building.unwrap_or_default(),
        ":label": label.unwrap_or_default(),
        ":area": contact.area,
        ":contact": contact.id,
        ":most": CANDIDATES as i64,
    })?;
    // Somebody with two rooms comes twice; the room that fits is kept.
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let candidate = candidate(row, remark)?;
        if candidate.signs.is_empty() {
            continue;
        }
        let known = found.get(&candidate.person);
        if known.is_none_or(|known| known.signs.len() < candidate.signs.len()) {
            found.insert(candidate.person.clone(), candidate);
        }
    }
    let mut candidates: Vec<Candidate> = found.into_values().collect();
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.signs.len()));
    Ok(candidates)
}

fn candidate(row: &Row<'_>, remark: &Remark) -> Result<Candidate, AppError> {
    let (name, phone): (String, String) = (row.get("name")?, row.get("phone")?);
    let (unit, label): (String, String) = (row.get("place_unit")?, row.get("place_label")?);
    let (area, building): (String, String) = (row.get("area_name")?, row.get("building_label")?);
    let norm: String = row.get("building_norm")?;
    let mut signs = Vec::new();
    if row.get::<_, bool>("same_phone")? {
        signs.push(Matched::Phone);
    }
    if remark.is_name_of(&name) || remark.is_name_of(&row.get::<_, String>("name_latin")?) {
        signs.push(Matched::Name);
    }
    if remark
        .address
        .as_ref()
        .is_some_and(|address| lives_at(address, &area, &norm, &unit, &label))
    {
        signs.push(Matched::Room);
    }
    let unit = if unit.is_empty() {
        unit
    } else {
        [&unit, "单元"].concat()
    };
    Ok(Candidate {
        person: row.get("id")?,
        name,
        room: [building, unit, label].concat(),
        phone: phones::mask_phone(&phone),
        signs,
    })
}

fn building_norm(address: &Address) -> String {
    places::building_norm(&fields(
        json!({"address": {"zone": address.zone, "number": address.building}}),
    ))
}

/// Whether a door is the one a remark names; a remark that names the building alone fits every door of it.
fn lives_at(address: &Address, area: &str, building: &str, unit: &str, label: &str) -> bool {
    let named = building_norm(address);
    let same_village = address.village.as_deref().is_none_or(|name| name == area);
    let same_unit = unit.is_empty() || address.unit.as_deref().is_none_or(|named| named == unit);
    let same_room = address
        .room
        .as_deref()
        .is_none_or(|room| norm_room(None, room) == norm_room(None, label));
    !building.is_empty() && named == building && same_village && same_unit && same_room
}

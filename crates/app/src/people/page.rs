use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Looked, Opening, PersonPage, Stay, contacts, opening, pinyin, timeline};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::notes;
use crate::records::{Base, PersonRef};
use crate::rooms::user_name;

/// Everything about a person. One that was merged shows the one they were merged into. Why it is opened is put on record before.
///
/// # Errors
/// `not_found` if the person is not on this laptop; `purpose_needed` and `many_opened` as [`super::Opening`] is judged.
pub fn page(desk: &Desk, id: &str, why: &Opening) -> Result<PersonPage, AppError> {
    let (today, role) = (desk.today(), desk.role()?);
    let id = desk.read(|connection| standing(connection, id))?;
    opening::note(desk, &id, why)?;
    desk.read(|connection| {
        let records = records_of(connection, &id)?;
        let mut page = connection
            .prepare_cached(include_str!("person.sql"))?
            .query_row([&id], |row| head(row, today))?;
        page.base = due::base_of(connection, &id)?;
        page.children = children(connection, &id)?;
        (page.stays, page.pending) = stays(connection, &records, today, page.pending)?;
        page.contacts = contacts::of(connection, &id)?;
        page.timeline = timeline::of(desk, connection, &records, &page.stays)?;
        page.notes = notes::of(desk, connection, &records, role)?;
        page.looked = looked(connection, &id)?;
        Ok(page)
    })
}

/// Puts on record why a person is opened, without showing anything.
///
/// # Errors
/// As [`page`].
pub fn open(desk: &Desk, id: &str, why: &Opening) -> Result<(), AppError> {
    let id = desk.read(|connection| standing(connection, id))?;
    opening::note(desk, &id, why)
}

/// The record that stands for a person: the one they were merged into, or their own.
pub(super) fn standing(connection: &Connection, id: &str) -> Result<String, AppError> {
    connection
        .prepare_cached(
            "SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END AS id FROM people WHERE id = ?1",
        )?
        .query_row([id], |row| row.get("id"))
        .optional()?
        .ok_or_else(|| AppError::new("not_found"))
}

/// The person and the records merged into them, as a JSON list for `json_each`.
pub(super) fn records_of(connection: &Connection, id: &str) -> Result<String, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT ?1 AS id UNION ALL SELECT id FROM people WHERE merged_into = ?1 AND merged_into <> ''",
    )?;
    let records: Vec<String> = statement
        .query_map([id], |row| row.get("id"))?
        .collect::<Result<_, _>>()?;
    Ok(serde_json::Value::from(records).to_string())
}

fn head(row: &Row<'_>, today: NaiveDate) -> rusqlite::Result<PersonPage> {
    let text = |column: &str| row.get::<_, String>(column);
    let (name, birth) = (text("name")?, text("birth")?);
    let guardian = PersonRef {
        id: text("guardian")?,
        name: text("guardian_name")?,
    };
    Ok(PersonPage {
        id: text("id")?,
        base: Base::default(),
        pinyin: pinyin(&name),
        name,
        name_latin: due::some(text("name_latin")?),
        sex: due::some(text("sex")?),
        age: due::age(&birth, today),
        minor: due::is_minor(&birth, today),
        birth: due::some(birth),
        document_type: due::some(text("document_type")?),
        document: due::masked_number(&text("number")?),
        phone: due::masked_phone(&text("phone")?),
        phone2: due::masked_phone(&text("phone2")?),
        household: due::some(text("household")?),
        nationality: due::some(text("nationality")?),
        guardian: Some(guardian).filter(|guardian| !guardian.id.is_empty()),
        children: Vec::new(),
        stays: Vec::new(),
        contacts: Vec::new(),
        timeline: Vec::new(),
        notes: Vec::new(),
        looked: Looked::default(),
        pending: row.get::<_, i64>("pending")? > 0,
    })
}

fn children(connection: &Connection, id: &str) -> Result<Vec<PersonRef>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name FROM people WHERE guardian = ?1 AND guardian <> '' AND merged_into = '' ORDER BY birth LIMIT 50",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(PersonRef {
            id: row.get("id")?,
            name: row.get("name")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stays, and whether the person or one of them waits to be sent.
fn stays(
    connection: &Connection,
    records: &str,
    today: NaiveDate,
    mut pending: bool,
) -> Result<(Vec<Stay>, bool), AppError> {
    let mut statement = connection.prepare_cached(include_str!("stays.sql"))?;
    let mut rows = statement.query([records])?;
    let mut stays = Vec::new();
    while let Some(row) = rows.next()? {
        pending |= row.get::<_, i64>("pending")? > 0;
        stays.push(stay(row, today)?);
    }
    Ok((stays, pending))
}

fn stay(row: &Row<'_>, today: NaiveDate) -> rusqlite::Result<Stay> {
    let text = |column: &str| row.get::<_, String>(column);
    let due_on = text("due_on")?;
    Ok(Stay {
        residence_id: text("residence")?,
        room_id: text("room_id")?,
        room: due::door(&text("building")?, &text("unit")?, &text("label")?).unwrap_or_default(),
        since: text("since")?,
        until: due::some(text("until")?),
        reason: due::some(text("reason")?),
        due_state: due::state_of(&due_on, today),
        due: due::some(due_on),
        declaration_id: due::some(text("declaration")?),
        declaration_state: due::some(text("declaration_state")?),
    })
}

/// Who unmasked a number, on this laptop.
fn looked(connection: &Connection, id: &str) -> Result<Looked, AppError> {
    let Some(object) = store::access_tag(connection, id)? else {
        return Ok(Looked::default());
    };
    let (times, last_at): (u32, Option<i64>) = connection
        .prepare_cached(
            "SELECT count(*) AS times, max(at) AS last_at FROM log_entry WHERE object = ?1 AND act = 'consult' AND field NOT IN ('page', 'older')",
        )?
        .query_row([&object], |row| Ok((row.get("times")?, row.get("last_at")?)))?;
    let Some(at) = last_at else {
        return Ok(Looked::default());
    };
    let by: String = connection
        .prepare_cached(
            "SELECT user FROM log_entry WHERE object = ?1 AND at = ?2 AND act = 'consult' AND field NOT IN ('page', 'older') ORDER BY seq DESC LIMIT 1",
        )?
        .query_row((&object, at), |row| row.get("user"))?;
    Ok(Looked {
        times,
        last_at,
        last_by: user_name(connection, &by)?,
    })
}

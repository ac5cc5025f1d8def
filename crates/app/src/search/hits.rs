//! From a row that was found to what the list shows of it.

use domain::finding_keys::KeyKind;
use rusqlite::{Connection, OptionalExtension};

use super::Hit;
use super::keys::Found;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// What the list shows of a row; none if this laptop no longer holds it.
pub(super) fn of(
    desk: &Desk,
    connection: &Connection,
    found: &Found,
) -> Result<Option<Hit>, AppError> {
    let why = desk.say(&["search.why.", why(found.by)].concat(), &[]);
    match found.kind.as_str() {
        "people" => person(desk, connection, &found.row, why),
        "rooms" => room(desk, connection, &found.row, why),
        "contacts" => contact(desk, connection, &found.row, why),
        _ => Ok(None),
    }
}

fn why(by: KeyKind) -> &'static str {
    match by {
        KeyKind::Name | KeyKind::Latin => "name",
        KeyKind::Pinyin => "pinyin",
        KeyKind::Initials => "initials",
        KeyKind::Phone => "phone",
        KeyKind::PhoneTail => "phone_tail",
        KeyKind::IdTail => "document_tail",
        KeyKind::Room => "room",
        KeyKind::Remark => "remark",
    }
}

/// The person that stands for this one; none if this laptop does not hold the record.
pub(super) fn standing_person(
    connection: &Connection,
    person: &str,
) -> Result<Option<String>, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END AS id FROM people WHERE id = ?1",
        )?
        .query_row([person], |row| row.get("id"))
        .optional()?)
}

fn person(
    desk: &Desk,
    connection: &Connection,
    id: &str,
    why: String,
) -> Result<Option<Hit>, AppError> {
    let Some(id) = standing_person(connection, id)? else {
        return Ok(None);
    };
    Ok(connection
        .prepare_cached(include_str!("person.sql"))?
        .query_row([&id], |row| {
            let text = |column: &str| row.get::<_, String>(column);
            let room = due::door(&text("building")?, &text("unit")?, &text("label")?)
                .unwrap_or_else(|| desk.say("search.left", &[]));
            let number = due::masked_number(&text("number")?);
            Ok(Hit {
                kind: "people".into(),
                id: text("id")?,
                title: text("name")?,
                detail: joined(&[&room, &number]),
                why,
            })
        })
        .optional()?)
}

fn room(
    desk: &Desk,
    connection: &Connection,
    id: &str,
    why: String,
) -> Result<Option<Hit>, AppError> {
    Ok(connection
        .prepare_cached(include_str!("room.sql"))?
        .query_row([id], |row| {
            let text = |column: &str| row.get::<_, String>(column);
            let occupants: u32 = row.get("occupants")?;
            let living = desk.say("search.occupants", &[("count", &occupants.to_string())]);
            Ok(Hit {
                kind: "rooms".into(),
                id: text("id")?,
                title: due::door(&text("building")?, &text("unit")?, &text("label")?)
                    .unwrap_or_default(),
                detail: joined(&[&text("area")?, &living]),
                why,
            })
        })
        .optional()?)
}

fn contact(
    desk: &Desk,
    connection: &Connection,
    id: &str,
    why: String,
) -> Result<Option<Hit>, AppError> {
    Ok(connection
        .prepare_cached("SELECT id, name, role, phone, wecom_remark FROM contacts WHERE id = ?1")?
        .query_row([id], |row| {
            let text = |column: &str| row.get::<_, String>(column);
            let role = text("role")?;
            let phone = due::masked_phone(&text("phone")?);
            Ok(Hit {
                kind: "contacts".into(),
                id: text("id")?,
                title: text("name")?,
                detail: joined(&[
                    desk.label("contact_role", &role),
                    &phone,
                    &text("wecom_remark")?,
                ]),
                why,
            })
        })
        .optional()?)
}

/// Parts that are known, with a dot between.
pub(super) fn joined(parts: &[&str]) -> String {
    let known: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    known.join(" · ")
}

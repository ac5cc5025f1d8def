//! What is still open behind a door.

use rusqlite::Connection;

use super::{Occupant, RoomPage};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::today::TaskItem;

/// Returned declarations and open consultations of those who live there, open disputes of the room.
pub(super) fn of_room(
    desk: &Desk,
    connection: &Connection,
    page: &RoomPage,
) -> Result<Vec<TaskItem>, AppError> {
    let mut items = Vec::new();
    for occupant in &page.occupants {
        items.extend(returned(desk, connection, page, occupant)?);
        items.extend(consultations(desk, connection, page, occupant)?);
    }
    let mut statement = connection.prepare_cached(include_str!("open.sql"))?;
    let mut rows = statement.query([&page.id])?;
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        items.push(TaskItem {
            at: Some(row.get("at")?),
            why: desk.say(
                "today.dispute_open",
                &[("kind", desk.label("dispute_kind", &kind))],
            ),
            ..item(page, "disputes", row.get("id")?, "dispute_open")
        });
    }
    Ok(items)
}

fn item(page: &RoomPage, kind: &str, id: String, what: &str) -> TaskItem {
    TaskItem {
        kind: kind.to_owned(),
        id,
        what: what.to_owned(),
        place: page.label.clone(),
        room_id: Some(page.id.clone()),
        ..TaskItem::default()
    }
}

fn returned(
    desk: &Desk,
    connection: &Connection,
    page: &RoomPage,
    occupant: &Occupant,
) -> Result<Option<TaskItem>, AppError> {
    let Some(id) = occupant
        .declaration_id
        .as_ref()
        .filter(|_| occupant.declaration_state.as_deref() == Some("returned"))
    else {
        return Ok(None);
    };
    let (reason, at): (String, i64) = connection
        .prepare_cached("SELECT status_reason, status_at FROM declarations WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((row.get("status_reason")?, row.get("status_at")?))
        })?;
    Ok(Some(TaskItem {
        who: occupant.name.clone(),
        until: occupant.due.clone(),
        late: occupant.due_state == due::DueState::Late,
        why: desk.say("today.returned", &[("reason", &reason)]),
        person_id: Some(occupant.person_id.clone()),
        at: due::some_time(at),
        ..item(page, "declarations", id.clone(), "declaration_returned")
    }))
}

fn consultations(
    desk: &Desk,
    connection: &Connection,
    page: &RoomPage,
    occupant: &Occupant,
) -> Result<Vec<TaskItem>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, at FROM consultations WHERE person = ?1 AND person <> '' AND +status = 'open' ORDER BY at DESC LIMIT 5",
    )?;
    let mut rows = statement.query([&occupant.person_id])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        items.push(TaskItem {
            who: occupant.name.clone(),
            why: desk.say(
                "today.consultation_open",
                &[("kind", desk.label("consultation_kind", &kind))],
            ),
            person_id: Some(occupant.person_id.clone()),
            at: Some(row.get("at")?),
            ..item(page, "consultations", row.get("id")?, "consultation_open")
        });
    }
    Ok(items)
}

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};

use super::state::{Door, standing_room};
use super::{CellState, Landlord, Occupant, RoomPage, open};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::{Base, HistoryLine};

/// Lines of history that a room shows.
const MOST_HISTORY: usize = 100;

/// Everything about a room. A room that was merged shows the one it was merged into.
///
/// # Errors
/// `not_found` if the room is not on this laptop.
pub fn room_page(desk: &Desk, room: &str) -> Result<RoomPage, AppError> {
    desk.read(|connection| {
        let room = standing_room(connection, room)?;
        let mut page = head(connection, &room)?;
        page.occupants = occupants(connection, &room, desk.today())?;
        page.open = open::of_room(desk, connection, &page)?;
        page.history = history(desk, connection, &room)?;
        page.base = due::base_of(connection, &room)?;
        page.state = state(desk, connection, &page)?;
        Ok(page)
    })
}

fn head(connection: &Connection, room: &str) -> Result<RoomPage, AppError> {
    connection
        .prepare_cached(include_str!("room.sql"))?
        .query_row([room], |row| {
            let area: String = row.get("area")?;
            let building: String = row.get("building_label")?;
            let (unit, label): (String, String) = (row.get("unit")?, row.get("label")?);
            Ok(RoomPage {
                id: row.get("id")?,
                building_id: row.get("building_id")?,
                area_id: row.get("area_id")?,
                full: [area.as_str(), &building, &due::room_text(&unit, &label)].concat(),
                area,
                label,
                room_use: due::some(row.get("use")?),
                landlord: landlord(row)?,
                occupants: Vec::new(),
                open: Vec::new(),
                history: Vec::new(),
                base: Base::default(),
                state: CellState::Unknown,
            })
        })
        .optional()?
        .ok_or_else(|| AppError::new("not_found"))
}

fn landlord(row: &Row<'_>) -> rusqlite::Result<Option<Landlord>> {
    let contact_id: String = row.get("landlord")?;
    let phone: String = row.get("landlord_phone")?;
    let landlord = Landlord {
        contact_id,
        name: row.get("landlord_name")?,
        phone: due::masked_phone(&phone),
    };
    Ok(Some(landlord).filter(|landlord| !landlord.contact_id.is_empty()))
}

fn occupants(
    connection: &Connection,
    room: &str,
    today: NaiveDate,
) -> Result<Vec<Occupant>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("occupants.sql"))?;
    let rows = statement.query_map([room], |row| occupant(row, today))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn occupant(row: &Row<'_>, today: NaiveDate) -> rusqlite::Result<Occupant> {
    let text = |column: &str| row.get::<_, String>(column);
    let (birth, since, due_on) = (text("birth")?, text("since")?, text("due_on")?);
    Ok(Occupant {
        person_id: text("person")?,
        residence_id: text("residence")?,
        name: text("name")?,
        sex: due::some(text("sex")?),
        age: due::age(&birth, today),
        minor: due::is_minor(&birth, today),
        guardian: due::some(text("guardian")?),
        reason: due::some(text("reason")?),
        due_source: due::source_of(&text("rule")?, &since),
        due_state: due::state_of(&due_on, today),
        due: due::some(due_on),
        since,
        document: due::masked_number(&text("number")?),
        phone: due::masked_phone(&text("phone")?),
        declaration_id: due::some(text("declaration")?),
        declaration_state: due::some(text("declaration_state")?),
        pending: row.get::<_, i64>("pending")? > 0,
    })
}

fn history(desk: &Desk, connection: &Connection, room: &str) -> Result<Vec<HistoryLine>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("history.sql"))?;
    let mut rows = statement.query([room])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (what, note): (String, String) = (row.get("what")?, row.get("note")?);
        let (name, by, on): (String, String, String) =
            (row.get("name")?, row.get("by")?, row.get("day")?);
        let text = match what.as_str() {
            "came" => desk.say("history.came", &[("name", &name)]),
            "left" => desk.say("history.left", &[("name", &name)]),
            result => visit_text(desk, result, &note),
        };
        lines.push(HistoryLine {
            at: row.get::<_, i64>("at")?.max(due::begins(&on)),
            kind: row.get("kind")?,
            id: row.get("id")?,
            text,
            by: Some(by),
        });
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines.truncate(MOST_HISTORY);
    name_authors(connection, &mut lines)?;
    Ok(lines)
}

/// A call in words: its result, and the note where there is one.
pub(crate) fn visit_text(desk: &Desk, result: &str, note: &str) -> String {
    let result = desk.label("visit_result", result);
    if note.is_empty() {
        desk.say("history.visit", &[("result", result)])
    } else {
        desk.say("history.visit_note", &[("result", result), ("note", note)])
    }
}

/// Turns the account ids in `by` into names; only for the lines that are shown.
pub(crate) fn name_authors(
    connection: &Connection,
    lines: &mut [HistoryLine],
) -> Result<(), AppError> {
    for line in lines {
        if let Some(by) = line.by.take().and_then(due::some) {
            line.by = user_name(connection, &by)?;
        }
    }
    Ok(())
}

/// Name of an account, as far as this laptop knows it.
pub(crate) fn user_name(connection: &Connection, user: &str) -> Result<Option<String>, AppError> {
    let name = connection
        .prepare_cached("SELECT name FROM users WHERE id = ?1")?
        .query_row([user], |row| row.get("name"))
        .optional()?;
    Ok(name.and_then(due::some))
}

fn state(desk: &Desk, connection: &Connection, page: &RoomPage) -> Result<CellState, AppError> {
    let last = connection
        .prepare_cached(
            // With max(), SQLite takes the other column from the row that holds it; an ORDER BY would walk all visits by time.
            "SELECT result, max(at) AS at FROM visits
             WHERE room IN (SELECT ?1 UNION ALL SELECT id FROM rooms WHERE merged_into = ?1 AND merged_into <> '')",
        )?
        .query_row([&page.id], |row| Ok((row.get("result")?, row.get("at")?)))?;
    let (result, at): (Option<String>, Option<i64>) = last;
    let mut door = Door {
        room_use: page.room_use.clone().unwrap_or_default(),
        result: result.unwrap_or_default(),
        at: at.unwrap_or_default(),
        ..Door::default()
    };
    for occupant in &page.occupants {
        door.add_stay(occupant.due.as_deref().unwrap_or_default());
    }
    Ok(door.state(desk.now(), desk.today()))
}

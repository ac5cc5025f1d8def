//! What a row is called in one or two words, whatever its kind. Nothing here needs masking: no numbers are read.

use domain::Fields;
use domain::fields;
use rusqlite::{Connection, OptionalExtension};

use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// Of an action that touches several rows, the first of these kinds names it.
const NAMES_FIRST: [&str; 8] = [
    "people",
    "disputes",
    "consultations",
    "buildings",
    "visits",
    "contacts",
    "rooms",
    "declarations",
];

/// Which row of an action names it: the one of the smallest rank.
pub(crate) fn rank(kind: &str) -> usize {
    NAMES_FIRST
        .iter()
        .position(|name| *name == kind)
        .unwrap_or(NAMES_FIRST.len())
}

/// The name of a row: from what screens see, else from the edit itself; the word for its kind when it has no name.
pub(crate) fn name(
    connection: &Connection,
    desk: &Desk,
    (kind, id): (&str, &str),
    edit: Option<&Fields>,
) -> Result<String, AppError> {
    let seen = match (kind, query(kind)) {
        ("rooms", _) => door(connection, id)?,
        ("visits", _) => door_called_at(connection, id)?,
        (_, Some(sql)) => connection
            .prepare_cached(sql)?
            .query_row([id], |row| row.get::<_, Option<String>>("name"))
            .optional()?
            .flatten(),
        (_, None) => None,
    };
    let written = || edit.and_then(written_name).map(ToOwned::to_owned);
    let coded = seen.map(|name| labelled(desk, kind, &name));
    Ok(coded
        .filter(|name| !name.is_empty())
        .or_else(written)
        .unwrap_or_else(|| kind_word(desk, kind)))
}

/// The word for a kind: 人员.
fn kind_word(desk: &Desk, kind: &str) -> String {
    crate::words::find(desk.language, &["kind.", kind].concat(), &[])
        .unwrap_or_else(|| desk.say("kind.other", &[]))
}

/// A name that is a code is said in words.
fn labelled(desk: &Desk, kind: &str, name: &str) -> String {
    let list = match kind {
        "consultations" => "consultation_kind",
        "disputes" => "dispute_kind",
        _ => return name.to_owned(),
    };
    desk.label(list, name).to_owned()
}

/// The door of a room in words: 12幢3-402.
pub(crate) fn door(connection: &Connection, room: &str) -> Result<Option<String>, AppError> {
    let door = connection
        .prepare_cached(include_str!("door.sql"))?
        .query_row([room], |row| {
            let [building, unit, label]: [String; 3] =
                [row.get("building")?, row.get("unit")?, row.get("label")?];
            Ok(due::door(&building, &unit, &label))
        })
        .optional()?;
    Ok(door.flatten())
}

fn door_called_at(connection: &Connection, visit: &str) -> Result<Option<String>, AppError> {
    let room: Option<String> = connection
        .prepare_cached("SELECT room FROM visits WHERE id = ?1")?
        .query_row([visit], |row| row.get("room"))
        .optional()?;
    match room {
        Some(room) => door(connection, &room),
        None => Ok(None),
    }
}

fn written_name(edit: &Fields) -> Option<&str> {
    ["name", "title", "place.label", "address.number"]
        .into_iter()
        .find_map(|path| fields::text(edit, path))
}

fn query(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "areas" => "SELECT name FROM areas WHERE id = ?1",
        "users" => "SELECT name FROM users WHERE id = ?1",
        "assignments" => {
            "SELECT u.name FROM assignments AS s JOIN users AS u ON u.id = s.user WHERE s.id = ?1"
        }
        "laptops" => "SELECT name FROM laptops WHERE id = ?1",
        "tags" => "SELECT name FROM tags WHERE id = ?1",
        "buildings" => "SELECT label AS name FROM buildings WHERE id = ?1",
        "people" => "SELECT name FROM people WHERE id = ?1",
        "residences" => {
            "SELECT p.name FROM residences AS s JOIN people AS p ON p.id = s.person WHERE s.id = ?1"
        }
        "declarations" => {
            "SELECT p.name FROM declarations AS d JOIN people AS p ON p.id = d.person WHERE d.id = ?1"
        }
        "contacts" => "SELECT name FROM contacts WHERE id = ?1",
        "consultations" => "SELECT kind AS name FROM consultations WHERE id = ?1",
        "disputes" => "SELECT kind AS name FROM disputes WHERE id = ?1",
        "dispute_parties" => "SELECT name FROM dispute_parties WHERE id = ?1",
        "broadcasts" => "SELECT title AS name FROM broadcasts WHERE id = ?1",
        "broadcast_oks" => {
            "SELECT b.title AS name FROM broadcast_oks AS o JOIN broadcasts AS b ON b.id = o.broadcast WHERE o.id = ?1"
        }
        "broadcast_passes" => {
            "SELECT b.title AS name FROM broadcast_passes AS p JOIN broadcasts AS b ON b.id = p.broadcast WHERE p.id = ?1"
        }
        "police_totals" => "SELECT month AS name FROM police_totals WHERE id = ?1",
        "closed_months" => "SELECT month AS name FROM closed_months WHERE id = ?1",
        "closed_figures" => "SELECT month AS name FROM closed_figures WHERE id = ?1",
        _ => return None,
    })
}

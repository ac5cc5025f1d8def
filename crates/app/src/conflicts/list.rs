use domain::Role;
use domain::fields::DELETED;
use domain::rules::{self, Author};
use domain::{Fields, settlements};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};

use super::{ConflictCard, ConflictValue};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records;
use crate::syncing::naming;
use crate::telling;

/// Most conflicts listed; more come up as these are settled.
const MOST: usize = 200;

/// A conflict as it is stored.
pub(super) struct Conflict {
    pub id: String,
    pub row: String,
    pub kind: String,
    pub field: String,
    pub kept: Value,
    pub lost: Value,
    pub state: String,
}

impl Conflict {
    /// The other value than the one that stands, as `{value, user, at}`.
    pub fn other(&self, stands: &Value) -> &Value {
        if value_in(&self.lost) == *stands && value_in(&self.kept) != *stands {
            &self.kept
        } else {
            &self.lost
        }
    }
}

/// The value of one side; absent and null are the same.
pub(super) fn value_in(side: &Value) -> Value {
    side.get("value").cloned().unwrap_or(Value::Null)
}

/// Open conflicts: what decides something in law first, then the newest.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk) -> Result<Vec<ConflictCard>, AppError> {
    let role = desk.role()?;
    desk.read(|connection| {
        let mut open = open(connection)?;
        let newest = |conflict: &Conflict| {
            [&conflict.kept, &conflict.lost]
                .iter()
                .filter_map(|side| side.get("at").and_then(Value::as_i64))
                .max()
                .unwrap_or(0)
        };
        open.sort_by_key(|conflict| {
            let legal = settlements::is_legal(&conflict.kind, &conflict.field);
            (!legal, -newest(conflict), conflict.id.clone())
        });
        open.truncate(MOST);
        open.iter()
            .map(|conflict| card(connection, desk, role, conflict))
            .collect()
    })
}

fn open(connection: &Connection) -> Result<Vec<Conflict>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, row_id, kind, field, kept, lost, state FROM conflicts WHERE state = 'open' ORDER BY id DESC LIMIT 2000",
    )?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One conflict; none if it is not on this laptop.
pub(super) fn one(connection: &Connection, id: &str) -> Result<Option<Conflict>, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT id, row_id, kind, field, kept, lost, state FROM conflicts WHERE id = ?1",
        )?
        .query_row([id], read)
        .optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Conflict> {
    let side = |column: &str| -> rusqlite::Result<Value> {
        Ok(serde_json::from_str(&row.get::<_, String>(column)?).unwrap_or(Value::Null))
    };
    Ok(Conflict {
        id: row.get("id")?,
        row: row.get("row_id")?,
        kind: row.get("kind")?,
        field: row.get("field")?,
        kept: side("kept")?,
        lost: side("lost")?,
        state: row.get("state")?,
    })
}

fn card(
    connection: &Connection,
    desk: &Desk,
    role: Role,
    conflict: &Conflict,
) -> Result<ConflictCard, AppError> {
    let (kind, field) = (conflict.kind.as_str(), conflict.field.as_str());
    let row = records::row(connection, kind, &conflict.row)?.unwrap_or_default();
    let deletion = field == DELETED;
    let stands = if deletion {
        Value::Bool(false)
    } else {
        telling::value_of(&row, field)
    };
    let other = conflict.other(&stands);
    let changed_since =
        !deletion && stands != value_in(&conflict.kept) && stands != value_in(&conflict.lost);
    let (standing_side, other_side) = if std::ptr::eq(other, &conflict.kept) {
        ("lost", "kept")
    } else {
        ("kept", "lost")
    };
    let told = |value: &Value, side: Option<&str>| -> Result<ConflictValue, AppError> {
        let written = side.map(|side| match side {
            "kept" => &conflict.kept,
            _ => &conflict.lost,
        });
        Ok(ConflictValue {
            text: telling::value_words(connection, desk, (kind, field), value)?,
            by: by(connection, desk, written)?,
            at: written
                .and_then(|side| side.get("at"))
                .and_then(Value::as_i64),
            side: side.map(str::to_owned),
        })
    };
    let note = settlements::note_for(kind, field)
        .filter(|note| takes_note(&row, field, note))
        .map(|note| telling::field_word(desk, note));
    Ok(ConflictCard {
        id: conflict.id.clone(),
        kind: kind.to_owned(),
        row: conflict.row.clone(),
        what: naming::name(connection, desk, (kind, &conflict.row), None)?,
        field: telling::field_word(desk, field),
        legal: settlements::is_legal(kind, field),
        deletion,
        stands: told(&stands, Some(standing_side).filter(|_| !changed_since))?,
        other: told(&value_in(other), Some(other_side))?,
        changed_since,
        note: note.filter(|_| !value_in(other).is_null()),
        may: may_settle(desk, role, conflict),
    })
}

/// Whether the note field has room: a second telephone only where there is none yet.
pub(super) fn takes_note(row: &Fields, field: &str, note: &str) -> bool {
    field != "phone" || domain::fields::text(row, note).is_none()
}

fn by(
    connection: &Connection,
    desk: &Desk,
    side: Option<&Value>,
) -> Result<Option<String>, AppError> {
    let user = side
        .and_then(|side| side.get("user"))
        .and_then(Value::as_str);
    match user.filter(|user| !user.is_empty()) {
        Some(user) => Ok(due::some(naming::name(
            connection,
            desk,
            ("users", user),
            None,
        )?)),
        None => Ok(None),
    }
}

/// Asked of the rules that the station applies too.
fn may_settle(desk: &Desk, role: Role, conflict: &Conflict) -> bool {
    let fields = |value: Value| value.as_object().cloned().unwrap_or_default();
    let before = fields(json!({
        "row": conflict.row, "kind": conflict.kind, "field": conflict.field,
        "kept": conflict.kept, "lost": conflict.lost, "state": conflict.state,
    }));
    let change = fields(json!({"state": "settled"}));
    let author = Author {
        role,
        user: &desk.user,
    };
    rules::check("conflicts", Some(&before), &change, author, desk.today()).is_ok()
}

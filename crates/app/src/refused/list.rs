use rusqlite::Connection;

use super::sent::{self, Sent};
use super::{RefusedField, RefusedLine};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::syncing::naming::{name, rank};
use crate::telling;

/// Most actions listed.
const MOST: usize = 200;

/// The newest actions that the station set aside, each with its own words; a chief's laptop has those of others too.
///
/// # Errors
/// If the store cannot be read.
pub fn list(connection: &Connection, desk: &Desk) -> Result<Vec<RefusedLine>, AppError> {
    let mut actions: Vec<Vec<Sent>> = Vec::new();
    for edit in sent::all(connection)? {
        let known = actions.iter_mut().find(|action| {
            edit.group.is_some()
                && action
                    .first()
                    .is_some_and(|first| first.group == edit.group)
        });
        match known {
            Some(action) => action.push(edit),
            None => actions.push(vec![edit]),
        }
    }
    let mut lines = Vec::new();
    for action in actions.iter_mut().take(MOST) {
        action.sort_by_key(|sent| (rank(&sent.kind), sent.counter));
        lines.extend(line(connection, desk, action)?);
    }
    Ok(lines)
}

fn line(
    connection: &Connection,
    desk: &Desk,
    action: &[Sent],
) -> Result<Option<RefusedLine>, AppError> {
    let Some(main) = action.first() else {
        return Ok(None);
    };
    let what = name(
        connection,
        desk,
        (&main.kind, &main.row),
        Some(&main.fields),
    )?;
    let by = if main.user == desk.user {
        None
    } else {
        due::some(name(connection, desk, ("users", &main.user), None)?)
    };
    let mut fields = Vec::new();
    for (field, value) in action.iter().flat_map(|sent| {
        sent.fields
            .iter()
            .map(move |(field, value)| ((sent.kind.as_str(), field.as_str()), value))
    }) {
        if is_told(field) {
            fields.push(RefusedField {
                label: telling::field_word(desk, field.1),
                value: telling::value_words(connection, desk, field, value)?,
            });
        }
    }
    Ok(Some(RefusedLine {
        refused: main.refused.clone(),
        at: main.at,
        text: desk.say("syncing.line.refused", &[("what", &what)]),
        reason: reason(desk, action),
        kind: main.kind.clone(),
        id: main.row.clone(),
        fields,
        by,
    }))
}

/// References to the other records of the same action say nothing to a reader.
fn is_told((kind, field): (&str, &str)) -> bool {
    let links_up = domain::register::kind(kind)
        .and_then(|kind| kind.field(field))
        .is_some_and(|field| matches!(field.kind, domain::register::FieldType::Ref(_)));
    !links_up || matches!(field, "guardian" | "landlord")
}

/// Why and what to do. A reason of a newer station has no sentence here: the general one is true of all.
pub(super) fn reason(desk: &Desk, action: &[Sent]) -> String {
    let code = action.first().map_or("", |sent| sent.reason.as_str());
    crate::words::find(desk.language, &["syncing.reason.", code].concat(), &[])
        .unwrap_or_else(|| desk.say("syncing.reason.other", &[]))
}

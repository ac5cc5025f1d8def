//! Rows that a typed text finds through the search keys, for the filters of lists.

use std::collections::BTreeSet;

use domain::finding_keys::{Alternative, KeyKind, Lookup, Mode, parse_query};
use rusqlite::{Connection, params};
use store::search_keys;

use super::columns::containing;
use crate::error::AppError;

/// Most rows one lookup brings; a text that finds more is too short to mean one of them.
const MOST: i64 = 5_000;

/// Kind of row that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Registered people.
    People,
    /// Contacts.
    Contacts,
}

impl Of {
    fn row_kind(self) -> &'static str {
        match self {
            Of::People => "people",
            Of::Contacts => "contacts",
        }
    }
}

/// Ids of the rows that `text` finds, as a JSON list for `json_each`.
pub(crate) fn ids(connection: &Connection, of: Of, text: &str) -> Result<String, AppError> {
    let mut found = BTreeSet::new();
    for alternative in parse_query(text).alternatives {
        found.extend(fitting(connection, of, &alternative)?);
    }
    Ok(serde_json::Value::from_iter(found).to_string())
}

fn fitting(
    connection: &Connection,
    of: Of,
    alternative: &Alternative,
) -> Result<BTreeSet<String>, AppError> {
    let mut rows: Option<BTreeSet<String>> = None;
    for lookup in &alternative.all_of {
        let found = look_up(connection, of, lookup)?;
        rows = Some(match rows {
            None => found,
            Some(rows) => rows.intersection(&found).cloned().collect(),
        });
    }
    let rows = rows.unwrap_or_default();
    let Some(mixed) = &alternative.then else {
        return Ok(rows);
    };
    let mut fitting = BTreeSet::new();
    for id in rows {
        if mixed.matches(&name_of(connection, of, &id)?) {
            fitting.insert(id);
        }
    }
    Ok(fitting)
}

fn look_up(connection: &Connection, of: Of, lookup: &Lookup) -> Result<BTreeSet<String>, AppError> {
    match (lookup.mode, lookup.kind, of) {
        // The narrow index over names is read from end to end; that of all keys would be ten times as long.
        (Mode::Contains, KeyKind::Name, Of::Contacts) => collect(
            connection,
            "SELECT id FROM contacts WHERE name LIKE ?1 ESCAPE '\\' LIMIT ?2",
            params![containing(&lookup.key), MOST],
        ),
        (Mode::Exact | Mode::Prefix, ..) | (Mode::Contains, KeyKind::Remark, Of::Contacts) => {
            let rows = search_keys::look_up(connection, lookup, Some(of.row_kind()), MOST)?;
            Ok(rows.into_iter().map(|row| row.row).collect())
        }
        (Mode::Contains, ..) => Ok(BTreeSet::new()),
    }
}

fn collect(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<BTreeSet<String>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn name_of(connection: &Connection, of: Of, id: &str) -> Result<String, AppError> {
    let sql = match of {
        Of::People => "SELECT name FROM people WHERE id = ?1",
        Of::Contacts => "SELECT name FROM contacts WHERE id = ?1",
    };
    Ok(connection
        .prepare_cached(sql)?
        .query_row([id], |row| row.get("name"))?)
}

//! An edit as it was sent, read back from the station's row about it.

use domain::Fields;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

use crate::error::AppError;

/// One edit that was set aside.
pub(super) struct Sent {
    /// Row of kind `quarantined`.
    pub refused: String,
    pub at: i64,
    pub user: String,
    pub kind: String,
    pub row: String,
    pub reason: String,
    pub fields: Fields,
    /// The action it belonged to.
    pub group: Option<String>,
    pub counter: i64,
    pub create: bool,
    pub scope: String,
}

/// Every edit that waits for a person, oldest action first, in the order in which it was made.
pub(super) fn all(connection: &Connection) -> Result<Vec<Sent>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at, user, kind, row_id, reason, op FROM quarantined WHERE state <> 'settled' ORDER BY at DESC, id DESC LIMIT 2000",
    )?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The whole action that an edit belongs to, in the order in which it was made; empty if it is not on this laptop or dealt with.
pub(super) fn action(connection: &Connection, refused: &str) -> Result<Vec<Sent>, AppError> {
    let first = connection
        .prepare_cached(
            "SELECT id, at, user, kind, row_id, reason, op FROM quarantined WHERE id = ?1 AND state <> 'settled'",
        )?
        .query_row([refused], read)
        .optional()?;
    let Some(first) = first else {
        return Ok(vec![]);
    };
    if first.group.is_none() {
        return Ok(vec![first]);
    }
    let mut same: Vec<Sent> = all(connection)?
        .into_iter()
        .filter(|sent| sent.group == first.group)
        .collect();
    same.sort_by_key(|sent| sent.counter);
    Ok(same)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Sent> {
    let op: String = row.get("op")?;
    let op: Value = serde_json::from_str(&op).unwrap_or_default();
    let text = |name: &str| op.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Sent {
        refused: row.get("id")?,
        at: row.get("at")?,
        user: row.get("user")?,
        kind: row.get("kind")?,
        row: row.get("row_id")?,
        reason: row.get("reason")?,
        fields: op
            .get("fields")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default(),
        group: text("group"),
        counter: op.get("counter").and_then(Value::as_i64).unwrap_or(0),
        create: op.get("create").and_then(Value::as_bool).unwrap_or(false),
        scope: text("scope").unwrap_or_default(),
    })
}

//! Contacts that reach a person.

use rusqlite::Connection;

use crate::contacts::{self, ContactRow};
use crate::error::AppError;

/// Contacts of a person, as the list of contacts shows them.
pub(super) fn of(connection: &Connection, person: &str) -> Result<Vec<ContactRow>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM contacts WHERE person = ?1 AND person <> '' ORDER BY name, id LIMIT 50",
    )?;
    let ids: Vec<String> = statement
        .query_map([person], |row| row.get("id"))?
        .collect::<Result<_, _>>()?;
    contacts::read(connection, &serde_json::Value::from(ids).to_string())
}

//! Contacts that reach a person, as the list of contacts shows them.

use rusqlite::{Connection, Row, named_params};

use crate::contacts::ContactRow;
use crate::contacts::columns::Columns;
use crate::due;
use crate::error::AppError;

/// Contacts of a person.
pub(super) fn of(connection: &Connection, person: &str) -> Result<Vec<ContactRow>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM contacts WHERE person = ?1 AND person <> '' ORDER BY name, id LIMIT 50",
    )?;
    let ids: Vec<String> = statement
        .query_map([person], |row| row.get("id"))?
        .collect::<Result<_, _>>()?;
    let page = serde_json::Value::from(ids).to_string();
    let mut statement = connection.prepare_cached(include_str!("../contacts/list.sql"))?;
    let rows = statement.query_map(named_params! {":page": page}, contact)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn contact(row: &Row<'_>) -> rusqlite::Result<ContactRow> {
    let tags: String = row.get("tags")?;
    Ok(ContactRow {
        id: row.get("id")?,
        base: row.base()?,
        name: row.get("name")?,
        role: row.optional("role")?,
        phone: due::masked_phone(&row.get::<_, String>("phone")?),
        person_id: row.optional("person")?,
        room_id: row.optional("room")?,
        room: row.optional("place")?,
        remark: row.optional("wecom_remark")?,
        group: row.optional("group_name")?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        source: row.optional("source")?,
        added_by: row.optional("added_by")?,
        added_at: row.stamp("added_at")?,
        pending: row.get("pending")?,
    })
}

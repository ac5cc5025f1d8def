//! The list of contacts.

use rusqlite::{Connection, Row, named_params};

use super::columns::{Columns, narrowed, when};
use super::find::{self, Of};
use super::{ContactQuery, ContactRow};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::Page;

/// Contacts by name; numbers are masked.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, query: ContactQuery) -> Result<Page<ContactRow>, AppError> {
    desk.read(|connection| {
        let found = match due::typed(query.text.as_ref()) {
            Some(text) => Some(find::ids(connection, Of::Contacts, text)?),
            None => None,
        };
        let (page, total) = choose(connection, &query, found.as_deref())?;
        Ok(Page {
            rows: read(connection, &page)?,
            total,
        })
    })
}

/// Ids of one page as a JSON list, and how many there are in all. The ids are chosen first over narrow indexes; only a page's worth of
/// rows is then read.
fn choose(
    connection: &Connection,
    query: &ContactQuery,
    found: Option<&str>,
) -> Result<(String, u32), AppError> {
    let (area, role) = (
        due::typed(query.area.as_ref()),
        due::typed(query.role.as_ref()),
    );
    let condition = [
        "FROM contacts AS c WHERE ",
        when(area.is_some(), "c.area_id = :area", ":area = ''"),
        " AND ",
        narrowed(
            area,
            role,
            ["c.role = :role", "+c.role = :role", ":role = ''"],
        ),
        " AND ",
        when(
            found.is_some(),
            "c.id IN (SELECT value FROM json_each(:found))",
            ":found = '[]'",
        ),
    ]
    .concat();
    let (area, role) = (area.unwrap_or_default(), role.unwrap_or_default());
    let found = found.unwrap_or("[]");
    let total = connection
        .prepare_cached(&["SELECT count(*) AS total ", &condition].concat())?
        .query_row(
            named_params! {":area": area, ":role": role, ":found": found},
            |row| row.get("total"),
        )?;
    let mut statement = connection.prepare_cached(
        &[
            "SELECT c.id ",
            &condition,
            " ORDER BY c.name, c.id LIMIT :limit OFFSET :offset",
        ]
        .concat(),
    )?;
    let ids = statement.query_map(
        named_params! {
            ":area": area, ":role": role, ":found": found, ":limit": due::page_size(query.limit), ":offset": query.offset,
        },
        |row| row.get::<_, String>("id"),
    )?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    Ok((serde_json::Value::from(ids).to_string(), total))
}

/// Contacts by a JSON list of ids, in its order.
pub(crate) fn read(connection: &Connection, page: &str) -> Result<Vec<ContactRow>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("list.sql"))?;
    let rows = statement.query_map(named_params! {":page": page}, contact)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn contact(row: &Row<'_>) -> rusqlite::Result<ContactRow> {
    let tags: String = row.get("tags")?;
    let phone: String = row.get("phone")?;
    let [building, unit, label]: [String; 3] = [
        row.get("building_label")?,
        row.get("unit")?,
        row.get("label")?,
    ];
    Ok(ContactRow {
        id: row.get("id")?,
        base: row.base()?,
        name: row.get("name")?,
        role: row.optional("role")?,
        phone: due::masked_phone(&phone),
        person_id: row.optional("person")?,
        room_id: row.optional("room")?,
        room: due::door(&building, &unit, &label),
        remark: row.optional("wecom_remark")?,
        group: row.optional("group_name")?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        source: row.optional("source")?,
        added_by: row.optional("added_by")?,
        added_at: row.stamp("added_at")?,
        pending: row.get("pending")?,
    })
}

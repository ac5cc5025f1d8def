use domain::{Act, Role};
use rusqlite::{Connection, params};

use super::PersonNote;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// What is noted about a person; `records` as for `json_each`.
pub(crate) fn of(
    desk: &Desk,
    connection: &Connection,
    records: &str,
    role: Role,
) -> Result<Vec<PersonNote>, AppError> {
    let today = desk.today().to_string();
    let mut statement = connection.prepare_cached(include_str!("list.sql"))?;
    let rows = statement.query_map(params![records, today], |row| {
        let (kind, author): (String, String) = (row.get("type")?, row.get("author")?);
        let is_assessment = kind == "assessment";
        Ok(PersonNote {
            id: row.get("id")?,
            text: row.get("text")?,
            said_by: due::some(row.get("said_by")?),
            by: row.get("by_name")?,
            at: row.get("at")?,
            review_on: due::some(row.get("review_on")?),
            removable: role.may(Act::Assess) || (author == desk.user && !is_assessment),
            renewable: is_assessment && role.may(Act::Assess),
            pending: row.get::<_, i64>("pending")? > 0,
            r#type: kind,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

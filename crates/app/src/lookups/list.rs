use domain::Act;
use rusqlite::Row;

use super::LookupRow;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// How long a signed one is still listed, ms: a week.
const SHOWN_MS: i64 = 7 * 86_400_000;

/// Lookups that wait to be signed, the oldest first, then those of a week that are.
///
/// # Errors
/// `not_allowed`.
pub fn list(desk: &Desk) -> Result<Vec<LookupRow>, AppError> {
    let role = desk.role()?;
    if !role.may(Act::Supervise) {
        return Err(AppError::at("not_allowed", Act::Supervise.as_str()).in_language(desk.language));
    }
    let signs = role.may(Act::ManageStation);
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(include_str!("list.sql"))?;
        let mut rows = statement.query([desk.now() - SHOWN_MS])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(line(desk, row, signs)?);
        }
        Ok(found)
    })
}

fn line(desk: &Desk, row: &Row<'_>, signs: bool) -> Result<LookupRow, AppError> {
    let text = |column: &str| row.get::<_, String>(column);
    let (record, name) = (text("record")?, text("name")?);
    let checked = due::some(text("checked_by")?);
    let own = text("user")? == desk.user;
    Ok(LookupRow {
        id: text("id")?,
        by: text("asker")?,
        at: row.get("at")?,
        reason: desk.label("lookup_reason", &text("reason")?).to_owned(),
        words: text("words")?,
        area: text("area_name")?,
        person: about(desk, &record, name),
        may_check: signs && !own && checked.is_none(),
        checked: checked.map(|_| text("checker")).transpose()?,
    })
}

/// By name only where this laptop holds the person.
pub(crate) fn about(desk: &Desk, record: &str, name: String) -> String {
    match (record, name.as_str()) {
        ("", _) => desk.say("lookup.about_nobody", &[]),
        (_, "") => desk.say("lookup.about_elsewhere", &[]),
        _ => name,
    }
}

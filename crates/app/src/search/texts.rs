//! Words in consultations, disputes and broadcasts.

use rusqlite::{Connection, OptionalExtension, params};

use super::Hit;
use super::hits::joined;
use crate::contacts::columns::containing;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// Newest rows of each kind that are read.
const NEWEST: u32 = 2_000;
/// One character would be found everywhere.
const SHORTEST: usize = 2;
/// Characters of a text that the list shows.
const SHOWN: usize = 40;

pub(super) fn find(
    desk: &Desk,
    connection: &Connection,
    text: &str,
    limit: usize,
) -> Result<Vec<Hit>, AppError> {
    let wanted = text.trim();
    // A text of digits alone is a number or a room, and numbers are not looked for in what people wrote.
    if wanted.chars().count() < SHORTEST || wanted.chars().all(|c| c.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(include_str!("texts.sql"))?;
    let mut rows = statement.query(params![containing(wanted), NEWEST, due::rows(limit)])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let column = |name: &str| row.get::<_, String>(name);
        let (kind, what, who) = (column("kind")?, column("what")?, column("who")?);
        let start: String = column("text")?.chars().take(SHOWN).collect();
        let title = match kind.as_str() {
            "consultations" => joined(&[
                desk.label("consultation_kind", &what),
                &asker(connection, &who)?,
            ]),
            "disputes" => joined(&[desk.label("dispute_kind", &what), &who]),
            _ => who,
        };
        hits.push(Hit {
            why: desk.say("search.why.text", &[]),
            id: column("id")?,
            title,
            detail: start,
            kind,
        });
    }
    Ok(hits)
}

/// Name of who asked: typed, or of the person registered.
fn asker(connection: &Connection, who: &str) -> Result<String, AppError> {
    if !domain::ids::is_id(who) {
        return Ok(who.to_owned());
    }
    let name = connection
        .prepare_cached("SELECT name FROM people WHERE id = ?1")?
        .query_row([who], |row| row.get("name"))
        .optional()?;
    Ok(name.unwrap_or_default())
}

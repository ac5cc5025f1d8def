//! One box for everything: people, rooms and contacts by their keys, then words in consultations, disputes and broadcasts.

mod hits;
mod keys;
mod texts;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::desk::Desk;
use crate::error::AppError;

/// Hits at most.
const MOST: usize = 100;
/// Places kept for hits in texts when people and rooms alone would fill the list.
const FOR_TEXTS: usize = 5;

/// One thing found, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Hit {
    /// Kind of the row.
    pub kind: String,
    /// The row.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Where, and the number masked.
    pub detail: String,
    /// What of it was found.
    pub why: String,
}

/// What a typed text finds, best first.
///
/// # Errors
/// If the store cannot be read.
pub fn search(desk: &Desk, text: &str, limit: u32) -> Result<Vec<Hit>, AppError> {
    let limit = (limit as usize).clamp(1, MOST);
    desk.read(|connection| {
        let found = keys::find(connection, text, keys::Kinds::All, limit)?;
        let mut hits = Vec::with_capacity(limit);
        for found in found {
            let hit = hits::of(desk, connection, &found)?;
            // Two records that were merged are one hit.
            hits.extend(hit.filter(|hit| !hits.iter().any(|other: &Hit| other.id == hit.id)));
        }
        let texts = texts::find(desk, connection, text, FOR_TEXTS)?;
        hits.truncate(limit.saturating_sub(texts.len()));
        hits.extend(texts);
        hits.truncate(limit);
        Ok(hits)
    })
}

/// Ids of the people that a typed text finds, best first; merged ones stand as the one they were merged into.
pub(crate) fn people(
    connection: &Connection,
    text: &str,
    limit: usize,
) -> Result<Vec<String>, AppError> {
    let mut people = Vec::new();
    for found in keys::find(connection, text, keys::Kinds::People, limit)? {
        let person = match found.kind.as_str() {
            "people" => Some(hits::standing_person(connection, &found.row)?.unwrap_or(found.row)),
            _ => None,
        };
        people.extend(person.filter(|person| !people.contains(person)));
    }
    Ok(people)
}

#[cfg(test)]
mod tests;

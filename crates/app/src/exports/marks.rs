use audit::Entry;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::KIND;
use crate::access_log::purpose_word;
use crate::desk::Desk;
use crate::error::AppError;
use crate::saying;

/// What the mark of a row tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MarkSaid {
    /// Whether a laptop of this station wrote it.
    pub sound: bool,
    /// Number of the list, by which the access log is searched.
    pub number: String,
    /// Row of the list.
    pub row: u32,
    /// All of it in words.
    pub message: String,
}

/// The mark of a row: the list's number, the row, and six signs that only who has the station's key of the log can make. A photograph of one
/// row tells which list it is from, and an invented mark is told.
pub(super) fn mark(connection: &Connection, number: &str, row: usize) -> Result<String, AppError> {
    let row = row.to_string();
    let proof = proof(connection, number, &row)?;
    Ok([number, "/", &row, "/", &proof].concat())
}

fn proof(connection: &Connection, number: &str, row: &str) -> Result<String, AppError> {
    let tag = store::access_tag(connection, &["export row ", number, " ", row].concat())?;
    let tag = tag.ok_or_else(|| AppError::new("export_mark"))?;
    Ok(tag.chars().take(6).collect::<String>().to_uppercase())
}

/// Tells a mark: whether it is one of this station, and what this laptop's log holds of that list.
///
/// # Errors
/// `export_mark` if the text is no mark.
pub fn check_mark(desk: &Desk, text: &str) -> Result<MarkSaid, AppError> {
    desk.read(|connection| {
        let text: String = text.split_whitespace().collect::<String>().to_uppercase();
        let none = || AppError::new("export_mark");
        let mut parts = text.split('/');
        let (Some(number), Some(row), Some(said), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(none());
        };
        let at: u32 = row.parse().map_err(|_| none())?;
        let sound = proof(connection, number, row)? == said;
        let message = match (sound, entry_of(connection, number)?) {
            (false, _) => desk.say("export.mark_false", &[]),
            (true, None) => desk.say("export.mark_elsewhere", &[("number", number)]),
            (true, Some(entry)) => {
                let time = saying::moment(desk.language, entry.at, desk.now());
                let purpose = purpose_word(desk, &entry.purpose);
                desk.say(
                    "export.mark_here",
                    &[
                        ("number", number),
                        ("row", row),
                        ("time", &time),
                        ("purpose", purpose),
                    ],
                )
            }
        };
        Ok(MarkSaid {
            sound,
            number: number.to_owned(),
            row: at,
            message,
        })
    })
}

fn entry_of(connection: &Connection, number: &str) -> Result<Option<Entry>, AppError> {
    let begins = [number, " "].concat();
    let entries = store::log_entries(connection)?;
    Ok(entries
        .iter()
        .rev()
        .filter_map(|bytes| Entry::parse(bytes).ok())
        .find(|entry| entry.kind == KIND && entry.result.starts_with(&begins)))
}

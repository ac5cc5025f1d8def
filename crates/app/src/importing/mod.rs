//! Imports as a user does them: open a file, say what its columns are, look at what would happen, take it in, take it back.
//!
//! Reading the file is `imports`, in a process of its own; here its rows meet the store: areas, rooms, people that are known already.
//! Everything sound goes in in one transaction; everything else is listed with its row and reason, and can be saved as a file, corrected
//! and imported again.

mod commit;
mod contacts;
mod differences;
mod doors;
mod forms;
mod known;
mod landlords;
mod left_out;
mod mapping;
mod open;
mod people;
mod progress;
mod referred;
mod rooms;
mod take;
mod telling;
mod undo;

use crate::desk::Desk;
use crate::error::AppError;

pub use commit::{commit, commit_with};
pub use forms::{
    ImportBatch, ImportChoice, ImportColumn, ImportDifference, ImportMapped, ImportOpen,
    ImportPreview, ImportProblem, ImportResult, ImportSample,
};
pub use left_out::{left_out, save_left_out, write_left_out};
pub use open::{Prepared, map, open, open_bytes};
pub use progress::Progress;
pub use undo::undo;

/// Past imports, newest first.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk) -> Result<Vec<ImportBatch>, AppError> {
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT id, name, at, made, undone, undone = 0 AND at >= ?1 AS can_undo FROM import_batch ORDER BY at DESC LIMIT 50",
        )?;
        let rows = statement.query_map([desk.now() - store::JOURNAL_MS], |row| {
            Ok(ImportBatch {
                batch: row.get("id")?,
                name: row.get("name")?,
                at: row.get("at")?,
                created: row.get("made")?,
                undone: row.get("undone")?,
                can_undo: row.get("can_undo")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

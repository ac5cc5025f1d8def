use rusqlite::Connection;

use super::Mark;
use crate::desk::Desk;
use crate::error::AppError;

/// Most records asked about at once.
const MOST: usize = 500;

/// What waits for a decision about these records; records about which nothing waits are left out.
///
/// # Errors
/// If the store cannot be read.
pub fn marks(desk: &Desk, rows: &[String]) -> Result<Vec<Mark>, AppError> {
    desk.read(|connection| {
        let mut marks = Vec::new();
        for row in rows.iter().take(MOST) {
            let mark = Mark {
                row: row.clone(),
                conflicts: count(
                    connection,
                    "SELECT count(*) AS n FROM conflicts WHERE row_id = ?1 AND state = 'open'",
                    row,
                )?,
                duplicates: count(
                    connection,
                    "SELECT count(*) AS n FROM duplicate_cases WHERE (a = ?1 OR b = ?1) AND state = 'open'",
                    row,
                )?,
            };
            if mark.conflicts + mark.duplicates > 0 {
                marks.push(mark);
            }
        }
        Ok(marks)
    })
}

fn count(connection: &Connection, sql: &str, row: &str) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached(sql)?
        .query_row([row], |found| found.get("n"))?)
}

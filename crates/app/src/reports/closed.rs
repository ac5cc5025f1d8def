//! Closed months: their figures as they were, against which everything later is compared. They hold no persons and outlive what they count
//! (TRUST.md, "How the rules bend": P9 and year-on-year).

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::counts::Counts;
use crate::error::AppError;

/// A month that was closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ClosedMonth {
    /// Counts of each area that there was.
    pub by_area: BTreeMap<String, Counts>,
    /// Counts of the station.
    pub station: Counts,
    /// When it was closed, ms.
    pub at: i64,
    /// By whom.
    pub by: String,
}

/// A closed month (`2026-11`), as far as this laptop holds its areas; none if it is open.
pub(super) fn read(connection: &Connection, month: &str) -> Result<Option<ClosedMonth>, AppError> {
    let closed = connection
        .prepare_cached(
            "SELECT m.counts, m.at, coalesce(u.name, '') AS name FROM closed_months AS m LEFT JOIN users AS u ON u.id = m.by
             WHERE m.month = ?1",
        )?
        .query_row([month], |row| {
            let counts: String = row.get("counts")?;
            Ok(ClosedMonth {
                by_area: BTreeMap::new(),
                station: Counts::from_json(&counts).unwrap_or_default(),
                at: row.get("at")?,
                by: row.get("name")?,
            })
        })
        .optional()?;
    let Some(mut closed) = closed else {
        return Ok(None);
    };
    let mut statement =
        connection.prepare_cached("SELECT area, counts FROM closed_figures WHERE month = ?1")?;
    let mut rows = statement.query([month])?;
    while let Some(row) = rows.next()? {
        let counts: String = row.get("counts")?;
        // A row that a newer program wrote differently counts as not there, not as noughts.
        if let Some(counts) = Counts::from_json(&counts) {
            closed.by_area.insert(row.get("area")?, counts);
        }
    }
    Ok(Some(closed))
}

//! Closed months: their figures as they were, against which everything later is compared. They hold no persons and outlive what they count
//! (TRUST.md, "How the rules bend": P9 and year-on-year).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};

use super::counts::Counts;
use super::curve::Days;
use crate::error::AppError;

/// A month that was closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ClosedMonth {
    /// Counts of each area that there was, as far as they are held here and can be read.
    pub by_area: BTreeMap<String, Counts>,
    /// The same by day, where that was kept.
    pub days: BTreeMap<String, Days>,
    /// All areas that there were.
    areas: BTreeSet<String>,
    /// Counts of the station.
    pub station: Counts,
    /// When it was closed, ms.
    pub at: i64,
    /// By whom.
    pub by: String,
}

impl ClosedMonth {
    /// Whether there was this area. One that came later had nothing to count.
    pub fn knew(&self, area: &str) -> bool {
        self.areas.contains(area)
    }
}

/// A closed month (`2026-11`), as far as this laptop holds its areas; none if it is open.
pub(super) fn read(connection: &Connection, month: &str) -> Result<Option<ClosedMonth>, AppError> {
    let closed = connection
        .prepare_cached(
            "SELECT m.counts, m.areas, m.at, coalesce(u.name, '') AS name FROM closed_months AS m LEFT JOIN users AS u ON u.id = m.by
             WHERE m.month = ?1",
        )?
        .query_row([month], |row| {
            let counts: String = row.get("counts")?;
            Ok(ClosedMonth {
                areas: serde_json::from_str(&row.get::<_, String>("areas")?).unwrap_or_default(),
                by_area: BTreeMap::new(),
                days: BTreeMap::new(),
                station: Counts::from_json(&counts).unwrap_or_default(),
                at: row.get("at")?,
                by: row.get("name")?,
            })
        })
        .optional()?;
    let Some(mut closed) = closed else {
        return Ok(None);
    };
    let mut statement = connection
        .prepare_cached("SELECT area, counts, days FROM closed_figures WHERE month = ?1")?;
    let mut rows = statement.query([month])?;
    // A closing that names no areas is of those that have a row.
    let named = !closed.areas.is_empty();
    while let Some(row) = rows.next()? {
        let (area, counts): (String, String) = (row.get("area")?, row.get("counts")?);
        if !named {
            closed.areas.insert(area.clone());
        }
        if let Ok(days) = serde_json::from_str(&row.get::<_, String>("days")?) {
            closed.days.insert(area.clone(), days);
        }
        // A row that a newer program wrote differently counts as not there, not as noughts.
        if let Some(counts) = Counts::from_json(&counts) {
            closed.by_area.insert(area, counts);
        }
    }
    Ok(Some(closed))
}

//! From which laptops the figures are.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::error::AppError;

/// How long ago a laptop may have been seen to count as being in, ms.
pub(crate) const IN_WITHIN: i64 = 24 * 3_600 * 1_000;

/// Laptops of the station, as far as this laptop is told of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Laptops {
    /// How many have handed in all they hold within a day.
    pub here: u32,
    /// How many are admitted; 0 for who does not see them.
    pub all: u32,
    /// Names of the others.
    pub missing: Vec<String>,
}

impl Laptops {
    /// As they stand now.
    pub fn now(connection: &Connection, now: i64) -> Result<Laptops, AppError> {
        let mut statement = connection.prepare_cached(
            "SELECT coalesce(nullif(l.name, ''), u.name, '') AS name,
                    l.seen_at >= :since AND l.waiting = 0 AS here
             FROM laptops AS l LEFT JOIN users AS u ON u.id = l.user WHERE l.revoked_at = 0 AND l.confirmed_at > 0 ORDER BY name",
        )?;
        let mut rows = statement.query(named_params! {":since": now - IN_WITHIN})?;
        let mut laptops = Laptops::default();
        while let Some(row) = rows.next()? {
            laptops.all += 1;
            if row.get("here")? {
                laptops.here += 1;
            } else {
                laptops.missing.push(row.get("name")?);
            }
        }
        Ok(laptops)
    }

    /// As they stood when a month was closed; none if that was not kept.
    pub fn at_closing(connection: &Connection, month: &str) -> Result<Option<Laptops>, AppError> {
        let found = connection
            .prepare_cached(
                "SELECT laptops_in, laptops_all, laptops_missing FROM closed_months WHERE month = ?1 AND laptops_all > 0",
            )?
            .query_row([month], |row| {
                let missing: String = row.get("laptops_missing")?;
                Ok(Laptops {
                    here: row.get("laptops_in")?,
                    all: row.get("laptops_all")?,
                    missing: serde_json::from_str(&missing).unwrap_or_default(),
                })
            })
            .optional()?;
        Ok(found)
    }
}

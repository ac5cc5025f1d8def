//! Rows whose creation was set aside, until a corrected one is taken; and what waited for rows that are there now.

use sync::Op;

use super::rows::Tx;
use crate::error::StationError;

impl Tx<'_> {
    /// Whether there is any such row.
    pub fn holds_back(&self) -> Result<bool, StationError> {
        Ok(self
            .connection()
            .prepare_cached("SELECT 1 FROM held_back LIMIT 1")?
            .exists([])?)
    }

    /// Takes out the groups whose row has come since, each with its laptop's incarnation and account.
    pub fn unpark_arrived(&self) -> Result<Vec<(String, String, Vec<Op>)>, StationError> {
        let mut statement = self.connection().prepare_cached(
            "DELETE FROM parked WHERE EXISTS (SELECT 1 FROM row WHERE row.id = parked.waits_for) RETURNING device, user, ops",
        )?;
        let rows = statement.query_map([], |found| {
            Ok((found.get(0)?, found.get(1)?, found.get::<_, String>(2)?))
        })?;
        rows.map(|row| {
            let (device, user, ops) = row?;
            Ok((device, user, serde_json::from_str(&ops)?))
        })
        .collect()
    }

    /// The creation of this row was taken after all.
    pub fn release_held_back(&self, row: &str) -> Result<(), StationError> {
        self.connection()
            .prepare_cached("DELETE FROM held_back WHERE row = ?1")?
            .execute([row])?;
        Ok(())
    }
}

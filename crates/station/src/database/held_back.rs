//! Rows whose creation was set aside, until a corrected one is taken; and what waited for rows that are there now.

use std::collections::BTreeSet;

use super::accounts::{Parked, parked};
use super::tx::Tx;
use crate::error::StationError;

impl Tx<'_> {
    /// Whether there is any such row.
    pub fn holds_back(&self) -> Result<bool, StationError> {
        let any = "SELECT record FROM held_back WHERE station = ?1 LIMIT 1";
        Ok(self.query_one(any, &[], |_| Ok(()))?.is_some())
    }

    /// Takes out the groups whose row has come since.
    pub fn unpark_arrived(&self) -> Result<Vec<Parked>, StationError> {
        self.query(
            "DELETE FROM parked WHERE station = ?1
             AND EXISTS (SELECT 1 FROM record r WHERE r.station = parked.station AND r.id = parked.waits_for)
             RETURNING device, account, ops",
            &[],
            parked,
        )
    }

    /// Forgets groups that wait for any of these rows, or speak of one.
    pub fn drop_parked(&self, rows: &BTreeSet<&str>) -> Result<(), StationError> {
        let waiting = self.query(
            "SELECT id, waits_for, ops FROM parked WHERE station = ?1",
            &[],
            |record| {
                let ops: Vec<sync::Op> = serde_json::from_str(record.text(2)?)?;
                let concerns = rows.contains(record.text(1)?)
                    || ops.iter().any(|op| rows.contains(op.row.as_str()));
                Ok((record.string(0)?, concerns))
            },
        )?;
        for (id, _) in waiting.iter().filter(|(_, concerns)| *concerns) {
            let drop = "DELETE FROM parked WHERE station = ?1 AND id = ?2";
            self.execute(drop, &[id.into()])?;
        }
        Ok(())
    }

    /// The creation of this row was taken after all.
    pub fn release_held_back(&self, row: &str) -> Result<(), StationError> {
        self.execute(
            "DELETE FROM held_back WHERE station = ?1 AND record = ?2",
            &[row.into()],
        )?;
        Ok(())
    }
}

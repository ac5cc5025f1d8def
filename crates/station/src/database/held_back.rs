//! Rows whose creation was set aside, until a corrected one is taken; and what waited for rows that are there now.

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

    /// The creation of this row was taken after all.
    pub fn release_held_back(&self, row: &str) -> Result<(), StationError> {
        self.execute(
            "DELETE FROM held_back WHERE station = ?1 AND record = ?2",
            &[row.into()],
        )?;
        Ok(())
    }
}

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

    /// Empties what waiting operations say of these rows, or of these people. The rest of their groups waits on.
    pub fn empty_parked(&self, rows: &BTreeSet<&str>) -> Result<(), StationError> {
        let waiting = self.query(
            "SELECT id, ops FROM parked WHERE station = ?1",
            &[],
            |record| {
                let ops: Vec<sync::Op> = serde_json::from_str(record.text(1)?)?;
                Ok((record.string(0)?, ops))
            },
        )?;
        for (id, mut ops) in waiting {
            let mut concerned = false;
            for op in &mut ops {
                let person = domain::fields::text(&op.fields, "person");
                if rows.contains(op.row.as_str())
                    || person.is_some_and(|person| rows.contains(person))
                {
                    op.fields.clear();
                    concerned = true;
                }
            }
            if concerned {
                let write = "UPDATE parked SET ops = ?3 WHERE station = ?1 AND id = ?2";
                let ops = serde_json::to_string(&ops)?;
                self.execute(write, &[id.as_str().into(), (&ops).into()])?;
            }
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

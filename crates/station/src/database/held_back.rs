//! Rows whose creation was set aside, until a corrected one is taken.

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

    /// The creation of this row was taken after all.
    pub fn release_held_back(&self, row: &str) -> Result<(), StationError> {
        self.connection()
            .prepare_cached("DELETE FROM held_back WHERE row = ?1")?
            .execute([row])?;
        Ok(())
    }
}

//! Keys under which two records of one person are found, and what a row referred to before this batch.

use std::collections::BTreeSet;

use super::sql::Column;
use super::tx::Tx;
use crate::error::StationError;

impl Tx<'_> {
    /// Keys under which a person is filed.
    pub fn person_keys(&self, row: &str) -> Result<BTreeSet<String>, StationError> {
        let keys = self.texts(
            "SELECT key FROM person_key WHERE station = ?1 AND record = ?2",
            &[row.into()],
        )?;
        Ok(keys.into_iter().collect())
    }

    /// A person is no longer filed under this key.
    pub fn forget_person_key(&self, row: &str, key: &str) -> Result<(), StationError> {
        self.execute(
            "DELETE FROM person_key WHERE station = ?1 AND key = ?2 AND record = ?3",
            &[key.into(), row.into()],
        )?;
        Ok(())
    }

    /// Files people under keys, as (key, person).
    pub fn add_person_keys(&self, keys: &[(String, String)]) -> Result<(), StationError> {
        self.sql.insert_many(
            "INSERT INTO person_key (station, key, record) VALUES (?1, ?2, ?3) ON CONFLICT (station, key, record) DO NOTHING",
            &[
                Column::Same(self.station),
                Column::Texts(keys.iter().map(|(key, _)| key.as_str()).collect()),
                Column::Texts(keys.iter().map(|(_, row)| row.as_str()).collect()),
            ],
        )
    }

    /// People filed under these keys, as (key, person).
    pub fn people_with_keys(&self, keys: &[&str]) -> Result<Vec<(String, String)>, StationError> {
        self.query_keys(
            "SELECT key, record FROM person_key WHERE station = ?1 AND key = ?2",
            keys,
            |record| Ok((record.string(0)?, record.string(1)?)),
        )
    }

    /// Rows that this one referred to when it was last filed.
    pub fn parents(&self, child: &str) -> Result<Vec<String>, StationError> {
        self.texts(
            "SELECT parent FROM link WHERE station = ?1 AND child = ?2",
            &[child.into()],
        )
    }
}

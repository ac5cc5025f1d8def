//! Keys under which two records of one person are found, and what a row referred to before this batch.

use std::collections::BTreeSet;

use domain::same_person;
use rusqlite::params;

use super::rows::Tx;
use crate::error::StationError;

impl Tx<'_> {
    /// Keys under which a person is filed.
    pub fn person_keys(&self, row: &str) -> Result<BTreeSet<String>, StationError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT key FROM person_key WHERE row = ?1")?;
        let keys = statement.query_map([row], |found| found.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// Files a person under these keys and no others.
    pub fn set_person_keys(
        &self,
        row: &str,
        before: &BTreeSet<String>,
        now: &BTreeSet<String>,
    ) -> Result<(), StationError> {
        for gone in before.difference(now) {
            self.connection()
                .prepare_cached("DELETE FROM person_key WHERE key = ?1 AND row = ?2")?
                .execute([gone, row])?;
        }
        for new in now.difference(before) {
            self.connection()
                .prepare_cached(
                    "INSERT INTO person_key (key, row) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                )?
                .execute([new, row])?;
        }
        Ok(())
    }

    /// Files everybody under their keys: a station of before these keys finds the records it has already.
    pub(super) fn file_people(&self) -> Result<(), StationError> {
        let mut statement = self
            .connection()
            .prepare("SELECT id, body FROM row WHERE kind = 'people'")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
            let keys = same_person::keys(&serde_json::from_str(&body)?);
            self.set_person_keys(&id, &BTreeSet::new(), &keys)?;
        }
        Ok(())
    }

    /// Up to `most` people filed under a key, the smaller ids first.
    pub fn people_with_key(&self, key: &str, most: usize) -> Result<Vec<String>, StationError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT row FROM person_key WHERE key = ?1 ORDER BY row LIMIT ?2")?;
        let rows = statement.query_map(params![key, most as i64], |found| found.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Rows that this one referred to when it was last filed.
    pub fn parents(&self, child: &str) -> Result<Vec<String>, StationError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT parent FROM link WHERE child = ?1")?;
        let rows = statement.query_map([child], |found| found.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

//! Migrations: append-only, all or nothing. The version is SQLite's `user_version`.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::{access_log, derive};

/// Every step in order. A step is never edited once released; a new one is added at the end.
pub(crate) const MIGRATIONS: [&str; 18] = [
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_settlements.sql"),
    include_str!("migrations/0003_search_keys.sql"),
    include_str!("migrations/0004_two_copies.sql"),
    CLOSED_MONTHS,
    include_str!("migrations/0006_imports.sql"),
    include_str!("migrations/0007_import_changes.sql"),
    CLOSINGS_WHOLE,
    ACCESS_LOG,
    include_str!("migrations/0010_report_indexes.sql"),
    include_str!("migrations/0011_confirmed_laptops.sql"),
    include_str!("migrations/0012_retention.sql"),
    include_str!("migrations/0013_area_counts.sql"),
    include_str!("migrations/0014_opening_notices.sql"),
    include_str!("migrations/0015_written_files.sql"),
    include_str!("migrations/0016_exports.sql"),
    include_str!("migrations/0017_lookups.sql"),
    include_str!("migrations/0018_notes.sql"),
];

const ACCESS_LOG: &str = include_str!("migrations/0009_access_log.sql");
const CLOSED_MONTHS: &str = include_str!("migrations/0005_closed_months.sql");
const CLOSINGS_WHOLE: &str = include_str!("migrations/0008_closings_whole.sql");

/// Steps after which what a stay owes, and where who lives there comes from, is worked out anew: SQL cannot tell.
const DUES_ANEW: [&str; 2] = [CLOSED_MONTHS, CLOSINGS_WHOLE];

/// Brings a store to the newest version this program knows.
///
/// # Errors
/// [`StoreError::Newer`] if a newer program wrote it; nothing is changed then.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    migrate_with(connection, &MIGRATIONS)
}

/// Looks whether this program knows the version of a store.
///
/// # Errors
/// [`StoreError::Newer`].
pub(crate) fn check_version(connection: &Connection) -> Result<(), StoreError> {
    version_of(connection, &MIGRATIONS).map(|_| ())
}

fn version_of(connection: &Connection, steps: &[&str]) -> Result<i64, StoreError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    Ok(found)
}

fn migrate_with(connection: &mut Connection, steps: &[&str]) -> Result<(), StoreError> {
    let found = version_of(connection, steps)?;
    for (index, step) in steps.iter().enumerate() {
        let version = i64::try_from(index + 1).unwrap_or(i64::MAX);
        if version > found {
            let step_transaction = connection.transaction()?;
            step_transaction.execute_batch(step)?;
            // Once, after the last of these steps.
            let later = steps.get(index + 1..).unwrap_or_default();
            let again =
                DUES_ANEW.contains(step) && !later.iter().any(|step| DUES_ANEW.contains(step));
            if again && found > 0 {
                derive::set_all_dues(&step_transaction)?;
            }
            if *step == ACCESS_LOG {
                access_log::chain_what_was(&step_transaction)?;
            }
            step_transaction.pragma_update(None, "user_version", version)?;
            step_transaction.commit()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEXT: &str = "ALTER TABLE people ADD COLUMN name_alt TEXT NOT NULL DEFAULT '';";

    #[test]
    fn an_older_file_is_brought_forward_with_its_rows() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .execute("INSERT INTO people (id, name) VALUES ('1', '王丽')", [])
            .unwrap();
        let steps: Vec<&str> = MIGRATIONS.into_iter().chain([NEXT]).collect();
        migrate_with(&mut connection, &steps).unwrap();
        let name: String = connection
            .query_row("SELECT name || name_alt FROM people", [], |row| row.get(0))
            .unwrap();
        assert_eq!(name, "王丽");
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let broken = "ALTER TABLE people ADD COLUMN a TEXT; SELECT nonsense;";
        let steps: Vec<&str> = MIGRATIONS.into_iter().chain([broken]).collect();
        assert!(migrate_with(&mut connection, &steps).is_err());
        let version: i64 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, MIGRATIONS.len() as i64);
        assert!(connection.prepare("SELECT a FROM people").is_err());
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(StoreError::Newer { found: 99, .. })
        ));
    }
}

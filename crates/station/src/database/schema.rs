//! The shape of the database. One text for both databases: it is written for SQLite, and read for PostgreSQL with the names of its types.

use std::borrow::Cow;

use crate::error::StationError;

/// Steps in order; append-only.
const STEPS: [&str; 7] = [
    include_str!("schema.sql"),
    include_str!("duplicates.sql"),
    include_str!("courier.sql"),
    include_str!("copies.sql"),
    include_str!("access_log.sql"),
    include_str!("requests.sql"),
    include_str!("lookups.sql"),
];

/// The newest shape this program knows.
pub const NEWEST: i64 = STEPS.len() as i64;

/// Steps that a database of this version still needs, each with the version it leads to.
///
/// # Errors
/// [`StationError::Newer`] if a newer program wrote the database.
pub fn steps_after(found: i64) -> Result<impl Iterator<Item = (i64, &'static str)>, StationError> {
    if found > NEWEST {
        return Err(StationError::Newer {
            found,
            known: NEWEST,
        });
    }
    Ok((1..)
        .zip(STEPS)
        .filter(move |(version, _)| *version > found))
}

/// A step for SQLite.
pub fn for_sqlite(step: &str) -> Cow<'_, str> {
    Cow::Borrowed(step)
}

/// A step for PostgreSQL. Text is compared byte by byte there too.
pub fn for_postgres(step: &str) -> String {
    step.replace(") STRICT, WITHOUT ROWID;", ");")
        .replace(" INTEGER", " BIGINT")
        .replace(" TEXT", " TEXT COLLATE \"C\"")
}

/// A table of the present shape; its first column and key is always the station.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its other columns, and whether each holds text.
    pub columns: Vec<(&'static str, bool)>,
    /// The rest of its key.
    pub keys: Vec<&'static str>,
}

impl Table {
    /// Names of its columns.
    pub fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }
}

/// All tables, read from the text that makes them.
pub fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = STEPS
        .iter()
        .flat_map(|step| step.split("CREATE TABLE ").skip(1))
        .filter_map(|text| {
            let (name, rest) = text.split_once(" (")?;
            let (body, _) = rest.split_once(") STRICT")?;
            let mut table = Table {
                name,
                columns: vec![],
                keys: vec![],
            };
            for line in body.lines().map(str::trim) {
                if let Some(keys) = line.strip_prefix("PRIMARY KEY (station, ") {
                    table.keys = keys.trim_end_matches(')').split(", ").collect();
                } else if let Some((column, kind)) = line.split_once(' ')
                    && column != "station"
                    && (kind.starts_with("TEXT") || kind.starts_with("INTEGER"))
                {
                    table.columns.push((column, kind.starts_with("TEXT")));
                }
            }
            Some(table)
        })
        .collect();
    for dropped in STEPS.iter().flat_map(|step| step.lines()) {
        let names = dropped
            .strip_prefix("ALTER TABLE ")
            .and_then(|rest| rest.trim_end_matches(';').split_once(" DROP COLUMN "));
        for table in &mut tables {
            table
                .columns
                .retain(|(column, _)| names != Some((table.name, column)));
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So that the tables can be distributed by station without change.
    #[test]
    fn every_key_and_unique_index_begins_with_the_station() {
        for step in STEPS {
            for line in step
                .lines()
                .filter(|line| line.contains("PRIMARY KEY") || line.contains("UNIQUE"))
            {
                let keyed = line.contains("PRIMARY KEY (station")
                    || line.contains("(station,")
                    || line.trim().starts_with("station INTEGER PRIMARY KEY");
                assert!(keyed, "{line}");
            }
        }
    }

    #[test]
    fn every_table_is_strict_and_has_a_key() {
        for step in STEPS {
            assert_eq!(
                step.matches("CREATE TABLE").count(),
                step.matches(") STRICT, WITHOUT ROWID;").count()
            );
            assert_eq!(
                step.matches("CREATE TABLE").count(),
                step.matches("PRIMARY KEY").count()
            );
        }
    }

    /// What is moved from one database to another is read from the same text: no column may be missed.
    #[test]
    fn every_column_of_every_table_is_known() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        STEPS
            .iter()
            .for_each(|step| connection.execute_batch(step).unwrap());
        for table in tables() {
            let mut statement = connection
                .prepare("SELECT name, pk, type FROM pragma_table_info(?1)")
                .unwrap();
            let rows = statement.query_map([table.name], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                ))
            });
            let (mut names, mut keys) = (vec![], vec![]);
            for (name, key, kind) in rows.unwrap().map(Result::unwrap) {
                if key > 1 {
                    keys.push((key, name.clone()));
                }
                if name != "station" {
                    names.push((name, kind == "TEXT"));
                }
            }
            keys.sort();
            let known: Vec<(String, bool)> = table
                .columns
                .iter()
                .map(|(name, text)| ((*name).to_owned(), *text))
                .collect();
            assert_eq!(known, names, "{}", table.name);
            assert_eq!(
                table.keys,
                keys.iter()
                    .map(|(_, name)| name.as_str())
                    .collect::<Vec<_>>(),
                "{}",
                table.name
            );
        }
        assert_eq!(
            tables().len(),
            STEPS
                .iter()
                .map(|step| step.matches("CREATE TABLE").count())
                .sum::<usize>()
        );
    }
}

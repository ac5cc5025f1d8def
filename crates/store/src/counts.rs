//! How much is in each area: buildings and rooms that stand, open stays. Kept as rows come and go, because counting them for every area of a
//! station reads 300,000 entries of indexes.

use std::collections::BTreeMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

/// Kinds that are counted. A row counts while the column is empty.
const COUNTED: [(&str, &str); 3] = [
    ("buildings", "merged_into"),
    ("rooms", "merged_into"),
    ("residences", "until"),
];

/// How a row of one kind is counted.
pub(crate) struct Counted {
    kind: &'static str,
    /// Place of the deciding column among the values of a row.
    decides: usize,
    /// Asks for the area under which the row that stands there counts.
    held: String,
}

impl Counted {
    /// None for a kind that nobody counts. `names` are the columns in the order of a row's values, the area and what waits last.
    pub fn of(kind: &'static str, names: &[String]) -> Option<Counted> {
        let (_, column) = COUNTED.iter().find(|(counted, _)| *counted == kind)?;
        Some(Counted {
            kind,
            decides: names.iter().position(|name| name == column)?,
            held: [
                "SELECT area_id FROM ",
                kind,
                " WHERE id = ?1 AND ",
                column,
                " = ''",
            ]
            .concat(),
        })
    }
}

/// Changes of the counts on their way into the store: they are written together.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    changes: BTreeMap<(String, &'static str), i64>,
}

impl Counts {
    /// Before the row with this id is replaced or deleted.
    pub fn leaves(
        &mut self,
        connection: &Connection,
        counted: &Counted,
        id: &str,
    ) -> Result<(), StoreError> {
        let area: Option<String> = connection
            .prepare_cached(&counted.held)?
            .query_row([id], |row| row.get("area_id"))
            .optional()?;
        if let Some(area) = area {
            self.add(area, counted.kind, -1);
        }
        Ok(())
    }

    /// When a row with these values is written.
    pub fn comes(&mut self, counted: &Counted, values: &[Sql]) {
        let text = |at: usize| match values.get(at) {
            Some(Sql::Text(text)) => Some(text),
            _ => None,
        };
        let counts = text(counted.decides).is_some_and(String::is_empty);
        if let (true, Some(area)) = (counts, text(values.len().wrapping_sub(2))) {
            self.add(area.clone(), counted.kind, 1);
        }
    }

    fn add(&mut self, area: String, kind: &'static str, by: i64) {
        *self.changes.entry((area, kind)).or_default() += by;
    }

    /// Writes what was kept.
    pub fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        for ((area, kind), by) in std::mem::take(&mut self.changes) {
            if by != 0 {
                connection
                    .prepare_cached(
                        "INSERT INTO area_count (area_id, kind, number) VALUES (?1, ?2, ?3)
                         ON CONFLICT (area_id, kind) DO UPDATE SET number = number + ?3",
                    )?
                    .execute(params![area, kind, by])?;
            }
        }
        Ok(())
    }
}

/// Counts everything anew.
pub(crate) fn build(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM area_count", [])?;
    Ok(connection.execute_batch(include_str!("counts.sql"))?)
}

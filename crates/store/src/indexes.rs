//! The indexes of the tables that screens query, left out while a new laptop reads everything for the first time. Filling a table and then
//! its indexes is several times faster than filling both row by row, and until then there is nothing to query.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::state;

/// Under this name the store keeps the statements that make the indexes again.
const LEFT_OUT: &str = "indexes_left_out";

/// What derives from a row asks by these for every row: without them each would read a whole table.
const ASKED_MEANWHILE: [&str; 5] = [
    "people_merged",
    "residences_person",
    "residences_room",
    "declarations_residence",
    "rooms_building",
];

/// Leaves out all indexes of registered kinds and of what is due, but those that are needed meanwhile.
pub(crate) fn drop(connection: &Connection) -> Result<(), StoreError> {
    let all: Vec<(String, String, String)> = {
        let mut statement = connection.prepare(
            "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    let mut left_out = Vec::new();
    for (name, table, sql) in all {
        let kept = ASKED_MEANWHILE.contains(&name.as_str());
        if !kept && (domain::register::kind(&table).is_some() || table == "stay_due") {
            connection.execute_batch(&["DROP INDEX ", &name].concat())?;
            left_out.push(sql);
        }
    }
    state::set(connection, LEFT_OUT, &serde_json::to_string(&left_out)?)
}

/// Makes again what was left out.
pub(crate) fn create(connection: &Connection) -> Result<(), StoreError> {
    let left_out = state::text(connection, LEFT_OUT)?;
    if left_out.is_empty() {
        return Ok(());
    }
    let left_out: Vec<String> = serde_json::from_str(&left_out)?;
    for sql in left_out {
        connection.execute_batch(&sql)?;
    }
    state::set(connection, LEFT_OUT, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::migrate;

    #[test]
    fn what_derives_from_a_row_reads_no_whole_table_while_indexes_are_left_out() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        drop(&connection).unwrap();
        let due = [include_str!("stays.sql"), "WHERE s.id = ?1"].concat();
        for sql in [
            due.as_str(),
            "SELECT 1 FROM people WHERE merged_into = ?1 AND merged_into <> ''",
            "SELECT id FROM residences WHERE person = ?1",
            "SELECT id FROM rooms WHERE building = ?1",
            include_str!("shadows.sql"),
        ] {
            let mut plan = connection
                .prepare(&["EXPLAIN QUERY PLAN ", sql].concat())
                .unwrap();
            let steps = plan.query_map(["x"], |row| row.get("detail")).unwrap();
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            let whole = |step: &&String| {
                step.starts_with("SCAN") && *step != "SCAN CONSTANT ROW" && *step != "SCAN m"
            };
            assert_eq!(steps.iter().find(whole), None, "{sql}: {steps:#?}");
        }
    }
}

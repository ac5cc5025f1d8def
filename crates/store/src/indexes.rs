//! The indexes of the tables that screens query, left out while a new laptop reads everything for the first time. Filling a table and then
//! its indexes is several times faster than filling both row by row, and until then there is nothing to query.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::state;

/// Under this name the store keeps the statements that make the indexes again.
const LEFT_OUT: &str = "indexes_left_out";

/// Leaves out all indexes of registered kinds and of what is due.
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
        if domain::register::kind(&table).is_some() || table == "stay_due" {
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

//! Forgetting what the station has erased: not only the record, also what this laptop wrote of it, drafted of it and could take back.
//! The record itself goes when the station says that it left (`laptop::scopes`).

use domain::fields::{self, Fields};
use rusqlite::{Connection, params};

use crate::error::StoreError;

/// How long it is remembered that a record was erased, ms: longer than any journal or backup that could bring it back, 15 months.
const REMEMBERED_MS: i64 = 456 * 86_400_000;

/// After the station told which records it erased.
pub(crate) fn after_told(connection: &Connection, told: &Fields) -> Result<(), StoreError> {
    let at = fields::int(told, "at").unwrap_or_default();
    let rows = serde_json::to_string(&fields::texts(told, "records"))?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO erased (row, at) SELECT value, ?2 FROM json_each(?1)",
        )?
        .execute(params![rows, at])?;
    // Operations stay as numbers in the journal: the station and this laptop know each other by them.
    for forget in [
        "UPDATE op SET fields = '{}' WHERE settled_at > 0 AND row IN (SELECT value FROM json_each(?1))",
        "UPDATE op SET fields = '{}' WHERE settled_at > 0 AND kind IN ('residences', 'declarations', 'contacts')
         AND fields ->> 'person' IN (SELECT value FROM json_each(?1))",
        "DELETE FROM import_said WHERE row IN (SELECT value FROM json_each(?1))",
        "DELETE FROM import_change WHERE row IN (SELECT value FROM json_each(?1))",
        "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(draft.key, value) > 0 OR instr(draft.fields, value) > 0)",
        "DELETE FROM undo WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(undo.changes, value) > 0)",
    ] {
        connection.prepare_cached(forget)?.execute([&rows])?;
    }
    Ok(())
}

/// After a round has settled operations: what they said of erased records goes too.
pub(crate) fn after_settling(connection: &Connection, now: i64) -> Result<(), StoreError> {
    for forget in [
        "UPDATE op SET fields = '{}' WHERE settled_at = ?1 AND row IN (SELECT row FROM erased)",
        "UPDATE op SET fields = '{}' WHERE settled_at = ?1 AND kind IN ('residences', 'declarations', 'contacts')
         AND fields ->> 'person' IN (SELECT row FROM erased)",
    ] {
        connection.prepare_cached(forget)?.execute([now])?;
    }
    connection.execute(
        "DELETE FROM erased WHERE at < ?1",
        [now.saturating_sub(REMEMBERED_MS)],
    )?;
    Ok(())
}

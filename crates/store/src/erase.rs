//! Forgetting what the station has erased: not only the record, also what this laptop wrote of it, drafted of it and could take back.
//! The record itself goes when the station says that it left (`laptop::scopes`).

use domain::fields::{self, Fields};
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::laptop::drop_copy;
use crate::project::project;
use crate::state;
use crate::write::Write;

/// How long it is remembered that a record was erased, ms: longer than any journal or backup that could bring it back, 15 months.
const REMEMBERED_MS: i64 = 456 * 86_400_000;

/// What stands for the content of a copy whose period is over while the station cannot be reached. Its hash stays that of the station's
/// copy, so both still count the same rows.
const HIDDEN: &str = r#"{"_deleted":true,"_hidden":true}"#;
/// Whether there are such copies.
const ANY_HIDDEN: &str = "any_hidden";

/// After the station told which records it erased.
pub(crate) fn after_told(connection: &Connection, told: &Fields) -> Result<(), StoreError> {
    let at = fields::int(told, "at").unwrap_or_default();
    let rows = serde_json::to_string(&fields::texts(told, "records"))?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO erased (row, at) SELECT value, ?2 FROM json_each(?1)",
        )?
        .execute(params![rows, at])?;
    forget_traces(connection, &rows)
}

/// What this laptop keeps of records beside them; `rows` is a JSON list.
fn forget_traces(connection: &Connection, rows: &str) -> Result<(), StoreError> {
    if sync::plant::is("journal_remembers") {
        return Ok(());
    }
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
        connection.prepare_cached(forget)?.execute([rows])?;
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

/// Takes records from this laptop whose period is over, with all their traces, until the station says what became of them.
pub(crate) fn hide(write: &mut Write<'_>, rows: &[String]) -> Result<(), StoreError> {
    for row in rows {
        let (connection, drawn) = write.drawing();
        connection
            .prepare_cached("UPDATE srv SET body = ?2 WHERE id = ?1")?
            .execute(params![row, HIDDEN])?;
        project(connection, row, drawn)?;
    }
    let connection = write.connection();
    forget_traces(connection, &serde_json::to_string(rows)?)?;
    state::set(connection, ANY_HIDDEN, "1")
}

/// The station was reached and has erased what was due. What it kept all the same is read again: without its copy the digests differ.
pub(crate) fn show_what_is_kept(write: &mut Write<'_>) -> Result<(), StoreError> {
    if state::number(write.connection(), ANY_HIDDEN)? == 0 {
        return Ok(());
    }
    let rows: Vec<String> = {
        let connection = write.connection();
        let mut statement = connection.prepare("SELECT id FROM srv WHERE body = ?1")?;
        let rows = statement.query_map([HIDDEN], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for row in rows {
        drop_copy(write, &row)?;
    }
    state::set(write.connection(), ANY_HIDDEN, "0")
}

//! Scopes this laptop is given or loses, and the rows that come and go with them.

use rusqlite::{Connection, params};
use sync::plant;
use sync::wire::{Leave, Page};

use super::copies::{copy_of, count, drop_copy, reproject};
use crate::error::StoreError;
use crate::state;
use crate::write::Write;

/// Scopes granted anew begin at 0. Rows of scopes that were taken away disappear at once; what waits in `op` stays.
pub(super) fn take_scopes(write: &mut Write<'_>, page: &Page) -> Result<(), StoreError> {
    let connection = write.connection();
    state::set(connection, "scope_version", &page.scope_version.to_string())?;
    let held: Vec<String> = {
        let mut statement = connection.prepare("SELECT name FROM scope WHERE held = 1")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for scope in &page.scopes {
        if !held.contains(scope) {
            write.connection().execute(
                "INSERT INTO scope (name, held) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET held = 1, cursor = 0",
                [scope],
            )?;
            // What this laptop made there while the scope was away is shown again.
            for row in waiting_rows_in(write.connection(), scope)? {
                reproject(write, &row)?;
            }
            touch_all(write);
        }
    }
    for scope in held {
        if !page.scopes.contains(&scope) {
            write.connection().execute(
                "UPDATE scope SET held = 0, cursor = 0 WHERE name = ?1",
                [&scope],
            )?;
            if plant::is("purge_pending") {
                write.connection().execute(
                    "DELETE FROM op WHERE scope = ?1 AND settled_at = 0",
                    [&scope],
                )?;
            }
            for id in rows_in(write.connection(), &scope)? {
                if !plant::is("lost_area_kept") {
                    drop_if_out_of_scope(write, &id)?;
                }
            }
            for id in waiting_rows_in(write.connection(), &scope)? {
                reproject(write, &id)?;
            }
            touch_all(write);
        }
    }
    Ok(())
}

pub(super) fn touch_all(write: &mut Write<'_>) {
    for kind in domain::register::kinds() {
        write.touch(kind.name);
    }
}

pub(super) fn waiting_rows_in(
    connection: &Connection,
    scope: &str,
) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare("SELECT DISTINCT row FROM op WHERE scope = ?1 AND settled_at = 0")?;
    let rows = statement.query_map([scope], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn rows_in(connection: &Connection, scope: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id FROM srv WHERE EXISTS (SELECT 1 FROM json_each(srv.scopes) WHERE value = ?1)",
    )?;
    let rows = statement.query_map([scope], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn take_leave(write: &mut Write<'_>, leave: &Leave) -> Result<(), StoreError> {
    let connection = write.connection();
    let Some(held) = copy_of(connection, &leave.id)? else {
        return Ok(());
    };
    // A copy newer than the leaving knows its scopes already.
    if held.seq >= leave.seq || !held.scopes.contains(&leave.scope) {
        return Ok(());
    }
    count(
        connection,
        std::slice::from_ref(&leave.scope),
        -1,
        held.hash,
    )?;
    let left: Vec<&String> = held
        .scopes
        .iter()
        .filter(|scope| **scope != leave.scope)
        .collect();
    connection
        .prepare_cached("UPDATE srv SET scopes = ?2 WHERE id = ?1")?
        .execute(params![leave.id, serde_json::to_string(&left)?])?;
    drop_if_out_of_scope(write, &leave.id)
}

pub(super) fn drop_if_out_of_scope(write: &mut Write<'_>, id: &str) -> Result<(), StoreError> {
    let connection = write.connection();
    let Some(held) = copy_of(connection, id)? else {
        return Ok(());
    };
    for scope in &held.scopes {
        let granted: bool = connection
            .prepare_cached("SELECT 1 FROM scope WHERE name = ?1 AND held = 1")?
            .exists([scope])?;
        if granted {
            return reproject(write, id);
        }
    }
    drop_copy(write, id)
}

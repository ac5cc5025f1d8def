//! The station's copies of rows, and the digests of their scopes.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::project::project;
use crate::write::Write;

/// What is known of a copy without its content.
pub(super) struct Copy {
    pub epoch: i64,
    pub seq: i64,
    pub scopes: Vec<String>,
    pub hash: i64,
}

pub(super) fn copy_of(connection: &Connection, id: &str) -> Result<Option<Copy>, StoreError> {
    let found = connection
        .prepare_cached("SELECT epoch, seq, scopes, hash FROM srv WHERE id = ?1")?
        .query_row([id], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<_, String>(2)?,
                row.get(3)?,
            ))
        })
        .optional()?;
    Ok(match found {
        None => None,
        Some((epoch, seq, scopes, hash)) => Some(Copy {
            epoch,
            seq,
            scopes: serde_json::from_str(&scopes)?,
            hash,
        }),
    })
}

/// Adds to or takes from the digests of scopes. The sums wrap.
pub(super) fn count(
    connection: &Connection,
    scopes: &[String],
    rows: i64,
    hash: i64,
) -> Result<(), StoreError> {
    let sum = if rows > 0 { hash } else { hash.wrapping_neg() };
    scopes
        .iter()
        .try_for_each(|scope| add_to_sum(connection, scope, rows, sum))
}

pub(super) fn add_to_sum(
    connection: &Connection,
    scope: &str,
    rows: i64,
    sum: i64,
) -> Result<(), StoreError> {
    let held: i64 = connection
        .prepare_cached("SELECT hash_sum FROM scope WHERE name = ?1")?
        .query_row([scope], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    connection
        .prepare_cached(
            "INSERT INTO scope (name, row_count, hash_sum) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET row_count = row_count + ?2, hash_sum = ?3",
        )?
        .execute(params![scope, rows, held.wrapping_add(sum)])?;
    Ok(())
}

pub(crate) fn drop_copy(write: &mut Write<'_>, id: &str) -> Result<(), StoreError> {
    let connection = write.connection();
    if let Some(held) = copy_of(connection, id)? {
        count(connection, &held.scopes, -1, held.hash)?;
        connection
            .prepare_cached("DELETE FROM srv WHERE id = ?1")?
            .execute([id])?;
    }
    reproject(write, id)
}

pub(super) fn reproject(write: &mut Write<'_>, id: &str) -> Result<(), StoreError> {
    let (connection, drawn) = write.drawing();
    project(connection, id, drawn)
}

//! What a person said the columns of a file are, remembered for the next file with the same header, on this laptop only.

use domain::ids;
use rusqlite::{Connection, OptionalExtension, params};
use store::Write;

use super::forms::ImportMapped;
use crate::error::AppError;
use crate::imports::{Column, Field, ImportAs};

/// Lays what a person said over what the headings say. Refused columns stay refused; a field is read from one column, the first that is
/// said to hold it.
pub(super) fn lay_over(columns: &mut [Column], said: &[ImportMapped], import_as: ImportAs) {
    let allowed = Field::of(import_as);
    let mut taken = Vec::new();
    for column in columns.iter_mut() {
        if let Some(said) = said.iter().find(|said| said.column == column.column) {
            column.field = said.field;
        }
        column.field = column
            .field
            .filter(|field| !column.refused && allowed.contains(field) && !taken.contains(field));
        taken.extend(column.field);
    }
}

pub(super) fn said(columns: &[Column]) -> Vec<ImportMapped> {
    columns
        .iter()
        .map(|column| ImportMapped {
            column: column.column.clone(),
            field: column.field,
        })
        .collect()
}

/// What was said of this header, if anything was.
pub(super) fn recall(
    connection: &Connection,
    columns: &[Column],
    import_as: ImportAs,
) -> Result<Option<Vec<ImportMapped>>, AppError> {
    let found: Option<String> = connection
        .prepare_cached("SELECT columns FROM import_mapping WHERE header = ?1")?
        .query_row([key(columns, import_as)], |row| row.get("columns"))
        .optional()?;
    // One that an older program wrote with words unknown now counts as none.
    Ok(found.and_then(|found| serde_json::from_str(&found).ok()))
}

/// Remembers what was said of this header, or with none forgets it.
pub(super) fn remember(
    write: &mut Write<'_>,
    columns: &[Column],
    import_as: ImportAs,
    by_hand: bool,
) -> Result<(), AppError> {
    let key = key(columns, import_as);
    let connection = write.connection();
    if !by_hand {
        connection.execute("DELETE FROM import_mapping WHERE header = ?1", [key])?;
        return Ok(());
    }
    let said = serde_json::to_string(&said(columns)).map_err(store::StoreError::from)?;
    connection.execute(
        "INSERT OR REPLACE INTO import_mapping (header, columns, at) VALUES (?1, ?2, ?3)",
        params![key, said, write.now()],
    )?;
    Ok(())
}

/// Headers may be anything somebody typed, so that they are not stored themselves.
fn key(columns: &[Column], import_as: ImportAs) -> String {
    let headers = columns.iter().map(|column| column.header.trim());
    let parts: Vec<&str> = std::iter::once(import_as.as_str()).chain(headers).collect();
    ids::derived(&parts)
}

use domain::register::{self, FieldType};
use domain::{FieldSpec, Fields};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};

use super::{RecordView, mask};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::people;

/// A record with its numbers masked.
///
/// # Errors
/// `unknown_kind`, or `not_found` if the row is not on this laptop; `purpose_needed` for a person who is not open.
pub fn get(desk: &Desk, kind: &str, id: &str) -> Result<RecordView, AppError> {
    if kind == "people" {
        people::check_open(desk, id)?;
    }
    masked(desk, kind, id)
}

/// A record as [`get`] shows it, for comparing with what a form sends back; it is shown to nobody.
///
/// # Errors
/// `unknown_kind`, or `not_found` if the row is not on this laptop.
pub fn masked(desk: &Desk, kind: &str, id: &str) -> Result<RecordView, AppError> {
    desk.read(|connection| {
        let mut fields = row(connection, kind, id)?.ok_or_else(|| AppError::new("not_found"))?;
        let row_field = fields
            .get("field")
            .and_then(Value::as_str)
            .map(str::to_owned);
        mask::mask(&mut fields, row_field.as_deref());
        Ok(RecordView {
            id: id.to_owned(),
            kind: kind.to_owned(),
            fields,
            base: due::base_of(connection, id)?,
        })
    })
}

/// The fields of a row as screens see it, unmasked; none if it is not on this laptop.
pub(crate) fn row(
    connection: &Connection,
    kind: &str,
    id: &str,
) -> Result<Option<Fields>, AppError> {
    let spec = register::kind(kind).ok_or_else(|| AppError::at("unknown_kind", kind))?;
    // The name comes from the register, not from the caller.
    let sql = ["SELECT * FROM ", spec.name, " WHERE id = ?1"].concat();
    let fields = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| {
            let mut fields = Fields::new();
            for field in &spec.fields {
                if let Some(value) = value(row, field)? {
                    fields.insert(field.name.to_owned(), value);
                }
            }
            Ok(fields)
        })
        .optional()?;
    Ok(fields)
}

fn value(row: &Row<'_>, field: &FieldSpec) -> rusqlite::Result<Option<Value>> {
    let columns = field.columns();
    match &field.kind {
        FieldType::Object(parts) => {
            let mut object = Fields::new();
            for (part, (column, _)) in parts.iter().zip(&columns) {
                let value = if *part == "at" {
                    due::some_time(row.get(column.as_str())?).map(Value::from)
                } else {
                    due::some(row.get(column.as_str())?).map(Value::from)
                };
                if let Some(value) = value {
                    object.insert((*part).to_owned(), value);
                }
            }
            Ok(Some(object)
                .filter(|object| !object.is_empty())
                .map(Value::Object))
        }
        kind => plain(row, kind, &columns[0].0),
    }
}

fn plain(row: &Row<'_>, kind: &FieldType, column: &str) -> rusqlite::Result<Option<Value>> {
    Ok(match kind {
        FieldType::Time => due::some_time(row.get(column)?).map(Value::from),
        FieldType::Int => Some(row.get::<_, i64>(column)?.into()),
        FieldType::Bool => Some((row.get::<_, i64>(column)? != 0).into()),
        FieldType::Json | FieldType::Refs(_) => due::some(row.get(column)?)
            .map(|text| serde_json::from_str(&text).unwrap_or_else(|_| json!(text))),
        _ => due::some(row.get(column)?).map(Value::from),
    })
}

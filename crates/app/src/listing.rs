//! Records of any kind as they are stored, for the headless laptop and for automation. Numbers of persons are masked, always.

use domain::register::{self, FieldType};
use domain::{Fields, identity, phones};
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::desk::Desk;
use crate::error::AppError;

/// Up to `limit` (at most 10,000) rows of a kind, newest first, of one area or all.
///
/// # Errors
/// `unknown_kind`.
pub fn list(
    desk: &Desk,
    kind: &str,
    area: Option<&str>,
    limit: u32,
) -> Result<Vec<Fields>, AppError> {
    let spec = register::kind(kind)
        .ok_or_else(|| AppError::at("unknown_kind", kind).in_language(desk.language))?;
    let mut columns: Vec<(String, Option<FieldType>)> = vec![("id".to_owned(), None)];
    for field in &spec.fields {
        columns.extend(
            field
                .columns()
                .into_iter()
                .map(|(column, _)| (column, Some(field.kind.clone()))),
        );
    }
    columns.push(("area_id".to_owned(), None));
    columns.push(("pending".to_owned(), None));
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    // Names come from the register, never from the caller.
    let sql = [
        "SELECT ",
        &names.join(", "),
        " FROM ",
        spec.name,
        " WHERE ?1 = '' OR area_id = ?1 ORDER BY id DESC LIMIT ?2",
    ]
    .concat();
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query((area.unwrap_or(""), limit.min(10_000)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let mut record = Fields::new();
            for (name, kind) in &columns {
                let value = row.get_ref(name.as_str())?;
                if let Some(value) = shown(name, kind.as_ref(), value) {
                    record.insert(name.clone(), value);
                }
            }
            found.push(record);
        }
        Ok(found)
    })
}

/// A value ready to show; none for what is absent.
fn shown(name: &str, kind: Option<&FieldType>, value: ValueRef<'_>) -> Option<Value> {
    match value {
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            if text.is_empty() {
                return None;
            }
            Some(match (name, kind) {
                ("document_number", _) => identity::mask_number(text).into(),
                ("phone" | "phone2", _) => phones::mask_phone(text).into(),
                // What a conflict or a refused edit holds may be a number: it is looked at in its own page.
                (_, Some(FieldType::Json)) => "…".into(),
                (_, Some(FieldType::Refs(_))) => serde_json::from_str(text).unwrap_or_default(),
                _ => text.into(),
            })
        }
        ValueRef::Integer(number) => match kind {
            Some(FieldType::Bool) => Some((number != 0).into()),
            Some(FieldType::Time) if number == 0 => None,
            _ => Some(number.into()),
        },
        _ => None,
    }
}

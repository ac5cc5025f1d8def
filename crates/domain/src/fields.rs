//! The fields of one record as they travel: a JSON object of top-level values, each of which merges as one.

use serde_json::Value;

/// Field name → value. `Null` clears a field. An object value (a document, an address, a state) merges as one.
pub type Fields = serde_json::Map<String, Value>;

/// Marks a row as deleted; the only field that belongs to no kind.
pub const DELETED: &str = "_deleted";

/// The text of a field, or of a part of it by a dotted path (`document.number`); empty texts count as absent.
pub fn text<'a>(fields: &'a Fields, path: &str) -> Option<&'a str> {
    at(fields, path)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// The whole number at a path.
pub fn int(fields: &Fields, path: &str) -> Option<i64> {
    at(fields, path).and_then(Value::as_i64)
}

/// The yes or no at a path; absent counts as no.
pub fn flag(fields: &Fields, path: &str) -> bool {
    at(fields, path).and_then(Value::as_bool).unwrap_or(false)
}

/// The list of texts at a path; absent counts as empty.
pub fn texts<'a>(fields: &'a Fields, path: &str) -> Vec<&'a str> {
    at(fields, path)
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default()
}

/// The value at a dotted path.
pub fn at<'a>(fields: &'a Fields, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let first = fields.get(parts.next()?)?;
    parts
        .try_fold(first, |value, part| value.get(part))
        .filter(|value| !value.is_null())
}

/// Whether the row counts as deleted.
pub fn is_deleted(fields: &Fields) -> bool {
    flag(fields, DELETED)
}

/// Lays `change` over `fields`; a `Null` stays as a clearing mark so that it can travel.
pub fn overlay(fields: &mut Fields, change: &Fields) {
    for (name, value) in change {
        fields.insert(name.clone(), value.clone());
    }
}

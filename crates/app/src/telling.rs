//! Fields and their values in words, masked where a number is masked: how two values of one field, or an edit that was not accepted, are
//! put before a person.

use domain::Fields;
use domain::register::{self, FieldType};
use rusqlite::Connection;
use serde_json::Value;

use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::saying;
use crate::syncing::naming;

/// The word for a field of a kind; the word for the deletion mark too.
pub(crate) fn field_word(desk: &Desk, field: &str) -> String {
    if field == domain::fields::DELETED {
        return desk.say("telling.deletion", &[]);
    }
    crate::words::find(desk.language, &["field.", field].concat(), &[])
        .unwrap_or_else(|| desk.say("field.other", &[]))
}

/// The list of codes a part of a composite value is spelled from.
pub(crate) fn codes_of_part(kind: &str, field: &str, part: &str) -> Option<&'static str> {
    match (kind, field, part) {
        (_, "document", "type") => Some("document_type"),
        ("declarations", "status", "state") => Some("declaration_state"),
        ("broadcasts", "status", "state") => Some("broadcast_state"),
        (_, "result", "outcome") => Some("dispute_outcome"),
        _ => None,
    }
}

/// A value of a field in words.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn value_words(
    connection: &Connection,
    desk: &Desk,
    (kind, field): (&str, &str),
    value: &Value,
) -> Result<String, AppError> {
    if field == domain::fields::DELETED {
        let key = if value.as_bool() == Some(true) {
            "telling.deleted"
        } else {
            "telling.not_deleted"
        };
        return Ok(desk.say(key, &[]));
    }
    let spec = register::kind(kind).and_then(|kind| kind.field(field));
    let said = match (spec.map(|field| &field.kind), value) {
        (Some(FieldType::Object(parts)), Value::Object(values)) => {
            let mut said = Vec::new();
            for part in parts {
                if let Some(value) = values.get(*part) {
                    said.push(part_words(connection, desk, (kind, field, part), value)?);
                }
            }
            said.retain(|part| !part.is_empty());
            said.join(" ")
        }
        (Some(FieldType::Refs(kind)), Value::Array(ids)) => {
            let mut names = Vec::new();
            for id in ids.iter().filter_map(Value::as_str) {
                names.push(naming::name(connection, desk, (kind, id), None)?);
            }
            names.join(&desk.say("saying.comma", &[]))
        }
        (Some(FieldType::Ref(kind)), Value::String(id)) if !id.is_empty() => {
            naming::name(connection, desk, (kind, id), None)?
        }
        (Some(FieldType::Code(list)), Value::String(code)) => desk.label(list, code).to_owned(),
        (Some(FieldType::Time), Value::Number(at)) => moment(desk, at.as_i64()),
        (Some(FieldType::Date), Value::String(day)) => {
            saying::stored_day(desk.language, day, desk.today())
        }
        (_, other) => plain(desk, field, other),
    };
    Ok(if said.is_empty() {
        desk.say("telling.empty", &[])
    } else {
        said
    })
}

fn part_words(
    connection: &Connection,
    desk: &Desk,
    (kind, field, part): (&str, &str, &str),
    value: &Value,
) -> Result<String, AppError> {
    Ok(match (part, value) {
        ("by", Value::String(user)) if !user.is_empty() => {
            naming::name(connection, desk, ("users", user), None)?
        }
        ("at", Value::Number(at)) => moment(desk, at.as_i64()),
        // The number of a house is no number of a person.
        ("number", Value::String(number)) if field == "document" => due::masked_number(number),
        (_, Value::String(code)) => match codes_of_part(kind, field, part) {
            Some(list) => desk.label(list, code).to_owned(),
            None => code.clone(),
        },
        (_, other) => plain(desk, part, other),
    })
}

fn moment(desk: &Desk, at: Option<i64>) -> String {
    at.map_or_else(String::new, |at| {
        saying::moment(desk.language, at, desk.now())
    })
}

fn plain(desk: &Desk, field: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if matches!(field, "phone" | "phone2") => due::masked_phone(text),
        Value::String(text) if matches!(field, "document" | "number") => due::masked_number(text),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => desk.say(if *yes { "telling.yes" } else { "telling.no" }, &[]),
        Value::Number(number) => number.to_string(),
        // A shape that this version does not know is not shown: it may hold a number.
        Value::Array(_) | Value::Object(_) => "…".to_owned(),
    }
}

/// The value of a field in a row; null when it is absent.
pub(crate) fn value_of(row: &Fields, field: &str) -> Value {
    row.get(field).cloned().unwrap_or(Value::Null)
}

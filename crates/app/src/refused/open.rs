use domain::fields::DELETED;
use domain::register::{self, FieldType};
use domain::{FieldSpec, codes};
use rusqlite::Connection;
use serde_json::Value;

use super::sent::{self, Sent};
use super::{ResendField, ResendOption, ResendPage, ResendRecord, list};
use crate::desk::Desk;
use crate::error::AppError;
use crate::syncing::naming::name;
use crate::telling;

/// From this length on a text is typed into several lines.
const LONG: usize = 200;

/// An action opened for correcting: each of its values, numbers masked.
///
/// # Errors
/// `not_found` if it is not on this laptop or was dealt with.
pub fn open(desk: &Desk, refused: &str) -> Result<ResendPage, AppError> {
    desk.read(|connection| {
        let action = sent::action(connection, refused)?;
        if action.is_empty() {
            return Err(AppError::new("not_found"));
        }
        Ok(ResendPage {
            refused: refused.to_owned(),
            reason: list::reason(desk, &action),
            records: action
                .iter()
                .map(|sent| record(connection, desk, sent))
                .collect::<Result<_, _>>()?,
        })
    })
}

fn record(connection: &Connection, desk: &Desk, sent: &Sent) -> Result<ResendRecord, AppError> {
    let what = name(
        connection,
        desk,
        (&sent.kind, &sent.row),
        Some(&sent.fields),
    )?;
    let kind = desk.say(&["kind.", &sent.kind].concat(), &[]);
    let mut fields = Vec::new();
    for field in register::kind(&sent.kind)
        .iter()
        .flat_map(|kind| &kind.fields)
    {
        // What a new record lacks can be added; of a change only what it touched is shown.
        if sent.create || sent.fields.contains_key(field.name) {
            fields.extend(inputs(connection, desk, sent, field)?);
        }
    }
    if sent.fields.contains_key(DELETED) {
        let value = telling::value_of(&sent.fields, DELETED);
        let shown = telling::value_words(connection, desk, (&sent.kind, DELETED), &value)?;
        fields.push(ResendField {
            label: telling::field_word(desk, DELETED),
            ..fixed(DELETED, shown)
        });
    }
    Ok(ResendRecord {
        refused: sent.refused.clone(),
        title: if what == kind {
            kind
        } else {
            [&kind, " ", &what].concat()
        },
        fields,
    })
}

fn fixed(path: &str, shown: String) -> ResendField {
    ResendField {
        path: path.to_owned(),
        label: String::new(),
        input: "fixed".to_owned(),
        value: String::new(),
        shown,
        options: vec![],
    }
}

/// The inputs of one field; a composite value has one for each part that people type.
fn inputs(
    connection: &Connection,
    desk: &Desk,
    sent: &Sent,
    field: &FieldSpec,
) -> Result<Vec<ResendField>, AppError> {
    let value = telling::value_of(&sent.fields, field.name);
    let label = telling::field_word(desk, field.name);
    let shown = telling::value_words(connection, desk, (&sent.kind, field.name), &value)?;
    Ok(match &field.kind {
        FieldType::Object(parts) if !parts.contains(&"at") => parts
            .iter()
            .map(|part| part_input(desk, sent, field, part))
            .collect(),
        FieldType::Text | FieldType::Date | FieldType::Code(_) => {
            let text = value.as_str().unwrap_or_default();
            vec![typed(
                desk,
                field.name.to_owned(),
                label,
                (text, shown),
                field,
            )]
        }
        // References and times are not typed; one that says something is shown.
        FieldType::Ref(_) | FieldType::Refs(_) if value.is_null() => vec![],
        FieldType::Ref(_) if !matches!(field.name, "guardian" | "landlord" | "room") => vec![],
        _ if value.is_null() => vec![],
        _ => vec![ResendField {
            label,
            ..fixed(field.name, shown)
        }],
    })
}

fn typed(
    desk: &Desk,
    path: String,
    label: String,
    (text, shown): (&str, String),
    field: &FieldSpec,
) -> ResendField {
    let (input, list) = match &field.kind {
        FieldType::Date => ("date", None),
        FieldType::Code(list) => ("code", Some(*list)),
        _ if field.max > LONG => ("long", None),
        _ => ("text", None),
    };
    let masked = matches!(field.name, "phone" | "phone2");
    ResendField {
        path,
        label,
        input: input.to_owned(),
        value: if masked {
            String::new()
        } else {
            text.to_owned()
        },
        shown,
        options: list.map(|list| options(desk, list)).unwrap_or_default(),
    }
}

fn part_input(desk: &Desk, sent: &Sent, field: &FieldSpec, part: &str) -> ResendField {
    let path = [field.name, ".", part].concat();
    let text = domain::fields::text(&sent.fields, &path).unwrap_or_default();
    let list = telling::codes_of_part(&sent.kind, field.name, part);
    let masked = path == "document.number";
    let word = crate::words::find(
        desk.language,
        &["field.", field.name, "_", part].concat(),
        &[],
    );
    ResendField {
        label: word.unwrap_or_else(|| telling::field_word(desk, part)),
        input: if list.is_some() { "code" } else { "text" }.to_owned(),
        value: if masked {
            String::new()
        } else {
            text.to_owned()
        },
        shown: match list {
            Some(list) => desk.label(list, text).to_owned(),
            None if masked => crate::due::masked_number(text),
            None => text.to_owned(),
        },
        options: list.map(|list| options(desk, list)).unwrap_or_default(),
        path,
    }
}

fn options(desk: &Desk, list: &str) -> Vec<ResendOption> {
    codes::list(list)
        .iter()
        .map(|code| ResendOption {
            value: code.code.clone(),
            label: desk.label(list, &code.code).to_owned(),
        })
        .collect()
}

/// Whether a path names a value that a correction may set.
pub(super) fn is_typed(kind: &str, path: &str) -> bool {
    let (name, part) = path.split_once('.').unwrap_or((path, ""));
    register::kind(kind)
        .and_then(|kind| kind.field(name))
        .is_some_and(|field| match &field.kind {
            FieldType::Object(parts) => !parts.contains(&"at") && parts.contains(&part),
            FieldType::Text | FieldType::Date | FieldType::Code(_) => part.is_empty(),
            _ => false,
        })
}

/// Sets a value at a path; an empty one is cleared.
pub(super) fn set(fields: &mut domain::Fields, path: &str, typed: &str) {
    let value = match typed.trim() {
        "" => Value::Null,
        text => text.into(),
    };
    match path.split_once('.') {
        None => {
            fields.insert(path.to_owned(), value);
        }
        Some((name, part)) => {
            let whole = fields
                .entry(name)
                .or_insert_with(|| Value::Object(domain::Fields::new()));
            if !whole.is_object() {
                *whole = Value::Object(domain::Fields::new());
            }
            if let Some(parts) = whole.as_object_mut() {
                parts.insert(part.to_owned(), value);
                parts.retain(|_, part| !part.is_null());
            }
        }
    }
    // A composite value without parts is none.
    fields.retain(|_, value| value.as_object().is_none_or(|parts| !parts.is_empty()));
}

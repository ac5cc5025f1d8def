use domain::register::{self, Scope};
use domain::{Fields, identity, names, phones};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use store::Edit;

use super::{RecordForm, mask};
use crate::desk::{Desk, Done};
use crate::error::AppError;

/// Saves the touched fields of a record, or makes a new one in the area that its fields name or its parent lies in.
///
/// # Errors
/// `masked_number` if a form sends back what it was shown masked, `not_found`, or a rule's refusal.
pub fn put(desk: &Desk, form: RecordForm) -> Result<Done, AppError> {
    desk.write("done.saved", |write| {
        if mask::holds_masked_number(&form.fields) {
            return Err(AppError::new("masked_number"));
        }
        let fields = tidied(form.fields);
        let edit = match form.id {
            Some(id) => Edit::change(&form.kind, &id, form.base.map(Into::into), fields),
            None => Edit {
                kind: form.kind.clone(),
                id: None,
                scope: Some(scope_of(write.connection(), &form.kind, &fields)?),
                fields,
                base: None,
            },
        };
        Ok(Some(write.put(edit)?))
    })
}

/// The stored spelling of names and numbers, so that the same person is found again.
pub(crate) fn tidied(mut fields: Fields) -> Fields {
    if let Some(Value::String(name)) = fields.get_mut("name") {
        *name = names::read(name).0;
    }
    for phone in mask::PHONES {
        if let Some(Value::String(number)) = fields.get_mut(phone)
            && let Some(stored) = phones::read(number).0
        {
            *number = stored;
        }
    }
    if let Some(Value::Object(document)) = fields.get_mut("document")
        && let Some(Value::String(number)) = document.get_mut("number")
    {
        *number = identity::normalise(number);
    }
    fields
}

/// Scope of a new row.
fn scope_of(connection: &Connection, kind: &str, fields: &Fields) -> Result<String, AppError> {
    let spec = register::kind(kind).ok_or_else(|| AppError::at("unknown_kind", kind))?;
    let named = |field: &str| domain::fields::text(fields, field).map(str::to_owned);
    let area = match spec.scope {
        Scope::Station | Scope::Chiefs => return Ok("station".to_owned()),
        Scope::Parent(field) => match named(field) {
            Some(parent) => area_of(connection, &parent)?,
            None => return Err(AppError::at("required", field)),
        },
        _ => named("area"),
    };
    area.map(|area| ["area:", &area].concat())
        .ok_or_else(|| AppError::at("required", "area"))
}

/// The area through which this laptop holds a room, building or dispute.
fn area_of(connection: &Connection, parent: &str) -> Result<Option<String>, AppError> {
    const OF_PARENT: &str = "SELECT area_id FROM rooms WHERE id = ?1
                             UNION ALL SELECT area_id FROM buildings WHERE id = ?1
                             UNION ALL SELECT area_id FROM disputes WHERE id = ?1";
    let area = connection
        .prepare_cached(OF_PARENT)?
        .query_row([parent], |row| row.get("area_id"))
        .optional()?;
    match area {
        Some(area) => Ok(Some(area)),
        None => Err(AppError::new("not_found")),
    }
}

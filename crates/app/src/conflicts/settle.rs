use domain::fields::{self, Fields};
use domain::settlements;
use serde_json::{Value, json};
use store::{Edit, Write};

use super::SettleForm;
use super::list::{Conflict, one, takes_note, value_in};
use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::telling;

/// Settles a conflict: what stands is kept, or the other value is written, or both are. One action, so it syncs and is taken back whole.
///
/// # Errors
/// `not_found`, `settled_already`, `no_note` where both cannot be kept, or a rule's refusal.
pub fn settle(desk: &Desk, form: SettleForm) -> Result<Done, AppError> {
    desk.write("done.conflict_settled", |write| {
        let conflict =
            one(write.connection(), &form.id)?.ok_or_else(|| AppError::new("not_found"))?;
        if conflict.state != settlements::OPEN {
            return Err(AppError::new("settled_already"));
        }
        match form.choice.as_str() {
            "kept" => {}
            "lost" => write_other(write, &conflict)?,
            "both" => keep_both(write, &conflict)?,
            _ => return Err(AppError::at("unknown_code", "decision")),
        }
        let outcome = json!({
            "state": "settled",
            "outcome": {"choice": form.choice, "by": write.user(), "at": write.now()},
        });
        write.put(change("conflicts", &conflict.id, outcome))?;
        Ok(Some(conflict.row))
    })
}

fn change(kind: &str, id: &str, value: Value) -> Edit {
    let fields = value.as_object().cloned().unwrap_or_default();
    Edit::change(kind, id, None, fields)
}

fn row(write: &Write<'_>, conflict: &Conflict) -> Result<Fields, AppError> {
    write
        .row(&conflict.row)?
        .ok_or_else(|| AppError::new("not_found"))
}

fn write_other(write: &mut Write<'_>, conflict: &Conflict) -> Result<(), AppError> {
    let row = row(write, conflict)?;
    let other = if conflict.field == fields::DELETED {
        Value::Bool(true)
    } else {
        value_in(conflict.other(&telling::value_of(&row, &conflict.field)))
    };
    let field = Fields::from_iter([(conflict.field.clone(), other)]);
    write.put(Edit::change(&conflict.kind, &conflict.row, None, field))?;
    Ok(())
}

/// The other value is added to what the row tells in words; a telephone becomes the second one.
fn keep_both(write: &mut Write<'_>, conflict: &Conflict) -> Result<(), AppError> {
    let row = row(write, conflict)?;
    let note = settlements::note_for(&conflict.kind, &conflict.field)
        .filter(|note| takes_note(&row, &conflict.field, note))
        .ok_or_else(|| AppError::new("no_note"))?;
    let other = value_in(conflict.other(&telling::value_of(&row, &conflict.field)));
    let other = other.as_str().unwrap_or_default();
    let text = match fields::text(&row, note) {
        Some(told) => [told, "\n", other].concat(),
        None => other.to_owned(),
    };
    let field = Fields::from_iter([(note.to_owned(), text.into())]);
    write.put(Edit::change(&conflict.kind, &conflict.row, None, field))?;
    Ok(())
}

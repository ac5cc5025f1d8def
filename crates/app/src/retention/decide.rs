use domain::Fields;
use domain::retention::{DECISIONS, PERIODS, period_id};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use store::{Edit, Write};

use super::RetentionForm;
use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::records::fields;

/// Decides that a record is kept longer, or erased at once; it has no effect before another person confirms it.
///
/// # Errors
/// `not_found`; `required` without a reason, `hold_end`, `not_allowed`.
pub fn decide(desk: &Desk, form: &RetentionForm) -> Result<Done, AppError> {
    desk.write("done.retention_decided", |write| {
        let area = area_of(write.connection(), form)?;
        let row = fields(json!({
            "area": area,
            "record": form.record,
            "kind": form.kind,
            "choice": form.choice,
            "reason": form.reason.trim(),
            "until": form.until.as_deref().filter(|_| form.choice == "keep"),
            "by": write.user(),
            "at": write.now(),
        }));
        write.put(Edit::create(DECISIONS, &area, row))?;
        Ok(None)
    })
}

/// Confirms what somebody else decided.
///
/// # Errors
/// `not_found`; `second_person` for one's own decision, `decision_stands`, `not_allowed`.
pub fn confirm(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.retention_confirmed", |write| {
        let second = fields(json!({"second": {"by": write.user(), "at": write.now()}}));
        change(write, id, second)?;
        write.forget_undo();
        Ok(None)
    })
}

/// Takes a decision back. What was erased stays so.
///
/// # Errors
/// `not_found`; `decision_stands`, `not_allowed`.
pub fn withdraw(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.retention_withdrawn", |write| {
        change(write, id, fields(json!({"_deleted": true})))?;
        write.forget_undo();
        Ok(None)
    })
}

fn change(write: &mut Write<'_>, id: &str, change: Fields) -> Result<(), AppError> {
    if write.row(id)?.is_none() {
        return Err(AppError::new("not_found"));
    }
    write.put(Edit::change(DECISIONS, id, None, change))?;
    Ok(())
}

/// Sets how many months a class of records is kept.
///
/// # Errors
/// `unknown_code`, `period_out_of_range`, `not_allowed`.
pub fn set_period(desk: &Desk, class: &str, months: u32) -> Result<Done, AppError> {
    desk.write("done.period_set", |write| {
        let id = period_id(class);
        let mut row = fields(json!({"months": months, "by": write.user(), "at": write.now()}));
        let edit = if write.row(&id)?.is_some() {
            Edit::change(PERIODS, &id, None, row)
        } else {
            row.insert("class".to_owned(), class.into());
            Edit {
                kind: PERIODS.to_owned(),
                id: Some(id),
                fields: row,
                base: None,
                scope: Some("station".to_owned()),
            }
        };
        let id = write.put(edit)?;
        // Taken back, the row would be deleted for good under its only name.
        write.forget_undo();
        Ok(Some(id))
    })
}

fn area_of(connection: &Connection, form: &RetentionForm) -> Result<String, AppError> {
    let sql = match form.kind.as_str() {
        "people" => "SELECT area_id FROM people WHERE id = ?1",
        "consultations" => "SELECT area_id FROM consultations WHERE id = ?1",
        "disputes" => "SELECT area_id FROM disputes WHERE id = ?1",
        _ => return Err(AppError::new("not_found")),
    };
    let area: Option<String> = connection
        .prepare_cached(sql)?
        .query_row([&form.record], |row| row.get("area_id"))
        .optional()?;
    area.ok_or_else(|| AppError::new("not_found"))
}

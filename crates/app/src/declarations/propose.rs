use domain::fields as row_fields;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use store::Edit;

use super::{ProposeForm, submitted};
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::records::fields;
use crate::rooms::area_of_room;

/// Proposes a declaration of a stay. One that was returned is handed in again instead of a second one being made.
///
/// # Errors
/// `not_found`, `already_left`, `declaration_waiting` if one of the same type waits already, or a rule's refusal.
pub fn propose(desk: &Desk, form: ProposeForm) -> Result<Done, AppError> {
    desk.write("done.proposed", |write| {
        let stay = write
            .row(&form.residence)?
            .ok_or_else(|| AppError::new("not_found"))?;
        let text = |path| row_fields::text(&stay, path).unwrap_or_default();
        if form.kind != "leave" && !text("until").is_empty() {
            return Err(AppError::new("already_left"));
        }
        if due::day(&form.declared_on).is_none_or(|day| day > write.today()) {
            return Err(AppError::at("date_impossible", "declared_on"));
        }
        let departure = form.kind == "leave";
        if latest(write.connection(), &form.residence, "submitted", departure)?.is_some() {
            return Err(AppError::new("declaration_waiting"));
        }
        let status = submitted(write);
        if let Some(id) = latest(write.connection(), &form.residence, "returned", departure)? {
            let again = fields(json!({"declared_on": form.declared_on, "status": status}));
            return Ok(Some(write.put(Edit::change(
                "declarations",
                &id,
                None,
                again,
            ))?));
        }
        let declaration = fields(json!({
            "person": text("person"),
            "residence": form.residence,
            "room": text("room"),
            "type": form.kind,
            "declared_on": form.declared_on,
            "status": status,
        }));
        let area = area_of_room(write.connection(), text("room"))?;
        Ok(Some(write.put(Edit::create(
            "declarations",
            &area,
            declaration,
        ))?))
    })
}

/// The newest declaration of a stay in this state; those of departure apart from the others.
fn latest(
    connection: &Connection,
    residence: &str,
    state: &str,
    departure: bool,
) -> Result<Option<String>, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT id FROM declarations
             WHERE residence = ?1 AND +status_state = ?2 AND (type = 'leave') = ?3 ORDER BY declared_on DESC, id DESC LIMIT 1",
        )?
        .query_row((residence, state, departure), |row| row.get("id"))
        .optional()?)
}

//! Opening a dispute.

use domain::{Fields, fields, phones};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use store::{Edit, Write};

use super::{DisputeForm, Party};
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::staff::held;

/// Registers a dispute and its parties in one action.
///
/// # Errors
/// What a rule refuses; `phone_format` for a party's number that is none; `not_found` for an area, a room or a person that is not on
/// this laptop.
pub fn open(desk: &Desk, form: DisputeForm) -> Result<Done, AppError> {
    desk.write("done.dispute_opened", |write| {
        let area = area_of(write, &form)?;
        let dispute = Fields::from_iter([
            ("area".to_owned(), json!(area)),
            ("kind".to_owned(), json!(form.kind)),
            ("source".to_owned(), json!(due::typed(form.source.as_ref()))),
            ("place".to_owned(), json!(due::typed(form.place.as_ref()))),
            ("room".to_owned(), json!(due::typed(form.room.as_ref()))),
            ("course".to_owned(), json!(form.course.trim())),
            ("at".to_owned(), json!(write.now())),
            ("by".to_owned(), json!(write.user())),
            ("status".to_owned(), json!("open")),
        ]);
        let id = write.put(Edit::create("disputes", &area, dispute))?;
        for party in &form.parties {
            let row = party_row(write, &id, party)?;
            write.put(Edit::create("dispute_parties", &area, row))?;
        }
        Ok(Some(id))
    })
}

fn area_of(write: &Write<'_>, form: &DisputeForm) -> Result<String, AppError> {
    let connection = write.connection();
    let home: Option<String> = match due::typed(form.room.as_ref()) {
        Some(room) => Some(
            connection
                .prepare_cached("SELECT area_id FROM rooms WHERE id = ?1")?
                .query_row([room], |row| row.get("area_id"))
                .optional()?
                .ok_or_else(|| AppError::at("not_found", "room"))?,
        ),
        None => None,
    };
    let wanted = due::typed(form.area.as_ref()).or(home.as_deref());
    held::area_for(connection, wanted.filter(|area| !area.is_empty()))
}

fn party_row(write: &Write<'_>, dispute: &str, party: &Party) -> Result<Fields, AppError> {
    let person = due::typed(party.person_id.as_ref());
    let name = match (person, party.name.trim()) {
        // A registered person needs no second spelling of the name.
        (Some(id), "") => {
            let row = write
                .row(id)?
                .ok_or_else(|| AppError::at("not_found", "person"))?;
            fields::text(&row, "name").unwrap_or_default().to_owned()
        }
        (_, name) => name.to_owned(),
    };
    Ok(Fields::from_iter([
        ("dispute".to_owned(), json!(dispute)),
        ("person".to_owned(), json!(person)),
        ("name".to_owned(), json!(name)),
        ("phone".to_owned(), phone(party)?),
        ("side".to_owned(), json!(party.side)),
    ]))
}

/// The number in its stored spelling. A masked one (`138****8000`) is refused like any other text that is no number.
fn phone(party: &Party) -> Result<Value, AppError> {
    let Some(raw) = due::typed(party.phone.as_ref()) else {
        return Ok(Value::Null);
    };
    match phones::read(raw) {
        (Some(number), _) => Ok(json!(number)),
        (None, _) => Err(AppError::at("phone_format", "phone")),
    }
}

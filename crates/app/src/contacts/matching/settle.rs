use domain::fields as row_fields;
use rusqlite::params;
use serde_json::json;
use store::{Edit, Write};

use super::ContactPerson;
use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::records::fields;

/// Joins contacts with the persons they reach, in one action that can be taken back. One that reaches somebody by now is left as it is.
///
/// # Errors
/// `not_found` if a contact or person is not on this laptop, or a rule's refusal; nothing is joined then.
pub fn confirm(desk: &Desk, pairs: &[ContactPerson]) -> Result<Done, AppError> {
    let mut joined = 0;
    let mut done = desk.write("contacts.joined", |write| {
        for pair in pairs {
            joined += u32::from(join(write, pair)?);
        }
        Ok(pairs.first().map(|pair| pair.contact.clone()))
    })?;
    done.message = desk.say("contacts.joined", &[("count", &joined.to_string())]);
    Ok(done)
}

fn join(write: &mut Write<'_>, pair: &ContactPerson) -> Result<bool, AppError> {
    let missing = || AppError::new("not_found");
    let contact = write.row(&pair.contact)?.ok_or_else(missing)?;
    write.row(&pair.person)?.ok_or_else(missing)?;
    if row_fields::text(&contact, "person").is_some() {
        return Ok(false);
    }
    let change = fields(json!({"person": pair.person}));
    write.put(Edit::change("contacts", &pair.contact, None, change))?;
    Ok(true)
}

/// Remembers that a contact is none of these persons; they are not suggested again here.
///
/// # Errors
/// If the store cannot be written.
pub fn turn_down(desk: &Desk, pairs: &[ContactPerson]) -> Result<Done, AppError> {
    desk.write("contacts.turned_down", |write| {
        for pair in pairs {
            write
                .connection()
                .prepare_cached(
                    "INSERT OR IGNORE INTO contact_turned_down (contact, person) VALUES (?1, ?2)",
                )?
                .execute(params![pair.contact, pair.person])?;
        }
        write.touch("contacts");
        Ok(None)
    })
}

use rusqlite::Connection;
use serde_json::json;
use store::Edit;

use super::VisitForm;
use super::state::standing_room;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::records::fields;

/// Records a call at a door. A call that found everything as before confirms the stays named, or all that are open.
///
/// # Errors
/// `not_found` if the room is not on this laptop, `unknown_code` for another result, or a rule's refusal.
pub fn record_visit(desk: &Desk, form: VisitForm) -> Result<Done, AppError> {
    desk.write(sentence(&form.result), |write| {
        let room = standing_room(write.connection(), &form.room)?;
        let area = area_of_room(write.connection(), &room)?;
        let mut visit = fields(json!({
            "room": room,
            "result": form.result,
            "at": write.now(),
            "by": write.user(),
        }));
        if form.result == "done" {
            let confirmed = confirmed(write.connection(), &room, form.confirmed.as_deref())?;
            visit.insert("confirmed".into(), json!(confirmed));
        }
        if let Some(note) = due::typed(form.note.as_ref()) {
            visit.insert("note".into(), note.into());
        }
        Ok(Some(write.put(Edit::create("visits", &area, visit))?))
    })
}

fn sentence(result: &str) -> &'static str {
    match result {
        "done" => "done.visit_done",
        "nobody_home" => "done.visit_nobody_home",
        "refused" => "done.visit_refused",
        "vacant" => "done.visit_vacant",
        _ => "done.saved",
    }
}

/// The area through which this laptop holds the room.
///
/// # Errors
/// `not_found` if it does not.
pub(crate) fn area_of_room(connection: &Connection, room: &str) -> Result<String, AppError> {
    Ok(connection
        .prepare_cached("SELECT area_id FROM rooms WHERE id = ?1")?
        .query_row([room], |row| row.get("area_id"))?)
}

/// Of the stays named those that are open here; all open ones when none was named.
fn confirmed(
    connection: &Connection,
    room: &str,
    named: Option<&[String]>,
) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM residences
         WHERE room IN (SELECT ?1 UNION ALL SELECT id FROM rooms WHERE merged_into = ?1 AND merged_into <> '') AND until = ''",
    )?;
    let mut open = statement
        .query_map([room], |row| row.get("id"))?
        .collect::<Result<Vec<String>, _>>()?;
    if let Some(named) = named {
        open.retain(|stay| named.contains(stay));
    }
    Ok(open)
}

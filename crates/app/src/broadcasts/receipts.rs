//! What an instructor did with a broadcast: read it, passed it on.

use domain::fields::{self, DELETED, Fields};
use domain::ids;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use store::{Edit, Write};

use super::PassForm;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::staff::held;

/// Confirms that this account has read a broadcast. Two laptops of one account write the same row; a second OK changes nothing.
///
/// # Errors
/// `not_found`; `broadcast_state` if it is not published; `not_allowed`.
pub fn ok(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.broadcast_ok", |write| {
        published(write, id)?;
        let user = write.user().to_owned();
        let receipt = ids::derived(&["broadcast_oks", id, &user]);
        if write.row(&receipt)?.is_some() {
            return Ok(Some(id.to_owned()));
        }
        let mut row = Fields::from_iter([
            ("broadcast".to_owned(), json!(id)),
            ("user".to_owned(), json!(user)),
            ("at".to_owned(), json!(write.now())),
        ]);
        let copy = copy_of(write.connection(), &receipt)?;
        if copy.is_some() || waits(write.connection(), &receipt)? {
            // It was taken back before; the row has one name, so it lives again under it.
            row.insert(DELETED.to_owned(), json!(false));
        }
        write.put(Edit {
            kind: "broadcast_oks".to_owned(),
            id: Some(receipt),
            fields: row,
            base: copy,
            scope: Some(["user:", &user].concat()),
        })?;
        Ok(Some(id.to_owned()))
    })
}

/// Records that a broadcast was passed on through a channel and how many were reached. Each passing on is an event of its own.
///
/// # Errors
/// As [`ok`]; what a rule refuses; `not_found` for an area that is not held.
pub fn pass_on(desk: &Desk, form: PassForm) -> Result<Done, AppError> {
    desk.write("done.broadcast_passed", |write| {
        published(write, &form.broadcast)?;
        let area = held::area_for(write.connection(), due::typed(form.area.as_ref()))?;
        let user = write.user().to_owned();
        let row = Fields::from_iter([
            ("broadcast".to_owned(), json!(form.broadcast)),
            ("user".to_owned(), json!(user)),
            ("area".to_owned(), json!(area)),
            ("channel".to_owned(), json!(form.channel)),
            ("reached".to_owned(), json!(form.reached)),
            ("at".to_owned(), json!(write.now())),
        ]);
        write.put(Edit {
            kind: "broadcast_passes".to_owned(),
            id: None,
            fields: row,
            base: None,
            scope: Some(["user:", &user].concat()),
        })?;
        Ok(Some(form.broadcast.clone()))
    })
}

/// Nothing but a published broadcast is confirmed or passed on.
fn published(write: &Write<'_>, id: &str) -> Result<(), AppError> {
    let row = write
        .row(id)?
        .ok_or_else(|| AppError::at("not_found", "broadcast"))?;
    if fields::text(&row, "status.state") == Some("approved") {
        Ok(())
    } else {
        Err(AppError::at("broadcast_state", "status"))
    }
}

/// The base of the station's copy, also of a deleted one.
fn copy_of(connection: &Connection, id: &str) -> Result<Option<sync::Base>, AppError> {
    Ok(connection
        .prepare_cached("SELECT epoch, seq FROM srv WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(sync::Base {
                epoch: row.get("epoch")?,
                seq: row.get("seq")?,
            })
        })
        .optional()?)
}

fn waits(connection: &Connection, id: &str) -> Result<bool, AppError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM op WHERE row = ?1 AND settled_at = 0")?
        .exists([id])?)
}

//! The chief's decision on a broadcast.

use domain::{Fields, fields};
use serde_json::json;
use store::Edit;

use super::BroadcastDecideForm;
use super::check::must_be_sound;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;

/// Publishes what was handed in, returns it with a reason, or withdraws what is out.
///
/// # Errors
/// `not_allowed` for everybody but a chief; `reason_missing` for a return without one; `broadcast_state` if it is not in the state
/// that is decided on; the errors of the check for what may not be published; `not_found`.
pub fn decide(desk: &Desk, form: BroadcastDecideForm) -> Result<Done, AppError> {
    let (from, to, sentence) = match form.decision.as_str() {
        "approve" => ("submitted", "approved", "done.broadcast_approved"),
        "return" => ("submitted", "returned", "done.broadcast_returned"),
        "withdraw" => ("approved", "withdrawn", "done.broadcast_withdrawn"),
        _ => return Err(AppError::at("unknown_code", "status").in_language(desk.language)),
    };
    desk.write(sentence, |write| {
        let before = write
            .row(&form.id)?
            .ok_or_else(|| AppError::at("not_found", "broadcast"))?;
        let text = |path| fields::text(&before, path).unwrap_or_default();
        let reason = due::typed(form.reason.as_ref());
        if to == "returned" && reason.is_none() {
            return Err(AppError::at("reason_missing", "status"));
        }
        if text("status.state") != from {
            return Err(AppError::at("broadcast_state", "status"));
        }
        if to == "approved" {
            // The text may have been changed since it was checked, on another laptop or by a newer program.
            must_be_sound(text("title"), text("text"))?;
        }
        let status = json!({"state": to, "at": write.now(), "by": write.user(), "reason": reason});
        let change = Fields::from_iter([("status".to_owned(), status)]);
        let edit = Edit::change("broadcasts", &form.id, None, change);
        Ok(Some(write.put(edit)?))
    })
}

use domain::Act;
use serde_json::json;
use store::Edit;

use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::records::fields;

/// Takes note of a notice that somebody opened many persons; it is shown to nobody any more.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub fn take_note(desk: &Desk, notice: &str) -> Result<Done, AppError> {
    if !desk.role()?.may(Act::Supervise) {
        return Err(AppError::at("not_allowed", Act::Supervise.as_str()).in_language(desk.language));
    }
    desk.write("done.noted", |write| {
        let seen = json!({"seen": {"by": write.user(), "at": write.now()}});
        write.put(Edit::change("opening_notices", notice, None, fields(seen)))?;
        Ok(Some(notice.to_owned()))
    })
}

use domain::lookups::LOOKUPS;
use serde_json::json;
use store::Edit;

use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::records::fields;

/// Signs that a lookup was looked at.
///
/// # Errors
/// `not_found`; `second_person` for one's own, `decision_stands`, `not_allowed`.
pub fn check(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.lookup_checked", |write| {
        if write.row(id)?.is_none() {
            return Err(AppError::new("not_found"));
        }
        let checked = fields(json!({"checked": {"by": write.user(), "at": write.now()}}));
        write.put(Edit::change(LOOKUPS, id, None, checked))?;
        write.forget_undo();
        Ok(Some(id.to_owned()))
    })
}

use crate::desk::{Desk, Done};
use crate::error::AppError;

/// Takes back a whole action by the token its [`Done`] carried.
///
/// # Errors
/// `not_found` if it is too old or was taken back already, or a rule's refusal.
pub fn undo(desk: &Desk, token: &str) -> Result<Done, AppError> {
    let done = desk.write("done.undone", |write| {
        write.take_back(token)?;
        Ok(None)
    })?;
    Ok(Done { undo: None, ..done })
}

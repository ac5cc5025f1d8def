//! Recording how a dispute goes on or ends.

use domain::{Fields, codes};
use serde_json::json;
use store::Edit;

use super::DisputeCloseForm;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;

/// Sets the status and, when an outcome or a text is given, the result with who and when.
///
/// # Errors
/// `police_mediation` when an instructor records public-order mediation, which police preside; what else a rule refuses; `not_found`.
pub fn close(desk: &Desk, form: DisputeCloseForm) -> Result<Done, AppError> {
    desk.write("done.dispute_closed", |write| {
        let (outcome, text) = (
            due::typed(form.outcome.as_ref()),
            due::typed(form.text.as_ref()),
        );
        if outcome.is_some_and(|outcome| !codes::holds("dispute_outcome", outcome)) {
            return Err(AppError::at("unknown_code", "result"));
        }
        let mut change = Fields::from_iter([("status".to_owned(), json!(form.status))]);
        if outcome.is_some() || text.is_some() {
            change.insert(
                "result".to_owned(),
                json!({"outcome": outcome, "text": text, "at": write.now(), "by": write.user()}),
            );
        }
        let edit = Edit::change("disputes", &form.id, Some(form.base.into()), change);
        write
            .put(edit)
            .map(Some)
            .map_err(|error| in_words(AppError::from(error)))
    })
}

/// The general refusal would not say why: the instructor may do everything here but this.
fn in_words(error: AppError) -> AppError {
    if error.code == "not_allowed" && error.place == "police_mediation" {
        AppError::at("police_mediation", "police_mediation")
    } else {
        error
    }
}

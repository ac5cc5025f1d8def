use serde_json::json;
use store::{Edit, Write};

use super::sent::{self, Sent};
use super::{Correction, ResendForm, open};
use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::records;

/// Sends an action again, corrected: as a new edit over what the store holds now, and a record that was never made under its old id.
///
/// # Errors
/// `not_found` if it was dealt with, or if it changes a record that is not on this laptop; `masked_number`; a rule's refusal.
pub fn resend(desk: &Desk, form: ResendForm) -> Result<Done, AppError> {
    desk.write("done.resent", |write| {
        let action = waiting(write, &form.refused)?;
        for sent in &action {
            write.put(corrected(sent, &form.corrections)?)?;
        }
        settle(write, &action, "resent")?;
        Ok(action.first().map(|sent| sent.row.clone()))
    })
}

/// Gives an action up; that is taken back like everything else.
///
/// # Errors
/// `not_found` if it was dealt with.
pub fn drop_it(desk: &Desk, refused: &str) -> Result<Done, AppError> {
    desk.write("done.dropped", |write| {
        let action = waiting(write, refused)?;
        settle(write, &action, "dropped")?;
        Ok(None)
    })
}

fn waiting(write: &Write<'_>, refused: &str) -> Result<Vec<Sent>, AppError> {
    let action = sent::action(write.connection(), refused)?;
    if action.is_empty() {
        return Err(AppError::new("settled_already"));
    }
    Ok(action)
}

fn corrected(sent: &Sent, corrections: &[Correction]) -> Result<Edit, AppError> {
    let mut fields = sent.fields.clone();
    for correction in corrections {
        if correction.refused != sent.refused {
            continue;
        }
        if !open::is_typed(&sent.kind, &correction.path) {
            return Err(AppError::at("wrong_type", &correction.path));
        }
        if correction.value.contains('*')
            && matches!(
                correction.path.as_str(),
                "phone" | "phone2" | "document.number"
            )
        {
            return Err(AppError::new("masked_number"));
        }
        open::set(&mut fields, &correction.path, &correction.value);
    }
    let fields = records::tidied(fields);
    Ok(Edit {
        kind: sent.kind.clone(),
        id: Some(sent.row.clone()),
        fields,
        base: None,
        // A row that the station never took is made anew under its old id.
        scope: sent.create.then(|| sent.scope.clone()),
    })
}

fn settle(write: &mut Write<'_>, action: &[Sent], choice: &str) -> Result<(), AppError> {
    for sent in action {
        let outcome = json!({
            "state": "settled",
            "outcome": {"choice": choice, "by": write.user(), "at": write.now()},
        });
        let fields = outcome.as_object().cloned().unwrap_or_default();
        write.put(Edit::change("quarantined", &sent.refused, None, fields))?;
    }
    Ok(())
}

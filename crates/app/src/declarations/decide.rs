use domain::fields as row_fields;
use serde_json::json;
use store::{Edit, Write};

use super::DecideForm;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::records::fields;

/// More than a page holds is no decision that somebody looked at.
const MOST_AT_ONCE: usize = 500;

/// Accepts, returns or voids declarations, all in one action. What a colleague decided meanwhile is left as it is.
///
/// # Errors
/// `declaration_decided` if nothing was left to decide, `reason_missing`, `unknown_code`, or a rule's refusal.
pub fn decide(desk: &Desk, form: DecideForm) -> Result<Done, AppError> {
    let (state, sentence) = match form.decision.as_str() {
        "accept" => ("accepted", "done.declarations_accepted"),
        "return" => ("returned", "done.declarations_returned"),
        "void" => ("void", "done.declarations_void"),
        _ => return Err(AppError::at("unknown_code", "decision").in_language(desk.language)),
    };
    let mut decided = 0usize;
    let done = desk.write(sentence, |write| {
        for id in form.ids.iter().take(MOST_AT_ONCE) {
            decided += usize::from(decide_one(
                write,
                id,
                state,
                due::typed(form.reason.as_ref()),
            )?);
        }
        if decided == 0 {
            return Err(AppError::new("declaration_decided"));
        }
        Ok(form.ids.first().cloned())
    })?;
    Ok(Done {
        message: desk.say(sentence, &[("count", &decided.to_string())]),
        ..done
    })
}

fn decide_one(
    write: &mut Write<'_>,
    id: &str,
    state: &str,
    reason: Option<&str>,
) -> Result<bool, AppError> {
    let row = write.row(id)?.ok_or_else(|| AppError::new("not_found"))?;
    let was = row_fields::text(&row, "status.state").unwrap_or_default();
    let open = match state {
        "void" => was != "void",
        _ => was == "submitted",
    };
    if open {
        let status =
            json!({"state": state, "at": write.now(), "by": write.user(), "reason": reason});
        let change = fields(json!({"status": status}));
        write.put(Edit::change("declarations", id, None, change))?;
    }
    Ok(open)
}

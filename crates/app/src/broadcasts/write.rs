//! Writing a broadcast.

use domain::Fields;
use serde_json::json;
use store::{Edit, Write};

use super::BroadcastForm;
use super::check::must_be_sound;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;

/// Keeps a broadcast as a draft or hands it to the chief.
///
/// # Errors
/// `broadcast_link`, `broadcast_phone`, `broadcast_number` for what may not stand in one; what a rule refuses; `not_found`.
pub fn write(desk: &Desk, form: BroadcastForm) -> Result<Done, AppError> {
    let sentence = if form.submit {
        "done.broadcast_submitted"
    } else {
        "done.broadcast_draft"
    };
    desk.write(sentence, |write| {
        must_be_sound(&form.title, &form.text)?;
        let edit = match due::typed(form.id.as_ref()) {
            Some(id) => changed(write, id, &form)?,
            None => new(write, &form),
        };
        Ok(Some(write.put(edit)?))
    })
}

fn new(write: &Write<'_>, form: &BroadcastForm) -> Edit {
    let mut fields = content(form);
    fields.insert("author".to_owned(), json!(write.user()));
    fields.insert("status".to_owned(), status(write, form.submit));
    Edit {
        kind: "broadcasts".to_owned(),
        id: None,
        fields,
        base: None,
        // Nobody but its author has it until it is handed in.
        scope: Some(["user:", write.user()].concat()),
    }
}

/// A draft that is saved again keeps the time since when it is one: only a step to another state writes the status.
fn changed(write: &Write<'_>, id: &str, form: &BroadcastForm) -> Result<Edit, AppError> {
    let before = write
        .row(id)?
        .ok_or_else(|| AppError::at("not_found", "broadcast"))?;
    let was = domain::fields::text(&before, "status.state").unwrap_or_default();
    let mut fields = content(form);
    let resumed = was == "returned" || was == "submitted";
    if (form.submit && was != "submitted") || (!form.submit && resumed) {
        fields.insert("status".to_owned(), status(write, form.submit));
    }
    let base = form.base.map(Into::into);
    Ok(Edit::change("broadcasts", id, base, fields))
}

fn status(write: &Write<'_>, submit: bool) -> serde_json::Value {
    let state = if submit { "submitted" } else { "draft" };
    json!({"state": state, "at": write.now(), "by": write.user()})
}

fn content(form: &BroadcastForm) -> Fields {
    Fields::from_iter([
        ("title".to_owned(), json!(form.title.trim())),
        ("text".to_owned(), json!(form.text.trim())),
        ("type".to_owned(), json!(due::typed(form.r#type.as_ref()))),
        ("urgent".to_owned(), json!(form.urgent)),
        ("areas".to_owned(), json!(form.areas)),
        (
            "expires_on".to_owned(),
            json!(due::typed(form.expires_on.as_ref())),
        ),
    ])
}

use domain::exports::{AGREED, REFUSED, REQUESTS};
use serde_json::json;
use store::Edit;

use super::ExportForm;
use super::gather::{check, gather};
use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::records::fields;
use crate::staff::team;

/// Asks a second person about a list: how many it has, for what and for whom; who stands on it is not said.
///
/// # Errors
/// `export_alone` if it needs none; `export_none`, `export_too_many`, `not_allowed`, `unknown_code`, `required`.
pub fn ask(desk: &Desk, form: &ExportForm) -> Result<Done, AppError> {
    let in_language = |error: AppError| error.in_language(desk.language);
    check(desk, form).map_err(in_language)?;
    let gathered = gather(desk, form)?;
    if !gathered.needs_second(form) {
        return Err(in_language(AppError::new("export_alone")));
    }
    desk.write("done.export_asked", |write| {
        let user = write.user().to_owned();
        let officers = team::officers_beside(write.connection(), &user, write.today())?;
        let row = fields(json!({
            "user": user,
            "at": write.now(),
            "officers": officers,
            "persons": gathered.persons,
            "filter": form.filter,
            "area": form.area.as_deref().unwrap_or_default(),
            "building": form.building.as_deref().unwrap_or_default(),
            "documents": form.documents,
            "unmasked": form.unmasked,
            "plain": form.plain,
            "purpose": form.purpose,
            "recipient_kind": form.recipient_kind,
            "recipient": form.recipient.trim(),
        }));
        let id = write.put(Edit {
            kind: REQUESTS.to_owned(),
            id: None,
            fields: row,
            base: None,
            scope: Some(["user:", &user].concat()),
        })?;
        write.forget_undo();
        Ok(Some(id))
    })
}

/// Agrees to another's list.
///
/// # Errors
/// `not_found`; `second_person` for one's own, `export_stands`, `not_allowed`.
pub fn agree(desk: &Desk, id: &str) -> Result<Done, AppError> {
    answer(desk, id, (AGREED, ""), "done.export_agreed")
}

/// Refuses another's list.
///
/// # Errors
/// As [`agree`]; `reason_missing`.
pub fn refuse(desk: &Desk, id: &str, reason: &str) -> Result<Done, AppError> {
    answer(desk, id, (REFUSED, reason.trim()), "done.export_refused")
}

/// Takes one's own request back.
///
/// # Errors
/// `not_found`; `export_stands` for another's or one of which a file was made.
pub fn withdraw(desk: &Desk, id: &str) -> Result<Done, AppError> {
    change(
        desk,
        id,
        "done.export_withdrawn",
        |_| json!({"_deleted": true}),
    )
}

fn answer(
    desk: &Desk,
    id: &str,
    (choice, reason): (&str, &str),
    sentence: &str,
) -> Result<Done, AppError> {
    change(
        desk,
        id,
        sentence,
        |write| json!({"second": {"by": write.user(), "at": write.now(), "choice": choice, "reason": reason}}),
    )
}

fn change(
    desk: &Desk,
    id: &str,
    sentence: &str,
    change: impl FnOnce(&store::Write<'_>) -> serde_json::Value,
) -> Result<Done, AppError> {
    desk.write(sentence, |write| {
        if write.row(id)?.is_none() {
            return Err(AppError::new("not_found"));
        }
        let change = fields(change(write));
        write.put(Edit::change(REQUESTS, id, None, change))?;
        // A word that another program may act on at once is not offered for taking back.
        write.forget_undo();
        Ok(Some(id.to_owned()))
    })
}

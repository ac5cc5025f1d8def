use domain::notes::{NOTES, last_review};
use domain::{fields, minors};
use serde_json::json;
use store::Edit;

use super::NoteForm;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::people;
use crate::records::fields as object;
use crate::staff::held;

/// Notes something about a person who is being looked at, in the person's area if this laptop holds it. An assessment ends after
/// [`domain::notes::ASSESSMENT_DAYS`].
///
/// # Errors
/// `purpose_needed` if the person is not open; `minor_has_more` of a child, `not_found`, and what a rule refuses.
pub fn write(desk: &Desk, form: NoteForm) -> Result<Done, AppError> {
    people::check_open(desk, &form.person)?;
    desk.write("done.note_written", |write| {
        let person = write
            .row(&form.person)?
            .ok_or_else(|| AppError::at("not_found", "person"))?;
        let birth = fields::text(&person, "birth").unwrap_or_default();
        if minors::is_minor(birth, write.today()) {
            return Err(AppError::at("minor_has_more", "text"));
        }
        let home = fields::text(&person, "area").unwrap_or_default();
        let area = match held::holds(write.connection(), home)? {
            true => home.to_owned(),
            false => held::area_for(write.connection(), None)?,
        };
        let review = (form.r#type == "assessment").then(|| last_review(write.today()).to_string());
        let mut row = object(json!({
            "area": area,
            "person": form.person,
            "type": form.r#type,
            "text": form.text.trim(),
            "said_by": due::typed(form.said_by.as_ref()),
            "by": write.user(),
            "at": write.now(),
            "review_on": review,
        }));
        row.retain(|_, value| !value.is_null());
        Ok(Some(write.put(Edit::create(NOTES, &area, row))?))
    })
}

/// An assessment stands for another while.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub fn renew(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.note_renewed", |write| {
        let row = write.row(id)?.ok_or_else(|| AppError::new("not_found"))?;
        people::check_open(desk, fields::text(&row, "person").unwrap_or_default())?;
        let review = object(json!({"review_on": last_review(write.today()).to_string()}));
        Ok(Some(write.put(Edit::change(NOTES, id, None, review))?))
    })
}

/// Takes a note back.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub fn remove(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.note_removed", |write| {
        write.row(id)?.ok_or_else(|| AppError::new("not_found"))?;
        let gone = object(json!({"_deleted": true}));
        Ok(Some(write.put(Edit::change(NOTES, id, None, gone))?))
    })
}

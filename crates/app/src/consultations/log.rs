//! Writing a consultation down.

use domain::Fields;
use domain::fields;
use serde_json::json;
use store::{Edit, Write};

use super::ConsultationForm;
use crate::desk::{Desk, Done};
use crate::due;
use crate::error::AppError;
use crate::staff::held;

/// Records a consultation: answered when an answer is given, else open.
///
/// # Errors
/// What a rule refuses; `not_found` for an area or a person that is not on this laptop.
pub fn log(desk: &Desk, form: ConsultationForm) -> Result<Done, AppError> {
    desk.write("done.consultation", |write| {
        let area = area_of(write, &form)?;
        let row = written_down(write, &form, &area);
        Ok(Some(write.put(Edit::create(
            "consultations",
            &area,
            row,
        ))?))
    })
}

fn area_of(write: &Write<'_>, form: &ConsultationForm) -> Result<String, AppError> {
    let person = match due::typed(form.person.as_ref()) {
        Some(id) => Some(
            write
                .row(id)?
                .ok_or_else(|| AppError::at("not_found", "person"))?,
        ),
        None => None,
    };
    let home = person
        .as_ref()
        .and_then(|person| fields::text(person, "area"));
    let connection = write.connection();
    match (due::typed(form.area.as_ref()), home) {
        (Some(area), _) => held::area_for(connection, Some(area)),
        // Who was registered in another area may live in one of ours now.
        (None, Some(home)) if held::holds(connection, home)? => Ok(home.to_owned()),
        _ => held::area_for(connection, None),
    }
}

fn written_down(write: &Write<'_>, form: &ConsultationForm, area: &str) -> Fields {
    let answer = due::typed(form.answer.as_ref());
    let status = if answer.is_some() { "answered" } else { "open" };
    Fields::from_iter([
        ("area".to_owned(), json!(area)),
        ("kind".to_owned(), json!(form.kind)),
        (
            "channel".to_owned(),
            json!(due::typed(form.channel.as_ref())),
        ),
        ("person".to_owned(), json!(due::typed(form.person.as_ref()))),
        ("asker".to_owned(), json!(due::typed(form.asker.as_ref()))),
        ("text".to_owned(), json!(form.text.trim())),
        ("answer".to_owned(), json!(answer)),
        ("status".to_owned(), json!(status)),
        ("at".to_owned(), json!(write.now())),
        ("by".to_owned(), json!(write.user())),
    ])
}

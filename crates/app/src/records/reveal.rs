use domain::{Act, codes, fields};
use store::{Access, Write};

use super::{RevealForm, get};
use crate::desk::Desk;
use crate::error::AppError;
use crate::people;

/// The unmasked number of a record. One entry in the access log is committed before it is returned; without it nothing is shown.
///
/// # Errors
/// `not_allowed`, `many_opened`, `unknown_code` for another purpose, `wrong_type` for a field that is not masked, `not_found`.
pub fn reveal(desk: &Desk, form: RevealForm) -> Result<String, AppError> {
    // Numbers taken from a list, one after the other, are as many people opened.
    if form.kind == "people" && desk.role()?.may(Act::Reveal) {
        people::with_number(desk, &form.id, &form.purpose)?;
    }
    let shown = desk
        .store
        .write(desk.now(), |write| log_and_read(desk, write, &form));
    shown
        .map(|(number, _)| number)
        .map_err(|error: AppError| error.in_language(desk.language))
}

fn log_and_read(desk: &Desk, write: &mut Write<'_>, form: &RevealForm) -> Result<String, AppError> {
    if !desk.role()?.may(Act::Reveal) {
        return Err(AppError::at("not_allowed", Act::Reveal.as_str()));
    }
    if !codes::holds("reveal_purpose", &form.purpose) {
        return Err(AppError::at("unknown_code", "purpose"));
    }
    let paths: &[&str] = match (form.kind.as_str(), form.field.as_str()) {
        // The two values of a conflict: a telephone, or a document.
        ("conflicts", "kept") => &["kept.value", "kept.value.number"],
        ("conflicts", "lost") => &["lost.value", "lost.value.number"],
        (_, "document") => &["document.number"],
        (_, "phone") => &["phone"],
        (_, "phone2") => &["phone2"],
        _ => return Err(AppError::at("wrong_type", &form.field)),
    };
    let row = get::row(write.connection(), &form.kind, &form.id)?;
    let number = row
        .as_ref()
        .and_then(|row| paths.iter().find_map(|path| fields::text(row, path)))
        .ok_or_else(|| AppError::new("not_found"))?
        .to_owned();
    write.log(&Access {
        act: audit::Act::Consult,
        kind: &form.kind,
        record: &form.id,
        field: &form.field,
        purpose: &form.purpose,
        result: "",
    })?;
    Ok(number)
}

use std::path::{Path, PathBuf};

use domain::exports::{AGREED as YES, GOOD_MS, REQUESTS};
use domain::{Fields, fields};
use serde_json::json;
use store::{Access, Edit, Write};

use super::gather::{AGREED, Gathered, check, gather};
use super::{ExportForm, ExportSaved, ExportWeight, KIND, marks, seal, sheet};
use crate::desk::Desk;
use crate::error::AppError;
use crate::lease;
use crate::places;
use crate::records;
use crate::written_files;

/// How many a list would hold, and whether a second person has to agree.
///
/// # Errors
/// `not_allowed`, `export_none`, `export_too_many`; what the form lacks is not looked at yet.
pub fn weigh(desk: &Desk, form: &ExportForm) -> Result<ExportWeight, AppError> {
    super::gather::check_may(desk, form.unmasked)
        .map_err(|error| error.in_language(desk.language))?;
    let gathered = gather(desk, form)?;
    let second = gathered.needs_second(form);
    let key = match (
        second,
        form.unmasked,
        gathered.persons > domain::exports::ALONE,
    ) {
        (false, ..) => "export.weigh_alone",
        (true, true, _) => "export.weigh_unmasked",
        (true, false, true) => "export.weigh_many",
        (true, false, false) => "export.weigh_day",
    };
    let [persons, children, earlier] =
        [gathered.persons, gathered.children, gathered.earlier].map(|count| count.to_string());
    let mut message = desk.say(key, &[("count", &persons), ("earlier", &earlier)]);
    if gathered.children > 0 {
        message.push_str(&desk.say("export.weigh_children", &[("count", &children)]));
    }
    Ok(ExportWeight {
        persons: gathered.persons,
        children: gathered.children,
        second,
        message,
    })
}

/// Saves a list that needs no second person in one of the places that [`crate::reports::places`] names.
///
/// # Errors
/// As [`write_into`].
pub fn save(desk: &Desk, form: &ExportForm, place: &str) -> Result<ExportSaved, AppError> {
    write_into(desk, form, &folder(desk, place)?)
}

/// Saves the one file of a request that a second person agreed to.
///
/// # Errors
/// As [`write_agreed`].
pub fn save_agreed(desk: &Desk, request: &str, place: &str) -> Result<ExportSaved, AppError> {
    write_agreed(desk, request, &folder(desk, place)?)
}

fn folder(desk: &Desk, place: &str) -> Result<PathBuf, AppError> {
    places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("export_file").in_language(desk.language))
}

/// Writes a list into a folder, for this user's eyes alone. One entry in the access log is committed before.
///
/// # Errors
/// `not_allowed`, `unknown_code`, `required`, `export_none`, `export_too_many`; `export_second` if a second person has to agree;
/// `export_file` if the folder cannot be written to.
pub fn write_into(desk: &Desk, form: &ExportForm, folder: &Path) -> Result<ExportSaved, AppError> {
    let in_language = |error: AppError| error.in_language(desk.language);
    check(desk, form).map_err(in_language)?;
    let gathered = gather(desk, form)?;
    if gathered.needs_second(form) {
        return Err(in_language(AppError::new("export_second")));
    }
    write_out(desk, form, &gathered, None, folder).map_err(in_language)
}

/// Writes the one file of a request that a second person agreed to within the last day.
///
/// # Errors
/// `not_found`, `export_not_agreed`, `export_over` after a day or once used, `export_grown` if there are more persons than were agreed to,
/// and as [`write_into`].
pub fn write_agreed(desk: &Desk, request: &str, folder: &Path) -> Result<ExportSaved, AppError> {
    let in_language = |error: AppError| error.in_language(desk.language);
    let row = desk
        .read(|connection| records::row(connection, REQUESTS, request))?
        .filter(|row| fields::text(row, "user") == Some(&desk.user))
        .ok_or_else(|| in_language(AppError::new("not_found")))?;
    if fields::text(&row, "second.choice") != Some(YES) {
        return Err(in_language(AppError::new("export_not_agreed")));
    }
    if fields::text(&row, "used.number").is_some() || !is_good(&row, desk.now()) {
        return Err(in_language(AppError::new("export_over")));
    }
    let form = form_of(&row);
    check(desk, &form).map_err(in_language)?;
    let gathered = gather(desk, &form)?;
    if i64::from(gathered.persons) > fields::int(&row, "persons").unwrap_or_default() {
        return Err(in_language(AppError::new("export_grown")));
    }
    write_out(desk, &form, &gathered, Some(request), folder).map_err(in_language)
}

/// How far a second person's clock may be ahead, ms: an hour.
const AHEAD_MS: i64 = 3_600_000;

/// Whether the second person's word still holds; one that lies far ahead of the clock does not.
pub(super) fn is_good(row: &Fields, now: i64) -> bool {
    let age = now - fields::int(row, "second.at").unwrap_or_default();
    (-AHEAD_MS..=GOOD_MS).contains(&age)
}

pub(super) fn form_of(row: &Fields) -> ExportForm {
    let text = |path| fields::text(row, path).map(str::to_owned);
    ExportForm {
        area: text("area"),
        building: text("building"),
        filter: text("filter").unwrap_or_default(),
        documents: fields::flag(row, "documents"),
        unmasked: fields::flag(row, "unmasked"),
        plain: fields::flag(row, "plain"),
        purpose: text("purpose").unwrap_or_default(),
        recipient_kind: text("recipient_kind").unwrap_or_default(),
        recipient: text("recipient").unwrap_or_default(),
    }
}

fn write_out(
    desk: &Desk,
    form: &ExportForm,
    gathered: &Gathered,
    request: Option<&str>,
    folder: &Path,
) -> Result<ExportSaved, AppError> {
    let number = written_files::number();
    let path = places::free_name(folder, &["people-", &number].concat(), "xlsx");
    let (marks, changed) = desk.store.write(desk.now(), |write| {
        lease::check_may_write(write.connection(), desk.now())?;
        note(desk, write, (form, gathered), (&number, request), &path)?;
        (1..=gathered.lines.len())
            .map(|row| marks::mark(write.connection(), &number, row))
            .collect::<Result<Vec<_>, AppError>>()
    })?;
    (desk.on_changed)(&changed);
    let failed = |what: &'static str| AppError::new(what);
    let sheet = sheet::sheet(desk, form, gathered, (&number, marks))?;
    let workbook = reports::workbook(&sheet).map_err(|error| {
        tracing::error!(%error, "a list could not be made");
        failed("unexpected")
    })?;
    let (bytes, password) = match form.plain {
        true => (workbook, None),
        false => {
            let password = seal::password().map_err(|_| failed("unexpected"))?;
            let sealed = seal::seal(&workbook, &password).map_err(|error| {
                tracing::error!(kind = ?error.kind(), "a list could not be sealed");
                failed("unexpected")
            })?;
            (sealed, Some(password.to_string()))
        }
    };
    written_files::write_private(&path, &bytes).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "a list could not be written");
        failed("export_file")
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let count = gathered.persons.to_string();
    let key = match password {
        Some(_) => "export.saved",
        None => "export.saved_plain",
    };
    Ok(ExportSaved {
        message: desk.say(key, &[("name", &name), ("count", &count)]),
        path: path.display().to_string(),
        persons: gathered.persons,
        number,
        password,
    })
}

/// One entry, what takes the file away again, and that the request is used: together or not at all.
fn note(
    desk: &Desk,
    write: &mut Write<'_>,
    (form, gathered): (&ExportForm, &Gathered),
    (number, request): (&str, Option<&str>),
    path: &Path,
) -> Result<(), AppError> {
    written_files::remember(write.connection(), path, "", desk.now())?;
    for line in &gathered.lines {
        written_files::remember_about(write.connection(), path, &line.id)?;
    }
    let mut words = vec!["export", form.recipient_kind.as_str()];
    let said = [
        ("documents", form.documents),
        ("unmasked", form.unmasked),
        ("plain", form.plain),
        (AGREED, request.is_some()),
    ];
    words.extend(said.iter().filter(|(_, on)| *on).map(|(word, _)| *word));
    let persons = gathered.persons.to_string();
    write.log(&Access {
        act: audit::Act::Disclose,
        kind: KIND,
        record: request.unwrap_or(number),
        field: &words.join(","),
        purpose: &form.purpose,
        result: &[number, " ", &persons].concat(),
    })?;
    if let Some(request) = request {
        let used = records::fields(json!({"used": {"at": write.now(), "number": number}}));
        write.put(Edit::change(REQUESTS, request, None, used))?;
        write.forget_undo();
    }
    Ok(())
}

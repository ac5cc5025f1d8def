use domain::exports::{AGREED, REQUESTS};
use domain::{Act, Fields, fields};
use rusqlite::Connection;

use super::write::{form_of, is_good};
use super::{ExportRequest, sheet};
use crate::desk::Desk;
use crate::error::AppError;
use crate::records;
use crate::saying;
use crate::syncing::naming;

/// How long requests are shown, ms: thirty days.
const SHOWN_MS: i64 = 30 * 86_400_000;

/// Requests of the last days that reach this account, the newest first.
///
/// # Errors
/// `not_allowed`.
pub fn page(desk: &Desk) -> Result<Vec<ExportRequest>, AppError> {
    let role = desk.role()?;
    if !role.may(Act::ExportPeople) {
        let act = Act::ExportPeople.as_str();
        return Err(AppError::at("not_allowed", act).in_language(desk.language));
    }
    let rows = desk.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT id FROM export_requests WHERE at > ?1 ORDER BY at DESC LIMIT 200",
        )?;
        let ids = statement.query_map([desk.now() - SHOWN_MS], |row| row.get("id"))?;
        let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
        let mut rows = Vec::new();
        for id in ids {
            if let Some(row) = records::row(connection, REQUESTS, &id)? {
                let words = Words::of(desk, connection, &row)?;
                rows.push((id, row, words));
            }
        }
        Ok(rows)
    })?;
    rows.into_iter()
        .map(|(id, row, words)| request(desk, id, &row, words))
        .collect()
}

/// What needs the names of accounts.
struct Words {
    by: String,
    second: String,
}

impl Words {
    fn of(desk: &Desk, connection: &Connection, row: &Fields) -> Result<Words, AppError> {
        let name = |path| match fields::text(row, path) {
            Some(user) => naming::name(connection, desk, ("users", user), None),
            None => Ok(String::new()),
        };
        Ok(Words {
            by: name("user")?,
            second: name("second.by")?,
        })
    }
}

fn request(desk: &Desk, id: String, row: &Fields, words: Words) -> Result<ExportRequest, AppError> {
    let form = form_of(row);
    let own = fields::text(row, "user") == Some(&desk.user);
    let answer = fields::text(row, "second.choice");
    let is_used = fields::text(row, "used.number").is_some();
    let may_use = own && !is_used && answer == Some(AGREED) && is_good(row, desk.now());
    let key = match (answer, is_used) {
        (_, true) => "export.state_used",
        (Some(AGREED), false) if is_good(row, desk.now()) => "export.state_agreed",
        (Some(AGREED), false) => "export.state_over",
        (Some(_), false) => "export.state_refused",
        (None, false) => "export.state_waits",
    };
    let time = |path| match fields::int(row, path).filter(|at| *at > 0) {
        Some(at) => saying::moment(desk.language, at, desk.now()),
        None => String::new(),
    };
    let persons = fields::int(row, "persons").unwrap_or_default().to_string();
    let mut what = desk.say(
        "export.what",
        &[("which", &sheet::which(desk, &form)?), ("count", &persons)],
    );
    let said = [
        ("export.with_documents", form.documents),
        ("export.with_numbers", form.unmasked),
        ("export.without_password", form.plain),
    ];
    for (key, _) in said.iter().filter(|(_, on)| *on) {
        what.push_str(&desk.say(key, &[]));
    }
    Ok(ExportRequest {
        at: fields::int(row, "at").unwrap_or_default(),
        what,
        purpose: desk.label("export_purpose", &form.purpose).to_owned(),
        recipient: sheet::recipient(desk, &form),
        state: desk.say(
            key,
            &[
                ("name", &words.second),
                ("time", &time("second.at")),
                (
                    "reason",
                    fields::text(row, "second.reason").unwrap_or_default(),
                ),
                (
                    "number",
                    fields::text(row, "used.number").unwrap_or_default(),
                ),
            ],
        ),
        by: words.by,
        may_answer: !own && answer.is_none(),
        may_use,
        may_withdraw: own && !is_used,
        id,
    })
}

//! The one page, printed.

use std::path::Path;

use chrono::DateTime;
use reports::{Paper, Part};
use store::Access;

use super::{HandoverArea, HandoverPage, OpenLine, OpenSort, page};
use crate::desk::Desk;
use crate::error::AppError;
use crate::places;
use crate::reports::{Saved, put_file};
use crate::saying;

/// Saves the page in one of the places that [`crate::places::places`] names.
///
/// # Errors
/// As [`write_into`].
pub fn save(desk: &Desk, user: &str, place: &str) -> Result<Saved, AppError> {
    let folder = places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("report_file").in_language(desk.language))?;
    write_into(desk, user, &folder)
}

/// Writes the page into a folder; one entry in the access log is committed before.
///
/// # Errors
/// `not_found` if this laptop holds none of the areas; `no_chinese_font`, `report_file`.
pub fn write_into(desk: &Desk, user: &str, folder: &Path) -> Result<Saved, AppError> {
    let in_language = |error: AppError| error.in_language(desk.language);
    let page = page(desk, user)?;
    let bytes = reports::paper_pdf(&paper(desk, &page)).map_err(|error| {
        tracing::error!(%error, "a hand-over could not be printed");
        in_language(AppError::new(match error {
            reports::ReportError::NoFont => "no_chinese_font",
            _ => "unexpected",
        }))
    })?;
    let logged = desk.store.write(desk.now(), |write| {
        write.log(&Access {
            act: audit::Act::Disclose,
            kind: "assignments",
            record: user,
            field: "handover",
            purpose: "report",
            result: "",
        })
    });
    logged.map_err(|error: store::StoreError| in_language(AppError::from(error)))?;
    let stem = ["handover-", &desk.today().to_string()].concat();
    put_file(desk, folder, (&stem, "pdf"), &bytes)
}

fn paper(desk: &Desk, page: &HandoverPage) -> Paper {
    let now = saying::moment_in_full(desk.now());
    let mut notes = vec![desk.say("handover.lead", &[("time", &now)])];
    notes.extend(Some(page.standing.clone()).filter(|said| !said.is_empty()));
    Paper {
        title: desk.say("handover.title", &[("name", &page.name)]),
        notes,
        parts: page.areas.iter().map(|area| part(desk, area)).collect(),
        foot: desk.say("handover.foot", &[("time", &now)]),
        page: desk.say("report.page", &[]),
        lang: match desk.language.is_chinese() {
            true => "zh",
            false => "en",
        },
        made: DateTime::from_timestamp_millis(desk.now() + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
    }
}

fn part(desk: &Desk, area: &HandoverArea) -> Part {
    let column = |name: &str| desk.say(&["handover.column.", name].concat(), &[]);
    let rows: Vec<Vec<String>> = area.open.iter().flat_map(|sort| rows(desk, sort)).collect();
    if rows.is_empty() {
        return Part {
            title: area.name.clone(),
            opens: true,
            note: [
                area.figures.as_str(),
                " ",
                &desk.say("handover.nothing", &[]),
            ]
            .concat(),
            ..Part::default()
        };
    }
    Part {
        title: area.name.clone(),
        opens: true,
        note: area.figures.clone(),
        columns: ["what", "who", "place", "when"].map(column).to_vec(),
        widths: vec![4, 5, 6, 4],
        rows,
    }
}

/// The first of a sort with their number, and how much more there is.
fn rows(desk: &Desk, sort: &OpenSort) -> Vec<Vec<String>> {
    let total = sort.total.to_string();
    let what = desk.say(
        "handover.what_count",
        &[("what", &sort.what), ("count", &total)],
    );
    let mut rows: Vec<Vec<String>> = sort
        .lines
        .iter()
        .map(|line: &OpenLine| {
            let when = match line.late {
                true => desk.say("handover.late", &[("when", &line.when)]),
                false => line.when.clone(),
            };
            vec![String::new(), line.who.clone(), line.place.clone(), when]
        })
        .collect();
    let more = (sort.total as usize).saturating_sub(rows.len());
    if more > 0
        && let Some(last) = rows.last_mut()
    {
        let count = more.to_string();
        last[3] = [
            last[3].as_str(),
            " ",
            &desk.say("handover.more", &[("count", &count)]),
        ]
        .concat();
    }
    match rows.first_mut() {
        Some(first) => first[0] = what,
        None => rows.push(vec![what, String::new(), String::new(), String::new()]),
    }
    rows
}

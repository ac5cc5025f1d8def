//! Rows that were left out as a file, to be corrected and imported again. It holds persons unmasked, so that saving it is an export: under a
//! number, for this user's eyes alone, and after an entry in the access log (TRUST P15 and "How the rules bend"). It asks for no second person
//! and has no password: its rows come from a list that the same user holds beside it, and go back into the import, which opens no sealed file.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::DateTime;
use domain::identity;
use reports::{Cell, Document, Table};

use super::open::Prepared;
use crate::desk::Desk;
use crate::error::AppError;
use crate::imports::{self, TableRow};
use crate::places;
use crate::reports::Saved;
use crate::saying;
use crate::session;
use crate::words::Language;
use crate::written_files;

/// Rows that nobody corrects.
const NO_RECORDS: [&str; 4] = ["total_row", "note_row", "header_repeated", "row_empty"];
/// Whole numbers below this are written as numbers: a spreadsheet's days and counts. Longer ones are telephones and documents.
const COUNTS: f64 = 1e6;

/// Whether a heading is that of the reasons in a file of rows left out; such a column is not read.
pub(super) fn is_reason(header: &str) -> bool {
    [Language::Chinese, Language::English]
        .into_iter()
        .any(|language| crate::words::say(language, "import.reason", &[]) == header.trim())
}

/// The file of rows left out: as they stood, without refused columns, each with its reasons. None if no row can be corrected.
///
/// # Errors
/// If the account cannot be read or the file not made.
pub fn left_out(
    desk: &Desk,
    prepared: &Prepared,
    number: &str,
) -> Result<Option<Vec<u8>>, AppError> {
    let reasons = reasons(prepared);
    if reasons.is_empty() {
        return Ok(None);
    }
    let columns: Vec<usize> = (0..prepared.columns.len())
        .filter(|at| {
            let column = &prepared.columns[*at];
            !column.refused && !is_reason(&column.header) && !is_blank(prepared, *at)
        })
        .collect();
    let headings = columns
        .iter()
        .map(|at| prepared.columns[*at].header.clone())
        .chain([desk.say("import.reason", &[])])
        .collect();
    let rows = prepared
        .table
        .rows
        .iter()
        .filter_map(|row| Some((row, reasons.get(&row.row)?)))
        .map(|(row, reasons)| {
            columns
                .iter()
                .map(|at| cell(row, *at))
                .chain([Cell::Text(reasons.join(" "))])
                .collect()
        })
        .collect();
    let document = document(desk, (prepared, number), headings, rows)?;
    reports::workbook(&document).map(Some).map_err(|error| {
        tracing::error!(%error, "rows left out could not be written");
        AppError::new("unexpected").in_language(desk.language)
    })
}

fn reasons(prepared: &Prepared) -> BTreeMap<u32, Vec<&str>> {
    let mut reasons: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for problem in &prepared.preview.problems {
        if problem.left_out && !NO_RECORDS.contains(&problem.code.as_str()) {
            reasons
                .entry(problem.row)
                .or_default()
                .push(&problem.message);
        }
    }
    reasons
}

fn is_blank(prepared: &Prepared, at: usize) -> bool {
    prepared.columns[at].header.is_empty()
        && prepared
            .table
            .rows
            .iter()
            .all(|row| row.cell(at).is_empty())
}

fn cell(row: &TableRow, at: usize) -> Cell {
    match row.cell(at) {
        imports::Cell::Empty => Cell::Nothing,
        imports::Cell::Date(day) => Cell::Day(*day),
        #[expect(clippy::cast_possible_truncation, reason = "whole and below a million")]
        imports::Cell::Number(number) if number.fract() == 0.0 && number.abs() < COUNTS => {
            Cell::Count(*number as i64)
        }
        // Written out, it would look like a whole one when the file comes back.
        imports::Cell::Number(number) if identity::destroyed_number(*number) => {
            Cell::Text(format!("{number:.14E}"))
        }
        other => Cell::Text(other.text()),
    }
}

fn document(
    desk: &Desk,
    (prepared, number): (&Prepared, &str),
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
) -> Result<Document, AppError> {
    let (now, name) = (desk.now(), session::me(desk)?.name);
    let time = format!("{} {}", desk.today(), saying::clock(now));
    let made = [
        ("name", name.as_str()),
        ("time", time.as_str()),
        ("number", number),
    ];
    Ok(Document {
        title: desk.say("import.left_title", &[("file", &prepared.preview.name)]),
        notes: vec![
            desk.say("import.left_made", &made),
            desk.say("import.left_how", &[]),
        ],
        made: DateTime::from_timestamp_millis(now + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
        tables: vec![Table {
            name: desk.say("import.left_sheet", &[]),
            columns,
            rows,
            curve: vec![],
        }],
        foot: desk.say("import.left_made", &made),
        lang: if desk.language.is_chinese() {
            "zh"
        } else {
            "en"
        },
        // Words of the printed page, which a workbook has none of.
        seal: String::new(),
        page: String::new(),
        nothing: String::new(),
    })
}

/// Saves the rows left out in one of the places that `reports::places` names.
///
/// # Errors
/// As [`write_left_out`].
pub fn save_left_out(desk: &Desk, prepared: &Prepared, place: &str) -> Result<Saved, AppError> {
    let folder = places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("left_out_file").in_language(desk.language))?;
    write_left_out(desk, prepared, &folder)
}

/// Writes the rows left out into a folder, under a name of their own, after the entry in the access log.
///
/// # Errors
/// `left_out_none` if there is none, `left_out_file` if the folder cannot be written to; nothing is written without its entry.
pub fn write_left_out(desk: &Desk, prepared: &Prepared, folder: &Path) -> Result<Saved, AppError> {
    let number = written_files::number();
    let bytes = left_out(desk, prepared, &number)?
        .ok_or_else(|| AppError::new("left_out_none").in_language(desk.language))?;
    let path = places::free_name(folder, &stem(&prepared.preview.name), "xlsx");
    desk.store
        .write(desk.now(), |write| {
            written_files::remember(write.connection(), &path, "", desk.now())?;
            let rows = [&number, " ", &prepared.preview.left_out.to_string()].concat();
            write.log(&store::Access {
                act: audit::Act::Disclose,
                kind: "imports",
                record: &prepared.preview.id,
                field: "left_out",
                purpose: "registration",
                result: &rows,
            })?;
            Ok(())
        })
        .map_err(|error: AppError| error.in_language(desk.language))?;
    written_files::write_private(&path, &bytes).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "rows left out could not be written");
        AppError::new("left_out_file").in_language(desk.language)
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Saved {
        message: desk.say("import.left_saved", &[("name", &name)]),
        path: path.display().to_string(),
    })
}

/// `left-out-` and the file's own name, as far as any system takes it for one.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let safe: String = stem
        .chars()
        .filter(|c| !c.is_control() && !"/\\:*?\"<>|".contains(*c))
        .take(60)
        .collect();
    ["left-out-", &safe].concat()
}

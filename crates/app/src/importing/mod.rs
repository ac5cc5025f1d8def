//! Imports as a user does them: open a file, look at what would happen, take it in, take it back.
//!
//! Reading the file is `imports`; here its rows meet the store: areas, rooms, people that are known already. Everything sound goes in
//! in one transaction; everything else is listed with its row and reason.

mod contacts;
mod known;
mod people;
mod rooms;
mod undo;

use serde::{Deserialize, Serialize};
use specta::Type;
use store::Write;
use uuid::Uuid;

use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::imports::{self, Column, ImportAs, Problem, Rows};
use crate::words;

pub use undo::undo;

/// What to open.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ImportOpen {
    /// Name of the file, shown in the history.
    pub name: String,
    /// Its bytes.
    pub base64: String,
    /// `rooms`, `people` or `contacts`.
    pub import_as: ImportAs,
    /// Sheet to take; none takes the one with the clearest header.
    pub sheet: Option<String>,
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportColumn {
    /// Letter.
    pub column: String,
    /// Header as written.
    pub header: String,
    /// What it is read as.
    pub field: Option<String>,
    /// Whether it is of a category that must not be kept.
    pub refused: bool,
    /// Sentence about it.
    pub note: Option<String>,
}

/// One row that is left out or taken with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportProblem {
    /// Row of the spreadsheet, from 1.
    pub row: u32,
    /// Letter of the column.
    pub column: Option<String>,
    /// Field.
    pub field: Option<String>,
    /// Stable reason.
    pub code: String,
    /// Sentence.
    pub message: String,
    /// Whether the row is left out.
    pub left_out: bool,
}

/// The first cells of a row, as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportSample {
    /// Row of the spreadsheet, from 1.
    pub row: u32,
    /// Texts; numbers of persons are masked.
    pub cells: Vec<String>,
}

/// What would happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportPreview {
    /// Token for taking it in.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// All sheets.
    pub sheets: Vec<String>,
    /// The one taken.
    pub sheet: String,
    /// Row of the header, from 1.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<ImportColumn>,
    /// Rows below the header.
    pub total: u32,
    /// Rows that would be taken.
    pub sound: u32,
    /// Rows that would be left out.
    pub left_out: u32,
    /// Rows that are in the store already.
    pub unchanged: u32,
    /// Why rows are left out, and remarks.
    pub problems: Vec<ImportProblem>,
    /// A few rows as read.
    pub sample: Vec<ImportSample>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportResult {
    /// Token for taking it back.
    pub batch: String,
    /// Rows of the file that made something new.
    pub created: u32,
    /// Rows that filled in something that was missing.
    pub updated: u32,
    /// Rows that were known already.
    pub unchanged: u32,
    /// Rows left out.
    pub left_out: u32,
    /// Why.
    pub problems: Vec<ImportProblem>,
    /// Sentence.
    pub message: String,
}

/// A past import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportBatch {
    /// Token.
    pub batch: String,
    /// Name of the file.
    pub name: String,
    /// When, ms.
    #[specta(type = i32)]
    pub at: i64,
    /// How many records it made.
    pub created: u32,
    /// Whether it was taken back.
    pub undone: bool,
}

/// A file that was opened, read and checked, waiting to be taken in.
pub struct Prepared {
    /// What the user was shown.
    pub preview: ImportPreview,
    rows: Rows,
    problems: Vec<Problem>,
}

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Created,
    Updated,
    Unchanged,
}

/// A row the store has a reason against.
struct Against {
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Against {
    fn new(code: &'static str, args: Vec<(&'static str, String)>) -> Against {
        Against { code, args }
    }
}

/// Either what became of the row or why it was left out; a fault of the store is neither.
type Outcome = Result<Result<Fate, Against>, AppError>;

/// Opens a file and finds out what taking it in would do, without doing it.
///
/// # Errors
/// `file_…` codes for a file that is not a list; `not_allowed` if the role may not import.
pub fn open(desk: &Desk, form: &ImportOpen) -> Result<Prepared, AppError> {
    let bytes = data_encoding::BASE64
        .decode(form.base64.as_bytes())
        .map_err(|_| AppError::new("file_not_a_spreadsheet").in_language(desk.language))?;
    open_bytes(
        desk,
        &form.name,
        &bytes,
        form.import_as,
        form.sheet.as_deref(),
    )
}

/// [`open`] over bytes.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(
    desk: &Desk,
    name: &str,
    bytes: &[u8],
    import_as: ImportAs,
    sheet: Option<&str>,
) -> Result<Prepared, AppError> {
    if !desk.role()?.may(domain::Act::Import) {
        return Err(AppError::new("not_allowed").in_language(desk.language));
    }
    let table = imports::open(name, bytes, sheet, import_as).map_err(|error| {
        AppError::at(error.code(), sheet.unwrap_or_default()).in_language(desk.language)
    })?;
    let columns = imports::columns(&table, import_as);
    let (rows, problems) = imports::check(&table, &columns, import_as, desk.today());
    let trial = try_out(desk, &rows)?;
    let mut all: Vec<ImportProblem> = problems
        .iter()
        .map(|problem| told(desk, problem))
        .chain(trial.problems)
        .collect();
    all.sort_by_key(|problem| (problem.row, !problem.left_out));
    let left_out = count(left_out_rows(&all));
    let preview = ImportPreview {
        id: Uuid::now_v7().to_string(),
        name: name.to_owned(),
        sheets: table.sheets.clone(),
        sheet: table.sheet.clone(),
        header_row: table.header_row,
        columns: columns.iter().map(|column| shown(desk, column)).collect(),
        total: count(table.rows.len()),
        sound: count(rows.len()).saturating_sub(trial.left_out),
        left_out,
        unchanged: trial.unchanged,
        problems: all,
        sample: known::sample(&table, &columns),
    };
    Ok(Prepared {
        preview,
        rows,
        problems,
    })
}

/// Takes an opened file in: one transaction.
///
/// # Errors
/// What the store says; nothing is taken in then.
pub fn commit(desk: &Desk, prepared: &Prepared) -> Result<ImportResult, AppError> {
    let batch = Uuid::now_v7().to_string();
    let mut trial = Trial::default();
    let name = prepared.preview.name.clone();
    let (id, rows) = (batch.clone(), &prepared.rows);
    let (_, changed) = desk
        .store
        .write(desk.now(), |write| {
            trial = take_all(desk, write, rows)?;
            undo::remember(write, &id, &name)?;
            Ok(())
        })
        .map_err(|error: AppError| error.in_language(desk.language))?;
    (desk.on_changed)(&changed);
    let mut problems: Vec<ImportProblem> = prepared
        .problems
        .iter()
        .map(|problem| told(desk, problem))
        .chain(trial.problems)
        .collect();
    problems.sort_by_key(|problem| (problem.row, !problem.left_out));
    let left_out = count(left_out_rows(&problems));
    let numbers = [
        ("created", trial.created.to_string()),
        ("updated", trial.updated.to_string()),
        ("unchanged", trial.unchanged.to_string()),
        ("left_out", left_out.to_string()),
    ];
    let args: Vec<(&str, &str)> = numbers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Ok(ImportResult {
        batch,
        created: trial.created,
        updated: trial.updated,
        unchanged: trial.unchanged,
        left_out,
        problems,
        message: desk.say("import.done", &args),
    })
}

/// Past imports, newest first.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk) -> Result<Vec<ImportBatch>, AppError> {
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT id, name, at, made, undone FROM import_batch ORDER BY at DESC LIMIT 50",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(ImportBatch {
                batch: row.get("id")?,
                name: row.get("name")?,
                at: row.get("at")?,
                created: row.get("made")?,
                undone: row.get("undone")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

#[derive(Default)]
struct Trial {
    created: u32,
    updated: u32,
    unchanged: u32,
    left_out: u32,
    problems: Vec<ImportProblem>,
}

/// Takes everything in and rolls back: the preview says exactly what the import will do, because it is the import.
fn try_out(desk: &Desk, rows: &Rows) -> Result<Trial, AppError> {
    struct RollBack(Option<AppError>);
    impl From<store::StoreError> for RollBack {
        fn from(error: store::StoreError) -> RollBack {
            RollBack(Some(error.into()))
        }
    }
    let mut trial = Trial::default();
    let outcome = desk.store.write(desk.now(), |write| {
        trial = take_all(desk, write, rows).map_err(|error| RollBack(Some(error)))?;
        Err::<(), RollBack>(RollBack(None))
    });
    match outcome {
        Err(RollBack(Some(error))) => Err(error.in_language(desk.language)),
        _ => Ok(trial),
    }
}

fn take_all(desk: &Desk, write: &mut Write<'_>, rows: &Rows) -> Result<Trial, AppError> {
    let mut trial = Trial::default();
    let areas = known::Areas::load(write.connection())?;
    match rows {
        Rows::Rooms(rows) => {
            for row in rows {
                write.begin_group();
                let outcome = rooms::take(write, &areas, row)?;
                trial.note(desk, row.row, outcome);
            }
        }
        Rows::Tenants(rows) => {
            let mut persons = std::collections::HashMap::new();
            for row in rows {
                write.begin_group();
                let outcome = people::take(desk, write, &areas, row, &mut persons)?;
                trial.note(desk, row.row, outcome);
            }
        }
        Rows::Contacts(rows) => {
            for row in rows {
                write.begin_group();
                let outcome = contacts::take(write, &areas, row)?;
                trial.note(desk, row.row, outcome);
            }
        }
    }
    Ok(trial)
}

impl Trial {
    fn note(&mut self, desk: &Desk, row: u32, outcome: Result<Fate, Against>) {
        match outcome {
            Ok(Fate::Created) => self.created += 1,
            Ok(Fate::Updated) => self.updated += 1,
            Ok(Fate::Unchanged) => self.unchanged += 1,
            Err(against) => {
                self.left_out += 1;
                self.problems.push(ImportProblem {
                    row,
                    column: None,
                    field: None,
                    code: against.code.to_owned(),
                    message: sentence(desk, against.code, &against.args),
                    left_out: true,
                });
            }
        }
    }
}

fn told(desk: &Desk, problem: &Problem) -> ImportProblem {
    ImportProblem {
        row: problem.row,
        column: problem.column.clone(),
        field: problem.field.and_then(|field| word_of(&field)),
        code: problem.code.to_owned(),
        message: sentence(desk, problem.code, &problem.args),
        left_out: problem.blocks,
    }
}

fn sentence(desk: &Desk, code: &str, args: &[(&'static str, String)]) -> String {
    let args: Vec<(&str, &str)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let key = ["import.", code].concat();
    words::find(desk.language, &key, &args)
        .unwrap_or_else(|| desk.say(&["finding.", code].concat(), &args))
}

fn shown(desk: &Desk, column: &Column) -> ImportColumn {
    ImportColumn {
        column: column.column.clone(),
        header: column.header.clone(),
        field: column.field.and_then(|field| word_of(&field)),
        refused: column.refused,
        note: column
            .refused
            .then(|| desk.say("import.column_refused", &[("header", &column.header)])),
    }
}

/// The stored spelling of a field's name.
fn word_of<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
}

fn left_out_rows(problems: &[ImportProblem]) -> usize {
    let rows: std::collections::BTreeSet<u32> = problems
        .iter()
        .filter(|problem| problem.left_out)
        .map(|problem| problem.row)
        .collect();
    rows.len()
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// The outcome of taking an import back.
pub type Undone = Done;

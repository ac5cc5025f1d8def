//! Opening a file and finding out what taking it in would do, without doing it.

use uuid::Uuid;

use super::forms::{ImportChoice, ImportMapped, ImportOpen, ImportPreview, ImportProblem};
use super::progress::Progress;
use super::take::{Taking, Trial};
use super::{count, known, mapping, telling};
use crate::desk::Desk;
use crate::error::AppError;
use crate::imports::{self, Column, Field, ImportAs, Problem, Rows, Table, apart};

/// A file that was opened, read and checked, waiting to be taken in.
pub struct Prepared {
    /// What the user was shown.
    pub preview: ImportPreview,
    pub(super) import_as: ImportAs,
    pub(super) table: Table,
    pub(super) columns: Vec<Column>,
    /// Whether the columns are read otherwise than their headings say.
    pub(super) by_hand: bool,
    pub(super) rows: Rows,
    pub(super) problems: Vec<Problem>,
}

/// Opens a file and finds out what taking it in would do, without doing it.
///
/// # Errors
/// `file_…` codes for a file that is not a list; `not_allowed` if the role may not import; `import_cancelled`.
pub fn open(desk: &Desk, form: &ImportOpen, progress: &Progress) -> Result<Prepared, AppError> {
    let bytes = data_encoding::BASE64
        .decode(form.base64.as_bytes())
        .map_err(|_| AppError::new("file_not_a_spreadsheet").in_language(desk.language))?;
    read(
        desk,
        &form.name,
        &bytes,
        form.import_as,
        form.sheet.as_deref(),
        progress,
    )
}

/// [`open`] over bytes, telling nobody how far it is.
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
    read(desk, name, bytes, import_as, sheet, &Progress::silent())
}

fn read(
    desk: &Desk,
    name: &str,
    bytes: &[u8],
    import_as: ImportAs,
    sheet: Option<&str>,
    progress: &Progress,
) -> Result<Prepared, AppError> {
    may_import(desk)?;
    let table = apart::open(
        &desk.reader,
        name,
        bytes,
        sheet,
        import_as,
        &progress.cancel,
    )
    .map_err(|error| {
        AppError::at(error.code(), sheet.unwrap_or_default()).in_language(desk.language)
    })?;
    let usual = imports::columns(&table, import_as);
    let recalled = desk.read(|connection| mapping::recall(connection, &usual, import_as))?;
    let mut columns = usual.clone();
    if let Some(said) = &recalled {
        mapping::lay_over(&mut columns, said, import_as);
    }
    let by_hand = columns != usual;
    let reading = Reading {
        name: name.to_owned(),
        import_as,
        table,
        columns,
        by_hand,
    };
    let mut prepared = prepare(desk, reading, progress)?;
    prepared.preview.remembered = by_hand;
    Ok(prepared)
}

/// The same file with its columns read as somebody says.
///
/// # Errors
/// As [`open`].
pub fn map(
    desk: &Desk,
    prepared: &Prepared,
    said: &[ImportMapped],
    progress: &Progress,
) -> Result<Prepared, AppError> {
    may_import(desk)?;
    let usual = imports::columns(&prepared.table, prepared.import_as);
    let mut columns = usual.clone();
    mapping::lay_over(&mut columns, said, prepared.import_as);
    let reading = Reading {
        name: prepared.preview.name.clone(),
        import_as: prepared.import_as,
        table: prepared.table.clone(),
        by_hand: columns != usual,
        columns,
    };
    prepare(desk, reading, progress)
}

fn may_import(desk: &Desk) -> Result<(), AppError> {
    if desk.role()?.may(domain::Act::Import) {
        Ok(())
    } else {
        Err(AppError::new("not_allowed").in_language(desk.language))
    }
}

/// A table and what its columns are.
struct Reading {
    name: String,
    import_as: ImportAs,
    table: Table,
    columns: Vec<Column>,
    by_hand: bool,
}

fn prepare(desk: &Desk, reading: Reading, progress: &Progress) -> Result<Prepared, AppError> {
    let Reading {
        name,
        import_as,
        table,
        columns,
        by_hand,
    } = reading;
    let (rows, problems) = imports::check(&table, &columns, import_as, desk.today());
    let trial = try_out(desk, &rows, progress)?;
    let sound = count(rows.len()).saturating_sub(trial.left_out);
    let all = telling::problems(desk, &problems, trial.problems);
    let is_visible = |sheet: &&String| !table.hidden.contains(sheet);
    let preview = ImportPreview {
        id: Uuid::now_v7().to_string(),
        name,
        sheets: table.sheets.iter().filter(is_visible).cloned().collect(),
        hidden: table.hidden.clone(),
        lists: table.lists.clone(),
        sheet: table.sheet.clone(),
        header_row: table.header_row,
        columns: columns
            .iter()
            .map(|column| telling::column(desk, column))
            .collect(),
        fields: Field::of(import_as),
        remembered: false,
        total: count(table.rows.len()),
        sound,
        created: trial.created,
        updated: trial.updated,
        unchanged: trial.unchanged,
        left_out: left_out_rows(&all),
        problems: all,
        differences: trial.differences,
        sample: known::sample(&table, &columns),
    };
    Ok(Prepared {
        preview,
        import_as,
        table,
        columns,
        by_hand,
        rows,
        problems,
    })
}

/// Takes everything in and rolls back: the preview says exactly what the import will do, because it is the import.
fn try_out(desk: &Desk, rows: &Rows, progress: &Progress) -> Result<Trial, AppError> {
    struct RollBack(Option<AppError>);
    impl From<store::StoreError> for RollBack {
        fn from(error: store::StoreError) -> RollBack {
            RollBack(Some(error.into()))
        }
    }
    let choice = ImportChoice::default();
    let mut trial = Trial::default();
    let outcome = desk.store.write(desk.now(), |write| {
        let taken = Taking::new(desk, write, &choice, progress)
            .and_then(|taking| taking.on_trial().all(write, rows))
            .map_err(|error| RollBack(Some(error)))?;
        trial = taken;
        Err::<(), RollBack>(RollBack(None))
    });
    match outcome {
        Err(RollBack(Some(error))) => Err(error.in_language(desk.language)),
        _ => Ok(trial),
    }
}

pub(super) fn left_out_rows(problems: &[ImportProblem]) -> u32 {
    let rows: std::collections::BTreeSet<u32> = problems
        .iter()
        .filter(|problem| problem.left_out)
        .map(|problem| problem.row)
        .collect();
    count(rows.len())
}

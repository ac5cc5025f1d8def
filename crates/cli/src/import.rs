//! `beatbook import`.

use std::path::Path;

use app::importing::{self, ImportChoice, ImportMapped, ImportProblem, Progress};
use app::imports::ImportAs;
use app::{AppError, Desk};
use serde_json::{Value, json};

use crate::Answer;

/// What the command line asks for.
pub struct Asked<'a> {
    pub file: &'a Path,
    pub import_as: &'a str,
    pub sheet: Option<&'a str>,
    pub map: &'a [String],
    pub choice: ImportChoice,
    pub left_out: Option<&'a Path>,
    pub dry_run: bool,
}

pub fn import(desk: &Desk, asked: &Asked<'_>) -> Result<Answer, AppError> {
    let import_as = ImportAs::parse(asked.import_as)
        .ok_or_else(|| AppError::at("unknown_kind", asked.import_as))?;
    let bytes = std::fs::read(asked.file).map_err(|_| AppError::new("file_unreadable"))?;
    let name = asked
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut prepared = importing::open_bytes(desk, &name, &bytes, import_as, asked.sheet)?;
    if !asked.map.is_empty() {
        let said = said(&prepared.preview.columns, asked.map)?;
        prepared = importing::map(desk, &prepared, &said, &Progress::silent())?;
    }
    let saved = asked
        .left_out
        .map(|folder| importing::write_left_out(desk, &prepared, folder));
    let saved = match saved.transpose() {
        // A list without a fault is taken in all the same.
        Err(error) if error.code == "left_out_none" => None,
        saved => saved?,
    };
    if asked.dry_run {
        let preview = &prepared.preview;
        let last = format!("{} / {}", preview.sound, preview.total);
        return Ok(Answer::of(lines(&preview.problems, &last), json!(preview)));
    }
    let result = importing::commit_with(desk, &prepared, &asked.choice, &Progress::silent())?;
    let mut value = json!(result);
    value["left_out_file"] = saved.map_or(Value::Null, |saved| saved.path.into());
    Ok(Answer::of(lines(&result.problems, &result.message), value))
}

/// The columns as they are read, with what `--map` says laid over.
fn said(
    columns: &[importing::ImportColumn],
    map: &[String],
) -> Result<Vec<ImportMapped>, AppError> {
    let mut said: Vec<ImportMapped> = Vec::new();
    for word in map {
        let unknown = || AppError::at("unknown_column", word);
        let (column, field) = word.split_once('=').ok_or_else(unknown)?;
        let field = match field {
            "-" => None,
            field => Some(serde_json::from_value(field.into()).map_err(|_| unknown())?),
        };
        if !columns.iter().any(|known| known.column == column) {
            return Err(unknown());
        }
        said.push(ImportMapped {
            column: column.to_owned(),
            field,
        });
    }
    // What is said takes its field from the column that had it.
    let rest = columns.iter().filter_map(|column| {
        let is_said = said.iter().any(|said| said.column == column.column);
        let is_taken = said
            .iter()
            .any(|said| said.field.is_some() && said.field == column.field);
        (!is_said).then(|| ImportMapped {
            column: column.column.clone(),
            field: column.field.filter(|_| !is_taken),
        })
    });
    let rest: Vec<ImportMapped> = rest.collect();
    Ok(said.into_iter().chain(rest).collect())
}

fn lines(problems: &[ImportProblem], last: &str) -> String {
    problems
        .iter()
        .map(|problem| {
            let column = problem.column.as_deref().unwrap_or("");
            format!("{column}{}  {}\n", problem.row, problem.message)
        })
        .chain([last.to_owned()])
        .collect()
}

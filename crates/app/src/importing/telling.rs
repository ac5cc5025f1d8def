//! Sentences about rows and columns.

use super::forms::{ImportColumn, ImportProblem};
use super::left_out;
use crate::desk::Desk;
use crate::imports::{Column, Problem};
use crate::words;

/// All problems in the order of the file, those that leave a row out first.
pub(super) fn problems(
    desk: &Desk,
    of_file: &[Problem],
    of_store: Vec<ImportProblem>,
) -> Vec<ImportProblem> {
    let mut all: Vec<ImportProblem> = of_file
        .iter()
        .map(|problem| ImportProblem {
            row: problem.row,
            column: problem.column.clone(),
            field: problem.field,
            code: problem.code.to_owned(),
            message: sentence(desk, problem.code, &problem.args),
            left_out: problem.blocks,
        })
        .chain(of_store)
        .collect();
    all.sort_by_key(|problem| (problem.row, !problem.left_out));
    all
}

pub(super) fn sentence(desk: &Desk, code: &str, args: &[(&'static str, String)]) -> String {
    let args: Vec<(&str, &str)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let key = ["import.", code].concat();
    words::find(desk.language, &key, &args)
        .unwrap_or_else(|| desk.say(&["finding.", code].concat(), &args))
}

pub(super) fn column(desk: &Desk, column: &Column) -> ImportColumn {
    let note = if column.refused {
        Some(desk.say("import.column_refused", &[("header", &column.header)]))
    } else if left_out::is_reason(&column.header) {
        Some(desk.say("import.column_reason", &[]))
    } else {
        None
    };
    ImportColumn {
        column: column.column.clone(),
        header: column.header.clone(),
        field: column.field,
        refused: column.refused,
        note,
    }
}

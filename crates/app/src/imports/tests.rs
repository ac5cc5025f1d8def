//! The sample files of the issue, and rubbish. Counts are those that openpyxl and Python's csv find without this code.

mod damage;
mod people;
mod samples;
mod twice;
mod unlike;
mod workbooks;
pub(in crate::imports) mod zip;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Column, ImportAs, OpenError, Problem, Rows, Table, TenantRow, check, columns, open};

/// The month of the sample register.
pub(in crate::imports) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
}

pub(in crate::imports) fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/imports/");
    std::fs::read(format!("{folder}{name}")).expect("a sample file")
}

pub(in crate::imports) fn sample_table(name: &str, import_as: ImportAs) -> Table {
    open(name, &sample(name), None, import_as).expect("a readable sample")
}

pub(in crate::imports) fn table(text: &str, import_as: ImportAs) -> Table {
    open("table.csv", text.as_bytes(), None, import_as).expect("a readable table")
}

fn checked(table: &Table, import_as: ImportAs) -> (Rows, Vec<Problem>) {
    check(table, &columns(table, import_as), import_as, today())
}

fn tenants(rows: Rows) -> Vec<TenantRow> {
    match rows {
        Rows::Tenants(rows) => rows,
        other => panic!("not people: {other:?}"),
    }
}

/// How often each reason is given, of those that block or those that do not.
fn counts(problems: &[Problem], blocks: bool) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.blocks == blocks) {
        *counts.entry(problem.code).or_default() += 1;
    }
    counts
}

fn rows_with(problems: &[Problem], code: &str) -> Vec<u32> {
    problems
        .iter()
        .filter(|problem| problem.code == code)
        .map(|problem| problem.row)
        .collect()
}

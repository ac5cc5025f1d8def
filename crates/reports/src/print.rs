//! A report on paper: `assets/print/report.typ`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::delimited::text;
use crate::typeset::{chinese_families, typeset};
use crate::{Cell, Document, ReportError, Table};

/// Every table, those with a curve drawn; A4, with page numbers and room for a seal.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not rectangular; [`ReportError::NoFont`] without a font with Chinese type.
pub fn pdf(document: &Document) -> Result<Vec<u8>, ReportError> {
    document.check()?;
    let tables: Vec<Value> = document.tables.iter().map(table).collect();
    let report = json!({
        "title": document.title,
        "lang": document.lang,
        "fonts": chinese_families()?,
        "notes": document.notes,
        "page": document.page,
        "seal": document.seal,
        "nothing": document.nothing,
        "day": document.made.date().to_string(),
        "tables": tables,
    });
    let files = BTreeMap::from([("report.json".to_owned(), report.to_string().into_bytes())]);
    typeset(
        include_str!("../../../assets/print/report.typ"),
        files,
        document.made,
    )
}

fn table(table: &Table) -> Value {
    let rows: Vec<Vec<Value>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(shown).collect())
        .collect();
    let curve: Vec<Value> = table
        .curve
        .iter()
        .map(|column| {
            let column = usize::from(*column);
            let counts = table.rows.iter().map(|row| match row.get(column) {
                Some(Cell::Count(count)) => Some(*count),
                _ => None,
            });
            json!({"name": table.columns.get(column), "counts": counts.collect::<Vec<_>>()})
        })
        .collect();
    let day = |row: Option<&Vec<Cell>>| row.and_then(|row| row.first()).map(text);
    json!({
        "name": table.name,
        "columns": table.columns,
        "rows": rows,
        "curve": curve,
        "first": day(table.rows.first()).unwrap_or_default(),
        "last": day(table.rows.last()).unwrap_or_default(),
    })
}

fn shown(cell: &Cell) -> Value {
    // A spreadsheet's apostrophe against formulas has no place on paper.
    let text = match cell {
        Cell::Text(text) => text.clone(),
        Cell::Change(change) if *change > 0 => format!("+{change}"),
        Cell::Share(share) if *share > 0 => ["+", &text(cell)].concat(),
        cell => text(cell),
    };
    json!({"text": text, "number": !matches!(cell, Cell::Text(_))})
}

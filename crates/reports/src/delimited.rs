//! Text for spreadsheets: RFC 4180, UTF-8 with a byte order mark, so that Excel takes it for what it is.

use crate::{Cell, Document, ReportError};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Title and notes, then each table under its name, with an empty line before it.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not rectangular.
pub fn delimited(document: &Document) -> Result<Vec<u8>, ReportError> {
    document.check()?;
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record([harmless(&document.title)])?;
    for note in &document.notes {
        writer.write_record([harmless(note)])?;
    }
    for table in &document.tables {
        writer.write_record([""])?;
        writer.write_record([harmless(&table.name)])?;
        writer.write_record(table.columns.iter().map(|heading| harmless(heading)))?;
        for row in &table.rows {
            writer.write_record(row.iter().map(text))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| ReportError::Delimited(error.into_error().into()))
}

/// A value as it is written where there are no types.
pub(crate) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Count(count) | Cell::Change(count) => count.to_string(),
        Cell::Share(share) | Cell::Part(share) => percent(*share),
        Cell::Day(day) => day.to_string(),
        Cell::Nothing => String::new(),
    }
}

/// Hundredths of a percent as people write it.
pub(crate) fn percent(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}%", size / 100, size % 100)
}

/// A text that a spreadsheet would take for a formula gets an apostrophe (OWASP ASVS 1.2.10, and the full-width signs).
fn harmless(text: &str) -> String {
    const DANGEROUS: &str = "=+-@\t\r\n\0＝＋－＠";
    if text.starts_with(|first| DANGEROUS.contains(first)) {
        ["'", text].concat()
    } else {
        text.to_owned()
    }
}

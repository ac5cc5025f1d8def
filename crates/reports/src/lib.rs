//! Files that leave the program: tables in, bytes of a workbook, of pages or of delimited text out. The same tables make the same bytes. No
//! database, no clock, no words of its own.

mod delimited;
mod form;
mod paper;
mod print;
mod typeset;
mod workbook;

pub use delimited::delimited;
pub use form::{Filled, fill};
pub use paper::{Paper, Part, paper_pdf};
pub use print::pdf;
pub use typeset::{chinese_families, typeset};
pub use workbook::workbook;

/// What is written out.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// First line.
    pub title: String,
    /// What a reader must know before the figures: whose they are, as of when, from which laptops.
    pub notes: Vec<String>,
    /// When it was made, in China time; the workbook's own date.
    pub made: chrono::NaiveDateTime,
    /// Tables, each a sheet of its own in a workbook.
    pub tables: Vec<Table>,
    /// What stands at the foot of each printed page of a workbook; empty for nothing.
    pub foot: String,
    /// Language of its words, as hyphenation and the choice of characters need it: `zh` or `en`.
    pub lang: &'static str,
    /// What stands where a seal is put.
    pub seal: String,
    /// A page's number of all, with `{page}` and `{pages}`.
    pub page: String,
    /// What stands for a table without rows.
    pub nothing: String,
}

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name; at most 31 characters without `[]:*?/\`, as a sheet's.
    pub name: String,
    /// Headings.
    pub columns: Vec<String>,
    /// Rows, each as long as the headings.
    pub rows: Vec<Vec<Cell>>,
    /// Columns (from 0) drawn as lines over the first one.
    pub curve: Vec<u16>,
}

/// One value, with its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text; never read as a formula.
    Text(String),
    /// A count.
    Count(i64),
    /// A change: written with its sign.
    Change(i64),
    /// A change in hundredths of a percent, written with its sign: 1,094 is +10.94 %.
    Share(i64),
    /// A part of something in hundredths of a percent: 1,094 is 10.94 %.
    Part(i64),
    /// A day.
    Day(chrono::NaiveDate),
    /// Nothing is known.
    Nothing,
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The workbook could not be written.
    #[error("workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The text could not be written.
    #[error("text: {0}")]
    Delimited(#[from] csv::Error),
    /// A form is no workbook, has macros or is too large.
    #[error("form: {0}")]
    Form(String),
    /// The pages could not be set.
    #[error("pages: {0}")]
    Typeset(String),
    /// No font with Chinese type is installed.
    #[error("no font with Chinese type")]
    NoFont,
    /// A row is longer or shorter than its headings, or longer than a table can be.
    #[error("table {0} is not rectangular")]
    Shape(String),
}

/// Hundredths of a percent as a share of 1, for what keeps numbers.
#[expect(clippy::cast_precision_loss, reason = "a percentage has few digits")]
pub(crate) fn share(hundredths: i64) -> f64 {
    hundredths as f64 / 10_000.0
}

impl Document {
    fn check(&self) -> Result<(), ReportError> {
        let crooked = self.tables.iter().find(|table| {
            let wide = table.columns.len();
            wide == 0
                || wide > 100
                || table.rows.len() > 1_000_000
                || table.rows.iter().any(|row| row.len() != wide)
                || table
                    .curve
                    .iter()
                    .any(|column| usize::from(*column) >= wide)
        });
        match crooked {
            Some(table) => Err(ReportError::Shape(table.name.clone())),
            None => Ok(()),
        }
    }
}

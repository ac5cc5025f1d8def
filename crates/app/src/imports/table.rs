use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Rows of one sheet that are read.
pub const MAX_ROWS: usize = 200_000;
/// Columns of one sheet that are read.
pub const MAX_COLUMNS: usize = 200;
/// Cells held at once over all sheets, empty ones included.
pub(super) const MAX_CELLS: usize = 5_000_000;

/// One cell as the spreadsheet typed it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a person reads it; whole numbers without a decimal point.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.trim().to_string(),
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
                format!("{value:.0}")
            }
            Self::Number(value) => value.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Bool(value) => value.to_string(),
        }
    }
}

/// A row below the header that holds anything at all. `cells` may be shorter than the header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableRow {
    /// 1-based, as the spreadsheet counts.
    pub row: u32,
    pub cells: Vec<Cell>,
}

impl TableRow {
    pub fn cell(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&Cell::Empty)
    }
}

/// Head of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Header {
    /// Letter of the spreadsheet: `A`, `AB`.
    pub column: String,
    pub text: String,
}

/// The table found in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Names of all sheets in order; empty for text files.
    pub sheets: Vec<String>,
    /// Those of them that are hidden. A hidden sheet is read only when asked for by name.
    pub hidden: Vec<String>,
    /// The visible ones in which a table was found; only the one asked for when there was one.
    pub lists: Vec<String>,
    /// The sheet that was read.
    pub sheet: String,
    /// 1-based row of the header; the lower one when it spans two.
    pub header_row: u32,
    pub headers: Vec<Header>,
    /// Rows below the header without blank ones.
    pub rows: Vec<TableRow>,
}

/// A sheet before its header is known: rows that hold anything, ascending.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<TableRow>,
}

/// Letter of a 0-based column: `A`, `Z`, `AA`.
pub(super) fn letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let letters: Vec<String> = [0, 12, 25, 26, 51, 52, 199]
            .into_iter()
            .map(letter)
            .collect();
        assert_eq!(letters, ["A", "M", "Z", "AA", "AZ", "BA", "GR"]);
    }

    #[test]
    fn a_telephone_typed_as_a_number_reads_without_a_point() {
        assert_eq!(Cell::Number(15_932_368_395.0).text(), "15932368395");
        assert_eq!(Cell::Number(12.5).text(), "12.5");
        assert!(Cell::Text(" \u{3000}".to_string()).is_empty());
    }
}

//! What an import asks and answers, as the window and the command line see it.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::imports::{Field, ImportAs};

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

/// What a person says a column is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportMapped {
    /// Letter of the column.
    pub column: String,
    /// What it is read as; none leaves it out.
    pub field: Option<Field>,
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportColumn {
    /// Letter.
    pub column: String,
    /// Header as written.
    pub header: String,
    /// What it is read as.
    pub field: Option<Field>,
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
    pub field: Option<Field>,
    /// Stable reason.
    pub code: String,
    /// Sentence.
    pub message: String,
    /// Whether the row is left out.
    pub left_out: bool,
}

/// Where the file says something else than what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportDifference {
    /// Token of this value, for [`ImportChoice`]; the same while file and store stay as they are.
    pub key: String,
    /// Row of the spreadsheet, from 1.
    pub row: u32,
    /// Who or which room.
    pub name: String,
    /// Name of the field.
    pub field: String,
    /// What is stored, numbers masked; empty if nothing is.
    pub was: String,
    /// What the file says, numbers masked.
    pub becomes: String,
    /// Whether it is taken unless somebody says otherwise.
    pub taken: bool,
    /// Sentence: why it is, or is not.
    pub why: String,
}

/// Where a person decided otherwise than [`ImportDifference::taken`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportChoice {
    /// Values to take.
    pub take: Vec<String>,
    /// Values to leave as they are stored.
    pub leave: Vec<String>,
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
    /// Visible sheets.
    pub sheets: Vec<String>,
    /// Hidden ones: named, never taken.
    pub hidden: Vec<String>,
    /// Visible sheets in which a list was found; only the one asked for when there was one.
    pub lists: Vec<String>,
    /// The one taken.
    pub sheet: String,
    /// Row of the header, from 1.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<ImportColumn>,
    /// What a column may be read as, in the order of the form.
    pub fields: Vec<Field>,
    /// Whether the columns are read as somebody said when a file with this header was imported.
    pub remembered: bool,
    /// Rows below the header.
    pub total: u32,
    /// Rows that would be taken.
    pub sound: u32,
    /// Rows of those that make something new.
    pub created: u32,
    /// Rows of those that change or fill in something.
    pub updated: u32,
    /// Rows that are in the store already.
    pub unchanged: u32,
    /// Rows that would be left out.
    pub left_out: u32,
    /// Why rows are left out, and remarks.
    pub problems: Vec<ImportProblem>,
    /// Where the file says something else than what is stored.
    pub differences: Vec<ImportDifference>,
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
    /// Rows that changed or filled in something.
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
    /// Whether it can be taken back: for ninety days.
    pub can_undo: bool,
}

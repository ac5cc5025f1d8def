use serde::Serialize;

use super::fields::Field;

/// Something to tell about one row. `code` is stable; the window and the command line hold its sentence.
///
/// `args` fill the sentence and never hold a whole document or telephone number, so a problem may be shown and logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Problem {
    /// 1-based row of the spreadsheet.
    pub row: u32,
    /// Letter of the column it is about.
    pub column: Option<String>,
    pub field: Option<Field>,
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
    /// Whether the row is left out; otherwise it is taken and this is only told.
    pub blocks: bool,
}

impl Problem {
    pub(super) fn block(row: u32, code: &'static str) -> Self {
        Self {
            row,
            column: None,
            field: None,
            code,
            args: Vec::new(),
            blocks: true,
        }
    }

    pub(super) fn tell(row: u32, code: &'static str) -> Self {
        Self {
            blocks: false,
            ..Self::block(row, code)
        }
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

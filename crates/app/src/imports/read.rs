//! Opening a file: its kind is told by its content, never by its name.

use super::archive::{self, Office};
use super::delimited;
use super::fields::ImportAs;
use super::header;
use super::table::{Sheet, Table};
use super::workbook;

/// Largest file that is opened.
pub const MAX_BYTES: usize = 20 << 20;

/// Why a file cannot be read as a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is too large, or unpacks to too much")]
    TooLarge,
    #[error("the sheet has more than 200,000 rows")]
    TooManyRows,
    #[error("the sheet has more than 200 columns")]
    TooManyColumns,
    #[error("the file is neither a spreadsheet nor a text table")]
    NotASpreadsheet,
    #[error("the file is protected by a password")]
    Locked,
    #[error("no row names columns that can be imported")]
    NoHeader,
    #[error("there is no sheet named {0}")]
    NoSuchSheet(String),
}

impl OpenError {
    /// Stable word for the program.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge => "file_too_large",
            Self::TooManyRows => "file_too_many_rows",
            Self::TooManyColumns => "file_too_many_columns",
            Self::NotASpreadsheet => "file_not_a_spreadsheet",
            Self::Locked => "file_locked",
            Self::NoHeader => "file_no_header",
            Self::NoSuchSheet(_) => "file_no_such_sheet",
        }
    }
}

/// Sheets of a file with their names, before a header is looked for.
pub(super) struct Workbook {
    pub names: Vec<String>,
    pub hidden: Vec<String>,
    /// Those that were read.
    pub sheets: Vec<Sheet>,
}

/// Reads xlsx, xls, ods, or text with any delimiter in UTF-8, UTF-16 or GB 18030, and finds the table in it.
///
/// With `sheet` `None` the visible sheet with the best header for `import_as` is taken. `name` is that of the file;
/// a text file has it as its sheet.
pub fn open(
    name: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    import_as: ImportAs,
) -> Result<Table, OpenError> {
    if bytes.len() > MAX_BYTES {
        return Err(OpenError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(OpenError::Empty);
    }
    let workbook = if bytes.starts_with(b"PK\x03\x04") {
        match archive::inspect(bytes)? {
            Office::Xlsx => workbook::read_xlsx(bytes, sheet)?,
            Office::Ods => workbook::read_ods(bytes, sheet)?,
        }
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        workbook::read_xls(bytes, sheet)?
    } else {
        delimited::read(name, bytes, import_as)?
    };
    pick(workbook, import_as)
}

/// The first sheet wins among equals, so that copies at the end do not replace the register.
fn pick(workbook: Workbook, import_as: ImportAs) -> Result<Table, OpenError> {
    let Workbook {
        names,
        hidden,
        mut sheets,
    } = workbook;
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(OpenError::Empty);
    }
    let mut best: Option<(usize, header::Found)> = None;
    for (at, sheet) in sheets.iter().enumerate() {
        if let Some(found) = header::find(&sheet.rows, import_as)
            && best
                .as_ref()
                .is_none_or(|(_, known)| found.score > known.score)
        {
            best = Some((at, found));
        }
    }
    let (at, found) = best.ok_or(OpenError::NoHeader)?;
    let Sheet { name, mut rows } = sheets.swap_remove(at);
    let header_row = rows[found.last].row;
    rows.drain(..=found.last);
    Ok(Table {
        sheets: names,
        hidden,
        sheet: name,
        header_row,
        headers: found.headers,
        rows,
    })
}

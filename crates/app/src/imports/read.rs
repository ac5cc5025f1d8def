//! Opening a file: its kind is told by its content, never by its name.

use serde::{Deserialize, Serialize};

use super::archive::{self, Office};
use super::delimited;
use super::fields::ImportAs;
use super::foreign;
use super::header;
use super::refused::is_refused;
use super::table::{Cell, Sheet, Table};
use super::workbook;

/// Largest file that is opened.
pub const MAX_BYTES: usize = 20 << 20;

/// Why a file cannot be read as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
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
    #[error("the file is a picture")]
    Picture,
    #[error("the file is a document of a word processor or a presentation")]
    Document,
    #[error("the file is a PDF")]
    Pdf,
    #[error("the file is a web page")]
    WebPage,
    #[error("the file is an archive")]
    Archive,
    #[error("the file is protected by a password")]
    Locked,
    #[error("no row names columns that can be imported")]
    NoHeader,
    #[error("there is no sheet named {0}")]
    NoSuchSheet(String),
    #[error("the reading process ran out of memory or time, or broke down")]
    Stopped,
    #[error("the reading process took too long")]
    TooSlow,
    #[error("the reading was called off")]
    Cancelled,
    #[error("the reading process could not be started")]
    NoReader,
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
            Self::Picture => "file_picture",
            Self::Document => "file_document",
            Self::Pdf => "file_pdf",
            Self::WebPage => "file_web_page",
            Self::Archive => "file_archive",
            Self::Locked => "file_locked",
            Self::NoHeader => "file_no_header",
            Self::NoSuchSheet(_) => "file_no_such_sheet",
            Self::Stopped => "file_reader_stopped",
            Self::TooSlow => "file_reader_slow",
            Self::Cancelled => "file_cancelled",
            Self::NoReader => "file_no_reader",
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
    if let Some(foreign) = foreign::kind(bytes) {
        return Err(foreign);
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

/// The first sheet wins among equals, so that copies at the end do not replace the register. Cells of refused columns are dropped here, so
/// that they reach nobody who could keep them.
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
    let mut lists = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let Some(found) = header::find(&sheet.rows, import_as) else {
            continue;
        };
        lists.push(sheet.name.clone());
        if best
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
    for (at, header) in found.headers.iter().enumerate() {
        if is_refused(&header.text) {
            for cell in rows.iter_mut().filter_map(|row| row.cells.get_mut(at)) {
                *cell = Cell::Empty;
            }
        }
    }
    Ok(Table {
        sheets: names,
        hidden,
        lists,
        sheet: name,
        header_row,
        headers: found.headers,
        rows,
    })
}

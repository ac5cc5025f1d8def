//! Text tables: the encoding is told by mark or by what decodes, the delimiter by which one shows the best header.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::fields::ImportAs;
use super::header;
use super::read::{OpenError, Workbook};
use super::table::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, TableRow};

const DELIMITERS: &[u8] = b",\t;|";
/// Characters looked at to choose the delimiter.
const PROBE: usize = 64 << 10;

/// Reads a text file as one sheet named like the file.
pub(super) fn read(name: &str, bytes: &[u8], import_as: ImportAs) -> Result<Workbook, OpenError> {
    let text = decode(bytes).ok_or(OpenError::NotASpreadsheet)?;
    // Other programs export web pages with the ending .xls.
    if text.trim_start().starts_with('<') {
        return Err(OpenError::WebPage);
    }
    let mut end = text.len().min(PROBE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let score = |delimiter: u8| {
        let rows = split(&text[..end], delimiter).unwrap_or_default();
        header::find(&rows, import_as).map_or(0, |found| found.score)
    };
    let best = DELIMITERS
        .iter()
        .copied()
        .rev()
        .max_by_key(|delimiter| score(*delimiter))
        .unwrap_or(b',');
    let rows = split(&text, best)?;
    Ok(Workbook {
        names: Vec::new(),
        hidden: Vec::new(),
        sheets: vec![Sheet {
            name: name.to_string(),
            rows,
        }],
    })
}

/// `None` for what is no text: control characters, or more than one broken character in a thousand. A few broken
/// characters stay as U+FFFD, and their rows are listed later.
fn decode(bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::for_bom(bytes).map_or_else(|| guess(bytes), |(encoding, _)| encoding);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let mut odd = 0;
    for c in text.chars() {
        match c {
            '\t' | '\r' | '\n' => {}
            '\u{FFFD}' => odd += 1,
            // NUL never stands in a text; other control characters slip in through copying.
            '\0' => return None,
            c if c.is_control() => odd += 1,
            _ => {}
        }
    }
    let length = text.chars().count();
    (odd * 1000 <= length.max(1000)).then(|| text.into_owned())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // Delimiters, digits and line ends of UTF-16 text leave a zero in one half of the pair.
    let enough = |zeros: usize| zeros >= 3 && zeros * 20 > bytes.len();
    if odd > even * 4 && enough(odd) {
        UTF_16LE
    } else if even > odd * 4 && enough(even) {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        GB18030
    }
}

/// Rows with the numbers a spreadsheet gives them: blank lines count, lines inside quotes do not.
fn split(text: &str, delimiter: u8) -> Result<Vec<TableRow>, OpenError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut number, mut held) = (0u32, 0usize);
    let mut record = csv::StringRecord::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(rows),
            Err(_) => return Err(OpenError::NotASpreadsheet),
        }
        number = number.saturating_add(1 + blank_lines(text.as_bytes(), start));
        let mut cells: Vec<Cell> = record.iter().map(cell).collect();
        cells.truncate(
            cells
                .iter()
                .rposition(|cell| !cell.is_empty())
                .map_or(0, |last| last + 1),
        );
        held += cells.len();
        if cells.len() > MAX_COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        if !cells.is_empty() {
            rows.push(TableRow { row: number, cells });
        }
        if rows.len() > MAX_ROWS {
            return Err(OpenError::TooManyRows);
        }
        if held > MAX_CELLS {
            return Err(OpenError::TooLarge);
        }
    }
}

/// Blank lines between the end of one record and the start of the next; a lone LF after a record's CR ends that record.
fn blank_lines(bytes: &[u8], start: usize) -> u32 {
    let mut lines = 0;
    for at in start..bytes.len() {
        match bytes[at] {
            b'\r' => lines += 1,
            b'\n' if at == 0 || bytes[at - 1] != b'\r' => lines += 1,
            b'\n' => {}
            _ => break,
        }
    }
    lines
}

/// `="0579123"` is how Excel is told to keep leading zeros.
fn cell(text: &str) -> Cell {
    let text = text
        .strip_prefix("=\"")
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(text);
    if text.trim().is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text.to_string())
    }
}

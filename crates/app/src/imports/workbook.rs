//! Workbooks through calamine. Cells are counted as they come, so that a file cannot ask for more memory than its limits.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Range, Reader, SheetVisible, Xls, XlsError, Xlsx,
    XlsxError,
};
use chrono::NaiveTime;

use super::foreign;
use super::read::{OpenError, Workbook};
use super::table::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, TableRow};

/// Bytes of text held at once: one long string may be shared by every cell.
const MAX_TEXT: usize = 48 << 20;

type Input<'a> = Cursor<&'a [u8]>;

pub(super) fn read_xlsx(bytes: &[u8], only: Option<&str>) -> Result<Workbook, OpenError> {
    guarded(|| {
        let mut book: Xlsx<Input> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => OpenError::Locked,
            _ => OpenError::NotASpreadsheet,
        })?;
        let list = list(&book, only)?;
        let mut budget = Budget::default();
        let mut sheets = Vec::new();
        for name in &list.wanted {
            let mut cells = match book.worksheet_cells_reader(name) {
                Ok(cells) => cells,
                // A chart has no cells.
                Err(XlsxError::NotAWorksheet(_)) => continue,
                Err(_) => return Err(OpenError::NotASpreadsheet),
            };
            let mut grid = Grid::new(name, &mut budget);
            while let Some(cell) = cells.next_cell().map_err(|_| OpenError::NotASpreadsheet)? {
                let (row, column) = cell.get_position();
                grid.put(row, column, from_ref(cell.get_value()))?;
            }
            sheets.push(grid.finish());
        }
        Ok(list.with(sheets))
    })
}

pub(super) fn read_xls(bytes: &[u8], only: Option<&str>) -> Result<Workbook, OpenError> {
    // Protected xlsx files are wrapped in the container that xls uses.
    if let Some(foreign) = foreign::compound(bytes) {
        return Err(foreign);
    }
    guarded(|| {
        let book: Xls<Input> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => OpenError::Locked,
            _ => OpenError::NotASpreadsheet,
        })?;
        read_ranges(book, only)
    })
}

pub(super) fn read_ods(bytes: &[u8], only: Option<&str>) -> Result<Workbook, OpenError> {
    guarded(|| {
        let book: Ods<Input> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
            OdsError::Password => OpenError::Locked,
            _ => OpenError::NotASpreadsheet,
        })?;
        read_ranges(book, only)
    })
}

fn read_ranges<'a, R: Reader<Input<'a>>>(
    mut book: R,
    only: Option<&str>,
) -> Result<Workbook, OpenError> {
    let list = list(&book, only)?;
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for name in &list.wanted {
        let Ok(range) = book.worksheet_range(name) else {
            continue;
        };
        sheets.push(from_range(name, &range, &mut budget)?);
    }
    Ok(list.with(sheets))
}

fn from_range(name: &str, range: &Range<Data>, budget: &mut Budget) -> Result<Sheet, OpenError> {
    let (top, left) = range.start().unwrap_or_default();
    let mut grid = Grid::new(name, budget);
    for (row, column, value) in range.used_cells() {
        let at = |offset: usize, start: u32| {
            u32::try_from(offset)
                .unwrap_or(u32::MAX)
                .saturating_add(start)
        };
        grid.put(at(row, top), at(column, left), from_data(value))?;
    }
    Ok(grid.finish())
}

/// A parser's panic on rubbish is an unreadable file, not the end of the program.
fn guarded<T>(read: impl FnOnce() -> Result<T, OpenError>) -> Result<T, OpenError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(OpenError::NotASpreadsheet))
}

struct List {
    names: Vec<String>,
    hidden: Vec<String>,
    wanted: Vec<String>,
}

impl List {
    fn with(self, sheets: Vec<Sheet>) -> Workbook {
        Workbook {
            names: self.names,
            hidden: self.hidden,
            sheets,
        }
    }
}

fn list<'a, R: Reader<Input<'a>>>(book: &R, only: Option<&str>) -> Result<List, OpenError> {
    let all = book.sheets_metadata();
    let names: Vec<String> = all.iter().map(|sheet| sheet.name.clone()).collect();
    let is_hidden = |visible: &SheetVisible| *visible != SheetVisible::Visible;
    let hidden: Vec<String> = all
        .iter()
        .filter(|sheet| is_hidden(&sheet.visible))
        .map(|sheet| sheet.name.clone())
        .collect();
    let wanted = match only {
        Some(name) if names.iter().any(|known| known == name) => vec![name.to_string()],
        Some(name) => return Err(OpenError::NoSuchSheet(name.to_string())),
        None => names
            .iter()
            .filter(|name| !hidden.contains(name))
            .cloned()
            .collect(),
    };
    Ok(List {
        names,
        hidden,
        wanted,
    })
}

#[derive(Default)]
struct Budget {
    cells: usize,
    text: usize,
}

/// Collects cells in any order and pays for each.
struct Grid<'a> {
    name: String,
    rows: BTreeMap<u32, Vec<Cell>>,
    budget: &'a mut Budget,
}

impl<'a> Grid<'a> {
    fn new(name: &str, budget: &'a mut Budget) -> Self {
        Self {
            name: name.to_string(),
            rows: BTreeMap::new(),
            budget,
        }
    }

    fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), OpenError> {
        // Formatted empty cells reach far beyond the table in many files and cost nothing.
        if cell.is_empty() {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        let cells = self.rows.entry(row).or_default();
        if cells.len() <= column {
            self.budget.cells += column + 1 - cells.len();
            cells.resize(column + 1, Cell::Empty);
        }
        if let Cell::Text(text) = &cell {
            self.budget.text += text.len();
        }
        cells[column] = cell;
        if self.rows.len() > MAX_ROWS {
            return Err(OpenError::TooManyRows);
        }
        if self.budget.cells > MAX_CELLS || self.budget.text > MAX_TEXT {
            return Err(OpenError::TooLarge);
        }
        Ok(())
    }

    fn finish(self) -> Sheet {
        let rows = self.rows.into_iter().map(|(row, cells)| TableRow {
            row: row.saturating_add(1),
            cells,
        });
        Sheet {
            name: self.name,
            rows: rows.collect(),
        }
    }
}

fn from_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::SharedString(text) => Cell::Text((*text).to_string()),
        other => from_data(&Data::from(other.clone())),
    }
}

fn from_data(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        #[expect(
            clippy::cast_precision_loss,
            reason = "a spreadsheet's integers are floats already"
        )]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) | Data::DurationIso(text) | Data::DateTimeIso(text) => {
            Cell::Text(text.clone())
        }
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(time) => from_time(time),
        Data::Error(error) => Cell::Text(error.to_string()),
    }
}

/// A date with a time of day stays text, so that the time is not lost.
fn from_time(time: &ExcelDateTime) -> Cell {
    let plausible = (1.0..=2_958_465.0).contains(&time.as_f64());
    match time
        .as_datetime()
        .filter(|_| plausible && !time.is_duration())
    {
        Some(at) if at.time() == NaiveTime::MIN => Cell::Date(at.date()),
        Some(at) => Cell::Text(at.format("%Y-%m-%d %H:%M:%S").to_string()),
        None => Cell::Number(time.as_f64()),
    }
}

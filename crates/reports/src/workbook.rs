//! A workbook: real types, a header that stays, a curve, no formulas and no macros.

use rust_xlsxwriter::{
    Chart, ChartType, Color, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook,
    Worksheet,
};

use crate::{Cell, Document, ReportError, Table};

/// One sheet per table, each with title and notes above its header.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not rectangular; [`ReportError::Workbook`] if it cannot be a sheet.
pub fn workbook(document: &Document) -> Result<Vec<u8>, ReportError> {
    document.check()?;
    let mut workbook = Workbook::new();
    let made =
        ExcelDateTime::parse_from_str(&document.made.format("%Y-%m-%dT%H:%M:%S").to_string())?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&document.title)
            .set_creation_datetime(&made),
    );
    let looks = Looks::new();
    for table in &document.tables {
        sheet(workbook.add_worksheet(), document, table, &looks)?;
    }
    Ok(workbook.save_to_buffer()?)
}

struct Looks {
    title: Format,
    note: Format,
    heading: Format,
    count: Format,
    change: Format,
    share: Format,
    part: Format,
    day: Format,
}

impl Looks {
    fn new() -> Looks {
        Looks {
            title: Format::new().set_bold().set_font_size(14),
            note: Format::new().set_font_color(Color::RGB(0x0059_6273)),
            heading: Format::new()
                .set_bold()
                .set_border_bottom(FormatBorder::Thin),
            count: Format::new().set_num_format("#,##0"),
            change: Format::new().set_num_format("+#,##0;-#,##0;0"),
            share: Format::new().set_num_format("+0.00%;-0.00%;0.00%"),
            part: Format::new().set_num_format("0.00%"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn sheet(
    sheet: &mut Worksheet,
    document: &Document,
    table: &Table,
    looks: &Looks,
) -> Result<(), ReportError> {
    sheet.set_name(&table.name)?;
    sheet.write_string_with_format(0, 0, &document.title, &looks.title)?;
    let mut at = 1;
    for note in &document.notes {
        sheet.write_string_with_format(at, 0, note, &looks.note)?;
        at += 1;
    }
    let header = at + 1;
    for (column, heading) in (0u16..).zip(&table.columns) {
        sheet.write_string_with_format(header, column, heading, &looks.heading)?;
        // Chinese takes two columns a character; numbers of six digits and their sign must fit.
        let width = heading.chars().map(|c| if c.is_ascii() { 1 } else { 2 });
        sheet.set_column_width(column, width.sum::<u32>().clamp(11, 40))?;
    }
    let widest = table.rows.iter().filter_map(|row| match row.first() {
        Some(Cell::Text(text)) => u32::try_from(text.chars().count() * 2).ok(),
        _ => None,
    });
    sheet.set_column_width(0, widest.max().unwrap_or(0).clamp(14, 40))?;
    at = header;
    for row in &table.rows {
        at += 1;
        for (column, cell) in (0u16..).zip(row) {
            write(sheet, at, column, cell, looks)?;
        }
    }
    sheet.set_freeze_panes(header + 1, 1)?;
    sheet.set_repeat_rows(0, header)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    if !document.foot.is_empty() {
        // A single `&` begins a command of the footer; it may hold 255 characters.
        let foot: String = document.foot.replace('&', "&&").chars().take(240).collect();
        sheet.set_footer(["&L", &foot].concat());
    }
    if !table.curve.is_empty() && !table.rows.is_empty() {
        let mut chart = Chart::new(ChartType::Line);
        for column in &table.curve {
            chart
                .add_series()
                .set_name((table.name.as_str(), header, *column))
                .set_categories((table.name.as_str(), header + 1, 0, at, 0))
                .set_values((table.name.as_str(), header + 1, *column, at, *column));
        }
        let beside = u16::try_from(table.columns.len()).unwrap_or(0) + 1;
        sheet.insert_chart(header, beside, &chart)?;
    }
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    looks: &Looks,
) -> Result<(), ReportError> {
    // A workbook's numbers are floating: counts here are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "counts of a village")]
    let number = |count: i64| count as f64;
    match cell {
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Count(count) => {
            sheet.write_number_with_format(row, column, number(*count), &looks.count)?
        }
        Cell::Change(change) => {
            sheet.write_number_with_format(row, column, number(*change), &looks.change)?
        }
        Cell::Share(share) => {
            sheet.write_number_with_format(row, column, crate::share(*share), &looks.share)?
        }
        Cell::Part(part) => {
            sheet.write_number_with_format(row, column, crate::share(*part), &looks.part)?
        }
        Cell::Day(day) => {
            let day = ExcelDateTime::parse_from_str(&day.to_string())?;
            sheet.write_datetime_with_format(row, column, &day, &looks.day)?
        }
        Cell::Nothing => sheet,
    };
    Ok(())
}

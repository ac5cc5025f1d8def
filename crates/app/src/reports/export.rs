//! A report as a file: the figures on the screen, no others; of persons only who made it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate};
use domain::codes;
use reports::{Cell, Document, ReportError, Table};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::period::{Period, Unit};
use super::{Change, Report, report};
use crate::desk::Desk;
use crate::error::AppError;
use crate::places::{self, Place};
use crate::saying;
use crate::session;

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Text for spreadsheets.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 2] = [Format::Xlsx, Format::Csv];

    fn extension(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }
}

/// A report as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its name without an extension: `report-2026-10`.
    pub stem: String,
    /// Its bytes, in the order of the formats asked for.
    pub files: Vec<(Format, Vec<u8>)>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Saved {
    /// Where it is.
    pub path: String,
    /// What was done, ready to show.
    pub message: String,
}

/// The report of a period as files of these formats, with the same figures in all.
///
/// # Errors
/// As [`report`].
pub fn export(
    desk: &Desk,
    period: &str,
    area: Option<String>,
    formats: &[Format],
) -> Result<Exported, AppError> {
    let counted = report(desk, period, area.clone())?;
    let document = document(desk, &counted, area.is_some())?;
    let files = formats
        .iter()
        .map(|format| {
            let bytes = match format {
                Format::Xlsx => reports::workbook(&document),
                Format::Csv => reports::delimited(&document),
            };
            bytes
                .map(|bytes| (*format, bytes))
                .map_err(|error| failed(desk, &error))
        })
        .collect::<Result<_, _>>()?;
    Ok(Exported {
        stem: format!("report-{}", period.replace('/', "_")),
        files,
    })
}

/// Places that a report can be saved in.
pub fn places(desk: &Desk) -> Vec<Place> {
    places::places(desk.language)
}

/// Saves the report in one of [`places`], under a name of its own.
///
/// # Errors
/// `report_file` if the place is gone or cannot be written to, and as [`report`].
pub fn save(
    desk: &Desk,
    period: &str,
    area: Option<String>,
    format: Format,
    place: &str,
) -> Result<Saved, AppError> {
    let gone = || AppError::new("report_file").in_language(desk.language);
    let folder = places::folder(desk.language, place).ok_or_else(gone)?;
    let mut saved = write_into(desk, period, area, &[format], &folder)?;
    saved.pop().ok_or_else(gone)
}

/// Writes the report into a folder, a file for each format; none of an earlier one is replaced.
///
/// # Errors
/// `report_file` if the folder cannot be written to, and as [`report`].
pub fn write_into(
    desk: &Desk,
    period: &str,
    area: Option<String>,
    formats: &[Format],
    folder: &Path,
) -> Result<Vec<Saved>, AppError> {
    let exported = export(desk, period, area, formats)?;
    exported
        .files
        .iter()
        .map(|(format, bytes)| {
            let path = places::free_name(folder, &exported.stem, format.extension());
            write(&path, bytes).map_err(|error| {
                tracing::warn!(kind = ?error.kind(), "a report could not be written");
                AppError::new("report_file").in_language(desk.language)
            })?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok(Saved {
                message: desk.say("report.saved", &[("name", &name)]),
                path: path.display().to_string(),
            })
        })
        .collect()
}

/// Whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = path.with_extension("part");
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&part, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&part);
        })
}

fn failed(desk: &Desk, error: &ReportError) -> AppError {
    tracing::error!(%error, "a report could not be made");
    AppError::new("unexpected").in_language(desk.language)
}

fn document(desk: &Desk, report: &Report, of_one: bool) -> Result<Document, AppError> {
    let impossible = || AppError::new("period_impossible").in_language(desk.language);
    let period = Period::parse(&report.period).ok_or_else(impossible)?;
    let before = period.before().ok_or_else(impossible)?;
    let year_before = period.a_year_before().ok_or_else(impossible)?;
    let mut notes = vec![
        if of_one {
            let names: Vec<&str> = report.areas.iter().map(|area| area.area.as_str()).collect();
            desk.say("report.areas", &[("names", &names.join("、"))])
        } else {
            let count = report.areas.len().to_string();
            desk.say("report.all_areas", &[("count", &count)])
        },
        desk.say(
            "report.against",
            &[
                ("before", &named(desk, before)),
                ("year_before", &named(desk, year_before)),
            ],
        ),
        as_of(desk, report),
        desk.say("report.made_by", &[("name", &session::me(desk)?.name)]),
        desk.say("report.percent_small", &[]),
    ];
    if period.last() >= desk.today() {
        notes.insert(0, desk.say("report.unfinished", &[]));
    }
    Ok(Document {
        title: desk.say("report.title", &[("period", &named(desk, period))]),
        notes,
        made: DateTime::from_timestamp_millis(report.as_of + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
        tables: vec![
            figures(desk, report),
            kinds(desk, report),
            areas(desk, report),
            days(desk, report),
        ],
    })
}

/// A period as people call it.
fn named(desk: &Desk, period: Period) -> String {
    let (first, last) = (period.first.to_string(), period.last().to_string());
    let (key, year, number) = match period.unit {
        Unit::Week => {
            let week = period.first.iso_week();
            ("report.week", week.year(), week.week())
        }
        Unit::Month => ("report.month", period.first.year(), period.first.month()),
        Unit::Quarter => (
            "report.quarter",
            period.first.year(),
            period.first.quarter(),
        ),
        Unit::Year => ("report.year", period.first.year(), 0),
        Unit::Days => ("report.days", period.first.year(), 0),
    };
    desk.say(
        key,
        &[
            ("year", &year.to_string()),
            ("number", &number.to_string()),
            ("first", &first),
            ("last", &last),
        ],
    )
}

fn as_of(desk: &Desk, report: &Report) -> String {
    // A file is read later than it is made: the day with its year, not "today".
    let day = store::day_of(report.as_of);
    let time = format!("{day} {}", saying::clock(report.as_of));
    if report.laptops_all == 0 {
        return desk.say("report.as_of_alone", &[("time", &time)]);
    }
    desk.say(
        "report.as_of",
        &[
            ("time", &time),
            ("in", &report.laptops_in.to_string()),
            ("all", &report.laptops_all.to_string()),
        ],
    )
}

fn table(desk: &Desk, name: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table {
        name: desk.say(&["report.sheet.", name].concat(), &[]),
        columns: columns
            .iter()
            .map(|column| desk.say(&["report.column.", column].concat(), &[]))
            .collect(),
        rows,
        curve: vec![],
    }
}

fn figures(desk: &Desk, report: &Report) -> Table {
    let columns = [
        "item",
        "now",
        "before",
        "change",
        "percent",
        "year_before",
        "change_of_year",
        "percent_of_year",
        "note",
    ];
    let rows = report.figures.iter().map(|figure| {
        let year_before = figure.year_before.map_or(Cell::Nothing, count);
        let [by, percent] = against(Some(figure.change));
        let [by_year, percent_of_year] = against(figure.change_of_year);
        vec![
            Cell::Text(desk.say(&["report.", &figure.key].concat(), &[])),
            count(figure.now),
            count(figure.before),
            by,
            percent,
            year_before,
            by_year,
            percent_of_year,
            note(desk, [Some(figure.change), figure.change_of_year]),
        ]
    });
    table(desk, "figures", &columns, rows.collect())
}

fn kinds(desk: &Desk, report: &Report) -> Table {
    let columns = [
        "group", "item", "now", "before", "change", "percent", "note",
    ];
    let rows = report.lines.iter().map(|line| {
        let [by, percent] = against(Some(line.change));
        let label = codes::label(&line.group, &line.code, desk.language.is_chinese());
        vec![
            Cell::Text(desk.say(&["report.", &line.group].concat(), &[])),
            Cell::Text(label.to_owned()),
            count(line.now),
            count(line.before),
            by,
            percent,
            note(desk, [Some(line.change), None]),
        ]
    });
    table(desk, "kinds", &columns, rows.collect())
}

fn areas(desk: &Desk, report: &Report) -> Table {
    let figures = [
        "people",
        "declarations",
        "visits",
        "consultations",
        "disputes",
        "contacts",
    ];
    let rows = report.areas.iter().map(|area| {
        vec![
            Cell::Text(area.area.clone()),
            count(area.people),
            count(area.declarations),
            count(area.visits),
            count(area.consultations),
            count(area.disputes),
            count(area.contacts),
            count(area.before),
        ]
    });
    let mut table = table(desk, "areas", &["area"], rows.collect());
    let headings = figures.map(|figure| desk.say(&["report.", figure].concat(), &[]));
    table.columns.extend(headings);
    table
        .columns
        .push(desk.say("report.column.before_all", &[]));
    table
}

fn days(desk: &Desk, report: &Report) -> Table {
    let rows = report.curve.iter().map(|day| {
        let date = NaiveDate::parse_from_str(&day.day, "%Y-%m-%d");
        vec![
            date.map_or(Cell::Nothing, Cell::Day),
            count(day.consultations),
            count(day.declarations),
        ]
    });
    let mut table = table(desk, "days", &["day"], rows.collect());
    let headings = ["consultations", "declarations"]
        .map(|figure| desk.say(&["report.", figure].concat(), &[]));
    table.columns.extend(headings);
    table.curve = vec![1, 2];
    table
}

fn count(count: u32) -> Cell {
    Cell::Count(count.into())
}

fn against(change: Option<Change>) -> [Cell; 2] {
    let Some(change) = change else {
        return [Cell::Nothing, Cell::Nothing];
    };
    let percent = change
        .percent
        .map_or(Cell::Nothing, |percent| Cell::Share(percent / 100.0));
    [Cell::Change(change.by.into()), percent]
}

fn note(desk: &Desk, changes: [Option<Change>; 2]) -> Cell {
    if changes.into_iter().flatten().any(|change| change.small) {
        Cell::Text(desk.say("report.small", &[]))
    } else {
        Cell::Nothing
    }
}

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
use super::{Change, Report, ReportClosing, ReportLine, ReportWanted, report};
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
    /// For print and signature.
    Pdf,
    /// Text for spreadsheets.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 3] = [Format::Xlsx, Format::Pdf, Format::Csv];

    fn extension(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Pdf => "pdf",
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

/// The report as files of these formats, with the same figures in all. One entry in the access log says who took them out.
///
/// # Errors
/// As [`report`].
pub fn export(
    desk: &Desk,
    wanted: &ReportWanted,
    formats: &[Format],
) -> Result<Exported, AppError> {
    let counted = report(desk, wanted)?;
    let document = document(desk, &counted, !wanted.areas.is_empty())?;
    let files = formats
        .iter()
        .map(|format| {
            let bytes = match format {
                Format::Xlsx => reports::workbook(&document),
                Format::Pdf => reports::pdf(&document),
                Format::Csv => reports::delimited(&document),
            };
            bytes
                .map(|bytes| (*format, bytes))
                .map_err(|error| failed(desk, &error))
        })
        .collect::<Result<_, _>>()?;
    taken_out(
        desk,
        &wanted.period,
        formats.iter().map(|format| format.extension()),
    )?;
    Ok(Exported {
        stem: format!("report-{}", wanted.period.replace('/', "_")),
        files,
    })
}

/// Figures hold no person, yet who takes them out of the program is on record (PIPL s. 51).
pub(super) fn taken_out<'a>(
    desk: &Desk,
    period: &str,
    kinds: impl Iterator<Item = &'a str>,
) -> Result<(), AppError> {
    let kinds: Vec<&str> = kinds.collect();
    let logged = desk.store.write(desk.now(), |write| {
        write.audit("disclose", "reports", period, &kinds.join(","), "report")
    });
    logged
        .map(|_| ())
        .map_err(|error: store::StoreError| AppError::from(error).in_language(desk.language))
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
    wanted: &ReportWanted,
    format: Format,
    place: &str,
) -> Result<Saved, AppError> {
    let gone = || AppError::new("report_file").in_language(desk.language);
    let folder = places::folder(desk.language, place).ok_or_else(gone)?;
    let mut saved = write_into(desk, wanted, &[format], &folder)?;
    saved.pop().ok_or_else(gone)
}

/// Writes the report into a folder, a file for each format; none of an earlier one is replaced.
///
/// # Errors
/// `report_file` if the folder cannot be written to, and as [`report`].
pub fn write_into(
    desk: &Desk,
    wanted: &ReportWanted,
    formats: &[Format],
    folder: &Path,
) -> Result<Vec<Saved>, AppError> {
    let exported = export(desk, wanted, formats)?;
    exported
        .files
        .iter()
        .map(|(format, bytes)| put(desk, folder, (&exported.stem, format.extension()), bytes))
        .collect()
}

/// Writes a file under a name of its own.
pub(super) fn put(
    desk: &Desk,
    folder: &Path,
    (stem, extension): (&str, &str),
    bytes: &[u8],
) -> Result<Saved, AppError> {
    let path = places::free_name(folder, stem, extension);
    write(&path, bytes).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "a report could not be written");
        AppError::new("report_file").in_language(desk.language)
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Saved {
        message: desk.say("report.saved", &[("name", &name)]),
        path: path.display().to_string(),
    })
}

/// Whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
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
    let code = match error {
        ReportError::NoFont => "no_chinese_font",
        _ => "unexpected",
    };
    AppError::new(code).in_language(desk.language)
}

fn document(desk: &Desk, report: &Report, chosen: bool) -> Result<Document, AppError> {
    let impossible = || AppError::new("period_impossible").in_language(desk.language);
    let period = Period::parse(&report.period).ok_or_else(impossible)?;
    let before = period.before().ok_or_else(impossible)?;
    let year_before = period.a_year_before().ok_or_else(impossible)?;
    let mut notes = vec![
        if chosen {
            let names: Vec<&str> = report.areas.iter().map(|area| area.area.as_str()).collect();
            desk.say("report.areas", &[("names", &names.join("、"))])
        } else {
            let count = report.areas.len().to_string();
            desk.say("report.all_areas", &[("count", &count)])
        },
        desk.say(
            "report.against",
            &[
                ("before", &name_of(desk, before)),
                ("year_before", &name_of(desk, year_before)),
            ],
        ),
        as_of(desk, report),
        desk.say("report.made_by", &[("name", &session::me(desk)?.name)]),
        desk.say("report.percent_small", &[]),
    ];
    if period.last() >= desk.today() {
        notes.insert(0, desk.say("report.unfinished", &[]));
    }
    if let Some(closing) = &report.closing {
        let day = store::day_of(closing.at).to_string();
        let args = [("day", day.as_str()), ("name", &closing.by)];
        notes.insert(0, desk.say("report.closed", &args));
    }
    if !report.laptops_missing.is_empty() {
        let names = report.laptops_missing.join("、");
        notes.push(desk.say("report.laptops_missing", &[("names", &names)]));
    }
    let mut tables = vec![
        figures(desk, report),
        kinds(desk, report),
        areas(desk, report),
        days(desk, report),
    ];
    if let Some(closing) = report
        .closing
        .as_ref()
        .filter(|closing| !closing.corrections.is_empty())
    {
        tables.insert(1, corrections(desk, closing));
    }
    Ok(Document {
        title: desk.say("report.title", &[("period", &name_of(desk, period))]),
        notes,
        made: DateTime::from_timestamp_millis(report.as_of + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
        tables,
        lang: if desk.language.is_chinese() {
            "zh"
        } else {
            "en"
        },
        nothing: desk.say("report.nothing", &[]),
        seal: desk.say("report.seal", &[]),
        page: desk.say("report.page", &[]),
    })
}

/// A period as people call it.
pub(super) fn name_of(desk: &Desk, period: Period) -> String {
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
    let time = day_and_time(report.as_of);
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

/// A file is read later than it is made: the day with its year, not "today".
pub(super) fn day_and_time(at: i64) -> String {
    format!("{} {}", store::day_of(at), saying::clock(at))
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

/// Columns of a count against the earlier ones.
const AGAINST: [&str; 8] = [
    "now",
    "before",
    "change",
    "percent",
    "year_before",
    "change_of_year",
    "percent_of_year",
    "note",
];

fn compared(desk: &Desk, line: &ReportLine) -> Vec<Cell> {
    let [by, percent] = against(line.change);
    let [by_year, percent_of_year] = against(line.change_of_year);
    let known = |count: Option<u32>| count.map_or(Cell::Nothing, self::count);
    let note = if line.is_small() {
        Cell::Text(desk.say("report.small", &[]))
    } else {
        Cell::Nothing
    };
    vec![
        known(line.now),
        known(line.before),
        by,
        percent,
        known(line.year_before),
        by_year,
        percent_of_year,
        note,
    ]
}

fn figures(desk: &Desk, report: &Report) -> Table {
    let columns: Vec<&str> = ["item"].into_iter().chain(AGAINST).collect();
    let rows = report.figures.iter().map(|figure| {
        let name = Cell::Text(desk.say(&["report.", &figure.code].concat(), &[]));
        [name].into_iter().chain(compared(desk, figure)).collect()
    });
    table(desk, "figures", &columns, rows.collect())
}

fn kinds(desk: &Desk, report: &Report) -> Table {
    let columns: Vec<&str> = ["group", "item", "part"]
        .into_iter()
        .chain(AGAINST)
        .collect();
    let rows = report.lines.iter().map(|line| {
        let part = match (line.now, line.of) {
            (Some(now), Some(of)) if of > 0 => Cell::Part(f64::from(now) / f64::from(of)),
            _ => Cell::Nothing,
        };
        [
            group(desk, &line.group),
            item(desk, &line.group, &line.code),
            part,
        ]
        .into_iter()
        .chain(compared(desk, line))
        .collect()
    });
    table(desk, "kinds", &columns, rows.collect())
}

fn corrections(desk: &Desk, closing: &ReportClosing) -> Table {
    let columns = ["group", "item", "closed", "recounted", "change"];
    let rows = closing.corrections.iter().map(|line| {
        vec![
            group(desk, &line.group),
            item(desk, &line.group, &line.code),
            count(line.closed),
            count(line.recounted),
            Cell::Change(i64::from(line.recounted) - i64::from(line.closed)),
        ]
    });
    table(desk, "corrections", &columns, rows.collect())
}

fn group(desk: &Desk, list: &str) -> Cell {
    Cell::Text(desk.say(&["report.", list].concat(), &[]))
}

fn item(desk: &Desk, list: &str, code: &str) -> Cell {
    let label = codes::label(list, code, desk.language.is_chinese());
    Cell::Text(label.to_owned())
}

fn areas(desk: &Desk, report: &Report) -> Table {
    let figures = [
        "people",
        "declarations",
        "visits",
        "called_at",
        "doors",
        "consultations",
        "disputes",
        "contacts",
    ];
    let rows = report.areas.iter().map(|area| {
        vec![
            Cell::Text(area.area.clone()),
            area.people.map_or(Cell::Nothing, count),
            count(area.declarations),
            count(area.visits),
            count(area.called_at),
            count(area.doors),
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

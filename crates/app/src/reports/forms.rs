//! The station's own monthly form: a workbook in the folder `forms` of the data folder, in whose cells names such as `{{咨询}}` or
//! `{{consultations.before}}` stand; each is filled with its figure.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::codes;
use reports::{Cell, Document, ReportError, Table};

use super::count::{may_read, report};
use super::document::{against, day_and_time, laptops, name_of, told};
use super::export::{Saved, put, taken_out};
use super::groups::GROUPS;
use super::period::Period;
use super::{Report, ReportLine, ReportWanted};
use crate::desk::Desk;
use crate::error::AppError;
use crate::places;
use crate::words::{self, Language};

/// Largest form that is read, bytes.
const LARGEST: u64 = 10 << 20;

/// What is said of a count, as Chinese and as English forms name it; the count itself has no such end.
const ENDS: [(&str, &str); 6] = [
    ("上期", "before"),
    ("同期", "year_before"),
    ("增减", "change"),
    ("增减率", "percent"),
    ("同比", "change_of_year"),
    ("同比率", "percent_of_year"),
];

/// Names of the forms that are there, without their ending.
///
/// # Errors
/// `not_allowed`.
pub fn forms(desk: &Desk) -> Result<Vec<String>, AppError> {
    may_read(desk)?;
    let Ok(entries) = fs::read_dir(folder(desk)) else {
        return Ok(vec![]);
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_stem()?.to_str()?.to_owned();
            let form = path.extension()? == "xlsx" && path.is_file();
            // What a spreadsheet leaves while a file is open is none.
            (form && !name.starts_with(['~', '.'])).then_some(name)
        })
        .collect();
    names.sort();
    Ok(names)
}

/// Fills a form and saves it in one of the places.
///
/// # Errors
/// `form_gone`, `form_unreadable`; `report_file` if the place cannot be written to; as [`super::report`].
pub fn fill_form(
    desk: &Desk,
    wanted: &ReportWanted,
    form: &str,
    place: &str,
) -> Result<Saved, AppError> {
    // The window names a form of the list, never a path.
    if !forms(desk)?.iter().any(|name| name == form) {
        return Err(AppError::new("form_gone").in_language(desk.language));
    }
    let counted = report(desk, wanted)?;
    let path = folder(desk).join([form, ".xlsx"].concat());
    let filled = read(&path)
        .and_then(|bytes| reports::fill(&bytes, &values(desk, &counted)))
        .map_err(|error| {
            tracing::warn!(%error, "a form could not be filled");
            AppError::new("form_unreadable").in_language(desk.language)
        })?;
    taken_out(desk, &wanted.period, ["form"].into_iter())?;
    let stem = format!("{form}-{}", wanted.period.replace('/', "_"));
    let mut saved = put(desk, &into(desk, place)?, (&stem, "xlsx"), &filled.bytes)?;
    if !filled.unknown.is_empty() {
        let names: Vec<&str> = filled.unknown.iter().map(String::as_str).collect();
        let names = names.join("、");
        saved.message.push(' ');
        saved
            .message
            .push_str(&desk.say("report.form_unknown", &[("names", &names)]));
    }
    Ok(saved)
}

/// A form to begin with, which names everything there is.
///
/// # Errors
/// `report_file` if the place cannot be written to; `not_allowed`.
pub fn sample_form(desk: &Desk, place: &str) -> Result<Saved, AppError> {
    may_read(desk)?;
    let chinese = desk.language.is_chinese();
    let row = |name: String, label: String| vec![Cell::Text(label), Cell::Text(braced(&name))];
    let mut rows: Vec<Vec<Cell>> = general()
        .into_iter()
        .map(|(zh, en)| {
            let label = desk.say(&["report.form.", en].concat(), &[]);
            row(if chinese { zh } else { en }.to_owned(), label)
        })
        .collect();
    let end = |name: &(String, String)| {
        if chinese {
            name.0.clone()
        } else {
            name.1.clone()
        }
    };
    for (label, name) in everything(desk.language) {
        rows.push(row(end(&name), label));
    }
    let hint = ENDS.map(|(zh, en)| [".", if chinese { zh } else { en }].concat());
    let document = Document {
        title: desk.say("report.form.title", &[]),
        notes: vec![desk.say("report.form.hint", &[("ends", &hint.join(" "))])],
        made: chrono::NaiveDateTime::default(),
        tables: vec![Table {
            name: desk.say("report.form.sheet", &[]),
            columns: ["report.column.item", "report.form.name"]
                .map(|key| desk.say(key, &[]))
                .to_vec(),
            rows,
            curve: vec![],
        }],
        foot: String::new(),
        lang: "zh",
        seal: String::new(),
        page: String::new(),
        nothing: String::new(),
    };
    let bytes = reports::workbook(&document).map_err(|error| {
        tracing::error!(%error, "a form could not be made");
        AppError::new("unexpected").in_language(desk.language)
    })?;
    let stem = desk.say("report.form.file", &[]);
    let mut saved = put(desk, &into(desk, place)?, (&stem, "xlsx"), &bytes)?;
    saved.message = desk.say(
        "report.form.made",
        &[("folder", &folder(desk).display().to_string())],
    );
    Ok(saved)
}

fn folder(desk: &Desk) -> PathBuf {
    desk.store.home().join("forms")
}

fn into(desk: &Desk, place: &str) -> Result<PathBuf, AppError> {
    places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("report_file").in_language(desk.language))
}

fn read(path: &Path) -> Result<Vec<u8>, ReportError> {
    let wrong = |error: std::io::Error| ReportError::Form(error.to_string());
    if fs::metadata(path).map_err(wrong)?.len() > LARGEST {
        return Err(ReportError::Form("too large".to_owned()));
    }
    fs::read(path).map_err(wrong)
}

fn braced(name: &str) -> String {
    ["{{", name, "}}"].concat()
}

/// Names that are no counts, in Chinese and English.
fn general() -> [(&'static str, &'static str); 5] {
    [
        ("期间", "period"),
        ("截至", "as_of"),
        ("制表人", "made_by"),
        ("责任区", "areas"),
        ("电脑", "laptops"),
    ]
}

/// Every count: its label, and its names in Chinese and English.
fn everything(language: Language) -> Vec<(String, (String, String))> {
    let say = |language, key: &str| words::say(language, &["report.", key].concat(), &[]);
    let mut all = vec![];
    for figure in [
        "people",
        "declarations",
        "consultations",
        "disputes",
        "visits",
    ] {
        let names = (say(Language::Chinese, figure), figure.to_owned());
        all.push((say(language, figure), names));
    }
    for group in GROUPS {
        for code in codes::list(group.list) {
            let zh = [&say(Language::Chinese, group.list), ".", &code.zh].concat();
            let en = [group.list, ".", &code.code].concat();
            let label = codes::label(group.list, &code.code, language.is_chinese());
            let label = [&say(language, group.list), " · ", label].concat();
            all.push((label, (zh, en)));
        }
    }
    all
}

/// Every name with its value, also of what did not occur.
fn values(desk: &Desk, report: &Report) -> BTreeMap<String, Cell> {
    let mut values = BTreeMap::new();
    let areas: Vec<&str> = report.areas.iter().map(|area| area.area.as_str()).collect();
    let me = crate::session::me(desk)
        .map(|me| me.name)
        .unwrap_or_default();
    let period = Period::parse(&report.period).map(|period| name_of(desk, period));
    let period = period.unwrap_or_default();
    let general_values = [
        period,
        day_and_time(report.as_of),
        me,
        areas.join("、"),
        laptops(report),
    ];
    for ((zh, en), value) in general().into_iter().zip(general_values) {
        for name in [zh, en] {
            values.insert(name.to_owned(), Cell::Text(value.clone()));
        }
    }
    for (_, (zh, en)) in everything(Language::Chinese) {
        let line = line_of(report, &en);
        for (name, ends) in [(&zh, ENDS.map(|(zh, _)| zh)), (&en, ENDS.map(|(_, en)| en))] {
            values.insert(name.clone(), told(&line, 0));
            for (end, cell) in ends.into_iter().zip(compared(&line)) {
                values.insert([name, ".", end].concat(), cell);
            }
        }
    }
    values
}

/// The line of a name; for what did not occur one of noughts where that is known, of nothing where it is not.
fn line_of(report: &Report, name: &str) -> ReportLine {
    let (group, code) = name.split_once('.').unwrap_or(("figure", name));
    let mut lines = report.figures.iter().chain(&report.lines);
    if let Some(line) = lines.find(|line| line.group == group && line.code == code) {
        return line.clone();
    }
    let known = report.known.iter().find(|known| known.group == group);
    let counts = known.map_or([None; 3], |known| {
        [known.now, known.before, known.year_before].map(|known| known.then_some(0))
    });
    ReportLine::new(group, code, counts)
}

fn compared(line: &ReportLine) -> [Cell; 6] {
    let [by, percent] = against(line.change);
    let [by_year, percent_of_year] = against(line.change_of_year);
    [
        told(line, 1),
        told(line, 2),
        by,
        percent,
        by_year,
        percent_of_year,
    ]
}

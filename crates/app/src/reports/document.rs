//! A report as tables for a file, in words: the figures on the screen, no others.

use chrono::{DateTime, Datelike, NaiveDate};
use domain::codes;
use reports::{Cell, Document, Table};

use super::period::{Period, Unit};
use super::{Change, Report, ReportCorrection, ReportLine};
use crate::desk::Desk;
use crate::error::AppError;
use crate::saying;
use crate::session;

/// The report as tables; `chosen` says that only some areas were asked for.
pub(super) fn document(desk: &Desk, report: &Report, chosen: bool) -> Result<Document, AppError> {
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
    if report.unfinished {
        notes.insert(0, desk.say("report.unfinished", &[]));
    }
    if let Some(closing) = &report.closing {
        let day = store::day_of(closing.at).to_string();
        let args = [("day", day.as_str()), ("name", &closing.by)];
        notes.insert(0, desk.say("report.closed", &args));
    } else if !report.frozen_months.is_empty() {
        let months = report.frozen_months.join("、");
        notes.push(desk.say("report.frozen", &[("months", &months)]));
    }
    if !report.laptops_missing.is_empty() {
        let names = report.laptops_missing.join("、");
        notes.push(desk.say("report.laptops_missing", &[("names", &names)]));
    }
    if report.hides_few() {
        notes.push(desk.say("report.few", &[("sign", FEW)]));
    }
    if !report.areas_without_code.is_empty() {
        let names = report.areas_without_code.join("、");
        notes.push(desk.say("report.areas_without_code", &[("names", &names)]));
    }
    let mut tables = vec![
        figures(desk, report),
        kinds(desk, report),
        areas(desk, report),
        days(desk, report),
    ];
    if !report.corrections.is_empty() {
        tables.insert(1, corrections(desk, &report.corrections));
    }
    Ok(Document {
        title: desk.say("report.title", &[("period", &name_of(desk, period))]),
        notes,
        made: DateTime::from_timestamp_millis(report.as_of + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
        tables,
        foot: String::new(),
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

/// How many laptops are in; empty for who does not see them.
pub(super) fn laptops(report: &Report) -> String {
    if report.laptops_all == 0 {
        return String::new();
    }
    format!("{}/{}", report.laptops_in, report.laptops_all)
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
    let note = if line.is_small() {
        Cell::Text(desk.say("report.small", &[]))
    } else {
        Cell::Nothing
    };
    vec![
        told(line, 0),
        told(line, 1),
        by,
        percent,
        told(line, 2),
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
        let part = line.part.map_or(Cell::Nothing, Cell::Part);
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

fn corrections(desk: &Desk, corrections: &[ReportCorrection]) -> Table {
    let columns = ["month", "group", "item", "closed", "recounted", "change"];
    let rows = corrections.iter().map(|line| {
        vec![
            Cell::Text(line.month.clone()),
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
            if area.hidden {
                few()
            } else {
                known(area.people)
            },
            known(area.declarations),
            known(area.visits),
            known(area.called_at),
            known(area.doors),
            known(area.consultations),
            known(area.disputes),
            known(area.contacts),
            known(area.before),
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
            known(day.consultations),
            known(day.declarations),
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

pub(super) fn known(count: Option<u32>) -> Cell {
    count.map_or(Cell::Nothing, self::count)
}

/// Stands for a count that is left out because it would tell of few people.
const FEW: &str = "※";

fn few() -> Cell {
    Cell::Text(FEW.to_owned())
}

/// The count of a line in the period, the one before or the one a year before.
pub(super) fn told(line: &ReportLine, at: usize) -> Cell {
    if line.hidden.get(at) == Some(&true) {
        return few();
    }
    let counts = [line.now, line.before, line.year_before];
    known(counts.get(at).copied().flatten())
}

pub(super) fn against(change: Option<Change>) -> [Cell; 2] {
    let Some(change) = change else {
        return [Cell::Nothing, Cell::Nothing];
    };
    let percent = change.percent.map_or(Cell::Nothing, Cell::Share);
    [Cell::Change(change.by.into()), percent]
}

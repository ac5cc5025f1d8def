//! One row seen through its columns: cells by field, and the problems found on the way.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use domain::addresses::{self, Address};
use domain::findings::{Finding, Level};
use domain::{dates, names, phones};

use super::columns::Column;
use super::fields::Field;
use super::problem::Problem;
use super::table::{Cell, TableRow};

/// What people write where nothing is known.
const NOTHING: &[&str] = &[
    "无",
    "没有",
    "暂无",
    "未知",
    "不详",
    "不明",
    "未提供",
    "空",
    "/",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "N/A",
    "n/a",
    "null",
];
/// A move planned further ahead than this is a mistyped date.
const AHEAD: Days = Days::new(30);
/// 1920-01-02 to 2100-01-01 as Excel counts days; smaller numbers are years or months.
const SERIALS: std::ops::RangeInclusive<f64> = 7_306.0..=73_051.0;

/// Where each field is. Refused columns are in no layout.
pub(super) struct Layout {
    index: BTreeMap<Field, usize>,
    columns: Vec<Column>,
    /// Addresses as they were read: a list names each door for everybody who lives behind it.
    addresses: RefCell<HashMap<String, Address>>,
}

impl Layout {
    pub fn new(columns: &[Column]) -> Self {
        let mut index = BTreeMap::new();
        for (at, column) in columns.iter().enumerate() {
            if let Some(field) = column.field.filter(|_| !column.refused) {
                index.entry(field).or_insert(at);
            }
        }
        Self {
            index,
            columns: columns.to_vec(),
            addresses: RefCell::default(),
        }
    }

    /// The parts of an address in any spelling.
    pub fn address(&self, text: &str) -> Address {
        let mut read = self.addresses.borrow_mut();
        match read.get(text) {
            Some(address) => address.clone(),
            None => {
                let address = addresses::parse(text);
                read.insert(text.to_owned(), address.clone());
                address
            }
        }
    }

    pub fn cell<'a>(&self, row: &'a TableRow, field: Field) -> &'a Cell {
        self.index
            .get(&field)
            .map_or(&Cell::Empty, |at| row.cell(*at))
    }

    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.index.keys().copied()
    }

    fn column(&self, field: Field) -> Option<&Column> {
        self.index.get(&field).and_then(|at| self.columns.get(*at))
    }
}

pub(super) struct RowReader<'a> {
    row: &'a TableRow,
    layout: &'a Layout,
    pub today: NaiveDate,
    pub problems: Vec<Problem>,
}

impl<'a> RowReader<'a> {
    pub fn new(layout: &'a Layout, row: &'a TableRow, today: NaiveDate) -> Self {
        let mut reader = Self {
            row,
            layout,
            today,
            problems: Vec::new(),
        };
        // A character that did not decode may stand in a name or an address: better asked than guessed.
        let broken = layout.fields().find(
            |field| matches!(reader.cell(*field), Cell::Text(text) if text.contains('\u{FFFD}')),
        );
        if let Some(field) = broken {
            reader.block(field, "text_broken");
        }
        reader
    }

    pub fn number(&self) -> u32 {
        self.row.row
    }

    pub fn is_sound(&self) -> bool {
        !self.problems.iter().any(|problem| problem.blocks)
    }

    pub fn has(&self, field: Field) -> bool {
        self.layout.index.contains_key(&field)
    }

    pub fn header(&self, field: Field) -> &str {
        self.layout
            .column(field)
            .map_or("", |column| column.header.as_str())
    }

    pub fn cell(&self, field: Field) -> &'a Cell {
        self.layout.cell(self.row, field)
    }

    /// The parts of the address in a cell; `None` when nothing is said.
    pub fn address(&self, field: Field) -> Option<Address> {
        Some(self.layout.address(&self.text(field)?))
    }

    /// The text of a cell on one line; `None` when nothing is said.
    pub fn text(&self, field: Field) -> Option<String> {
        let text = one_line(&self.cell(field).text());
        (!text.is_empty() && !NOTHING.contains(&text.as_str())).then_some(text)
    }

    /// Like [`Self::text`], cut to `max` characters.
    pub fn text_up_to(&mut self, field: Field, max: usize) -> Option<String> {
        let text = self.text(field)?;
        if text.chars().count() > max {
            let cut = Problem::tell(self.number(), "text_cut").with("max", max);
            self.push(field, cut);
        }
        Some(text.chars().take(max).collect())
    }

    pub fn block(&mut self, field: Field, code: &'static str) {
        self.push(field, Problem::block(self.number(), code));
    }

    pub fn tell(&mut self, field: Field, code: &'static str) {
        self.push(field, Problem::tell(self.number(), code));
    }

    pub fn push(&mut self, field: Field, problem: Problem) {
        let column = self
            .layout
            .column(field)
            .map(|column| column.column.clone());
        self.problems.push(Problem {
            field: Some(field),
            column,
            ..problem
        });
    }

    /// Passes on what the domain remarks: errors block, warnings are told.
    pub fn findings(&mut self, field: Field, findings: &[Finding]) {
        for finding in findings
            .iter()
            .filter(|finding| finding.level != Level::Info)
        {
            let blocks = finding.level == Level::Error;
            let problem = Problem {
                args: finding.args.clone(),
                blocks,
                ..Problem::block(self.number(), finding.code)
            };
            self.push(field, problem);
        }
    }

    /// A name in its stored spelling.
    pub fn name(&mut self, field: Field, max: usize) -> Option<String> {
        let text = self.text(field)?;
        let (name, findings) = names::read(&text);
        self.findings(field, &findings);
        let length = name.chars().count();
        if length > max
            && findings
                .iter()
                .all(|finding| finding.code != "name_too_long")
        {
            let problem = Problem::block(self.number(), "name_too_long").with("length", length);
            self.push(field, problem);
        }
        (!name.is_empty()).then_some(name)
    }

    /// A telephone number in its stored spelling. What is odd is told and never blocks; of several the first is taken.
    pub fn phone(&mut self, field: Field) -> Option<String> {
        let text = self.text(field)?;
        let (phone, findings) = phones::read(&text);
        if let Some(first) = findings.first().filter(|first| first.level == Level::Error) {
            let split: Option<Vec<String>> = text
                .split(['/', '、', ',', '，', ';', '；', ' '])
                .filter(|part| !part.trim().is_empty())
                .map(phones::normalise)
                .collect();
            let several = split.filter(|numbers| numbers.len() > 1);
            self.tell(
                field,
                if several.is_some() {
                    "phone_several"
                } else {
                    first.code
                },
            );
            return several.and_then(|numbers| numbers.into_iter().next());
        }
        if let Some(finding) = findings.first() {
            self.tell(field, finding.code);
        }
        phone.filter(|_| {
            findings
                .iter()
                .all(|finding| finding.code != "phone_short_service")
        })
    }

    /// A date, told to be unreadable with `Err`.
    pub fn date(&self, field: Field) -> Result<Option<NaiveDate>, ()> {
        let plausible = |date: &NaiveDate| (1900..=2100).contains(&chrono::Datelike::year(date));
        match self.cell(field) {
            Cell::Date(date) if plausible(date) => Ok(Some(*date)),
            Cell::Number(days) if SERIALS.contains(days) => Ok(Some(from_serial(*days))),
            _ => match self.text(field) {
                None => Ok(None),
                Some(text) => dates::read_date(&text).map(Some).ok_or(()),
            },
        }
    }

    /// A date of arrival: blocks when unreadable or more than 30 days ahead.
    pub fn arrival(&mut self, field: Field) -> Option<NaiveDate> {
        let latest = self.today.checked_add_days(AHEAD).unwrap_or(self.today);
        match self.date(field) {
            Ok(Some(date)) if date > latest => {
                let problem = Problem::block(self.number(), "date_future").with("date", date);
                self.push(field, problem);
                None
            }
            Ok(date) => date,
            Err(()) => {
                self.block(field, "date_unreadable");
                None
            }
        }
    }
}

/// Words with one space between them, without characters that cannot be seen.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control()));
    }
    line
}

/// Day 60 is 1900-02-29 to Excel, so that later days count from 1899-12-30.
fn from_serial(days: f64) -> NaiveDate {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range of serials is checked"
    )]
    let days = Days::new(days as u64);
    NaiveDate::from_ymd_opt(1899, 12, 30)
        .and_then(|start| start.checked_add_days(days))
        .unwrap_or_default()
}

use chrono::NaiveDate;
use serde_json::Value;

use super::Record;
use super::days::Calendar;
use super::draw::Draw;
use super::identity::Numbers;
use super::names::Names;

/// What every part of the generator shares: chance, calendar, the numbers and names already given, and the way out.
pub(super) struct World<'a> {
    pub(super) draw: Draw,
    pub(super) calendar: Calendar,
    pub(super) numbers: Numbers,
    pub(super) names: Names,
    /// Counts things that must occur in every station, however small.
    pub(super) turns: Turns,
    sink: &'a mut dyn FnMut(Record),
}

/// How often something was made so far.
#[derive(Default)]
pub(super) struct Turns {
    pub(super) newcomers: usize,
    pub(super) consultations: usize,
    pub(super) disputes: usize,
}

impl<'a> World<'a> {
    pub(super) fn new(seed: u64, today: NaiveDate, sink: &'a mut dyn FnMut(Record)) -> World<'a> {
        World {
            draw: Draw::new(seed),
            calendar: Calendar::new(today),
            numbers: Numbers::default(),
            names: Names::default(),
            turns: Turns::default(),
            sink,
        }
    }

    /// Hands over a record made at the time `at` and returns its id. Nulls in `fields`, an object, mean absent.
    pub(super) fn write(&mut self, kind: &str, at: i64, fields: Value) -> String {
        let id = self.draw.id(at);
        let record = Record {
            kind: kind.to_owned(),
            id: id.clone(),
            fields: present(fields),
        };
        (self.sink)(record);
        id
    }

    /// A time of `day` between two local minutes, or shortly before noon when that is still to come.
    pub(super) fn moment(&mut self, day: NaiveDate, from: i64, to: i64) -> i64 {
        let from = self.calendar.passed(day, from);
        let to = self.calendar.passed(day, to);
        let minute = self.draw.between(from, to);
        let second = self.draw.between(0, 59);
        self.calendar.at(day, minute, second)
    }

    /// A time in office hours.
    pub(super) fn office_hours(&mut self, day: NaiveDate) -> i64 {
        self.moment(day, 8 * 60 + 30, 17 * 60 + 30)
    }
}

fn present(fields: Value) -> domain::Fields {
    let Value::Object(fields) = fields else {
        return domain::Fields::new();
    };
    let shown = fields.into_iter().filter(|(_, value)| !value.is_null());
    shown
        .map(|(name, value)| match value {
            Value::Object(_) => (name, Value::Object(present(value))),
            other => (name, other),
        })
        .collect()
}

/// A day as records spell it.
pub(super) fn iso(day: NaiveDate) -> String {
    day.to_string()
}

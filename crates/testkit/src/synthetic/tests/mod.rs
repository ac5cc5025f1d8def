mod people;
mod records;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use std::time::Instant;

use chrono::{NaiveDate, TimeDelta};
use domain::rules::{self, Author};
use domain::{FieldType, Role, codes, fields, register};

use super::*;

const PEOPLE: usize = 2_000;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
}

static STATION: LazyLock<SyntheticStation> = LazyLock::new(|| generate(1, PEOPLE, today()));

fn lines(station: &SyntheticStation) -> String {
    let line = |record| serde_json::to_string(record).expect("plain data");
    station
        .records
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn text<'a>(record: &'a Record, path: &str) -> Option<&'a str> {
    fields::text(&record.fields, path)
}

fn day(record: &Record, path: &str) -> Option<NaiveDate> {
    text(record, path).map(|text| text.parse().expect("an ISO date"))
}

/// All values of a coded part of a kind.
fn codes_of<'a>(kind: &'a str, path: &str) -> BTreeSet<&'a str> {
    STATION
        .of_kind(kind)
        .filter_map(|record| text(record, path))
        .collect()
}

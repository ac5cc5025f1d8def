//! When something is due, and how a door, a number and a date are shown: what several screens share.

use chrono::{Days, NaiveDate};
use domain::deadlines::Rules;
use domain::{identity, phones};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::AppError;
use crate::records::Base;

/// How many days before the last day something counts as due.
const WINDOW_DAYS: u64 = 14;
/// One day, ms.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// China is UTC+8 without daylight saving.
const CHINA_OFFSET_MS: i64 = 8 * 3_600_000;
/// Someone under this age is a minor whose number is not kept (PIPL s. 28).
const MINOR_UNTIL: i32 = 14;
/// A list shows at most this many rows at a time.
const MOST_ROWS: u32 = 500;

/// How near the last day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Nothing runs out.
    #[default]
    None,
    /// More than 14 days.
    Ok,
    /// Within 14 days, today included.
    Due,
    /// The last day has passed.
    Late,
}

/// State of a last day in the store's spelling; empty means none.
pub(crate) fn state_of(due_on: &str, today: NaiveDate) -> DueState {
    match day(due_on) {
        None => DueState::None,
        Some(last) if last < today => DueState::Late,
        Some(last) if last <= window_end(today) => DueState::Due,
        Some(_) => DueState::Ok,
    }
}

/// Last day that counts as due today.
pub(crate) fn window_end(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(Days::new(WINDOW_DAYS))
        .unwrap_or(today)
}

/// The law or station default behind a last day.
pub(crate) fn source_of(rule: &str, since: &str) -> Option<String> {
    let rules = Rules::built_in();
    let rule = rules.pick(rule, day(since).unwrap_or_default())?;
    Some(rule.source.clone())
}

/// Reads `yyyy-mm-dd`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Midnight in China at the beginning of a day, ms; 0 for what is no day.
pub(crate) fn begins(text: &str) -> i64 {
    day(text)
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .map(|midnight| midnight.and_utc().timestamp_millis() - CHINA_OFFSET_MS)
        .unwrap_or_default()
}

/// Completed years of someone born on this day; none if the day is not known or lies ahead.
pub(crate) fn age(birth: &str, today: NaiveDate) -> Option<i32> {
    day(birth)
        .map(|birth| identity::age_on(birth, today))
        .filter(|age| *age >= 0)
}

/// Whether someone born on this day is under 14.
pub(crate) fn is_minor(birth: &str, today: NaiveDate) -> bool {
    age(birth, today).is_some_and(|age| age < MINOR_UNTIL)
}

/// Somebody born on or after this day is under 14.
pub(crate) fn minors_born_after(today: NaiveDate) -> NaiveDate {
    domain::deadlines::add_months(today, -12 * MINOR_UNTIL)
}

/// The store's empty text is nothing.
pub(crate) fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// The store's 0 is no time.
pub(crate) fn some_time(at: i64) -> Option<i64> {
    Some(at).filter(|at| *at != 0)
}

/// A form's text, trimmed; empty is nothing.
pub(crate) fn typed(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// `3单元402室` from a room's unit and label.
pub(crate) fn room_text(unit: &str, label: &str) -> String {
    let bare = unit.strip_suffix("单元").unwrap_or(unit);
    let unit = if bare.is_empty() { "" } else { "单元" };
    let room = if label.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        "室"
    } else {
        ""
    };
    [bare, unit, label, room].concat()
}

/// `E区12幢3单元402室`; none when the room is not known.
pub(crate) fn door(building: &str, unit: &str, label: &str) -> Option<String> {
    some([building, &room_text(unit, label)].concat())
}

/// A document number as every screen shows it.
pub(crate) fn masked_number(number: &str) -> String {
    identity::mask_number(number)
}

/// A telephone number as every screen shows it.
pub(crate) fn masked_phone(phone: &str) -> String {
    if phone.is_empty() {
        String::new()
    } else {
        phones::mask_phone(phone)
    }
}

/// How many rows a page holds, whatever was asked for.
pub(crate) fn page_size(limit: u32) -> u32 {
    limit.clamp(1, MOST_ROWS)
}

/// A count of rows as SQL takes it.
pub(crate) fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Of the parameters a screen knows, those that this statement has a number for.
pub(crate) fn bound<'p>(
    statement: &rusqlite::Statement<'_>,
    all: &'p [&'p dyn rusqlite::ToSql],
) -> &'p [&'p dyn rusqlite::ToSql] {
    &all[..statement.parameter_count().min(all.len())]
}

/// What a form about this row starts from: the copy the station last sent.
pub(crate) fn base_of(connection: &Connection, id: &str) -> Result<Base, AppError> {
    let copy = connection
        .prepare_cached("SELECT epoch, seq FROM srv WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Base {
                epoch: row.get("epoch")?,
                seq: row.get("seq")?,
            })
        })
        .optional()?;
    match copy {
        Some(base) => Ok(base),
        None => Ok(Base {
            epoch: store::state::number(connection, "epoch")?,
            seq: 0,
        }),
    }
}

/// The area to filter by: none when all rows are of it anyway, so that an index over everything answers.
pub(crate) fn narrowing_area(
    connection: &Connection,
    area: Option<&String>,
) -> Result<Option<String>, AppError> {
    let Some(area) = area.filter(|area| !area.is_empty()) else {
        return Ok(None);
    };
    let held = held_areas(connection)?;
    Ok((held.len() != 1 || held[0] != *area).then(|| area.clone()))
}

/// Areas the station grants this laptop, by name.
pub(crate) fn held_areas(connection: &Connection) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT substr(s.name, 6) AS area FROM scope s LEFT JOIN areas a ON a.id = substr(s.name, 6)
         WHERE s.held = 1 AND s.name >= 'area:' AND s.name < 'area;' ORDER BY a.name, s.name",
    )?;
    let rows = statement.query_map([], |row| row.get("area"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    #[test]
    fn the_last_day_itself_is_in_time_and_the_day_after_is_late() {
        let today = at("2026-11-20");
        assert_eq!(state_of("2026-11-20", today), DueState::Due);
        assert_eq!(state_of("2026-11-19", today), DueState::Late);
        assert_eq!(state_of("2026-12-04", today), DueState::Due);
        assert_eq!(state_of("2026-12-05", today), DueState::Ok);
        assert_eq!(state_of("", today), DueState::None);
    }

    #[test]
    fn a_child_stops_being_a_minor_on_the_fourteenth_birthday() {
        assert!(is_minor("2012-11-21", at("2026-11-20")));
        assert!(!is_minor("2012-11-20", at("2026-11-20")));
        assert!(!is_minor("", at("2026-11-20")));
    }

    #[test]
    fn a_door_reads_as_people_say_it() {
        assert_eq!(door("E区12幢", "3", "402").unwrap(), "E区12幢3单元402室");
        assert_eq!(
            door("E区12幢", "3单元", "底层").unwrap(),
            "E区12幢3单元底层"
        );
        assert_eq!(door("", "", ""), None);
    }

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        assert_eq!(store::day_of(begins("2026-11-20")), at("2026-11-20"));
        assert_eq!(store::day_of(begins("2026-11-20") - 1), at("2026-11-19"));
    }
}

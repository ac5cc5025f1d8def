use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

/// Holidays and make-up working days (调休) by year, from the State Council's yearly notices.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: HashMap<i32, Year>,
}

#[derive(Debug, Clone, Default)]
struct Year {
    off: HashSet<NaiveDate>,
    made_up: HashSet<NaiveDate>,
}

/// A date found by counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub on: NaiveDate,
    /// A day of a year that is not in the calendar was counted by its weekday.
    pub calendar_missing: bool,
}

impl Counted {
    pub(super) fn certain(on: NaiveDate) -> Self {
        Self {
            on,
            calendar_missing: false,
        }
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    year: Vec<FileYear>,
}

#[derive(Deserialize)]
struct FileYear {
    year: i32,
    holidays: Vec<Span>,
    workdays: Vec<NaiveDate>,
}

#[derive(Deserialize)]
struct Span {
    from: NaiveDate,
    to: NaiveDate,
}

impl Calendar {
    /// The calendar shipped with the program (`assets/rules/working-days.toml`).
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Calendar> = OnceLock::new();
        // A test keeps the file readable; empty data would only mean counting by weekday, and say so.
        BUILT_IN.get_or_init(|| {
            Self::parse(include_str!("../../../../assets/rules/working-days.toml"))
                .unwrap_or_default()
        })
    }

    /// Reads the TOML form of `assets/rules/working-days.toml`: `[[year]]` with `year`, `holidays` (`from` and `to`
    /// included) and `workdays`.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut calendar = Self::default();
        for entry in file.year {
            let year = calendar.years.entry(entry.year).or_default();
            for span in entry.holidays {
                year.off
                    .extend(span.from.iter_days().take_while(|day| *day <= span.to));
            }
            year.made_up.extend(entry.workdays);
        }
        Ok(calendar)
    }

    /// Whether the year's notice is in the calendar.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether work is done on the day; by weekday alone when the year is not known.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match self.years.get(&day.year()) {
            Some(year) => year.made_up.contains(&day) || (weekday && !year.off.contains(&day)),
            None => weekday,
        }
    }

    /// The `n`th working day after `from`, the day itself not counted; `n` = 0 gives `from`.
    pub fn add_working_days(&self, from: NaiveDate, n: u32) -> Counted {
        let mut counted = Counted::certain(from);
        let mut left = n;
        while left > 0 {
            let Some(next) = counted.on.succ_opt() else {
                break;
            };
            counted.on = next;
            counted.calendar_missing |= !self.knows(next.year());
            left -= u32::from(self.is_working_day(next));
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    #[test]
    fn the_shipped_calendar_is_readable_and_has_both_years() {
        assert!(
            Calendar::parse(include_str!("../../../../assets/rules/working-days.toml")).is_ok()
        );
        assert!(Calendar::built_in().knows(2025) && Calendar::built_in().knows(2026));
        assert!(!Calendar::built_in().knows(2027));
    }

    #[test]
    fn a_year_has_as_many_working_days_as_its_notice_leaves() {
        let count = |year: i32| {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
            first
                .iter_days()
                .take_while(|day| day.year() == year)
                .filter(|day| Calendar::built_in().is_working_day(*day))
                .count()
        };
        assert_eq!((count(2025), count(2026)), (248, 248));
    }

    #[test]
    fn a_make_up_saturday_is_worked_and_a_holiday_monday_is_not() {
        let calendar = Calendar::built_in();
        assert!(calendar.is_working_day(day("2026-02-14")));
        assert!(!calendar.is_working_day(day("2026-02-16")));
        assert!(calendar.is_working_day(day("2025-09-28")));
    }

    #[test]
    fn zero_days_is_the_day_itself_even_on_a_sunday() {
        let counted = Calendar::built_in().add_working_days(day("2026-11-22"), 0);
        assert_eq!(
            counted,
            Counted {
                on: day("2026-11-22"),
                calendar_missing: false
            }
        );
    }

    #[test]
    fn every_make_up_day_is_a_weekend_and_no_holiday() {
        for year in Calendar::built_in().years.values() {
            assert!(year.made_up.is_disjoint(&year.off));
            assert!(
                year.made_up
                    .iter()
                    .all(|day| matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            );
        }
    }
}

//! Months in China time.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};

/// China has one time zone, UTC+8, without daylight saving.
const CHINA_OFFSET_MS: i64 = 8 * 3_600 * 1_000;

/// A month: its first day, and the first day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub first: NaiveDate,
    pub after: NaiveDate,
}

impl Span {
    /// Reads `yyyy-mm`.
    pub fn parse(month: &str) -> Option<Span> {
        let plain = month.len() == 7;
        let first = NaiveDate::parse_from_str(&[month, "-01"].concat(), "%Y-%m-%d").ok()?;
        (plain && (2000..=2100).contains(&first.year()))
            .then(|| Span::from(first))
            .flatten()
    }

    /// The month that begins `months` before this one.
    pub fn earlier(self, months: u32) -> Option<Span> {
        Span::from(self.first.checked_sub_months(Months::new(months))?)
    }

    fn from(first: NaiveDate) -> Option<Span> {
        let after = first.checked_add_months(Months::new(1))?;
        Some(Span { first, after })
    }

    /// First moment, ms since 1970.
    pub fn begins(self) -> i64 {
        midnight(self.first)
    }

    /// First moment after it, ms since 1970.
    pub fn ends(self) -> i64 {
        midnight(self.after)
    }

    /// Last day.
    pub fn last(self) -> NaiveDate {
        self.after
            .checked_sub_days(Days::new(1))
            .unwrap_or(self.first)
    }
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis() - CHINA_OFFSET_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_midnight_in_china() {
        let november = Span::parse("2026-11").unwrap();
        assert_eq!(store::day_of(november.begins()).to_string(), "2026-11-01");
        assert_eq!(
            store::day_of(november.begins() - 1).to_string(),
            "2026-10-31"
        );
        assert_eq!(november.last().to_string(), "2026-11-30");
    }

    #[test]
    fn months_go_back_over_the_turn_of_the_year() {
        let january = Span::parse("2026-01").unwrap();
        assert_eq!(january.earlier(1), Span::parse("2025-12"));
        assert_eq!(january.earlier(12), Span::parse("2025-01"));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "2026-13",
            "2026",
            "2026-1",
            "2026-11-01",
            "+026-11",
            "",
            "十一月",
        ] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }
}

//! Dates as people say them: 今天 09:42, 昨天, 11月25日. A year is said only when it is not this one.

use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike};

use crate::words::{Language, say};

/// China has one time zone, UTC+8, without daylight saving.
pub(crate) const CHINA_OFFSET_MS: i64 = 8 * 3_600 * 1_000;

/// A day: `今天`, `昨天`, `明天`, `11月25日`, `2025年11月25日`.
pub fn day(language: Language, day: NaiveDate, today: NaiveDate) -> String {
    if day == today {
        return say(language, "saying.today", &[]);
    }
    if Some(day) == today.checked_sub_days(Days::new(1)) {
        return say(language, "saying.yesterday", &[]);
    }
    if Some(day) == today.checked_add_days(Days::new(1)) {
        return say(language, "saying.tomorrow", &[]);
    }
    let month = say(
        language,
        &["saying.month.", &day.month().to_string()].concat(),
        &[],
    );
    let date = day.day().to_string();
    if day.year() == today.year() {
        say(language, "saying.day", &[("month", &month), ("day", &date)])
    } else {
        let year = day.year().to_string();
        say(
            language,
            "saying.day_of_year",
            &[("year", &year), ("month", &month), ("day", &date)],
        )
    }
}

/// A stored day (`yyyy-mm-dd`) as [`day`] says it; what is no date shows as it is.
pub fn stored_day(language: Language, text: &str, today: NaiveDate) -> String {
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) => day(language, date, today),
        Err(_) => text.to_owned(),
    }
}

/// A stamp (ms since 1970) with its day: `今天 09:42`, `11月25日 16:03`. `now` is a stamp too.
pub fn moment(language: Language, at: i64, now: i64) -> String {
    let said = day(language, store::day_of(at), store::day_of(now));
    say(
        language,
        "saying.moment",
        &[("day", &said), ("time", &clock(at))],
    )
}

/// A stamp as short as it stays clear: `09:42` for today, else as [`moment`] says it.
pub fn recently(language: Language, at: i64, now: i64) -> String {
    if store::day_of(at) == store::day_of(now) {
        clock(at)
    } else {
        moment(language, at, now)
    }
}

/// A stamp in full, because paper is read on another day: `2026-11-20 09:42`.
pub(crate) fn moment_in_full(at: i64) -> String {
    format!("{} {}", store::day_of(at), clock(at))
}

/// Time of day in China: `09:42`.
pub(crate) fn clock(at: i64) -> String {
    let time = DateTime::from_timestamp_millis(at.saturating_add(CHINA_OFFSET_MS))
        .unwrap_or_default()
        .time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn chinese(text: &str) -> String {
        day(Language::Chinese, date(text), date("2026-11-20"))
    }

    #[test]
    fn a_day_is_said_by_its_distance_and_its_year_only_when_it_differs() {
        assert_eq!(chinese("2026-11-20"), "今天");
        assert_eq!(chinese("2026-11-19"), "昨天");
        assert_eq!(chinese("2026-11-21"), "明天");
        assert_eq!(chinese("2026-11-05"), "11月5日");
        assert_eq!(chinese("2025-11-25"), "2025年11月25日");
    }

    #[test]
    fn english_says_the_month_by_name() {
        let said = |text| day(Language::English, date(text), date("2026-11-20"));
        assert_eq!(said("2026-03-05"), "5 March");
        assert_eq!(said("2025-03-05"), "5 March 2025");
    }

    #[test]
    fn a_stamp_late_at_night_in_utc_belongs_to_the_next_day_in_china() {
        // 2026-11-19 17:42 UTC is 01:42 on the 20th in China.
        let at = 1_795_110_120_000;
        let now = crate::test_desk::NOW;
        assert_eq!(moment(Language::Chinese, at, now), "今天 01:42");
        assert_eq!(recently(Language::Chinese, at, now), "01:42");
        assert_eq!(
            recently(Language::Chinese, at - 86_400_000, now),
            "昨天 01:42"
        );
    }

    #[test]
    fn a_stored_text_that_is_no_date_is_not_hidden() {
        assert_eq!(
            stored_day(Language::Chinese, "2026-13-01", date("2026-11-20")),
            "2026-13-01"
        );
    }
}

//! Dates as people and spreadsheets write them in Chinese files. Year first, always.

use chrono::{DateTime, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// Reads `20260604`, `2026/8/19`, `2026.3.6`, `2026年7月22日`, `2026-11-20`, full-width digits, and any of them followed by
/// a time of day (ignored). `None` for impossible dates, years outside 1900–2100 and anything else.
pub fn read_date(raw: &str) -> Option<NaiveDate> {
    let text: String = raw.nfkc().collect();
    let text = without_time(text.trim());
    let compact = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let (year, month, day) = if compact {
        (
            number(&text[..4])?,
            number(&text[4..6])?,
            number(&text[6..])?,
        )
    } else {
        parts(text)?
    };
    let year = i32::try_from(year)
        .ok()
        .filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Cuts `2026-10-17 10:58` and `2026-10-17T10:58`; a space inside `2026 年 7 月` is not a time.
fn without_time(text: &str) -> &str {
    match text.find([' ', 'T']) {
        Some(at) if text[at + 1..].contains(':') => text[..at].trim_end(),
        _ => text,
    }
}

fn parts(text: &str) -> Option<(u32, u32, u32)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let separated = text
        .strip_suffix(['日', '号'])
        .unwrap_or(&text)
        .replacen('年', "/", 1)
        .replacen('月', "/", 1);
    let unified = separated.replace(['-', '.', '\u{2013}', '\u{2014}', '\u{2212}'], "/");
    let mut pieces = unified.split('/');
    let (year, month, day) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let shaped = pieces.next().is_none() && year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    if shaped {
        Some((number(year)?, number(month)?, number(day)?))
    } else {
        None
    }
}

fn number(digits: &str) -> Option<u32> {
    // `parse` alone would take a leading plus sign.
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

/// The day of a time (ms since 1970, UTC) in China, which has one time zone, UTC+8, without daylight saving.
pub fn day_of(ms: i64) -> NaiveDate {
    const OFFSET_MS: i64 = 8 * 3_600 * 1_000;
    DateTime::from_timestamp_millis(ms.saturating_add(OFFSET_MS))
        .unwrap_or_default()
        .date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Option<String> {
        read_date(raw).map(|date| date.to_string())
    }

    #[test]
    fn every_spelling_in_the_imports_is_read() {
        assert_eq!(read("20260604").as_deref(), Some("2026-06-04"));
        assert_eq!(read("2026/8/19").as_deref(), Some("2026-08-19"));
        assert_eq!(read("2026.3.6").as_deref(), Some("2026-03-06"));
        assert_eq!(read("2026年7月22日").as_deref(), Some("2026-07-22"));
        assert_eq!(read(" 2026-11-20 ").as_deref(), Some("2026-11-20"));
        assert_eq!(read("２０２６年１１月２日").as_deref(), Some("2026-11-02"));
        assert_eq!(read("2026 年 7 月 2 日").as_deref(), Some("2026-07-02"));
    }

    #[test]
    fn a_time_of_day_is_ignored() {
        assert_eq!(read("2026-10-17 10:58").as_deref(), Some("2026-10-17"));
        assert_eq!(read("2026-10-17T00:00:00").as_deref(), Some("2026-10-17"));
    }

    #[test]
    fn impossible_dates_and_other_text_are_refused() {
        for raw in [
            "2026-02-29",
            "20261301",
            "1899-12-31",
            "2101-01-01",
            "26-1-2",
            "2026/1",
            "2026/1/2/3",
            "46000",
            "",
            "今天",
            "2026/+1/2",
        ] {
            assert_eq!(read_date(raw), None, "{raw}");
        }
    }

    #[test]
    fn the_bounds_of_the_years_are_included() {
        assert!(read_date("1900-01-01").is_some());
        assert!(read_date("2100-12-31").is_some());
    }
}

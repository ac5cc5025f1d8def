//! The time a report is about, in days of China time.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};

/// China has one time zone, UTC+8, without daylight saving.
const CHINA_OFFSET_MS: i64 = 8 * 3_600 * 1_000;
/// Longest time of one's own choice, in days: five years.
const LONGEST: i64 = 1_827;

/// What a period is called by; decides what comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Week,
    Month,
    Quarter,
    Year,
    Days,
}

/// A period: its first day, and the first day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub unit: Unit,
    pub first: NaiveDate,
    pub after: NaiveDate,
}

impl Period {
    /// Reads `2026-W47` (a week of ISO 8601, Monday to Sunday), `2026-11`, `2026-Q4`, `2026`, or `2026-11-03/2026-11-20`, both days
    /// included.
    pub fn parse(text: &str) -> Option<Period> {
        if let Some((first, last)) = text.split_once('/') {
            return Period::of_days(day(first)?, day(last)?);
        }
        let year: i32 = digits(text.get(..4)?)?;
        if !(2000..=2100).contains(&year) {
            return None;
        }
        match text.get(4..)? {
            "" => Period::of_months(Unit::Year, NaiveDate::from_ymd_opt(year, 1, 1)?),
            rest => {
                let rest = rest.strip_prefix('-')?;
                if let Some(week) = rest.strip_prefix('W') {
                    Period::of_week(year, digits(two(week)?)?)
                } else if let Some(quarter) = rest.strip_prefix('Q') {
                    let quarter: u32 = digits(quarter).filter(|_| quarter.len() == 1)?;
                    let month = quarter.checked_sub(1)? * 3 + 1;
                    Period::of_months(Unit::Quarter, NaiveDate::from_ymd_opt(year, month, 1)?)
                } else {
                    let first = NaiveDate::from_ymd_opt(year, digits(two(rest)?)?, 1)?;
                    Period::of_months(Unit::Month, first)
                }
            }
        }
    }

    /// One day.
    pub fn of_day(day: NaiveDate) -> Option<Period> {
        Period::of_days(day, day)
    }

    fn of_days(first: NaiveDate, last: NaiveDate) -> Option<Period> {
        let days = (last - first).num_days() + 1;
        (1..=LONGEST).contains(&days).then_some(Period {
            unit: Unit::Days,
            first,
            after: last.succ_opt()?,
        })
    }

    fn of_week(year: i32, week: u32) -> Option<Period> {
        let first = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
        Some(Period {
            unit: Unit::Week,
            first,
            after: first.checked_add_days(Days::new(7))?,
        })
    }

    fn of_months(unit: Unit, first: NaiveDate) -> Option<Period> {
        let months = match unit {
            Unit::Quarter => 3,
            Unit::Year => 12,
            _ => 1,
        };
        let after = first.checked_add_months(Months::new(months))?;
        Some(Period { unit, first, after })
    }

    /// The period before this one, of the same kind and, for days of one's own, of the same length.
    pub fn before(self) -> Option<Period> {
        let months = match self.unit {
            Unit::Week => {
                let week = self.first.checked_sub_days(Days::new(7))?.iso_week();
                return Period::of_week(week.year(), week.week());
            }
            Unit::Days => {
                if let Some(months) = self.whole_months() {
                    let first = self.first.checked_sub_months(Months::new(months))?;
                    return Period::of_days(first, self.first.pred_opt()?);
                }
                let days = Days::new(u64::try_from(self.days()).ok()?);
                return Period::of_days(self.first.checked_sub_days(days)?, self.first.pred_opt()?);
            }
            Unit::Month => 1,
            Unit::Quarter => 3,
            Unit::Year => 12,
        };
        Period::of_months(
            self.unit,
            self.first.checked_sub_months(Months::new(months))?,
        )
    }

    /// The same period of the year before: the week of the same number (week 53 against week 52 where there is none), the same months,
    /// the same days of the calendar.
    pub fn a_year_before(self) -> Option<Period> {
        let year = Months::new(12);
        match self.unit {
            Unit::Week => {
                let week = self.first.iso_week();
                Period::of_week(week.year() - 1, week.week())
                    .or_else(|| Period::of_week(week.year() - 1, 52))
            }
            // The last of a February is its last also in a leap year.
            Unit::Days if self.whole_months().is_some() => Period::of_days(
                self.first.checked_sub_months(year)?,
                self.after.checked_sub_months(year)?.pred_opt()?,
            ),
            Unit::Days => Period::of_days(
                self.first.checked_sub_months(year)?,
                self.last().checked_sub_months(year)?,
            ),
            unit => Period::of_months(unit, self.first.checked_sub_months(year)?),
        }
    }

    /// How many months it is made of; none for weeks, and for days of one's own that are not whole months.
    fn whole_months(self) -> Option<u32> {
        match self.unit {
            Unit::Week => None,
            Unit::Days if self.first.day() != 1 || self.after.day() != 1 => None,
            _ => {
                let months =
                    |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
                u32::try_from(months(self.after) - months(self.first)).ok()
            }
        }
    }

    /// The months it is made of; none for weeks, and for days of one's own that are not whole months.
    pub fn months(self) -> Option<Vec<Period>> {
        self.whole_months()?;
        let first = std::iter::successors(Some(self.first), |month| {
            month.checked_add_months(Months::new(1))
        });
        first
            .take_while(|month| *month < self.after)
            .map(|month| Period::of_months(Unit::Month, month))
            .collect()
    }

    /// `2026-11`: all months it touches.
    pub fn month_names(self) -> impl Iterator<Item = String> {
        let first = self.first.with_day(1);
        let months = std::iter::successors(first, |month| month.checked_add_months(Months::new(1)));
        months
            .take_while(move |month| *month < self.after)
            .map(|month| month.format("%Y-%m").to_string())
    }

    /// Whether it is made of whole weeks.
    pub fn is_weeks(self) -> bool {
        self.first.weekday() == Weekday::Mon && self.days() % 7 == 0
    }

    /// `2026-11`: the month it begins in.
    pub fn month_name(self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    fn days(self) -> i64 {
        (self.after - self.first).num_days()
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

fn day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && (2000..=2100).contains(&day.year())).then_some(day)
}

fn two(text: &str) -> Option<&str> {
    (text.len() == 2).then_some(text)
}

// Without signs, which the parser of numbers would take.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis() - CHINA_OFFSET_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(text: &str) -> (String, String) {
        let period = Period::parse(text).unwrap();
        (period.first.to_string(), period.last().to_string())
    }

    fn told(period: Option<Period>) -> (String, String) {
        let period = period.unwrap();
        (period.first.to_string(), period.last().to_string())
    }

    fn days(first: &str, last: &str) -> (String, String) {
        (first.to_owned(), last.to_owned())
    }

    #[test]
    fn a_month_begins_at_midnight_in_china() {
        let november = Period::parse("2026-11").unwrap();
        assert_eq!(store::day_of(november.begins()).to_string(), "2026-11-01");
        assert_eq!(
            store::day_of(november.begins() - 1).to_string(),
            "2026-10-31"
        );
        assert_eq!(november.last().to_string(), "2026-11-30");
    }

    #[test]
    fn weeks_quarters_years_and_days_of_ones_own_are_read() {
        assert_eq!(between("2026-W47"), days("2026-11-16", "2026-11-22"));
        assert_eq!(between("2026-W53"), days("2026-12-28", "2027-01-03"));
        assert_eq!(between("2026-Q4"), days("2026-10-01", "2026-12-31"));
        assert_eq!(between("2024"), days("2024-01-01", "2024-12-31"));
        assert_eq!(
            between("2026-11-03/2026-11-20"),
            days("2026-11-03", "2026-11-20")
        );
    }

    #[test]
    fn what_came_before_is_of_the_same_kind_also_over_the_turn_of_the_year() {
        let before = |text: &str| told(Period::parse(text).unwrap().before());
        assert_eq!(before("2026-01"), days("2025-12-01", "2025-12-31"));
        assert_eq!(before("2027-W01"), days("2026-12-28", "2027-01-03"));
        assert_eq!(before("2026-Q1"), days("2025-10-01", "2025-12-31"));
        assert_eq!(before("2026"), days("2025-01-01", "2025-12-31"));
        assert_eq!(
            before("2026-03-01/2026-03-10"),
            days("2026-02-19", "2026-02-28")
        );
    }

    #[test]
    fn a_year_before_is_the_same_week_month_or_days() {
        let before = |text: &str| told(Period::parse(text).unwrap().a_year_before());
        assert_eq!(before("2026-11"), days("2025-11-01", "2025-11-30"));
        assert_eq!(before("2024-02"), days("2023-02-01", "2023-02-28"));
        assert_eq!(before("2026-W47"), days("2025-11-17", "2025-11-23"));
        // 2025 has no week 53.
        assert_eq!(before("2026-W53"), days("2025-12-22", "2025-12-28"));
        assert_eq!(
            before("2024-02-29/2024-03-02"),
            days("2023-02-28", "2023-03-02")
        );
    }

    #[test]
    fn days_from_a_first_to_a_months_end_are_months() {
        let period = Period::parse("2026-10-01/2026-11-30").unwrap();
        let months = period.months().unwrap();
        assert_eq!(
            months
                .iter()
                .map(|month| month.month_name())
                .collect::<Vec<_>>(),
            ["2026-10", "2026-11"]
        );
        assert_eq!(told(period.before()), days("2026-08-01", "2026-09-30"));
        assert_eq!(
            told(period.a_year_before()),
            days("2025-10-01", "2025-11-30")
        );
        let february = Period::parse("2025-02-01/2025-02-28").unwrap();
        assert_eq!(
            told(february.a_year_before()),
            days("2024-02-01", "2024-02-29")
        );
        assert_eq!(
            Period::parse("2026-10-01/2026-11-29").unwrap().months(),
            None
        );
        assert_eq!(
            Period::parse("2026-10-02/2026-11-30").unwrap().months(),
            None
        );
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "2026-13",
            "2026-1",
            "2026-11-01",
            "+026-11",
            "",
            "十一月",
            "2026-W54",
            "2025-W53",
            "2026-W00",
            "2026-Q0",
            "2026-Q5",
            "2026-",
            "202",
            "1999",
            "2101",
            "2026-11-20/2026-11-03",
            "2026-11-03/",
            "2020-01-01/2026-01-01",
            "2026-11-31/2026-12-01",
            "2026-Q+1",
            "2026-W+1",
            "20261",
            "２０２６",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}

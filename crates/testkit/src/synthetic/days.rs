//! The calendar of the station: days and local times (UTC+8) around a today that is passed in.

use chrono::{Days as ChronoDays, Months, NaiveDate};

const DAY_MS: i64 = 86_400_000;
const UTC_PLUS_8_MS: i64 = 8 * 3_600_000;
/// 12:00 local, after which nothing has happened yet.
const NOON: i64 = 12 * 60;
/// How far back the station's records go.
const MONTHS: u32 = 26;

/// Today and the first day with records.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    pub(super) today: NaiveDate,
    pub(super) start: NaiveDate,
}

impl Calendar {
    pub(super) fn new(today: NaiveDate) -> Calendar {
        let start = today
            .checked_sub_months(Months::new(MONTHS))
            .unwrap_or(today);
        Calendar { today, start }
    }

    /// How many days the records cover.
    pub(super) fn span(&self) -> i64 {
        self.age(self.start)
    }

    /// Days from `day` to today.
    pub(super) fn age(&self, day: NaiveDate) -> i64 {
        (self.today - day).num_days()
    }

    /// The day `days` before today.
    pub(super) fn back(&self, days: i64) -> NaiveDate {
        before(self.today, days)
    }

    /// The day `days` after `day`, today at the latest.
    pub(super) fn after(&self, day: NaiveDate, days: i64) -> NaiveDate {
        let later = day.checked_add_days(ChronoDays::new(days.max(0).cast_unsigned()));
        later.unwrap_or(day).min(self.today)
    }

    /// The last minute of `day` that has passed, or `minute` if that is earlier.
    pub(super) fn passed(&self, day: NaiveDate, minute: i64) -> i64 {
        if day >= self.today {
            minute.min(NOON - 1)
        } else {
            minute
        }
    }

    /// Milliseconds since 1970 (UTC) of a local time; never after today noon.
    pub(super) fn at(&self, day: NaiveDate, minute: i64, second: i64) -> i64 {
        let time = |day, minute, second| {
            days_since_1970(day) * DAY_MS + (minute * 60 + second) * 1000 - UTC_PLUS_8_MS
        };
        time(day, minute, second).min(time(self.today, NOON, 0))
    }

    /// The local day of a time.
    pub(super) fn day_of(&self, at: i64) -> NaiveDate {
        let days = (at + UTC_PLUS_8_MS).div_euclid(DAY_MS);
        self.back(days_since_1970(self.today) - days)
    }
}

/// The day `days` before `day`.
pub(super) fn before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_days(ChronoDays::new(days.max(0).cast_unsigned()))
        .unwrap_or(day)
}

fn days_since_1970(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

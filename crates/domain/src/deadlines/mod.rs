//! Deadlines: rules and the working-day calendar are data (`assets/rules`), the counting is here.
//!
//! The day of the event does not count; counting starts on the next day. A due date is the last day in time. It is not
//! moved off a holiday: an early reminder harms nobody. The app informs, it never decides.

mod calendar;
mod rules;

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

pub use calendar::{Calendar, Counted};
pub use rules::{Rule, Rules, Unit};

/// A deadline with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// Last day in time.
    pub on: NaiveDate,
    /// Id of the rule, such as `arrival`.
    pub rule: String,
    /// The law or station default behind it, in Chinese, as printed to the user.
    pub source: String,
    /// The count met a year whose holidays are not known yet, so weekdays stood in.
    pub calendar_missing: bool,
}

/// When an arrival must be declared at the latest: 3 working days, or 24 hours for foreigners outside hotels. Only the
/// date of arrival is known, so 24 hours end with the next day.
pub fn arrive_due(since: NaiveDate, foreign: bool) -> Due {
    due(
        if foreign {
            "arrival_foreign"
        } else {
            "arrival"
        },
        since,
    )
}

/// When a declaration is to be looked at again: a station default, not law.
pub fn renew_due(declared_on: NaiveDate) -> Due {
    due("renewal", declared_on)
}

/// When a change of address or workplace must be declared: 10 days.
pub fn change_due(moved_on: NaiveDate) -> Due {
    due("change", moved_on)
}

/// When a landlord must report a lease that began, or ended, on the day: 3 working days.
pub fn landlord_due(lease_event_on: NaiveDate) -> Due {
    due("landlord", lease_event_on)
}

/// First day on which half a year since the declaration is full and a residence permit can be asked for.
pub fn permit_from(declared_on: NaiveDate) -> Due {
    due("permit", declared_on)
}

/// Applies the built-in rule `id` to an event. An unknown id gives the day itself with an empty source.
pub fn due(id: &str, from: NaiveDate) -> Due {
    due_by(Rules::built_in(), Calendar::built_in(), id, from)
}

/// As [`due`], with rules and calendar that the station has edited.
pub fn due_by(rules: &Rules, calendar: &Calendar, id: &str, from: NaiveDate) -> Due {
    let Some(rule) = rules.pick(id, from) else {
        return Due {
            on: from,
            rule: id.to_string(),
            source: String::new(),
            calendar_missing: true,
        };
    };
    let counted = match rule.unit {
        Unit::WorkingDays => calendar.add_working_days(from, rule.days),
        Unit::Days => Counted::certain(add_days(from, rule.days)),
        Unit::Hours => Counted::certain(add_days(from, rule.days.div_ceil(24))),
        Unit::Months => Counted::certain(add_months(
            from,
            i32::try_from(rule.days).unwrap_or(i32::MAX),
        )),
    };
    Due {
        on: counted.on,
        rule: rule.id.clone(),
        source: rule.source.clone(),
        calendar_missing: counted.calendar_missing,
    }
}

/// The `n`th working day after `from` by the built-in calendar; `n` = 0 gives `from`.
pub fn add_working_days(from: NaiveDate, n: u32) -> Counted {
    Calendar::built_in().add_working_days(from, n)
}

/// The same day `months` later (earlier when negative), clamped to the end of a shorter month.
pub fn add_months(from: NaiveDate, months: i32) -> NaiveDate {
    let count = Months::new(months.unsigned_abs());
    let moved = if months < 0 {
        from.checked_sub_months(count)
    } else {
        from.checked_add_months(count)
    };
    moved.unwrap_or(from)
}

fn add_days(from: NaiveDate, days: u32) -> NaiveDate {
    from.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    #[test]
    fn an_arrival_is_due_after_three_working_days() {
        assert_eq!(arrive_due(day("2026-11-18"), false).on, day("2026-11-23"));
        // Across the National Day holiday, and the make-up Saturday 10 October.
        assert_eq!(arrive_due(day("2026-09-30"), false).on, day("2026-10-10"));
        assert!(!arrive_due(day("2026-09-30"), false).calendar_missing);
    }

    #[test]
    fn a_foreigner_has_until_the_next_day_even_on_a_holiday() {
        let due = arrive_due(day("2026-09-30"), true);
        assert_eq!(
            (due.on, due.rule.as_str()),
            (day("2026-10-01"), "arrival_foreign")
        );
        assert!(due.source.contains("第三十九条"));
    }

    #[test]
    fn a_change_is_due_in_ten_calendar_days() {
        assert_eq!(change_due(day("2026-02-20")).on, day("2026-03-02"));
    }

    #[test]
    fn the_landlord_counts_from_the_lease() {
        assert_eq!(landlord_due(day("2026-05-08")).on, day("2026-05-12"));
    }

    #[test]
    fn half_a_year_is_clamped_to_the_end_of_the_month() {
        assert_eq!(permit_from(day("2025-08-31")).on, day("2026-02-28"));
        assert_eq!(add_months(day("2024-02-29"), 12), day("2025-02-28"));
        assert_eq!(add_months(day("2026-03-31"), -1), day("2026-02-28"));
    }

    #[test]
    fn renewal_is_a_station_default_and_says_so() {
        let due = renew_due(day("2026-11-20"));
        assert_eq!(due.on, day("2027-11-20"));
        assert!(due.source.contains("非法律规定"));
    }

    #[test]
    fn a_count_into_an_unpublished_year_falls_back_to_weekdays_and_says_so() {
        let due = arrive_due(day("2026-12-31"), false);
        assert_eq!((due.on, due.calendar_missing), (day("2027-01-05"), true));
    }

    #[test]
    fn an_unknown_rule_gives_the_day_itself_without_a_source() {
        let due = due("no_such_rule", day("2026-11-20"));
        assert_eq!(
            (due.on, due.source.as_str(), due.calendar_missing),
            (day("2026-11-20"), "", true)
        );
    }
}

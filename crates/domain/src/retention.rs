//! How long records are kept, and what decides it (PIPL s. 19: no longer than the purpose needs; TRUST P9, P10).
//!
//! A period begins on a day that the records tell: when somebody moved out, when a dispute was closed. A person may be kept longer or
//! erased earlier by two people together, each of them a police officer.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};

use crate::fields::{self, DELETED, Fields};
use crate::ids;
use crate::permissions::{Act, Role};
use crate::rules::{Author, Refusal};

/// How long before its erasure a record is on the list of those to be looked at, days.
pub const REVIEW_DAYS: u64 = 30;
/// How long laptops hold calls, answered consultations and closed disputes, months: twelve, and two more, because a report of the last weeks is
/// compared with records of a year before, and doors called at are counted over a year that has just ended (TRUST P16).
pub const HELD_MONTHS: u32 = 12 + 2;
/// Longest hold, months.
pub const LONGEST_HOLD: u32 = 24;
/// Kind of the rows that say which records were erased.
pub const ERASURES: &str = "erasures";
/// Kind of the rows that say how long each class of records is kept.
pub const PERIODS: &str = "retention_periods";
/// Kind of the rows by which two people keep a record longer, or have it erased.
pub const DECISIONS: &str = "retention_decisions";

/// A class of records that has a period of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// People who moved away, with their stays, declarations and contacts.
    Departed,
    /// Calls at a door.
    Visits,
    /// Consultations that are answered.
    Consultations,
    /// Disputes that are closed, with their parties.
    Disputes,
    /// Broadcasts with their confirmations.
    Broadcasts,
    /// Conflicts, refused edits and cases of two records that are settled.
    Settlements,
}

impl Class {
    /// All classes.
    pub const ALL: [Class; 6] = [
        Class::Departed,
        Class::Visits,
        Class::Consultations,
        Class::Disputes,
        Class::Broadcasts,
        Class::Settlements,
    ];

    /// The stored spelling, a code of `retention_class`.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Departed => "departed",
            Class::Visits => "visits",
            Class::Consultations => "consultations",
            Class::Disputes => "disputes",
            Class::Broadcasts => "broadcasts",
            Class::Settlements => "settlements",
        }
    }

    /// Whether records of this class leave the laptops before their period is over, once their month is closed.
    pub fn is_put_away(self) -> bool {
        matches!(self, Class::Visits | Class::Consultations | Class::Disputes)
    }

    /// Whether people look at records of this class before they are erased.
    pub fn is_reviewed(self) -> bool {
        matches!(
            self,
            Class::Departed | Class::Consultations | Class::Disputes
        )
    }

    /// Reads the stored spelling.
    pub fn parse(text: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// Months a record is kept where the station set nothing else.
    pub fn usual_months(self) -> u32 {
        match self {
            Class::Departed => 6,
            Class::Visits | Class::Consultations | Class::Settlements => 24,
            Class::Disputes | Class::Broadcasts => 36,
        }
    }

    /// Fewest and most months a station may set.
    pub fn allowed_months(self) -> (u32, u32) {
        match self {
            Class::Departed => (1, 24),
            Class::Visits | Class::Consultations | Class::Settlements => (6, 60),
            Class::Disputes | Class::Broadcasts => (12, 120),
        }
    }
}

/// How many months each class is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Periods {
    set: BTreeMap<Class, u32>,
}

impl Periods {
    /// Takes a row of `retention_periods`; one that says nothing allowed changes nothing.
    pub fn take(&mut self, class: &str, months: i64) {
        let months = u32::try_from(months).unwrap_or(0);
        if let Some(class) = Class::parse(class)
            && in_range(class, months)
        {
            self.set.insert(class, months);
        }
    }

    /// Months of a class.
    pub fn months(&self, class: Class) -> u32 {
        self.set
            .get(&class)
            .copied()
            .unwrap_or_else(|| class.usual_months())
    }

    /// The first day on which a record is no longer kept whose period began on `from`.
    pub fn due(&self, class: Class, from: NaiveDate) -> NaiveDate {
        from.checked_add_months(Months::new(self.months(class)))
            .unwrap_or(NaiveDate::MAX)
    }

    /// Whether a record whose period began on `from` is so old on `today` that the station alone holds it. What people look at before it is
    /// erased is back on laptops for that time.
    pub fn is_away(&self, class: Class, from: NaiveDate, today: NaiveDate) -> bool {
        let due = self.due(class, from);
        let looked_at = due
            .checked_sub_days(Days::new(REVIEW_DAYS))
            .is_some_and(|day| class.is_reviewed() && day <= today);
        class.is_put_away() && held_until(from) <= today && !looked_at
    }

    /// No period that began after this day is over on `today`; one that began up to three days before it may not be either, because
    /// months differ in length.
    pub fn began_by(&self, class: Class, today: NaiveDate) -> NaiveDate {
        today
            .checked_sub_months(Months::new(self.months(class)))
            .and_then(|day| day.checked_add_days(Days::new(3)))
            .unwrap_or(NaiveDate::MIN)
    }
}

/// The first day on which laptops no longer hold a record whose period began on `from`, if its month is closed.
pub fn held_until(from: NaiveDate) -> NaiveDate {
    from.checked_add_months(Months::new(HELD_MONTHS))
        .unwrap_or(NaiveDate::MAX)
}

fn in_range(class: Class, months: u32) -> bool {
    let (least, most) = class.allowed_months();
    (least..=most).contains(&months)
}

/// What is known of one person, over all records that count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Last day of a stay that has ended.
    pub left_on: Option<NaiveDate>,
    /// Day of the last change of the record, for somebody who never had a stay.
    pub changed_on: NaiveDate,
    /// Whether a stay is open.
    pub lives_here: bool,
    /// Whether something open needs the record: a guardian of somebody who lives here, a declaration that is not decided, a consultation
    /// that is not answered, a dispute that is not closed, rooms that are let.
    pub needed: bool,
}

impl Person {
    /// The first day on which the person is no longer kept; none while they live here or are needed.
    pub fn due(&self, periods: &Periods) -> Option<NaiveDate> {
        if self.lives_here || self.needed {
            return None;
        }
        Some(periods.due(Class::Departed, self.left_on.unwrap_or(self.changed_on)))
    }
}

/// What two people decided about a record, once both did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It is kept up to and including this day.
    KeptUntil(NaiveDate),
    /// It is erased now.
    Erased,
}

/// What a row of `retention_decisions` says; none while the second person has not confirmed it.
pub fn decided(row: &Fields) -> Option<Decided> {
    if fields::is_deleted(row) || fields::text(row, "second.by").is_none() {
        return None;
    }
    match fields::text(row, "choice") {
        Some("erase") => Some(Decided::Erased),
        Some("keep") => date(row, "until").map(Decided::KeptUntil),
        _ => None,
    }
}

fn date(row: &Fields, path: &str) -> Option<NaiveDate> {
    fields::text(row, path)?.parse().ok()
}

/// A period may be set by a chief, within what is allowed.
pub(crate) fn period_acts(before: Option<&Fields>, change: &Fields) -> Result<Vec<Act>, Refusal> {
    let read = |field| change.get(field).or_else(|| before?.get(field));
    let class = read("class")
        .and_then(|value| value.as_str())
        .and_then(Class::parse)
        .ok_or_else(|| Refusal::new("unknown_code", "class"))?;
    if fields::is_deleted(change) {
        // What was shipped holds again.
        return Ok(vec![Act::ManageStation]);
    }
    let months = read("months").and_then(serde_json::Value::as_u64);
    let months = months.and_then(|months| u32::try_from(months).ok());
    if !months.is_some_and(|months| in_range(class, months)) {
        return Err(Refusal::new("period_out_of_range", "months"));
    }
    Ok(vec![Act::ManageStation])
}

/// One person proposes, another confirms; what was proposed is not changed afterwards, only taken back.
pub(crate) fn decision_acts(
    before: Option<&Fields>,
    change: &Fields,
    author: Author<'_>,
    today: NaiveDate,
) -> Result<Vec<Act>, Refusal> {
    let by = |row: &Fields, path: &str| fields::text(row, path).map(str::to_owned);
    let Some(before) = before else {
        if fields::text(change, "second.by").is_some() {
            return Err(Refusal::new("second_person", "second"));
        }
        if by(change, "by").as_deref() != Some(author.user) {
            return Err(Refusal::new("not_allowed", "by"));
        }
        check_choice(change, today)?;
        return Ok(vec![Act::DecideRetention]);
    };
    // What was taken back is not revived by whoever had not heard of it.
    if fields::is_deleted(before) || (change.contains_key(DELETED) && !fields::is_deleted(change)) {
        return Err(Refusal::new("decision_stands", "choice"));
    }
    let touches = |name: &str| name != DELETED && name != "second";
    if change.keys().any(|name| touches(name)) {
        return Err(Refusal::new("decision_stands", "choice"));
    }
    if change.contains_key("second") {
        let second = by(change, "second.by");
        if second.as_deref() != Some(author.user) || second == by(before, "by") {
            return Err(Refusal::new("second_person", "second"));
        }
        if by(before, "second.by").is_some() {
            return Err(Refusal::new("decision_stands", "second"));
        }
    }
    if fields::is_deleted(change) && fields::text(before, "choice") == Some("erase") {
        let confirmed = by(before, "second.by").is_some();
        let own = by(before, "by").as_deref() == Some(author.user);
        if confirmed || !(own || author.role == Role::Chief) {
            return Err(Refusal::new("decision_stands", "choice"));
        }
    }
    Ok(vec![Act::DecideRetention])
}

fn check_choice(change: &Fields, today: NaiveDate) -> Result<(), Refusal> {
    match fields::text(change, "choice") {
        Some("erase") => Ok(()),
        Some("keep") => {
            let last = today.checked_add_months(Months::new(LONGEST_HOLD));
            match (date(change, "until"), last) {
                (Some(until), Some(last)) if until > today && until <= last => Ok(()),
                _ => Err(Refusal::new("hold_end", "until")),
            }
        }
        _ => Err(Refusal::new("unknown_code", "choice")),
    }
}

/// Id of the row that sets the period of a class: there is one.
pub fn period_id(class: &str) -> String {
    ids::derived(&[PERIODS, class])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules;

    const ONE: &str = "01900000-0000-7000-8000-0000000000b1";
    const OTHER: &str = "01900000-0000-7000-8000-0000000000b2";

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    fn fields(value: serde_json::Value) -> Fields {
        serde_json::from_value(value).expect("fields")
    }

    fn check(
        kind: &str,
        before: Option<&Fields>,
        change: serde_json::Value,
        role: Role,
        user: &str,
    ) -> Result<(), &'static str> {
        let by = Author { role, user };
        rules::check(kind, before, &fields(change), by, day("2026-11-23"))
            .map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_period_ends_on_the_same_day_of_the_month_or_on_its_last() {
        let periods = Periods::default();
        let due = |from: &str| periods.due(Class::Departed, day(from)).to_string();
        assert_eq!(due("2026-05-23"), "2026-11-23");
        assert_eq!(due("2026-08-31"), "2027-02-28");
        assert_eq!(due("2027-08-31"), "2028-02-29");
    }

    #[test]
    fn a_closed_record_is_the_stations_alone_from_its_age_until_people_look_at_it() {
        let periods = Periods::default();
        let away = |class, today: &str| periods.is_away(class, day("2026-01-15"), day(today));
        for class in [Class::Visits, Class::Consultations, Class::Disputes] {
            assert!(!away(class, "2027-03-14"));
            assert!(away(class, "2027-03-15"));
        }
        assert!(away(Class::Consultations, "2027-12-15"));
        assert!(
            !away(Class::Consultations, "2027-12-16"),
            "people look at it"
        );
        assert!(away(Class::Visits, "2027-12-16"), "nobody looks at calls");
        for class in [Class::Departed, Class::Broadcasts, Class::Settlements] {
            assert!(!away(class, "2027-12-01"));
        }
    }

    #[test]
    fn what_began_later_than_the_bound_is_never_over() {
        let mut periods = Periods::default();
        for months in 1..=24 {
            periods.take("departed", months);
            for offset in 0..800 {
                let today = day("2026-01-01") + Days::new(offset);
                let bound = periods.began_by(Class::Departed, today);
                let after = bound + Days::new(1);
                assert!(periods.due(Class::Departed, after) > today, "{today}");
                let before = bound - Days::new(6);
                assert!(periods.due(Class::Departed, before) <= today, "{today}");
            }
        }
    }

    #[test]
    fn who_lives_here_or_is_needed_is_kept() {
        let gone = Person {
            left_on: Some(day("2026-01-10")),
            changed_on: day("2026-11-01"),
            lives_here: false,
            needed: false,
        };
        let periods = Periods::default();
        assert_eq!(gone.due(&periods), Some(day("2026-07-10")));
        let lives_here = true;
        assert_eq!(Person { lives_here, ..gone }.due(&periods), None);
        let needed = true;
        assert_eq!(Person { needed, ..gone }.due(&periods), None);
        let left_on = None;
        let never = Person { left_on, ..gone };
        assert_eq!(never.due(&periods), Some(day("2027-05-01")));
    }

    #[test]
    fn a_period_out_of_range_is_refused_and_one_in_a_row_is_not_believed() {
        let set = |class: &str, months: i64, role| {
            let row = json!({"class": class, "months": months, "by": ONE, "at": 1});
            check(PERIODS, None, row, role, ONE)
        };
        assert_eq!(set("departed", 6, Role::Chief), Ok(()));
        assert_eq!(set("departed", 25, Role::Chief), Err("period_out_of_range"));
        assert_eq!(set("departed", 0, Role::Chief), Err("period_out_of_range"));
        assert_eq!(set("disputes", 6, Role::Chief), Err("period_out_of_range"));
        assert_eq!(set("scores", 6, Role::Chief), Err("unknown_code"));
        assert_eq!(set("departed", 6, Role::Officer), Err("not_allowed"));
        let mut periods = Periods::default();
        periods.take("departed", 900);
        assert_eq!(periods.months(Class::Departed), 6);
    }

    #[test]
    fn nobody_confirms_their_own_decision_and_an_instructor_none() {
        let proposed = json!({"area": ONE, "record": ONE, "kind": "people", "choice": "keep", "reason": "诉讼中",
            "until": "2027-03-01", "by": ONE, "at": 1});
        let propose =
            |row: &serde_json::Value, role, user| check(DECISIONS, None, row.clone(), role, user);
        assert_eq!(propose(&proposed, Role::Officer, ONE), Ok(()));
        assert_eq!(
            propose(&proposed, Role::Instructor, ONE),
            Err("not_allowed")
        );
        assert_eq!(propose(&proposed, Role::Officer, OTHER), Err("not_allowed"));
        let mut endless = proposed.clone();
        endless["until"] = "2031-01-01".into();
        assert_eq!(propose(&endless, Role::Officer, ONE), Err("hold_end"));
        let mut alone = proposed.clone();
        alone["second"] = json!({"by": OTHER, "at": 1});
        assert_eq!(propose(&alone, Role::Officer, ONE), Err("second_person"));

        let before = fields(proposed);
        let confirm = |user: &str, role| {
            let change = json!({"second": {"by": user, "at": 2}});
            check(DECISIONS, Some(&before), change, role, user)
        };
        assert_eq!(confirm(ONE, Role::Chief), Err("second_person"));
        assert_eq!(confirm(OTHER, Role::Instructor), Err("not_allowed"));
        assert_eq!(confirm(OTHER, Role::Officer), Ok(()));
        let longer = json!({"until": "2028-01-01"});
        assert_eq!(
            check(DECISIONS, Some(&before), longer, Role::Chief, OTHER),
            Err("decision_stands")
        );
        assert_eq!(decided(&before), None);
        let mut taken_back = before.clone();
        taken_back.insert(DELETED.into(), true.into());
        let late = json!({"second": {"by": OTHER, "at": 2}});
        assert_eq!(
            check(DECISIONS, Some(&taken_back), late, Role::Officer, OTHER),
            Err("decision_stands")
        );
        let revived = json!({DELETED: false});
        assert_eq!(
            check(DECISIONS, Some(&taken_back), revived, Role::Officer, ONE),
            Err("decision_stands")
        );
        let mut both = before.clone();
        both.insert("second".into(), json!({"by": OTHER, "at": 2}));
        assert_eq!(decided(&both), Some(Decided::KeptUntil(day("2027-03-01"))));
    }

    #[test]
    fn only_the_station_says_what_was_erased() {
        let row = json!({"records": [ONE], "at": 1, "why": "period"});
        assert_eq!(
            check(ERASURES, None, row, Role::Chief, ONE),
            Err("station_only")
        );
    }
}

//! Notes about a person, each of a kind (TRUST P5; Directive (EU) 2016/680, art. 7: facts apart from personal assessments): a fact that
//! somebody saw, the statement of somebody who is named, or an officer's assessment, which ends unless it is renewed.

use chrono::{Days, NaiveDate};

use crate::fields::{self, DELETED, Fields};
use crate::permissions::Act;
use crate::rules::{Author, Refusal};

/// Kind of the rows.
pub const NOTES: &str = "notes";
/// Longest time from an assessment, or its renewal, to its end, days.
pub const ASSESSMENT_DAYS: u64 = 180;

const FACT: &str = "fact";
const STATEMENT: &str = "statement";
const ASSESSMENT: &str = "assessment";

/// Last day of an assessment that is made or renewed today.
pub fn last_review(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(Days::new(ASSESSMENT_DAYS))
        .unwrap_or(NaiveDate::MAX)
}

/// Whether a note is over: an assessment whose last day has passed. It is shown no longer, and the station erases it.
pub fn has_ended(note: &Fields, today: NaiveDate) -> bool {
    let is_assessment = fields::text(note, "type") == Some(ASSESSMENT);
    is_assessment && review(note).is_none_or(|last| last < today)
}

fn review(note: &Fields) -> Option<NaiveDate> {
    fields::text(note, "review_on")?.parse().ok()
}

/// A note is written in one's own name and stands as it was written: it can be taken back by its author, an assessment by an officer, who
/// may also renew it.
pub(crate) fn acts(
    before: Option<&Fields>,
    change: &Fields,
    author: Author<'_>,
    today: NaiveDate,
) -> Result<Vec<Act>, Refusal> {
    let Some(before) = before else {
        return written(change, author, today);
    };
    let is_assessment = fields::text(before, "type") == Some(ASSESSMENT);
    let allowed = |name: &str| name == DELETED || (is_assessment && name == "review_on");
    if let Some(name) = change.keys().find(|name| !allowed(name)) {
        return Err(Refusal::new("note_stands", name));
    }
    if change.contains_key("review_on") {
        check_review(change, today)?;
    }
    if is_assessment {
        return Ok(vec![Act::Assess]);
    }
    let own = fields::text(before, "by") == Some(author.user);
    if !own && !author.role.may(Act::Assess) {
        return Err(Refusal::new("not_allowed", "by"));
    }
    Ok(vec![Act::Note])
}

fn written(change: &Fields, author: Author<'_>, today: NaiveDate) -> Result<Vec<Act>, Refusal> {
    if fields::text(change, "by") != Some(author.user) {
        return Err(Refusal::new("not_allowed", "by"));
    }
    let kind = fields::text(change, "type").unwrap_or_default();
    let said_by = fields::text(change, "said_by").is_some();
    let reviewed = fields::text(change, "review_on").is_some();
    match kind {
        FACT | STATEMENT | ASSESSMENT => {}
        _ => return Err(Refusal::new("unknown_code", "type")),
    }
    if (kind == STATEMENT) != said_by {
        return Err(Refusal::new("note_said_by", "said_by"));
    }
    if kind != ASSESSMENT {
        return match reviewed {
            true => Err(Refusal::new("note_review", "review_on")),
            false => Ok(vec![Act::Note]),
        };
    }
    check_review(change, today)?;
    Ok(vec![Act::Note, Act::Assess])
}

fn check_review(change: &Fields, today: NaiveDate) -> Result<(), Refusal> {
    match review(change) {
        Some(last) if last <= last_review(today) => Ok(()),
        _ => Err(Refusal::new("note_review", "review_on")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::permissions::Role;
    use crate::rules;

    const ME: &str = "01900000-0000-7000-8000-0000000000b1";
    const OTHER: &str = "01900000-0000-7000-8000-0000000000b2";

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
    }

    fn fields_of(value: Value) -> Fields {
        serde_json::from_value(value).expect("fields")
    }

    fn said(
        before: Option<Value>,
        change: Value,
        role: Role,
        user: &str,
    ) -> Result<(), &'static str> {
        let before = before.map(fields_of);
        let by = Author { role, user };
        rules::check(NOTES, before.as_ref(), &fields_of(change), by, today())
            .map_err(|refusal| refusal.code)
    }

    fn note(kind: &str, more: Value) -> Value {
        let mut note =
            json!({"area": ME, "person": OTHER, "type": kind, "text": "养狗", "by": ME, "at": 1});
        if let (Value::Object(note), Value::Object(more)) = (&mut note, more) {
            note.extend(more);
        }
        note
    }

    #[test]
    fn each_kind_of_note_has_what_it_needs_and_nothing_else() {
        let new = |note: Value| said(None, note, Role::Officer, ME);
        assert_eq!(new(note("fact", json!({}))), Ok(()));
        assert_eq!(new(note("rumour", json!({}))), Err("unknown_code"));
        assert_eq!(new(note("statement", json!({}))), Err("note_said_by"));
        assert_eq!(
            new(note("statement", json!({"said_by": "房东陈金土"}))),
            Ok(())
        );
        assert_eq!(
            new(note("fact", json!({"said_by": "房东"}))),
            Err("note_said_by")
        );
        assert_eq!(new(note("assessment", json!({}))), Err("note_review"));
        let until = |day: &str| new(note("assessment", json!({"review_on": day})));
        assert_eq!(until("2027-05-22"), Ok(()));
        assert_eq!(until("2027-05-23"), Err("note_review"));
        assert_eq!(
            new(note("fact", json!({"review_on": "2027-01-01"}))),
            Err("note_review")
        );
        assert_eq!(
            said(None, note("fact", json!({})), Role::Officer, OTHER),
            Err("not_allowed")
        );
    }

    #[test]
    fn an_auxiliary_does_not_assess_and_nobody_rewrites_a_note() {
        let assessment = || note("assessment", json!({"review_on": "2027-05-01"}));
        assert_eq!(
            said(None, assessment(), Role::Instructor, ME),
            Err("not_allowed")
        );
        assert_eq!(
            said(None, note("fact", json!({})), Role::Instructor, ME),
            Ok(())
        );
        let change =
            |before: Value, change: Value, role, user| said(Some(before), change, role, user);
        let renewed = json!({"review_on": "2027-05-22"});
        assert_eq!(
            change(assessment(), renewed.clone(), Role::Instructor, ME),
            Err("not_allowed")
        );
        assert_eq!(
            change(assessment(), renewed.clone(), Role::Officer, OTHER),
            Ok(())
        );
        assert_eq!(
            change(note("fact", json!({})), renewed, Role::Officer, ME),
            Err("note_stands")
        );
        let rewritten = json!({"text": "不养狗"});
        assert_eq!(
            change(note("fact", json!({})), rewritten, Role::Chief, ME),
            Err("note_stands")
        );
        let gone = json!({"_deleted": true});
        assert_eq!(
            change(note("fact", json!({})), gone.clone(), Role::Instructor, ME),
            Ok(())
        );
        assert_eq!(
            change(
                note("fact", json!({})),
                gone.clone(),
                Role::Instructor,
                OTHER
            ),
            Err("not_allowed")
        );
        assert_eq!(
            change(note("fact", json!({})), gone.clone(), Role::Officer, OTHER),
            Ok(())
        );
        assert_eq!(
            change(assessment(), gone, Role::Instructor, ME),
            Err("not_allowed")
        );
        assert_eq!(
            said(None, note("fact", json!({})), Role::Auditor, ME),
            Err("not_allowed")
        );
    }

    #[test]
    fn only_an_assessment_ends_and_on_the_day_after_its_last() {
        let ends = |kind: &str, day: &str| {
            has_ended(&fields_of(note(kind, json!({"review_on": day}))), today())
        };
        assert!(ends("assessment", "2026-11-22") && ends("assessment", ""));
        assert!(!ends("assessment", "2026-11-23") && !ends("fact", "2020-01-01"));
    }
}

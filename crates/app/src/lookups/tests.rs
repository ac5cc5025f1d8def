//! What is refused before anything leaves the laptop, and what a notice tells to whom.

use serde_json::json;

use super::*;
use crate::error::AppError;
use crate::test_desk::{AREA, NOW, TestDesk, USER};

const ASKER: &str = "01900000-0000-7000-8000-0000000000b7";
const PERSON: &str = "01900000-0000-7000-8000-0000000000c1";
const NOTICE: &str = "01900000-0000-7000-8000-0000000000e1";

fn form() -> LookupForm {
    LookupForm {
        name: "王子涵".into(),
        birth: "1990-01-01".into(),
        reason: "lost_child".into(),
        words: "在派出所门口走失".into(),
        ..LookupForm::default()
    }
}

fn refused(test: &TestDesk, form: LookupForm) -> AppError {
    find(&test.desk, &form).unwrap_err()
}

fn noticed(role: &str) -> TestDesk {
    let test = TestDesk::new(role);
    let named = json!({"name": "李明", "role": "instructor", "active": true});
    test.receive("users", ASKER, &["station"], &named);
    let told = json!({"user": ASKER, "at": NOW, "reason": "lost_child", "words": "门口走失", "record": PERSON,
        "area": AREA, "officers": [USER]});
    test.receive(
        "lookups",
        NOTICE,
        &[&["user:", USER].concat(), "chiefs"],
        &told,
    );
    test
}

#[test]
fn less_than_a_whole_name_or_no_reason_never_leaves_the_laptop() {
    let test = TestDesk::new("instructor");
    let part = LookupForm {
        birth: String::new(),
        ..form()
    };
    assert_eq!(refused(&test, part).code, "lookup_part");
    let other = LookupForm {
        reason: "curious".into(),
        ..form()
    };
    assert_eq!(refused(&test, other).code, "unknown_code");
    let silent = LookupForm {
        words: " ".into(),
        ..form()
    };
    assert_eq!(refused(&test, silent).code, "required");
    assert!(test.accesses("lookups").is_empty());
}

#[test]
fn that_it_is_asked_is_on_record_before_the_station_is_reached() {
    let test = TestDesk::new("instructor");
    assert!(find(&test.desk, &form()).is_err(), "there is no station");
    let entries = test.accesses("lookups");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].purpose, "lost_child");
    assert!(!format!("{entries:?}").contains("王子涵"));
}

#[test]
fn administrators_and_auditors_ask_for_nobody() {
    for role in ["administrator", "auditor"] {
        assert_eq!(refused(&TestDesk::new(role), form()).code, "not_allowed");
    }
}

#[test]
fn a_notice_names_the_person_only_where_they_are_held() {
    let test = noticed("chief");
    let row = &list(&test.desk).unwrap()[0];
    assert_eq!(row.by, "李明");
    assert_eq!(row.area, "青岩刘村");
    assert!(!row.person.contains("王子涵"));
    let person = json!({"area": AREA, "name": "王子涵"});
    test.receive("people", PERSON, &[&["area:", AREA].concat()], &person);
    assert_eq!(list(&test.desk).unwrap()[0].person, "王子涵");
}

#[test]
fn a_chief_signs_once_and_an_officer_reads() {
    let chief = noticed("chief");
    assert!(list(&chief.desk).unwrap()[0].may_check);
    let today = crate::today::get(&chief.desk, None).unwrap();
    let lines = |today: &crate::today::Today| {
        let items = today.groups.iter().flat_map(|group| &group.items);
        items.filter(|item| item.what == "lookup_made").count()
    };
    assert_eq!(lines(&today), 1);
    check(&chief.desk, NOTICE).unwrap();
    let row = &list(&chief.desk).unwrap()[0];
    assert_eq!(row.checked.as_deref(), Some("王丽"));
    assert!(!row.may_check);
    assert_eq!(
        check(&chief.desk, NOTICE).unwrap_err().code,
        "decision_stands"
    );
    assert_eq!(lines(&crate::today::get(&chief.desk, None).unwrap()), 0);
    let officer = noticed("officer");
    assert!(!list(&officer.desk).unwrap()[0].may_check);
    assert_eq!(
        check(&officer.desk, NOTICE).unwrap_err().code,
        "not_allowed"
    );
    assert_eq!(
        list(&TestDesk::new("instructor").desk).unwrap_err().code,
        "not_allowed"
    );
}

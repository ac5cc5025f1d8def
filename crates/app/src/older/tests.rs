//! What is refused before anything leaves the laptop.

use serde_json::json;

use super::*;
use crate::people::{self, Opening};
use crate::test_desk::{AREA, TestDesk};

const PERSON: &str = "01900000-0000-7000-8000-0000000000c1";

fn about(kind: &str, id: Option<&str>, month: Option<&str>) -> OlderForm {
    OlderForm {
        kind: kind.into(),
        id: id.map(str::to_owned),
        month: month.map(str::to_owned),
    }
}

fn refused(test: &TestDesk, form: &OlderForm) -> String {
    ask(&test.desk, form).unwrap_err().code.to_string()
}

fn desk() -> TestDesk {
    let test = TestDesk::new("instructor");
    let person = json!({"area": AREA, "name": "王子涵"});
    test.receive("people", PERSON, &[&["area:", AREA].concat()], &person);
    test
}

#[test]
fn what_makes_no_sense_never_leaves_the_laptop() {
    let test = desk();
    assert_eq!(refused(&test, &about("notes", None, None)), "unknown_code");
    for month in [
        None,
        Some(""),
        Some("2025"),
        Some("2025-13"),
        Some("2025-03-01"),
    ] {
        assert_eq!(
            refused(&test, &about("disputes", None, month)),
            "month_wrong"
        );
    }
    assert_eq!(
        refused(&test, &about("rooms", Some(PERSON), None)),
        "not_found"
    );
    assert!(test.accesses("disputes").is_empty() && test.accesses("rooms").is_empty());
}

#[test]
fn nothing_older_is_asked_about_somebody_who_is_not_open() {
    let test = desk();
    let form = about("people", Some(PERSON), None);
    assert_eq!(refused(&test, &form), "purpose_needed");
    let why = Opening {
        purpose: Some("contact".into()),
        ..Opening::default()
    };
    people::page(&test.desk, PERSON, &why).expect("opened");
    let before = test.accesses("people").len();
    assert_eq!(refused(&test, &form), "station_foreign");
    let entries = test.accesses("people");
    assert_eq!(
        entries.len(),
        before + 1,
        "on record before the station is asked"
    );
    assert_eq!(entries.last().expect("an entry").field, "older");
}

#[test]
fn an_administrator_asks_for_nothing() {
    let test = TestDesk::new("administrator");
    let form = about("disputes", None, Some("2025-03"));
    assert_eq!(refused(&test, &form), "not_allowed");
}

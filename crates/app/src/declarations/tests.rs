use serde_json::json;

use super::*;
use crate::test_desk::{AREA, TestDesk};

struct Stay {
    residence: String,
    room: String,
    person: String,
}

fn stay(test: &TestDesk) -> Stay {
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "402"}}),
    );
    let person = test.put("people", json!({"area": AREA, "name": "王子涵"}));
    let residence = test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-11-18"}),
    );
    Stay {
        residence,
        room,
        person,
    }
}

fn propose_arrival(test: &TestDesk, stay: &Stay) -> Result<crate::Done, crate::AppError> {
    let form = ProposeForm {
        residence: stay.residence.clone(),
        kind: "arrive".into(),
        declared_on: "2026-11-20".into(),
    };
    propose(&test.desk, form)
}

fn of_state(test: &TestDesk, state: &str) -> Vec<DeclarationRow> {
    let query = DeclarationQuery {
        state: Some(state.into()),
        area: Some(AREA.into()),
        offset: 0,
        limit: 50,
    };
    list(&test.desk, query).unwrap().rows
}

fn decision(ids: &[&str], decision: &str, reason: Option<&str>) -> DecideForm {
    DecideForm {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        decision: decision.into(),
        reason: reason.map(Into::into),
    }
}

#[test]
fn a_proposal_waits_with_the_name_of_who_made_it() {
    let test = TestDesk::new("instructor");
    let stay = stay(&test);
    propose_arrival(&test, &stay).unwrap();
    let rows = of_state(&test, "submitted");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].room.as_str(), rows[0].by.as_deref()),
        ("12幢402室", Some("王丽"))
    );
    assert_eq!(
        (&rows[0].person_id, rows[0].person.as_str()),
        (&stay.person, "王子涵")
    );
    assert_eq!(rows[0].room_id, stay.room);
    assert_eq!(rows[0].due.as_deref(), Some("2027-11-20"));
    assert_eq!(
        propose_arrival(&test, &stay).unwrap_err().code,
        "declaration_waiting"
    );
}

#[test]
fn an_instructor_decides_nothing() {
    let test = TestDesk::new("instructor");
    let id = propose_arrival(&test, &stay(&test)).unwrap().id.unwrap();
    let error = decide(&test.desk, decision(&[&id], "accept", None)).unwrap_err();
    assert_eq!(error.code, "not_allowed");
    assert_eq!(of_state(&test, "submitted").len(), 1);
}

#[test]
fn an_officer_returns_with_a_reason_and_the_same_declaration_comes_back() {
    let test = TestDesk::new("officer");
    let stay = stay(&test);
    let id = propose_arrival(&test, &stay).unwrap().id.unwrap();
    let mute = decide(&test.desk, decision(&[&id], "return", None));
    assert_eq!(mute.unwrap_err().code, "reason_missing");
    decide(&test.desk, decision(&[&id], "return", Some("地址不全"))).unwrap();
    assert_eq!(
        of_state(&test, "returned")[0].reason.as_deref(),
        Some("地址不全")
    );
    let again = propose_arrival(&test, &stay).unwrap().id.unwrap();
    assert_eq!(again, id);
    assert!(of_state(&test, "returned").is_empty());
    assert_eq!(of_state(&test, "submitted")[0].reason, None);
}

#[test]
fn what_a_colleague_decided_meanwhile_is_left_as_it_is() {
    let test = TestDesk::new("officer");
    let id = propose_arrival(&test, &stay(&test)).unwrap().id.unwrap();
    let done = decide(&test.desk, decision(&[&id], "accept", None)).unwrap();
    assert_eq!(done.message, "已受理 1 条申报。");
    let late = decide(&test.desk, decision(&[&id], "return", Some("x"))).unwrap_err();
    assert_eq!(late.code, "declaration_decided");
    let accepted = of_state(&test, "accepted");
    assert_eq!(accepted.len(), 1);
    decide(&test.desk, decision(&[&id], "void", Some("登记错了"))).unwrap();
    assert_eq!(of_state(&test, "void").len(), 1);
}

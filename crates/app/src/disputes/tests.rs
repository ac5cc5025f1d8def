use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk};

fn party(name: &str, side: &str, phone: Option<&str>) -> Party {
    Party {
        name: name.into(),
        side: side.into(),
        phone: phone.map(Into::into),
        ..Party::default()
    }
}

fn form() -> DisputeForm {
    DisputeForm {
        kind: "housing".into(),
        source: Some("active".into()),
        place: Some("12幢402室".into()),
        course: "退租时为押金起争执。".into(),
        parties: vec![
            party("陈金土", "respondent", None),
            party("王子涵", "applicant", Some("138 0013 8000")),
        ],
        ..DisputeForm::default()
    }
}

fn all() -> DisputeQuery {
    DisputeQuery {
        limit: 50,
        ..DisputeQuery::default()
    }
}

fn opened(test: &TestDesk) -> String {
    open(&test.desk, form()).unwrap().id.unwrap()
}

fn ending(page: &DisputePage, outcome: &str) -> DisputeCloseForm {
    DisputeCloseForm {
        id: page.id.clone(),
        base: page.base,
        status: "settled".into(),
        outcome: Some(outcome.into()),
        text: Some("押金退一半。".into()),
    }
}

#[test]
fn a_dispute_and_its_parties_are_one_action_and_one_line() {
    let test = TestDesk::new("instructor");
    let done = open(&test.desk, form()).unwrap();
    let list = list(&test.desk, all()).unwrap();
    assert_eq!(list.total, 1);
    assert_eq!(list.rows[0].parties, "王子涵、陈金土");
    assert_eq!(list.rows[0].area, "青岩刘村");
    test.desk
        .write("done.undone", |write| {
            write.take_back(done.undo.as_deref().unwrap())?;
            Ok(None)
        })
        .unwrap();
    assert_eq!(super::list(&test.desk, all()).unwrap().total, 0);
}

#[test]
fn a_partys_number_is_stored_in_one_spelling_and_shown_masked() {
    let test = TestDesk::new("instructor");
    let page = page(&test.desk, &opened(&test)).unwrap();
    assert_eq!((page.status.as_str(), page.at), ("open", NOW));
    assert_eq!(page.by.as_deref(), Some("王丽"));
    assert!(page.pending);
    let shown: Vec<_> = page
        .parties
        .iter()
        .map(|party| (party.side.as_str(), party.phone.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [("applicant", Some("138****8000")), ("respondent", None)]
    );
}

#[test]
fn one_wrong_party_leaves_nothing_behind() {
    let test = TestDesk::new("instructor");
    for (bad, code) in [
        (
            party("赵六", "witness", Some("138****8000")),
            "phone_format",
        ),
        (party("", "witness", None), "required"),
        (party("赵六", "friend", None), "unknown_code"),
    ] {
        let mut form = form();
        form.parties.push(bad);
        assert_eq!(open(&test.desk, form).unwrap_err().code, code);
    }
    assert_eq!(list(&test.desk, all()).unwrap().total, 0);
}

#[test]
fn only_police_record_public_order_mediation_and_the_instructor_is_told_why() {
    let test = TestDesk::new("instructor");
    let shown = page(&test.desk, &opened(&test)).unwrap();
    let refused = close(&test.desk, ending(&shown, "police_mediation")).unwrap_err();
    assert_eq!(refused.code, "police_mediation");
    assert!(refused.message.contains("民警"), "{}", refused.message);
    assert_eq!(page(&test.desk, &shown.id).unwrap().status, "open");

    let officer = TestDesk::new("officer");
    let shown = page(&officer.desk, &opened(&officer)).unwrap();
    close(&officer.desk, ending(&shown, "police_mediation")).unwrap();
    assert_eq!(
        page(&officer.desk, &shown.id).unwrap().outcome.as_deref(),
        Some("police_mediation")
    );
}

#[test]
fn the_end_says_how_when_and_by_whom() {
    let test = TestDesk::new("instructor");
    let shown = page(&test.desk, &opened(&test)).unwrap();
    test.clock.advance(60_000);
    close(&test.desk, ending(&shown, "oral")).unwrap();
    let shown = page(&test.desk, &shown.id).unwrap();
    assert_eq!(shown.status, "settled");
    assert_eq!(shown.outcome.as_deref(), Some("oral"));
    assert_eq!(shown.result_text.as_deref(), Some("押金退一半。"));
    assert_eq!(shown.result_at, Some(NOW + 60_000));
    assert_eq!(shown.result_by.as_deref(), Some("王丽"));
    let odd = close(&test.desk, ending(&shown, "a fight")).unwrap_err();
    assert_eq!(odd.code, "unknown_code");
}

#[test]
fn a_dispute_is_found_by_its_words_and_its_parties() {
    let test = TestDesk::new("instructor");
    opened(&test);
    for (text, found) in [("押金", 1), ("王子", 1), ("402", 1), ("漏水", 0)] {
        let query = DisputeQuery {
            text: Some(text.into()),
            ..all()
        };
        assert_eq!(list(&test.desk, query).unwrap().total, found, "{text}");
    }
    let other = DisputeQuery {
        area: Some(OTHER_AREA.into()),
        ..all()
    };
    assert_eq!(list(&test.desk, other).unwrap().total, 0);
}

#[test]
fn a_dispute_in_a_room_belongs_to_the_rooms_area() {
    let test = TestDesk::new("instructor");
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "402"}}),
    );
    let id = open(
        &test.desk,
        DisputeForm {
            room: Some(room.clone()),
            ..form()
        },
    )
    .unwrap()
    .id
    .unwrap();
    let page = page(&test.desk, &id).unwrap();
    assert_eq!(page.area_id, AREA);
    assert_eq!(page.room_id.as_deref(), Some(room.as_str()));
}

#[test]
fn a_dispute_that_is_not_here_is_said_to_be_elsewhere() {
    let test = TestDesk::new("instructor");
    assert_eq!(page(&test.desk, OTHER_AREA).unwrap_err().code, "not_found");
}

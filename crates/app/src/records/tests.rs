use serde_json::json;

use super::*;
use crate::test_desk::{AREA, TestDesk, USER};

fn person(test: &TestDesk) -> String {
    test.put(
        "people",
        json!({"area": AREA, "name": "王子涵", "phone": "+8613800138000",
               "document": {"type": "resident_id", "number": "330799199001010022"}}),
    )
}

fn audit_rows(test: &TestDesk) -> u32 {
    test.desk
        .read(|connection| {
            Ok(connection.query_row(
                "SELECT count(*) FROM log_entry WHERE act = 'consult' AND field <> 'page'",
                [],
                |row| row.get(0),
            )?)
        })
        .unwrap()
}

fn reveal_form(id: &str, purpose: &str) -> RevealForm {
    RevealForm {
        kind: "people".into(),
        id: id.into(),
        field: "document".into(),
        purpose: purpose.into(),
    }
}

#[test]
fn a_record_opens_masked() {
    let test = TestDesk::new("instructor");
    let view = get(&test.desk, "people", &person(&test)).unwrap();
    assert_eq!(view.fields["document"]["number"], "330799********0022");
    assert_eq!(view.fields["phone"], "138****8000");
    assert!(!view.fields.contains_key("birth"));
    assert_eq!(view.base.seq, 0);
}

#[test]
fn a_number_is_shown_for_a_purpose_and_leaves_one_entry() {
    let test = TestDesk::new("instructor");
    let id = person(&test);
    let shown = reveal(&test.desk, reveal_form(&id, "registration")).unwrap();
    assert_eq!(shown, "330799199001010022");
    assert_eq!(audit_rows(&test), 1);
    let looked = crate::people::page(&test.desk, &id, &Default::default())
        .unwrap()
        .looked;
    assert_eq!((looked.times, looked.last_by.as_deref()), (1, Some("王丽")));
}

#[test]
fn without_a_purpose_or_a_right_nothing_is_shown_and_nothing_logged() {
    let test = TestDesk::new("instructor");
    let id = person(&test);
    assert_eq!(
        reveal(&test.desk, reveal_form(&id, "curious"))
            .unwrap_err()
            .code,
        "unknown_code"
    );
    let name = RevealForm {
        field: "name".into(),
        ..reveal_form(&id, "registration")
    };
    assert_eq!(reveal(&test.desk, name).unwrap_err().code, "wrong_type");
    test.receive(
        "users",
        USER,
        &["station"],
        &json!({"name": "王丽", "role": "administrator", "active": true}),
    );
    assert_eq!(
        reveal(&test.desk, reveal_form(&id, "registration"))
            .unwrap_err()
            .code,
        "not_allowed"
    );
    assert_eq!(audit_rows(&test), 0);
}

#[test]
fn a_masked_number_sent_back_is_refused() {
    let test = TestDesk::new("instructor");
    let form = RecordForm {
        kind: "people".into(),
        id: Some(person(&test)),
        base: None,
        fields: fields(json!({"phone": "138****8000"})),
    };
    assert_eq!(put(&test.desk, form).unwrap_err().code, "masked_number");
}

#[test]
fn a_new_record_finds_its_area_through_its_room() {
    let test = TestDesk::new("instructor");
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "402"}}),
    );
    let new = |kind: &str, values: serde_json::Value| RecordForm {
        kind: kind.into(),
        id: None,
        base: None,
        fields: fields(values),
    };
    let stay = new(
        "residences",
        json!({"person": person(&test), "room": room, "since": "2026-11-20"}),
    );
    let id = put(&test.desk, stay).unwrap().id.unwrap();
    assert!(get(&test.desk, "residences", &id).is_ok());
    let nowhere = new("contacts", json!({"name": "陈金土"}));
    assert_eq!(put(&test.desk, nowhere).unwrap_err().code, "required");
    let contact = new(
        "contacts",
        json!({"area": AREA, "name": " 陈 金土", "phone": "139 0013 9000"}),
    );
    let id = put(&test.desk, contact).unwrap().id.unwrap();
    assert_eq!(
        get(&test.desk, "contacts", &id).unwrap().fields["phone"],
        "139****9000"
    );
}

#[test]
fn an_action_is_taken_back_once() {
    let test = TestDesk::new("instructor");
    let id = person(&test);
    let form = RecordForm {
        kind: "people".into(),
        id: Some(id.clone()),
        base: None,
        fields: fields(json!({"name": "王子晗"})),
    };
    let token = put(&test.desk, form).unwrap().undo.unwrap();
    assert_eq!(undo(&test.desk, &token).unwrap().undo, None);
    assert_eq!(
        get(&test.desk, "people", &id).unwrap().fields["name"],
        "王子涵"
    );
    assert_eq!(undo(&test.desk, &token).unwrap_err().code, "not_found");
}

#[test]
fn a_draft_survives_with_its_base_until_it_is_dropped() {
    let test = TestDesk::new("instructor");
    let draft = Draft {
        key: "register:x".into(),
        fields: fields(json!({"name": "王"})),
        base: None,
        saved_at: 0,
    };
    draft_save(&test.desk, &draft).unwrap();
    let kept = draft_get(&test.desk, "register:x").unwrap().unwrap();
    assert_eq!((kept.fields, kept.base), (draft.fields.clone(), None));
    let base = Some(Base { epoch: 0, seq: 0 });
    draft_save(&test.desk, &Draft { base, ..draft }).unwrap();
    assert_eq!(
        draft_get(&test.desk, "register:x").unwrap().unwrap().base,
        base
    );
    draft_drop(&test.desk, "register:x").unwrap();
    assert_eq!(draft_get(&test.desk, "register:x").unwrap(), None);
}

use serde_json::json;

use super::*;
use crate::records;
use crate::rooms::{LeaveForm, VisitForm, leave, record_visit, room_page};
use crate::test_desk::{AREA, TestDesk, USER};
use crate::{AppError, Desk};

mod copy;
mod opening;

/// The page, opened for a purpose.
fn page(desk: &Desk, id: &str) -> Result<PersonPage, AppError> {
    super::page(desk, id, &opened_for("registration"))
}

fn opened_for(purpose: &str) -> Opening {
    Opening {
        purpose: Some(purpose.to_owned()),
        ..Opening::default()
    }
}

fn room(test: &TestDesk, label: &str) -> String {
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": label}}),
    );
    test.put(
        "rooms",
        json!({"building": building, "place": {"label": label}}),
    )
}

fn form(room: &str, name: &str, number: Option<&str>) -> RegisterForm {
    RegisterForm {
        room: room.into(),
        document_type: Some("resident_id".into()),
        number: number.map(Into::into),
        name: name.into(),
        since: "2026-11-18".into(),
        reason: Some("204".into()),
        ..RegisterForm::default()
    }
}

fn registered(test: &TestDesk, form: RegisterForm) -> String {
    register(&test.desk, form).unwrap().id.unwrap()
}

fn listed(test: &TestDesk, filter: &str, sort: &str) -> Vec<String> {
    let query = PeopleQuery {
        area: Some(AREA.into()),
        filter: filter.into(),
        sort: sort.into(),
        limit: 50,
        ..PeopleQuery::default()
    };
    let page = list(&test.desk, query).unwrap();
    assert_eq!(page.total as usize, page.rows.len(), "{filter}");
    page.rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn registering_makes_person_stay_and_declaration_in_one_action() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    let form = RegisterForm {
        sex: Some("male".into()),
        birth: Some("1999-09-09".into()),
        phone: Some("138 0013 8000".into()),
        household_name: Some("安徽省阜阳市颍州区".into()),
        ..form(&room, "王 子涵", Some("33079919900101 0022"))
    };
    let done = register(&test.desk, form).unwrap();
    let page = page(&test.desk, done.id.as_deref().unwrap()).unwrap();
    // What the number tells outranks what was typed.
    assert_eq!(
        (page.sex.as_deref(), page.birth.as_deref()),
        (Some("female"), Some("1990-01-01"))
    );
    assert_eq!(
        (page.document.as_str(), page.phone.as_str()),
        ("330799********0022", "138****8000")
    );
    assert_eq!(page.household.as_deref(), Some("安徽省阜阳市颍州区"));
    assert_eq!(
        page.stays[0].declaration_state.as_deref(),
        Some("submitted")
    );
    assert!(page.pending);
    assert!(
        page.timeline
            .iter()
            .any(|line| line.text == "入住申报：待审核")
    );
    records::undo(&test.desk, done.undo.as_deref().unwrap()).unwrap();
    assert!(room_page(&test.desk, &room).unwrap().occupants.is_empty());
}

#[test]
fn of_a_child_under_fourteen_no_number_is_kept_and_a_guardian_is_asked_for() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    let mother = registered(&test, form(&room, "李芳", Some("330799199001010022")));
    let child = form(&room, "李小明", Some("330799201506010079"));
    let check = check(&test.desk, child.clone()).unwrap();
    assert!(check.minor && check.number.is_none());
    assert_eq!(check.roommates.guardians[0].id, mother);
    assert!(
        check
            .findings
            .iter()
            .any(|finding| finding.code == "guardian_missing")
    );
    assert_eq!(
        register(&test.desk, child.clone()).unwrap_err().code,
        "check_field"
    );
    let child = RegisterForm {
        guardian: Some(mother.clone()),
        phone: Some("13800138000".into()),
        ..child
    };
    let id = registered(&test, child);
    let child = records::get(&test.desk, "people", &id).unwrap();
    assert_eq!(child.fields["birth"], "2015-06-01");
    assert!(!child.fields.contains_key("document") && !child.fields.contains_key("phone"));
    assert_eq!(page(&test.desk, &mother).unwrap().children[0].id, id);
    assert_eq!(
        page(&test.desk, &id).unwrap().guardian.unwrap().name,
        "李芳"
    );
}

#[test]
fn a_mistyped_number_is_said_under_its_field_and_not_saved() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    let wrong = form(&room, "王子涵", Some("330799199001010023"));
    let check = check(&test.desk, wrong.clone()).unwrap();
    let finding = check
        .findings
        .iter()
        .find(|finding| finding.level == "error")
        .unwrap();
    assert_eq!(
        (finding.field.as_str(), finding.code.as_str()),
        ("number", "id_check_digit")
    );
    assert!(finding.message.ends_with('。'));
    let error = register(&test.desk, wrong).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.place.as_str()),
        ("check_field", "number")
    );
    assert!(room_page(&test.desk, &room).unwrap().occupants.is_empty());
}

#[test]
fn a_check_says_when_to_declare_and_by_which_rule() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    let arrival = check(&test.desk, form(&room, "王子涵", None)).unwrap();
    assert_eq!(arrival.due_on.as_deref(), Some("2026-11-23"));
    assert_eq!(arrival.pinyin, "wangzihan");
    let passport = RegisterForm {
        document_type: Some("passport".into()),
        nationality: Some("egy".into()),
        ..form(&room, "Omar Hassan", Some("A12345678"))
    };
    let foreign = check(&test.desk, passport).unwrap();
    assert!(foreign.foreign);
    assert_eq!(foreign.due_on.as_deref(), Some("2026-11-19"));
    let local = RegisterForm {
        household_code: Some("330782002".into()),
        ..form(&room, "刘一", None)
    };
    assert_eq!(check(&test.desk, local).unwrap().due_on, None);
}

#[test]
fn somebody_registered_already_is_found_by_number_phone_or_name_and_birth() {
    let test = TestDesk::new("instructor");
    let (old, new) = (room(&test, "402"), room(&test, "501"));
    let known = RegisterForm {
        phone: Some("13800138000".into()),
        ..form(&old, "王子涵", Some("330799199001010022"))
    };
    let id = registered(&test, known);
    let why = |form: RegisterForm| {
        let same = check(&test.desk, form).unwrap().same;
        same.into_iter()
            .map(|same| (same.person_id, same.why, same.room))
            .collect::<Vec<_>>()
    };
    let at = Some("402幢402室".to_owned());
    let number = form(&new, "王涵", Some("330799199001010022"));
    assert_eq!(why(number), [(id.clone(), "number".into(), at.clone())]);
    let phone = RegisterForm {
        phone: Some("+86 138 0013 8000".into()),
        ..form(&new, "李伟", None)
    };
    assert_eq!(why(phone), [(id.clone(), "phone".into(), at.clone())]);
    let name = RegisterForm {
        birth: Some("1990-01-01".into()),
        ..form(&new, "王子涵", None)
    };
    assert_eq!(why(name), [(id, "name_birth".into(), at)]);
}

#[test]
fn somebody_who_moves_in_leaves_the_room_before_and_keeps_one_record() {
    let test = TestDesk::new("instructor");
    let (old, new) = (room(&test, "402"), room(&test, "501"));
    let id = registered(&test, form(&old, "王子涵", Some("330799199001010022")));
    let moving = RegisterForm {
        person: Some(id.clone()),
        since: "2026-11-20".into(),
        ..form(&new, "王子涵", None)
    };
    assert_eq!(registered(&test, moving.clone()), id);
    assert!(room_page(&test.desk, &old).unwrap().occupants.is_empty());
    assert_eq!(
        room_page(&test.desk, &new).unwrap().occupants[0].person_id,
        id
    );
    let page = page(&test.desk, &id).unwrap();
    assert_eq!(page.stays[0].until, None);
    assert_eq!(page.stays[1].until.as_deref(), Some("2026-11-20"));
    assert_eq!(page.document, "330799********0022");
    assert_eq!(
        register(&test.desk, moving).unwrap_err().code,
        "already_here"
    );
}

#[test]
fn each_filter_lists_its_own() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    let stay = |name: &str, since: &str, person: serde_json::Value| {
        let mut fields = json!({"area": AREA, "name": name});
        fields
            .as_object_mut()
            .unwrap()
            .extend(person.as_object().unwrap().clone());
        let person = test.put("people", fields);
        test.put(
            "residences",
            json!({"person": person, "room": room, "since": since}),
        )
    };
    stay("陈晚", "2026-01-05", json!({}));
    stay("单雄", "2026-11-20", json!({}));
    stay("Omar", "2026-11-20", json!({"nationality": "EGY"}));
    stay(
        "王小",
        "2026-11-19",
        json!({"birth": "2020-05-05", "guardian": USER}),
    );
    let gone = stay("赵走", "2026-02-02", json!({}));
    leave(
        &test.desk,
        LeaveForm {
            residence: gone,
            on: "2026-11-20".into(),
        },
    )
    .unwrap();
    assert_eq!(
        listed(&test, "here", "name"),
        ["陈晚", "Omar", "单雄", "王小"]
    );
    assert_eq!(
        listed(&test, "here", "since"),
        ["陈晚", "王小", "单雄", "Omar"]
    );
    assert_eq!(listed(&test, "here", "room").len(), 4);
    assert_eq!(listed(&test, "here", "due")[0], "陈晚");
    assert_eq!(listed(&test, "late", "name"), ["陈晚"]);
    assert_eq!(listed(&test, "due", "name"), ["Omar", "单雄", "王小"]);
    assert_eq!(listed(&test, "due", "due")[0], "Omar");
    assert_eq!(listed(&test, "foreign", "name"), ["Omar"]);
    assert_eq!(listed(&test, "minors", "since"), ["王小"]);
    assert_eq!(listed(&test, "left", "name"), ["赵走"]);
    assert_eq!(listed(&test, "all", "name").len(), 5);
}

#[test]
fn a_typed_text_narrows_the_list_and_keeps_the_filter() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    registered(&test, form(&room, "王子涵", None));
    registered(&test, form(&room, "王小明", None));
    let query = |text: &str, filter: &str| PeopleQuery {
        area: None,
        filter: filter.into(),
        text: Some(text.into()),
        sort: "name".into(),
        limit: 50,
        ..PeopleQuery::default()
    };
    assert_eq!(list(&test.desk, query("wang", "here")).unwrap().total, 2);
    assert_eq!(
        list(&test.desk, query("wzh", "here")).unwrap().rows[0].name,
        "王子涵"
    );
    assert_eq!(list(&test.desk, query("wang", "left")).unwrap().total, 0);
}

#[test]
fn a_page_is_cut_out_of_the_order_in_both_directions() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    for name in ["陈一", "李二", "王三"] {
        registered(&test, form(&room, name, None));
    }
    for sort in ["name", "since", "due", "room"] {
        let page = |descending, offset| {
            let query = PeopleQuery {
                filter: "here".into(),
                sort: sort.into(),
                descending,
                offset,
                limit: 2,
                ..PeopleQuery::default()
            };
            let page = list(&test.desk, query).unwrap();
            assert_eq!(page.total, 3);
            page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(page(false, 0).len(), 2, "{sort}");
        let mut all = [page(false, 0), page(false, 2)].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 3, "{sort}");
        assert_eq!(page(true, 2).len(), 1, "{sort}");
    }
}

#[test]
fn calls_at_a_room_belong_to_those_who_lived_there_then() {
    let test = TestDesk::new("instructor");
    let room = room(&test, "402");
    let visit = || {
        let form = VisitForm {
            room: room.clone(),
            result: "done".into(),
            confirmed: None,
            note: Some("修门".into()),
        };
        record_visit(&test.desk, form).unwrap();
    };
    let id = registered(
        &test,
        RegisterForm {
            since: "2026-11-20".into(),
            ..form(&room, "王子涵", None)
        },
    );
    visit();
    test.clock.advance(2 * 86_400_000);
    let stay = page(&test.desk, &id).unwrap().stays[0].residence_id.clone();
    leave(
        &test.desk,
        LeaveForm {
            residence: stay,
            on: "2026-11-21".into(),
        },
    )
    .unwrap();
    visit();
    let timeline = page(&test.desk, &id).unwrap().timeline;
    let visits: Vec<_> = timeline
        .iter()
        .filter(|line| line.kind == "visits")
        .collect();
    assert_eq!(visits.len(), 1);
    assert_eq!(
        (visits[0].text.as_str(), visits[0].by.as_deref()),
        ("走访：已走访（修门）", Some("王丽"))
    );
    assert!(timeline.windows(2).all(|pair| pair[0].at >= pair[1].at));
}

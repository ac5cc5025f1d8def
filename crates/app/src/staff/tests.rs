use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};

const LI: &str = "01900000-0000-7000-8000-0000000000b2";

fn station() -> TestDesk {
    let test = TestDesk::new("chief");
    test.receive(
        "areas",
        OTHER_AREA,
        &["station"],
        &json!({"name": "白岸村", "kind": "village"}),
    );
    test.receive(
        "users",
        LI,
        &["station"],
        &json!({"name": "林海燕", "role": "instructor", "active": true}),
    );
    let assign = |id: &str, area: &str, to: Option<&str>| {
        let fields = json!({"user": LI, "area": area, "from": "2026-01-01", "to": to});
        test.receive("assignments", id, &["station"], &fields);
    };
    assign("01900000-0000-7000-8000-00000000e001", AREA, None);
    assign(
        "01900000-0000-7000-8000-00000000e002",
        OTHER_AREA,
        Some("2026-11-19"),
    );
    test
}

#[test]
fn an_assignment_is_shown_to_its_last_day_and_a_coming_one_apart() {
    let test = station();
    let page = page(&test.desk).unwrap();
    let li = page.users.iter().find(|user| user.id == LI).unwrap();
    assert_eq!(li.role, Role::Instructor);
    assert_eq!(
        li.areas,
        [AreaRef {
            id: AREA.into(),
            name: "青岩刘村".into()
        }]
    );
    let chief = page.users.iter().find(|user| user.id == USER).unwrap();
    assert!(chief.areas.is_empty());
    let given = |id: &str, from: &str, to: Option<&str>| {
        let fields = json!({"user": LI, "area": OTHER_AREA, "from": from, "to": to});
        test.receive("assignments", id, &["station"], &fields);
        let page = super::page(&test.desk).unwrap();
        let li = page.users.into_iter().find(|user| user.id == LI).unwrap();
        (li.areas.len(), li.coming)
    };
    let last_day = given(
        "01900000-0000-7000-8000-00000000e002",
        "2026-01-01",
        Some("2026-11-20"),
    );
    assert_eq!(last_day, (2, vec![]));
    let coming = ComingArea {
        name: "白岸村".into(),
        from: "2026-12-01".into(),
    };
    given(
        "01900000-0000-7000-8000-00000000e002",
        "2026-01-01",
        Some("2026-11-19"),
    );
    let later = given("01900000-0000-7000-8000-00000000e003", "2026-12-01", None);
    assert_eq!(later, (1, vec![coming]));
}

#[test]
fn an_area_counts_its_rooms_once_and_only_who_still_lives_there() {
    let test = station();
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12栋"}, "merged_into": building}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "402"}}),
    );
    let person = test.put("people", json!({"area": AREA, "name": "李伟"}));
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-11-01"}),
    );
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-01-01", "until": "2026-02-01"}),
    );
    let page = page(&test.desk).unwrap();
    let village = page.areas.iter().find(|area| area.id == AREA).unwrap();
    assert_eq!(
        (village.buildings, village.rooms, village.people),
        (1, 1, 1)
    );
    let other = page
        .areas
        .iter()
        .find(|area| area.id == OTHER_AREA)
        .unwrap();
    assert_eq!((other.buildings, other.rooms, other.people), (0, 0, 0));
}

#[test]
fn what_waits_for_a_decision_is_counted_and_revoked_laptops_come_last() {
    let test = station();
    let laptop = |id: &str, name: &str, revoked: i64| {
        let fields = json!({"user": LI, "name": name, "seen_at": NOW, "revoked_at": revoked});
        test.receive("laptops", id, &["station"], &fields);
    };
    laptop("01900000-0000-7000-8000-0000000000d2", "一号", NOW);
    laptop("01900000-0000-7000-8000-0000000000d3", "二号", 0);
    test.receive(
        "broadcasts",
        "01900000-0000-7000-8000-00000000f001",
        &["station"],
        &json!({"title": "提醒", "text": "不转账", "author": USER, "status": {"state": "submitted", "at": NOW}}),
    );
    let page = page(&test.desk).unwrap();
    assert_eq!((page.broadcasts_waiting, page.declarations_waiting), (1, 0));
    let names: Vec<_> = page
        .laptops
        .iter()
        .map(|laptop| laptop.name.as_str())
        .collect();
    assert_eq!(names, ["二号", "一号"]);
    assert_eq!(page.laptops[0].revoked_at, None);
    assert_eq!(page.laptops[0].user, "林海燕");
}

#[test]
fn the_page_is_for_who_manages() {
    for (role, may) in [
        ("instructor", false),
        ("officer", false),
        ("chief", true),
        ("administrator", true),
    ] {
        let test = TestDesk::new(role);
        assert_eq!(page(&test.desk).is_ok(), may, "{role}");
    }
}

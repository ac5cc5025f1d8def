use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, TestDesk, USER};

fn village() -> TestDesk {
    let test = TestDesk::new("instructor");
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"zone": "E区", "number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"unit": "3", "label": "402"}}),
    );
    let person = test.put(
        "people",
        json!({"area": AREA, "name": "欧阳修", "phone": "+8613800138000",
               "document": {"type": "resident_id", "number": "330799199001010022"}}),
    );
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-11-18"}),
    );
    test.put("contacts", json!({"area": AREA, "name": "陈金土", "role": "landlord", "phone": "+8613900139000", "wecom": {"remark": "12幢房东"}}));
    test.put("consultations", json!({"area": AREA, "kind": "help", "asker": "老张", "text": "钥匙丢了", "at": NOW, "by": USER}));
    test.put("disputes", json!({"area": AREA, "kind": "housing", "place": "12幢门口", "course": "押金没有退", "at": NOW, "by": USER}));
    test
}

fn titles(test: &TestDesk, text: &str) -> Vec<String> {
    let hits = search(&test.desk, text, 24).unwrap();
    hits.into_iter().map(|hit| hit.title).collect()
}

#[test]
fn a_person_is_found_by_name_reading_initials_and_the_ends_of_numbers() {
    let test = village();
    for (text, why) in [
        ("欧阳", "姓名"),
        ("ouyangx", "拼音"),
        ("oyx", "拼音首字母"),
        ("8000", "电话尾号"),
        ("0022", "证件尾号"),
        ("330799199001010022", "证件尾号"),
        ("1380013", "电话"),
        ("ouy x", "拼音首字母"),
        ("阳修", "姓名"),
    ] {
        let hits = search(&test.desk, text, 24).unwrap();
        assert_eq!(
            (hits[0].title.as_str(), hits[0].why.as_str()),
            ("欧阳修", why),
            "{text}"
        );
        assert_eq!(hits[0].detail, "E区12幢3单元402室 · 330799********0022");
    }
}

#[test]
fn a_room_is_found_by_its_door_and_tells_how_many_live_there() {
    let test = village();
    for text in ["12-3-402", "402", "12幢3单元402"] {
        let hits = search(&test.desk, text, 24).unwrap();
        assert_eq!(hits[0].kind, "rooms", "{text}");
        assert_eq!(
            (hits[0].title.as_str(), hits[0].detail.as_str()),
            ("E区12幢3单元402室", "青岩刘村 · 住 1 人")
        );
    }
}

#[test]
fn contacts_and_words_in_texts_are_found_and_numbers_stay_masked() {
    let test = village();
    assert_eq!(titles(&test, "陈金"), ["陈金土"]);
    assert_eq!(titles(&test, "钥匙"), ["求助 · 老张"]);
    assert_eq!(titles(&test, "押金"), ["房屋宅基地 · 12幢门口"]);
    let hits = search(&test.desk, "9000", 24).unwrap();
    assert_eq!(hits[0].detail, "房东 · 139****9000 · 12幢房东");
}

#[test]
fn nothing_is_found_by_nothing_and_a_limit_holds() {
    let test = village();
    assert!(search(&test.desk, "  ", 24).unwrap().is_empty());
    assert!(search(&test.desk, "没有这个人", 24).unwrap().is_empty());
    assert_eq!(search(&test.desk, "o", 1).unwrap().len(), 1);
}

use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};

fn ask(text: &str) -> ContactQuery {
    ContactQuery {
        text: Some(text.into()),
        limit: 50,
        ..ContactQuery::default()
    }
}

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
    test.receive(
        "tags",
        "01900000-0000-7000-8000-00000000c001",
        &["station"],
        &json!({"name": "房东群"}),
    );
    test.put(
        "contacts",
        json!({
            "area": AREA, "room": room, "name": "陈金土", "role": "landlord", "phone": "+8613800132201",
            "wecom": {"remark": "12幢老陈"}, "tags": ["01900000-0000-7000-8000-00000000c001"], "source": "door",
            "added_by": USER, "added_at": NOW,
        }),
    );
    test.put(
        "contacts",
        json!({"area": AREA, "building": building, "name": "王小明", "role": "tenant"}),
    );
    test
}

fn names(page: &crate::records::Page<ContactRow>) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn a_contact_shows_its_room_and_tags_and_never_its_whole_number() {
    let test = village();
    let page = list(&test.desk, ask("陈金")).unwrap();
    assert_eq!(names(&page), ["陈金土"]);
    let row = &page.rows[0];
    assert_eq!(row.phone, "138****2201");
    assert_eq!(row.room.as_deref(), Some("E区12幢3单元402室"));
    assert_eq!(row.tags, ["房东群"]);
    assert_eq!(row.added_by.as_deref(), Some("王丽"));
    assert_eq!(row.added_at, Some(NOW));
    assert!(row.pending);
}

#[test]
fn a_contact_is_found_by_pinyin_initials_number_and_remark() {
    let test = village();
    for text in ["chenjin", "cjt", "2201", "13800132201", "老陈", "金土"] {
        assert_eq!(
            names(&list(&test.desk, ask(text)).unwrap()),
            ["陈金土"],
            "{text}"
        );
    }
    assert_eq!(list(&test.desk, ask("没有这人")).unwrap().total, 0);
}

#[test]
fn the_filters_narrow_and_the_total_counts_what_the_page_does_not_show() {
    let test = village();
    let of = |area: Option<&str>, role: Option<&str>, limit| {
        let query = ContactQuery {
            area: area.map(Into::into),
            role: role.map(Into::into),
            limit,
            ..ContactQuery::default()
        };
        list(&test.desk, query).unwrap()
    };
    assert_eq!(names(&of(Some(AREA), Some("tenant"), 50)), ["王小明"]);
    assert_eq!(of(Some(AREA), None, 1).rows.len(), 1);
    assert_eq!(of(Some(AREA), None, 1).total, 2);
    assert_eq!(of(Some(OTHER_AREA), None, 50).total, 0);
    let building = &of(None, Some("tenant"), 50).rows[0];
    assert_eq!(building.room.as_deref(), Some("E区12幢"));
    assert_eq!(building.room_id, None);
}

#[test]
fn a_percent_sign_finds_no_more_than_itself() {
    let test = village();
    assert_eq!(list(&test.desk, ask("%王")).unwrap().total, 0);
}

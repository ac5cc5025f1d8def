use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};
use crate::today;

const LI: &str = "01900000-0000-7000-8000-0000000000b2";
const DAY: i64 = 86_400_000;

/// A desk of 王丽, who took [`AREA`] over from 林海燕 today.
fn taken_over_today() -> TestDesk {
    let test = TestDesk::new("instructor");
    test.receive(
        "users",
        LI,
        &["station"],
        &json!({"name": "林海燕", "role": "instructor", "active": true}),
    );
    assign(&test, "e1", (LI, AREA), ("2026-01-05", Some("2026-11-19")));
    assign(&test, "e2", (USER, AREA), ("2026-11-20", None));
    test
}

fn assign(test: &TestDesk, id: &str, who: (&str, &str), days: (&str, Option<&str>)) {
    let fields = json!({"user": who.0, "area": who.1, "from": days.0, "to": days.1});
    let id = ["01900000-0000-7000-8000-0000000000", id].concat();
    test.receive("assignments", &id, &["station"], &fields);
}

fn room(test: &TestDesk, label: &str) -> String {
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    test.put(
        "rooms",
        json!({"building": building, "place": {"label": label}}),
    )
}

/// Somebody whose declaration is long due.
fn tenant(test: &TestDesk, room: &str, name: &str) -> String {
    let person = test.put(
        "people",
        json!({"area": AREA, "name": name, "phone": "+8613800138000", "household": {"code": "341202", "name": "安徽省"}}),
    );
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-09-01"}),
    );
    person
}

fn consultation(test: &TestDesk, status: &str) {
    test.put(
        "consultations",
        json!({"area": AREA, "kind": "help", "text": "孩子走失，电话13800138000", "status": status, "at": NOW - 3 * DAY, "by": LI, "asker": "钱小芳"}),
    );
}

fn total(page: &HandoverPage, what: &str) -> u32 {
    let mut sorts = page.areas.iter().flat_map(|area| &area.open);
    sorts
        .find(|sort| sort.what == what)
        .map_or(0, |sort| sort.total)
}

#[test]
fn what_is_open_goes_with_its_area_whoever_recorded_it() {
    let test = taken_over_today();
    let room = room(&test, "402");
    tenant(&test, &room, "周子航");
    consultation(&test, "open");
    consultation(&test, "answered");
    let page = page(&test.desk, LI).unwrap();
    assert_eq!(
        (
            page.name.as_str(),
            page.areas.len(),
            page.areas[0].name.as_str()
        ),
        ("林海燕", 1, "青岩刘村")
    );
    assert_eq!(page.standing, "从今天起由王丽负责。");
    assert_eq!(total(&page, "答应答复的咨询"), 1);
    assert_eq!(total(&page, "该申报、该续签"), 1);
    let said = serde_json::to_string(&page).unwrap();
    for marker in ["周子航", "钱小芳", "13800138000", "孩子走失"] {
        assert!(!said.contains(marker), "{said}");
    }
    assert!(said.contains("周**") && said.contains("402"), "{said}");
    // Their successor's own page is the same work.
    assert_eq!(super::page(&test.desk, USER).unwrap().areas, page.areas);
}

#[test]
fn who_takes_over_is_told_for_two_weeks_and_the_page_goes_after_thirty_days() {
    let test = taken_over_today();
    let told = || {
        let today = today::get(&test.desk, None).unwrap().arrived;
        let told = today.into_iter().find(|item| item.what == "handed_over");
        told.map(|item| (item.id, item.who, item.why))
    };
    let why = "接手1个责任区，看看有哪些未办事项".to_owned();
    assert_eq!(told(), Some((LI.into(), "林海燕".into(), why)));
    test.clock.advance(15 * DAY);
    assert_eq!(told(), None);
    assert!(page(&test.desk, LI).is_ok());
    test.clock.advance(16 * DAY);
    assert_eq!(page(&test.desk, LI).unwrap_err().code, "not_found");
}

#[test]
fn a_laptop_tells_nothing_of_areas_it_does_not_hold() {
    let test = taken_over_today();
    assign(&test, "e3", (LI, OTHER_AREA), ("2026-01-05", None));
    assert_eq!(page(&test.desk, LI).unwrap().areas.len(), 1);
    let somebody = "01900000-0000-7000-8000-0000000000b9";
    assert_eq!(page(&test.desk, somebody).unwrap_err().code, "not_found");
}

#[test]
fn a_proposal_of_whoever_was_responsible_before_is_waited_for_by_the_successor() {
    let test = taken_over_today();
    let room = room(&test, "402");
    let person = tenant(&test, &room, "周子航");
    let stay = test
        .desk
        .read(|connection| {
            Ok(
                connection.query_row("SELECT id FROM residences", [], |row| {
                    row.get::<_, String>("id")
                })?,
            )
        })
        .unwrap();
    let fields = json!({
        "person": person, "residence": stay, "room": room, "type": "arrive", "declared_on": "2026-11-10",
        "status": {"state": "submitted", "at": NOW - 10 * DAY, "by": LI},
    });
    test.receive(
        "declarations",
        "01900000-0000-7000-8000-00000000dec1",
        &[&["area:", AREA].concat()],
        &fields,
    );
    let waiting = |test: &TestDesk| today::get(&test.desk, None).unwrap().waiting.len();
    assert_eq!(waiting(&test), 1);
    // While two share an area, each waits for their own.
    assign(&test, "e1", (LI, AREA), ("2026-01-05", None));
    assert_eq!(waiting(&test), 0);
}

#[test]
fn the_page_is_one_page_however_much_is_open_and_leaves_one_entry() {
    let test = taken_over_today();
    let room = room(&test, "402");
    for number in 0..60 {
        tenant(&test, &room, &format!("周子航{number}"));
        consultation(&test, "open");
    }
    let folder = tempfile::tempdir().unwrap();
    let saved = write_into(&test.desk, LI, folder.path()).unwrap();
    let text = pdf_extract::extract_text(&saved.path).unwrap();
    let plain: String = text.split_whitespace().collect();
    assert!(plain.contains("林海燕责任区交接单"), "{text}");
    assert!(plain.contains("第1页，共1页"), "{text}");
    assert!(plain.contains("（60）") && plain.contains("另有"), "{text}");
    assert!(!plain.contains("周子航") && !plain.contains("13800138000"));
    let entries = test.accesses("assignments");
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].act, entries[0].field.as_str()),
        (audit::Act::Disclose, "handover")
    );
}

use serde_json::json;

use super::*;
use crate::due::DAY_MS;
use crate::test_desk::{AREA, NOW, TestDesk, USER};

struct Street {
    room: String,
    first_room: String,
}

fn street(test: &TestDesk) -> Street {
    let far = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    let near = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "2"}}),
    );
    Street {
        room: test.put("rooms", json!({"building": far, "place": {"label": "402"}})),
        first_room: test.put(
            "rooms",
            json!({"building": near, "place": {"label": "101"}}),
        ),
    }
}

fn moves_in(test: &TestDesk, room: &str, name: &str, since: &str) -> (String, String) {
    let person = test.put("people", json!({"area": AREA, "name": name}));
    let stay = test.put(
        "residences",
        json!({"person": person, "room": room, "since": since}),
    );
    (person, stay)
}

fn whats(today: &Today) -> Vec<&str> {
    let items = today.groups.iter().flat_map(|group| &group.items);
    items.map(|item| item.what.as_str()).collect()
}

#[test]
fn the_walk_goes_building_by_building_in_order() {
    let test = TestDesk::new("instructor");
    let street = street(&test);
    moves_in(&test, &street.room, "王子涵", "2026-11-02");
    moves_in(&test, &street.first_room, "李伟", "2026-11-19");
    let today = get(&test.desk, None).unwrap();
    let places: Vec<&str> = today
        .groups
        .iter()
        .map(|group| group.place.as_str())
        .collect();
    assert_eq!(places, ["青岩刘村 2幢", "青岩刘村 12幢"]);
    assert_eq!(whats(&today), ["declaration_due", "declaration_late"]);
    let late = &today.groups[1].items[0];
    assert!(late.late);
    assert_eq!(
        (late.place.as_str(), late.why.as_str()),
        ("402室", "居住登记已过 15 天")
    );
    assert_eq!(late.room_id.as_ref(), Some(&street.room));
}

#[test]
fn a_room_where_nobody_was_home_is_called_at_again_until_somebody_was() {
    let test = TestDesk::new("instructor");
    let room = street(&test).room;
    let call = |result: &str, days_ago: i64| {
        test.put(
            "visits",
            json!({"room": room, "result": result, "at": NOW - days_ago * DAY_MS, "by": USER}),
        );
    };
    call("nobody_home", 31);
    assert!(whats(&get(&test.desk, None).unwrap()).is_empty());
    call("nobody_home", 3);
    let today = get(&test.desk, None).unwrap();
    assert_eq!(whats(&today), ["call_again"]);
    assert_eq!(today.groups[0].items[0].why, "3 天前没有人在家");
    call("done", 1);
    assert!(whats(&get(&test.desk, None).unwrap()).is_empty());
}

#[test]
fn what_was_sent_back_has_one_line_and_is_news() {
    let test = TestDesk::new("officer");
    let room = street(&test).room;
    let (person, stay) = moves_in(&test, &room, "王子涵", "2026-11-02");
    test.put(
        "declarations",
        json!({"person": person, "residence": stay, "room": room, "type": "arrive", "declared_on": "2026-11-03",
               "status": {"state": "returned", "at": NOW, "by": USER, "reason": "地址不全"}}),
    );
    let today = get(&test.desk, None).unwrap();
    assert_eq!(whats(&today), ["declaration_returned"]);
    assert_eq!(today.groups[0].items[0].why, "民警退回：地址不全");
    assert_eq!(today.arrived.len(), 1);
    assert_eq!(
        (today.rest, nav_counts(&test.desk, None).unwrap().today),
        (0, 1)
    );
}

#[test]
fn a_day_holds_twenty_five_lines_and_the_rest_is_a_count() {
    let test = TestDesk::new("instructor");
    let room = street(&test).room;
    for index in 0..30 {
        moves_in(
            &test,
            &room,
            &["王", &index.to_string()].concat(),
            "2026-11-02",
        );
    }
    let today = get(&test.desk, None).unwrap();
    assert_eq!((whats(&today).len(), today.rest), (25, 5));
    assert_eq!(
        nav_counts(&test.desk, Some(&AREA.to_owned()))
            .unwrap()
            .today,
        30
    );
}

#[test]
fn an_instructor_confirms_a_new_broadcast_and_then_passes_it_on() {
    let test = TestDesk::new("instructor");
    let broadcast = "01900000-0000-7000-8000-00000000c001";
    let area = ["area:", AREA].concat();
    test.receive(
        "broadcasts",
        broadcast,
        &[&area],
        &json!({"title": "刷单返利", "text": "不要刷单", "author": "01900000-0000-7000-8000-0000000000b2",
                "status": {"state": "approved", "at": NOW, "by": "01900000-0000-7000-8000-0000000000b2"}}),
    );
    let today = get(&test.desk, None).unwrap();
    assert_eq!(whats(&today), ["broadcast_new"]);
    assert_eq!(
        (today.groups[0].building_id.as_ref(), today.arrived.len()),
        (None, 1)
    );
    test.put(
        "broadcast_oks",
        json!({"broadcast": broadcast, "user": USER, "at": NOW}),
    );
    let today = get(&test.desk, None).unwrap();
    assert_eq!(whats(&today), ["broadcast_pass_on"]);
    assert!(today.arrived.is_empty());
    test.put(
        "broadcast_passes",
        json!({"broadcast": broadcast, "user": USER, "area": AREA, "channel": "group", "at": NOW}),
    );
    assert!(whats(&get(&test.desk, None).unwrap()).is_empty());
}

#[test]
fn an_officer_reviews_while_the_author_waits() {
    let proposed = |role: &str| {
        let test = TestDesk::new(role);
        let room = street(&test).room;
        let (_, stay) = moves_in(&test, &room, "王子涵", "2026-11-18");
        let form = crate::declarations::ProposeForm {
            residence: stay,
            kind: "arrive".into(),
            declared_on: "2026-11-20".into(),
        };
        crate::declarations::propose(&test.desk, form).unwrap();
        test
    };
    let officer = get(&proposed("officer").desk, None).unwrap();
    assert_eq!(whats(&officer), ["declaration_review"]);
    let test = proposed("instructor");
    let instructor = get(&test.desk, None).unwrap();
    assert!(whats(&instructor).is_empty());
    assert_eq!(instructor.waiting.len(), 1);
    assert_eq!(instructor.waiting[0].why, "入住申报，等民警审核");
    assert_eq!(nav_counts(&test.desk, None).unwrap().station, 0);
}

#[test]
fn a_chief_sees_names_from_doors_only_where_they_chose_an_area() {
    let test = TestDesk::new("chief");
    let room = street(&test).room;
    moves_in(&test, &room, "王子涵", "2026-11-02");
    test.put("consultations", json!({"area": AREA, "kind": "help", "asker": "老张", "text": "钥匙丢了", "status": "open", "at": NOW, "by": USER}));
    assert!(get(&test.desk, None).unwrap().groups.is_empty());
    let here = get(&test.desk, Some(&AREA.to_owned())).unwrap();
    assert_eq!(whats(&here), ["consultation_open", "declaration_late"]);
    assert_eq!(
        nav_counts(&test.desk, Some(&AREA.to_owned()))
            .unwrap()
            .consultations,
        1
    );
}

#[test]
fn a_statement_is_narrowed_to_an_area_and_nothing_else_in_it_changes() {
    let sql = "SELECT count(*) FROM a WHERE (?1 IS NULL OR d.area_id = ?1) AND (?3 IS NULL OR d.by = ?3) AND x IN (1, 2)";
    assert_eq!(
        narrowed(sql, "area_id", true),
        "SELECT count(*) FROM a WHERE d.area_id = ?1 AND (?3 IS NULL OR d.by = ?3) AND x IN (1, 2)"
    );
    assert_eq!(
        narrowed(sql, "area_id", false),
        "SELECT count(*) FROM a WHERE ?1 IS NULL AND (?3 IS NULL OR d.by = ?3) AND x IN (1, 2)"
    );
    assert_eq!(
        narrowed(sql, "d.by", true),
        "SELECT count(*) FROM a WHERE (?1 IS NULL OR d.area_id = ?1) AND d.by = ?3 AND x IN (1, 2)"
    );
}

#[test]
fn what_waits_of_one_author_in_a_whole_station_is_found_by_an_index_of_its_own() {
    let test = TestDesk::new("instructor");
    let sql = narrowed(include_str!("reviews.sql"), "status_by", true);
    let sql = narrowed(&sql, "area_id", false);
    let plan = test.desk.read(|connection| {
        let mut plan = connection.prepare(&["EXPLAIN QUERY PLAN ", &sql].concat())?;
        let steps = plan.query_map(rusqlite::params!["", 4, "u"], |row| row.get("detail"))?;
        Ok(steps.collect::<Result<Vec<String>, _>>()?)
    });
    let plan = plan.unwrap();
    assert!(plan[0].contains("declarations_submitted"), "{plan:#?}");
    assert!(
        !plan.iter().any(|step| step.contains("TEMP B-TREE")),
        "{plan:#?}"
    );
}

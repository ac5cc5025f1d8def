use serde_json::json;

use super::*;
use crate::test_desk::{AREA, TestDesk};

#[test]
fn an_area_counts_open_stays_and_leaves_merged_buildings_out() {
    let test = TestDesk::new("instructor");
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12 "}, "merged_into": building}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "402"}}),
    );
    let person = test.put("people", json!({"area": AREA, "name": "王子涵"}));
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-11-01"}),
    );
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": "2026-01-01", "until": "2026-02-01"}),
    );
    let rows = list(&test.desk).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].name, "青岩刘村");
    assert_eq!(
        (rows[0].buildings, rows[0].rooms, rows[0].people),
        (1, 1, 1)
    );
}

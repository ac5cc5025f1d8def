use serde_json::json;

use super::*;
use crate::records;
use crate::test_desk::{AREA, TestDesk};

fn form(number: &str) -> BuildingForm {
    BuildingForm {
        area: AREA.into(),
        street: None,
        zone: Some("E区".into()),
        number: number.into(),
        kind: Some("dwelling".into()),
        floors: 3,
        rooms_per_floor: 2,
        units: 1,
    }
}

fn door(test: &TestDesk) -> (String, String) {
    let building = building_create(&test.desk, form("12")).unwrap().id.unwrap();
    let grid = building_grid(&test.desk, &building).unwrap();
    (building, grid.floors[0].cells[0].room_id.clone())
}

fn moves_in(test: &TestDesk, room: &str, name: &str, since: &str) -> (String, String) {
    let person = test.put(
        "people",
        json!({"area": AREA, "name": name, "phone": "+8613800138000",
        "document": {"type": "resident_id", "number": "330799199001010022"}}),
    );
    let stay = test.put(
        "residences",
        json!({"person": person, "room": room, "since": since}),
    );
    (person, stay)
}

fn visit(test: &TestDesk, room: &str, result: &str) -> crate::Done {
    let form = VisitForm {
        room: room.into(),
        result: result.into(),
        confirmed: None,
        note: None,
    };
    record_visit(&test.desk, form).unwrap()
}

#[test]
fn a_building_is_laid_out_with_the_top_floor_first() {
    let test = TestDesk::new("instructor");
    let building = building_create(&test.desk, form("12")).unwrap().id.unwrap();
    let grid = building_grid(&test.desk, &building).unwrap();
    let labels: Vec<Vec<&str>> = grid
        .floors
        .iter()
        .map(|floor| floor.cells.iter().map(|cell| cell.label.as_str()).collect())
        .collect();
    assert_eq!(labels, [["301", "302"], ["201", "202"], ["101", "102"]]);
    assert_eq!(
        (grid.label.as_str(), grid.area.as_str(), grid.total),
        ("E区12幢", "青岩刘村", 6)
    );
    assert!(grid.floors[0].cells[0].pending);
}

#[test]
fn the_same_building_in_another_spelling_is_refused_and_nothing_is_made() {
    let test = TestDesk::new("instructor");
    building_create(&test.desk, form("12")).unwrap();
    let error = building_create(&test.desk, form("12栋")).unwrap_err();
    assert_eq!(error.code, "building_exists");
    assert_eq!(buildings_list(&test.desk, AREA).unwrap().len(), 1);
}

#[test]
fn a_slip_of_the_keyboard_makes_no_thousands_of_rooms() {
    let test = TestDesk::new("instructor");
    let form = BuildingForm {
        floors: 60,
        rooms_per_floor: 60,
        ..form("12")
    };
    assert_eq!(
        building_create(&test.desk, form).unwrap_err().code,
        "too_many_rooms"
    );
}

#[test]
fn one_door_more_stands_on_its_floor_and_only_once() {
    let test = TestDesk::new("instructor");
    let (building, _) = door(&test);
    let more = RoomForm {
        building: building.clone(),
        unit: None,
        floor: None,
        label: "303".into(),
        room_use: None,
    };
    room_create(&test.desk, more.clone()).unwrap();
    assert_eq!(
        building_grid(&test.desk, &building).unwrap().floors[0]
            .cells
            .len(),
        3
    );
    let twin = RoomForm {
        label: "303室".into(),
        ..more
    };
    assert_eq!(
        room_create(&test.desk, twin).unwrap_err().code,
        "room_exists"
    );
}

#[test]
fn a_call_confirms_all_open_stays_and_shows_in_the_cell_and_on_the_tile() {
    let test = TestDesk::new("instructor");
    let (building, room) = door(&test);
    // Somebody of this county has nothing to declare, so only the call shows.
    let (person, stay) = moves_in(&test, &room, "王子涵", "2026-11-01");
    let local = json!({"household": {"code": "330782", "name": "义乌市"}});
    let edit = records::RecordForm {
        kind: "people".into(),
        id: Some(person),
        base: None,
        fields: records::fields(local),
    };
    records::put(&test.desk, edit).unwrap();
    let done = visit(&test, &room, "done");
    let row = records::get(&test.desk, "visits", done.id.as_deref().unwrap()).unwrap();
    assert_eq!(row.fields["confirmed"], json!([stay]));
    let grid = building_grid(&test.desk, &building).unwrap();
    assert_eq!(grid.floors[0].cells[0].state, CellState::Confirmed);
    assert_eq!((grid.visited, grid.floors[0].cells[0].occupants), (1, 1));
    let tile = &buildings_list(&test.desk, AREA).unwrap()[0];
    assert_eq!(
        (tile.rooms, tile.visited, tile.people, tile.late),
        (6, 1, 1, 0)
    );
}

#[test]
fn a_late_declaration_marks_the_room_and_the_building() {
    let test = TestDesk::new("instructor");
    let (building, room) = door(&test);
    moves_in(&test, &room, "王子涵", "2026-11-01");
    visit(&test, &room, "done");
    let grid = building_grid(&test.desk, &building).unwrap();
    assert_eq!(
        (grid.floors[0].cells[0].state, grid.late),
        (CellState::Late, 1)
    );
    let tile = &buildings_list(&test.desk, AREA).unwrap()[0];
    assert_eq!((tile.late, tile.due), (1, 0));
    let page = room_page(&test.desk, &room).unwrap();
    assert_eq!(page.state, CellState::Late);
    assert_eq!(page.occupants[0].due_state, DueState::Late);
    assert!(
        page.occupants[0]
            .due_source
            .as_ref()
            .unwrap()
            .contains("第九条")
    );
}

#[test]
fn a_room_page_shows_no_number_in_full() {
    let test = TestDesk::new("instructor");
    let (_, room) = door(&test);
    moves_in(&test, &room, "王子涵", "2026-11-18");
    let landlord = test.put(
        "contacts",
        json!({"area": AREA, "name": "陈金土", "role": "landlord", "phone": "+8613900139000"}),
    );
    let edit = records::RecordForm {
        kind: "rooms".into(),
        id: Some(room.clone()),
        base: None,
        fields: records::fields(json!({"landlord": landlord})),
    };
    records::put(&test.desk, edit).unwrap();
    let page = room_page(&test.desk, &room).unwrap();
    assert_eq!(page.full, "青岩刘村E区12幢301室");
    assert_eq!(page.landlord.as_ref().unwrap().phone, "139****9000");
    let shown = serde_json::to_string(&page).unwrap();
    assert!(shown.contains("330799********0022"));
    assert!(!shown.contains("330799199001010022") && !shown.contains("13800138000"));
}

#[test]
fn leaving_ends_the_stay_and_hands_in_the_departure_in_one_action() {
    let test = TestDesk::new("instructor");
    let (_, room) = door(&test);
    let (_, stay) = moves_in(&test, &room, "王子涵", "2026-11-18");
    let early = LeaveForm {
        residence: stay.clone(),
        on: "2026-11-17".into(),
    };
    assert_eq!(
        leave(&test.desk, early).unwrap_err().code,
        "until_before_since"
    );
    let form = LeaveForm {
        residence: stay,
        on: "2026-11-20".into(),
    };
    let done = leave(&test.desk, form.clone()).unwrap();
    let page = room_page(&test.desk, &room).unwrap();
    assert!(page.occupants.is_empty());
    assert_eq!(page.history[0].text, "王子涵 搬离");
    let waiting = crate::declarations::list(
        &test.desk,
        crate::declarations::DeclarationQuery {
            state: Some("submitted".into()),
            limit: 10,
            ..Default::default()
        },
    );
    assert_eq!(waiting.unwrap().rows[0].kind, "leave");
    assert_eq!(leave(&test.desk, form).unwrap_err().code, "already_left");
    records::undo(&test.desk, done.undo.as_deref().unwrap()).unwrap();
    assert_eq!(room_page(&test.desk, &room).unwrap().occupants.len(), 1);
}

#[test]
fn those_in_a_merged_room_live_in_the_room_it_was_merged_into() {
    let test = TestDesk::new("instructor");
    let (building, room) = door(&test);
    let twin = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "301"}, "merged_into": room}),
    );
    moves_in(&test, &twin, "王子涵", "2026-11-18");
    let grid = building_grid(&test.desk, &building).unwrap();
    assert_eq!(grid.total, 6);
    assert_eq!(grid.floors[0].cells[0].occupants, 1);
    let page = room_page(&test.desk, &twin).unwrap();
    assert_eq!((page.id, page.occupants.len()), (room, 1));
    assert_eq!(buildings_list(&test.desk, AREA).unwrap()[0].rooms, 6);
}

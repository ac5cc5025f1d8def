//! Taking an import back: what it made, and what it changed in records that stood before it.

use app::importing::{self, ImportResult};
use app::imports::ImportAs;
use serde_json::json;
use tests::Laptop;

use crate::imports_again::{line, open_as, person, phone, take, village};

fn undo(laptop: &Laptop, result: &ImportResult) -> String {
    importing::undo(&laptop.desk, &result.batch)
        .expect("taken back")
        .message
}

fn said_rows(laptop: &Laptop) -> i64 {
    laptop.count("SELECT count(*) FROM import_said")
        + laptop.count("SELECT count(*) FROM import_change")
}

#[test]
fn values_that_a_newer_list_changed_are_put_back_and_the_list_can_be_taken_again() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    let newer = line("13900139000", "义乌商贸城");
    for _ in 0..2 {
        let result = take(&laptop, &[&newer]);
        assert_eq!(
            (result.updated, phone(&laptop).as_str()),
            (1, "+8613900139000")
        );
        let said = undo(&laptop, &result);
        assert!(said.contains("2 have their former values"), "{said}");
        assert_eq!(phone(&laptop), "+8613800138000");
        assert_eq!(
            laptop.count("SELECT count(*) FROM residences WHERE employer <> ''"),
            0
        );
        assert_eq!(laptop.count("SELECT count(*) FROM import_change"), 0);
    }
    assert!(importing::undo(&laptop.desk, "none").is_err());
}

#[test]
fn a_value_that_somebody_changed_since_stays_when_the_list_is_taken_back() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    let result = take(&laptop, &[&line("13900139000", "义乌商贸城")]);
    laptop.change(
        "people",
        &person(&laptop),
        json!({"phone": "+8613700137000"}),
    );
    let said = undo(&laptop, &result);
    assert!(
        said.contains("1 have their former values again; 1 were"),
        "{said}"
    );
    assert_eq!(phone(&laptop), "+8613700137000");
}

#[test]
fn everything_a_list_made_goes_landlord_and_building_too_and_its_prints() {
    let (_world, laptop) = village();
    let rooms = "村,幢,室,用途,房东,房东电话\n青岩刘村,1,101,整租,陈金土,13800138001\n青岩刘村,1,102,整租,陈金土,13800138001\n";
    let result =
        importing::commit(&laptop.desk, &open_as(&laptop, rooms, ImportAs::Rooms)).unwrap();
    assert_eq!(
        (
            result.created,
            laptop.count("SELECT count(*) FROM contacts")
        ),
        (2, 1)
    );
    undo(&laptop, &result);
    for table in ["buildings", "rooms", "contacts"] {
        assert_eq!(
            laptop.count(&["SELECT count(*) FROM ", table].concat()),
            0,
            "{table}"
        );
    }
    assert_eq!(said_rows(&laptop), 0);
}

#[test]
fn a_landlord_whom_somebody_named_for_another_room_since_stays() {
    let (_world, laptop) = village();
    let first = "村,幢,室\n青岩刘村,2,201\n";
    importing::commit(&laptop.desk, &open_as(&laptop, first, ImportAs::Rooms)).unwrap();
    let rooms = "村,幢,室,房东,房东电话\n青岩刘村,1,101,陈金土,13800138001\n";
    let result =
        importing::commit(&laptop.desk, &open_as(&laptop, rooms, ImportAs::Rooms)).unwrap();
    let landlord = laptop
        .text("SELECT id FROM contacts WHERE name = ?1", "陈金土")
        .unwrap();
    let room = laptop
        .text("SELECT id FROM rooms WHERE place_label = ?1", "201")
        .unwrap();
    laptop.change("rooms", &room, json!({"landlord": landlord}));
    undo(&laptop, &result);
    assert_eq!(laptop.count("SELECT count(*) FROM contacts"), 1);
    assert_eq!(laptop.count("SELECT count(*) FROM rooms"), 1);
}

#[test]
fn nothing_is_remembered_of_a_record_that_is_gone() {
    let (_world, laptop) = village();
    take(&laptop, &[&line("13800138000", "")]);
    take(&laptop, &[&line("13900139000", "义乌商贸城")]);
    assert!(said_rows(&laptop) > 0);
    let stay = laptop
        .text(
            "SELECT id FROM residences WHERE person = ?1",
            &person(&laptop),
        )
        .unwrap();
    laptop.change("residences", &stay, json!({"_deleted": true}));
    laptop.change("people", &person(&laptop), json!({"_deleted": true}));
    let of_rooms =
        laptop.count("SELECT count(*) FROM import_said WHERE row IN (SELECT id FROM rooms)");
    assert_eq!(said_rows(&laptop), of_rooms);
}

//! Edits that meet.

use serde_json::json;
use store::Edit;
use sync::Base;
use tests::fields_of;

use crate::records::{self, Village};

#[test]
fn what_one_laptop_registers_is_on_the_other_after_both_synced() {
    let village = Village::new();
    let person = village.tenant();
    assert_eq!(
        village
            .his
            .text("SELECT name FROM people WHERE id = ?1", &person)
            .as_deref(),
        Some("王子涵")
    );
    let room = village.his.text(
        "SELECT b.label || r.place_label FROM residences s JOIN rooms r ON r.id = s.room JOIN buildings b ON b.id = r.building WHERE s.person = ?1",
        &person,
    );
    assert_eq!(room.as_deref(), Some("E区12幢402"));
    assert_eq!((village.hers.waiting(), village.his.waiting()), (0, 0));
}

#[test]
fn concurrent_edits_of_different_fields_both_stay_without_a_conflict() {
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.his.change(
        "people",
        &person,
        json!({"household": {"name": "安徽省阜阳市"}}),
    );
    for laptop in [&village.hers, &village.his, &village.hers] {
        laptop.sync();
    }
    for laptop in [&village.hers, &village.his] {
        let both = laptop.text(
            "SELECT phone || household_name FROM people WHERE id = ?1",
            &person,
        );
        assert_eq!(both.as_deref(), Some("+8613900000001安徽省阜阳市"));
        assert_eq!(laptop.count("SELECT count(*) FROM conflicts"), 0);
    }
}

#[test]
fn of_concurrent_edits_of_one_field_the_loser_is_kept_for_both_to_see() {
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.world.clock.advance(60_000);
    village
        .his
        .change("people", &person, json!({"phone": "+8613900000002"}));
    for laptop in [&village.his, &village.hers, &village.his] {
        laptop.sync();
    }
    for laptop in [&village.hers, &village.his] {
        assert_eq!(
            village.phone_on(laptop, &person).as_deref(),
            Some("+8613900000002")
        );
        let lost = laptop.text("SELECT lost FROM conflicts WHERE row_id = ?1", &person);
        assert!(lost.is_some_and(|lost| lost.contains("+8613900000001")));
    }
}

#[test]
fn an_edit_that_saw_the_value_wins_although_its_clock_is_years_behind() {
    let village = Village::new();
    let person = village.tenant();
    village
        .his
        .change("people", &person, json!({"phone": "+8613900000002"}));
    village.his.sync();
    village.hers.sync();
    let base = village.hers.desk.store.write(0, |write| {
        let id = Edit::change(
            "people",
            &person,
            None,
            fields_of(json!({"phone": "+8613900000003"})),
        );
        write.put(id)
    });
    base.unwrap();
    village.hers.sync();
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000003")
    );
    assert_eq!(village.his.count("SELECT count(*) FROM conflicts"), 0);
}

#[test]
fn a_form_opened_before_a_colleagues_edit_arrived_is_a_race_and_not_an_overwrite() {
    let village = Village::new();
    let person = village.tenant();
    let opened = Base {
        epoch: 1,
        seq: village
            .hers
            .text("SELECT cast(seq AS TEXT) FROM srv WHERE id = ?1", &person)
            .unwrap()
            .parse()
            .unwrap(),
    };
    village
        .his
        .change("people", &person, json!({"phone": "+8613900000002"}));
    village.his.sync();
    village.hers.sync();
    village.world.clock.advance(1_000);
    village
        .hers
        .try_put(Edit::change(
            "people",
            &person,
            Some(opened),
            fields_of(json!({"phone": "+8613900000003"})),
        ))
        .unwrap();
    village.hers.sync();
    assert_eq!(village.hers.count("SELECT count(*) FROM conflicts"), 1);
}

#[test]
fn a_deleted_row_that_a_colleague_edited_offline_lives_on() {
    let village = Village::new();
    let person = village.tenant();
    village
        .his
        .change("people", &person, json!({"_deleted": true}));
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    for laptop in [&village.his, &village.hers, &village.his] {
        laptop.sync();
    }
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
    assert_eq!(
        village
            .his
            .count("SELECT count(*) FROM conflicts WHERE field = '_deleted'"),
        1
    );
}

#[test]
fn taking_an_action_back_takes_it_back_everywhere() {
    let village = Village::new();
    let person = village.tenant();
    let action = std::cell::RefCell::new(String::new());
    village
        .hers
        .desk
        .store
        .write(village.hers.desk.now(), |write| {
            let edit = Edit::change(
                "people",
                &person,
                None,
                fields_of(json!({"phone": "+8613900000009"})),
            );
            let id = write.put(edit)?;
            action.replace(write.undo().expect("something to take back").to_owned());
            Ok::<_, store::StoreError>(id)
        })
        .unwrap();
    village.hers.sync();
    village
        .hers
        .desk
        .store
        .write(village.hers.desk.now(), |write| {
            write.take_back(&action.borrow())
        })
        .unwrap();
    village.hers.sync();
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613800138000")
    );
}

#[test]
fn two_records_of_one_room_become_one_and_its_tenants_stay_together() {
    let village = Village::new();
    let (hers, his) = (&village.hers, &village.his);
    his.sync();
    let twin_a = records::building(hers, &village.area, "30");
    let room_a = records::room(hers, &village.area, &twin_a, "101");
    let twin_b = records::building(his, &village.area, "30");
    let room_b = records::room(his, &village.area, &twin_b, "101");
    let person = records::person(his, &village.area, "李伟");
    records::residence(his, &village.area, &person, &room_b);
    for laptop in [hers, his, hers] {
        laptop.sync();
    }
    let kept = room_a.clone().min(room_b.clone());
    for laptop in [hers, his] {
        assert_eq!(
            laptop.count(
                "SELECT count(*) FROM buildings WHERE address_number = '30' AND merged_into = ''"
            ),
            1
        );
        let sql =
            "SELECT id FROM rooms WHERE place_label = '101' AND merged_into = '' AND ?1 <> ''";
        assert_eq!(laptop.text(sql, &kept), Some(kept.clone()));
    }
}

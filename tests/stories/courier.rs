//! Sync by files that are carried: any order, any repetition, nothing lost.

use serde_json::json;
use station::courier;
use sync::courier::Trouble;
use sync::wire::PAGE_ROWS;
use tests::{Laptop, World};

use crate::records::{self, Village};

fn set_phone(laptop: &Laptop, person: &str, tail: u32) {
    let phone = format!("+8613900000{tail:03}");
    laptop.change("people", person, json!({ "phone": phone }));
}

fn phone(village: &Village, laptop: &Laptop, person: &str) -> String {
    let phone = village.phone_on(laptop, person).unwrap_or_default();
    phone.replace("+8613900000", "")
}

/// A whole round by file: there and back.
fn carry(world: &World, laptop: &Laptop) -> app::courier::CourierRead {
    let file = laptop.courier_out().expect("written");
    let (_, answer) = world.courier(&file).expect("read by the station");
    laptop.courier_in(&answer).expect("read by the laptop")
}

#[test]
fn edits_of_two_laptops_meet_without_any_network() {
    let mut village = Village::new();
    let person = village.tenant();
    village.world.stop();
    set_phone(&village.hers, &person, 1);
    let second = records::person(&village.his, &village.area, "李伟");
    records::residence(&village.his, &village.area, &second, &village.room);
    let read = carry(&village.world, &village.his);
    assert_eq!((read.taken, read.quarantined), (2, 0));
    let read = carry(&village.world, &village.hers);
    assert_eq!(read.taken, 1);
    assert!(read.pulled >= 2);
    carry(&village.world, &village.his);
    assert_eq!(phone(&village, &village.his, &person), "001");
    let name = village
        .hers
        .text("SELECT name FROM people WHERE id = ?1", &second);
    assert_eq!(name.as_deref(), Some("李伟"));
    assert_eq!((village.hers.waiting(), village.his.waiting()), (0, 0));
    // Back on the network, there is nothing left to say.
    village.world.start();
    let round = village.hers.sync();
    assert_eq!((round.pushed, round.reread.len()), (0, 0));
}

#[test]
fn no_record_can_be_read_in_either_file() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let file = village.hers.courier_out().unwrap();
    let (taken, answer) = village.world.courier(&file).unwrap();
    let (_, whole) = courier::out(
        village.world.station(),
        &taken.header.laptop,
        true,
        Vec::new(),
    )
    .unwrap();
    for file in [file, answer, whole] {
        for marker in [
            "13900000001",
            "13800138000",
            "王子涵",
            "王丽",
            "青岩刘",
            "phone",
            "people",
        ] {
            let found = file
                .windows(marker.len())
                .any(|bytes| bytes == marker.as_bytes());
            assert!(!found, "{marker}");
        }
    }
}

#[test]
fn a_lost_file_is_made_good_by_the_next() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let lost = village.hers.courier_out().unwrap();
    set_phone(&village.hers, &person, 2);
    let second = records::person(&village.hers, &village.area, "李伟");
    records::residence(&village.hers, &village.area, &second, &village.room);
    let read = carry(&village.world, &village.hers);
    assert_eq!(read.taken, 4);
    assert_eq!(village.hers.waiting(), 0);
    // Found behind the seat a week later.
    let (taken, _) = village.world.courier(&lost).unwrap();
    assert_eq!((taken.receipt.taken, taken.receipt.known), (0, 1));
    assert!(taken.is_older);
    village.his.sync();
    assert_eq!(phone(&village, &village.his, &person), "002");
    assert_eq!(village.his.count("SELECT count(*) FROM conflicts"), 0);
}

#[test]
fn a_lost_answer_is_made_good_by_the_next() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let file = village.hers.courier_out().unwrap();
    village.world.courier(&file).unwrap();
    assert_eq!(village.hers.waiting(), 1);
    set_phone(&village.hers, &person, 2);
    let file = village.hers.courier_out().unwrap();
    let (taken, answer) = village.world.courier(&file).unwrap();
    assert_eq!((taken.receipt.taken, taken.receipt.known), (1, 1));
    village.hers.courier_in(&answer).unwrap();
    assert_eq!(village.hers.waiting(), 0);
}

#[test]
fn a_file_read_twice_changes_nothing_the_second_time() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.his, &person, 9);
    village.his.sync();
    set_phone(&village.hers, &person, 1);
    let file = village.hers.courier_out().unwrap();
    let (first, answer) = village.world.courier(&file).unwrap();
    let head = village
        .world
        .station()
        .database
        .read(|tx| tx.head())
        .unwrap();
    let (again, _) = village.world.courier(&file).unwrap();
    assert_eq!((first.receipt.taken, again.receipt.taken), (1, 0));
    assert_eq!(
        village
            .world
            .station()
            .database
            .read(|tx| tx.head())
            .unwrap(),
        head
    );
    village.hers.courier_in(&answer).unwrap();
    let shown = phone(&village, &village.hers, &person);
    village.hers.courier_in(&answer).unwrap();
    assert_eq!(phone(&village, &village.hers, &person), shown);
    assert_eq!(village.hers.waiting(), 0);
    assert!(village.hers.sync().reread.is_empty());
}

#[test]
fn two_files_read_in_the_wrong_order_end_the_same() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let first = village.hers.courier_out().unwrap();
    set_phone(&village.hers, &person, 2);
    let second = village.hers.courier_out().unwrap();
    let (taken, newer) = village.world.courier(&second).unwrap();
    assert_eq!(taken.receipt.taken, 2);
    let (taken, older) = village.world.courier(&first).unwrap();
    assert_eq!((taken.receipt.taken, taken.receipt.known), (0, 1));
    // The answer to the older file is the newer answer: both hold what the station has now.
    village.hers.courier_in(&older).unwrap();
    village.hers.courier_in(&newer).unwrap();
    assert_eq!(phone(&village, &village.hers, &person), "002");
    assert_eq!(village.hers.waiting(), 0);
    let (handed, receipt) = village.hers.desk.store.courier_history().unwrap();
    assert_eq!((handed.unwrap().serial, receipt.unwrap().serial), (2, 2));
}

#[test]
fn an_answer_older_than_the_laptop_is_refused_and_harmless() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let file = village.hers.courier_out().unwrap();
    let (_, old) = village.world.courier(&file).unwrap();
    // The network comes in between.
    set_phone(&village.hers, &person, 2);
    village.hers.sync();
    let error = village.hers.courier_in(&old).unwrap_err();
    assert_eq!(error.code, "courier_older");
    assert_eq!(phone(&village, &village.hers, &person), "002");
    // And the file itself comes late to a station that has it all.
    let (taken, _) = village.world.courier(&file).unwrap();
    assert_eq!((taken.receipt.taken, taken.receipt.known), (0, 1));
    assert_eq!(village.hers.waiting(), 0);
}

#[test]
fn a_station_restored_while_the_file_travels_gets_back_what_it_forgot() {
    let mut village = Village::new();
    let person = village.tenant();
    let backup = village.world.backup("night");
    set_phone(&village.hers, &person, 1);
    let second = records::person(&village.hers, &village.area, "李伟");
    records::residence(&village.hers, &village.area, &second, &village.room);
    carry(&village.world, &village.hers);
    assert_eq!(village.hers.waiting(), 0);
    set_phone(&village.hers, &person, 2);
    let file = village.hers.courier_out().unwrap();
    village.world.restore(&backup);
    let (taken, answer) = village.world.courier(&file).unwrap();
    assert_eq!(taken.receipt.taken, 0);
    assert!(matches!(taken.receipt.trouble, Some(Trouble::Gap { .. })));
    let error = village.hers.courier_in(&answer).unwrap_err();
    assert_eq!(error.code, "courier_hand_back");
    // Nothing has gone from the screen meanwhile.
    assert_eq!(phone(&village, &village.hers, &person), "002");
    let shown = village.hers.count("SELECT count(*) FROM people");
    assert_eq!(shown, 2);
    let read = carry(&village.world, &village.hers);
    assert_eq!(read.taken, 4);
    assert_eq!(village.hers.waiting(), 0);
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 2);
    village.his.sync();
    assert_eq!(phone(&village, &village.his, &person), "002");
    assert_eq!(village.his.count("SELECT count(*) FROM people"), 2);
    assert_eq!(village.his.count("SELECT count(*) FROM conflicts"), 0);
}

#[test]
fn a_backup_put_in_place_by_hand_is_noticed_from_the_file_alone() {
    let mut village = Village::new();
    let person = village.tenant();
    let backup = village.world.backup("night");
    set_phone(&village.hers, &person, 1);
    carry(&village.world, &village.hers);
    village.world.restore(&backup);
    let database = &village.world.station().database;
    database.write(|tx| tx.set_epoch(1)).unwrap();
    let file = village.hers.courier_out().unwrap();
    let (_, answer) = village.world.courier(&file).unwrap();
    assert_ne!(database.read(|tx| tx.head()).unwrap().epoch, 1);
    let error = village.hers.courier_in(&answer).unwrap_err();
    assert_eq!(error.code, "courier_hand_back");
    carry(&village.world, &village.hers);
    carry(&village.world, &village.his);
    assert_eq!(phone(&village, &village.his, &person), "001");
}

#[test]
fn an_area_taken_while_the_file_travels_disappears_and_its_edits_arrive() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let file = village.hers.courier_out().unwrap();
    let (instructor, area) = (village.instructor.as_str(), village.area.as_str());
    village
        .world
        .act("unassign", Some(instructor), Some(area), None);
    let (taken, answer) = village.world.courier(&file).unwrap();
    assert_eq!((taken.receipt.taken, taken.receipt.quarantined), (1, 0));
    village.hers.courier_in(&answer).unwrap();
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 0);
    assert_eq!(village.hers.waiting(), 0);
    village.his.sync();
    assert_eq!(phone(&village, &village.his, &person), "001");
}

#[test]
fn an_area_granted_while_the_file_travels_is_filled_from_the_start() {
    let village = Village::new();
    village.tenant();
    let other = village.world.user("吴文涛", domain::Role::Instructor, &[]);
    let laptop = village.world.laptop(&other);
    let file = laptop.courier_out().unwrap();
    village
        .world
        .act("assign", Some(&other), Some(&village.area), None);
    let (_, answer) = village.world.courier(&file).unwrap();
    laptop.courier_in(&answer).unwrap();
    assert_eq!(laptop.count("SELECT count(*) FROM people"), 1);
    assert_eq!(laptop.count("SELECT count(*) FROM rooms"), 1);
}

#[test]
fn an_area_taken_and_given_back_between_leaves_no_hole() {
    let village = Village::new();
    village.tenant();
    let (instructor, area) = (village.instructor.clone(), village.area.clone());
    let act = |name: &str| {
        village
            .world
            .act(name, Some(&instructor), Some(&area), None)
    };
    let file = village.hers.courier_out().unwrap();
    act("unassign");
    village.hers.sync();
    act("assign");
    // The answer goes on from where the area stood before it was wiped.
    let (_, answer) = village.world.courier(&file).unwrap();
    let error = village.hers.courier_in(&answer).unwrap_err();
    assert_eq!(error.code, "courier_missing");
    carry(&village.world, &village.hers);
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 1);
}

#[test]
fn a_laptop_restored_from_its_own_backup_loses_nothing_by_file() {
    let village = Village::new();
    let person = village.tenant();
    let copy = village.hers.copy();
    set_phone(&village.hers, &person, 1);
    carry(&village.world, &village.hers);
    let twin = village.hers.open_copy(copy);
    twin.change("people", &person, json!({"name_latin": "WANG ZIHAN"}));
    let file = twin.courier_out().unwrap();
    let (taken, answer) = village.world.courier(&file).unwrap();
    assert_eq!(taken.receipt.trouble, Some(Trouble::Forked));
    assert_eq!(taken.receipt.taken, 0);
    twin.courier_in(&answer).unwrap();
    assert_eq!(twin.waiting(), 1);
    let read = carry(&village.world, &twin);
    assert_eq!((read.taken, twin.waiting()), (1, 0));
    village.his.sync();
    let all = village.his.text(
        "SELECT phone || name_latin FROM people WHERE id = ?1",
        &person,
    );
    assert_eq!(all.as_deref(), Some("+8613900000001WANG ZIHAN"));
}

#[test]
fn a_first_sync_comes_whole_by_file_at_every_page_border() {
    for rows in [0, 1, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS] {
        let mut world = World::new();
        let area = world.area("青岩刘村");
        let user = world.user("王丽", domain::Role::Instructor, &[&area]);
        let laptop = world.enrol(&user);
        world.stop();
        let lines: String = (0..rows)
            .map(|index| {
                let id = domain::ids::derived(&["contact", &index.to_string()]);
                let record = json!({"kind": "contacts", "id": id, "fields": {"area": area, "name": format!("联系人{index}")}});
                format!("{record}\n")
            })
            .collect();
        station::load(world.station(), lines.as_bytes()).unwrap();
        let device = laptop
            .desk
            .store
            .read(store::state::identity)
            .unwrap()
            .device;
        let (_, file) = courier::out(world.station(), &device, false, Vec::new()).unwrap();
        laptop.courier_in(&file).unwrap();
        assert_eq!(
            laptop.count("SELECT count(*) FROM contacts"),
            rows as i64,
            "{rows} rows"
        );
    }
}

#[test]
fn more_edits_than_a_batch_go_in_one_file() {
    let village = Village::new();
    let count = sync::wire::PUSH_OPS + 5;
    for index in 0..count {
        let name = format!("联系人{index}");
        village.hers.create(
            "contacts",
            &village.area,
            json!({"area": village.area, "name": name}),
        );
    }
    let read = carry(&village.world, &village.hers);
    assert_eq!(read.taken as usize, count);
    village.his.sync();
    assert_eq!(
        village.his.count("SELECT count(*) FROM contacts"),
        count as i64
    );
}

#[test]
fn a_copy_that_differs_is_asked_for_by_the_next_file() {
    let village = Village::new();
    let person = village.tenant();
    let now = village.hers.desk.now();
    village
        .hers
        .desk
        .store
        .write(now, |write| -> Result<(), store::StoreError> {
            let connection = write.connection();
            connection.execute(
                "UPDATE scope SET hash_sum = hash_sum + 1 WHERE name LIKE 'area:%'",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    set_phone(&village.hers, &person, 1);
    let read = carry(&village.world, &village.hers);
    assert!(read.sentences.iter().any(|said| said.contains("differs")));
    // The rows stay on the screen until the whole area has come.
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 1);
    let read = carry(&village.world, &village.hers);
    assert!(!read.sentences.iter().any(|said| said.contains("differs")));
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 1);
    assert_eq!(village.hers.waiting(), 0);
    assert!(village.hers.sync().reread.is_empty());
}

#[test]
fn the_days_a_file_travels_do_not_set_the_laptops_clock_back() {
    let village = Village::new();
    let person = village.tenant();
    let file = village.hers.courier_out().unwrap();
    let (_, answer) = village.world.courier(&file).unwrap();
    village.world.clock.advance(3 * 86_400_000);
    village.hers.courier_in(&answer).unwrap();
    set_phone(&village.hers, &person, 1);
    let stamp = village.hers.count("SELECT max(hlc) FROM op");
    assert!(stamp >= village.hers.desk.now());
}

#[test]
fn what_was_handed_over_and_what_was_taken_is_told() {
    let village = Village::new();
    let person = village.tenant();
    set_phone(&village.hers, &person, 1);
    let file = village.hers.courier_out().unwrap();
    let told = app::courier::state(&village.hers.desk).unwrap();
    assert!(told.ready);
    assert_eq!(told.sentences.len(), 1);
    assert!(told.sentences[0].contains("has not been read yet"));
    let (_, answer) = village.world.courier(&file).unwrap();
    village.hers.courier_in(&answer).unwrap();
    let told = app::courier::state(&village.hers.desk).unwrap();
    assert_eq!(told.sentences.len(), 2);
    assert!(told.sentences[1].contains("took 1"));
}

//! Networks, clocks, backups and copies that go wrong.

use serde_json::json;
use station::staff;
use sync::wire::PAGE_ROWS;

use crate::records::{self, Village};

#[test]
fn what_is_saved_offline_goes_up_when_the_station_is_back() {
    let mut village = Village::new();
    let person = village.tenant();
    village.world.stop();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let error = village.hers.try_sync().unwrap_err();
    assert_eq!(error.code, "station_unreachable");
    assert_eq!(village.hers.waiting(), 1);
    assert_eq!(
        village.phone_on(&village.hers, &person).as_deref(),
        Some("+8613900000001")
    );
    village.world.start();
    village.hers.sync();
    assert_eq!(village.hers.waiting(), 0);
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
}

#[test]
fn a_push_whose_reply_was_lost_is_not_taken_twice() {
    use sync::engine::{Action, Engine, Event, Reply, Request};
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let network = app::network::Network::of(&village.hers.desk).unwrap();
    let now = village.hers.desk.now();
    let mut engine = Engine::new("test");
    let mut event = Event::Poke;
    loop {
        let mut round = village.hers.desk.store.round(now);
        let Action::Send(request) = engine.on(event, now, &mut round).unwrap() else {
            panic!("it sends")
        };
        let reply: Reply = network.send(&request).unwrap();
        if matches!(request, Request::Push(_)) {
            break; // The station has taken it; the reply never comes.
        }
        event = Event::Reply(reply);
    }
    assert_eq!(village.hers.waiting(), 1);
    let round = village.hers.sync();
    assert_eq!(round.pushed, 0);
    assert_eq!(village.hers.waiting(), 0);
    assert_eq!(village.hers.count("SELECT count(*) FROM conflicts"), 0);
}

#[test]
fn last_nights_backup_is_healed_by_the_laptops() {
    let mut village = Village::new();
    let person = village.tenant();
    let backup = village.world.backup("night");
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let second = records::person(&village.hers, &village.area, "李伟");
    records::residence(&village.hers, &village.area, &second, &village.room);
    village.hers.sync();
    village.his.sync();
    village
        .his
        .change("people", &second, json!({"phone": "+8613900000002"}));
    village.his.sync();
    village.world.restore(&backup);
    // The editor comes before the creator: what it edited waits for its row.
    village.his.sync();
    village.hers.sync();
    village.his.sync();
    for laptop in [&village.hers, &village.his] {
        assert_eq!(
            village.phone_on(laptop, &person).as_deref(),
            Some("+8613900000001")
        );
        assert_eq!(laptop.waiting(), 0);
        assert_eq!(laptop.count("SELECT count(*) FROM quarantined"), 0);
    }
    village.hers.sync();
    assert_eq!(
        village.phone_on(&village.hers, &second).as_deref(),
        Some("+8613900000002")
    );
}

#[test]
fn a_backup_put_in_place_by_hand_is_noticed_too() {
    let mut village = Village::new();
    let person = village.tenant();
    let backup = village.world.backup("night");
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.hers.sync();
    village.world.restore(&backup);
    // As if nobody had told the station: its history is what the backup says.
    village
        .world
        .station()
        .database
        .write(|tx| tx.set_epoch(1))
        .unwrap();
    village.hers.sync();
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
}

#[test]
fn two_copies_of_one_laptop_lose_nothing() {
    let village = Village::new();
    let person = village.tenant();
    let copy = village.hers.copy();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.hers.sync();
    let twin = village.hers.open_copy(copy);
    twin.change(
        "people",
        &person,
        json!({"household": {"name": "贵州省毕节市"}}),
    );
    twin.sync();
    village
        .hers
        .change("people", &person, json!({"name_latin": "WANG ZIHAN"}));
    village.hers.sync();
    village.his.sync();
    let all = village.his.text(
        "SELECT phone || household_name || name_latin FROM people WHERE id = ?1",
        &person,
    );
    assert_eq!(all.as_deref(), Some("+8613900000001贵州省毕节市WANG ZIHAN"));
    assert_eq!((village.hers.waiting(), twin.waiting()), (0, 0));
}

#[test]
fn a_clock_in_2099_poisons_nothing() {
    let village = Village::new();
    let person = village.tenant();
    let Village {
        world,
        hers,
        his,
        area,
        ..
    } = village;
    let hers = hers.with_clock_off_by(73 * 365 * 86_400_000);
    // Not synced since the clock went wrong, so nothing corrects it yet.
    hers.change("people", &person, json!({"phone": "+8613900000001"}));
    let round = hers.sync();
    assert!(round.clock_replaced);
    his.sync();
    his.change("people", &person, json!({"phone": "+8613900000002"}));
    his.sync();
    hers.sync();
    let phone = hers.text("SELECT phone FROM people WHERE id = ?1", &person);
    assert_eq!(phone.as_deref(), Some("+8613900000002"));
    // With the station's time known, the next edit is stamped right.
    hers.change("people", &person, json!({"phone": "+8613900000003"}));
    assert!(!hers.sync().clock_replaced);
    assert!(!area.is_empty() && world.now() > 0);
}

#[test]
fn a_poisonous_group_is_set_aside_whole_and_the_rest_goes_on() {
    let village = Village::new();
    let person = village.tenant();
    // Somebody with a tampered program accepts a declaration as an instructor, in one action with a new phone number.
    let stay = village
        .hers
        .text("SELECT id FROM residences WHERE person = ?1", &person)
        .unwrap();
    let declaration = village.hers.create(
        "declarations",
        &village.area,
        json!({"person": person, "residence": stay, "room": village.room, "type": "arrive", "declared_on": "2026-11-20", "status": {"state": "submitted"}}),
    );
    village.hers.sync();
    village
        .hers
        .desk
        .store
        .write(village.hers.desk.now(), |write| -> Result<(), store::StoreError> {
            write.put(store::Edit::change("people", &person, None, tests::fields_of(json!({"phone": "+8613900000666"}))))?;
            write.put(store::Edit::change("declarations", &declaration, None, tests::fields_of(json!({"platform_number": "1"}))))?;
            write.connection().execute(
                "UPDATE op SET fields = '{\"status\":{\"state\":\"accepted\"}}' WHERE row = ?1 AND settled_at = 0",
                [&declaration],
            )?;
            Ok(())
        })
        .unwrap();
    let good = records::person(&village.hers, &village.area, "李伟");
    let round = village.hers.sync();
    assert_eq!(round.quarantined, 2);
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613800138000")
    );
    assert_eq!(
        village
            .his
            .text("SELECT name FROM people WHERE id = ?1", &good)
            .as_deref(),
        Some("李伟")
    );
    assert_eq!(
        village
            .hers
            .count("SELECT count(*) FROM quarantined WHERE reason = 'not_allowed'"),
        2
    );
    assert_eq!(village.hers.waiting(), 0);
}

#[test]
fn a_first_sync_is_whole_at_every_page_border() {
    for rows in [0, 1, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS] {
        let world = tests::World::new();
        let area = world.area("青岩刘村");
        let user = world.user("王丽", domain::Role::Instructor, &[&area]);
        let lines: String = (0..rows)
            .map(|index| {
                let id = domain::ids::derived(&["contact", &index.to_string()]);
                let record = json!({"kind": "contacts", "id": id, "fields": {"area": area, "name": format!("联系人{index}")}});
                format!("{record}\n")
            })
            .collect();
        assert_eq!(
            station::load(world.station(), lines.as_bytes()).unwrap(),
            rows
        );
        let laptop = world.laptop(&user);
        assert_eq!(
            laptop.count("SELECT count(*) FROM contacts"),
            rows as i64,
            "{rows} rows"
        );
        assert!(laptop.sync().reread.is_empty());
    }
}

#[test]
fn a_copy_that_differs_from_the_stations_is_read_again() {
    let village = Village::new();
    let person = village.tenant();
    let now = village.hers.desk.now();
    village
        .hers
        .desk
        .store
        .write(now, |write| -> Result<(), store::StoreError> {
            write.connection().execute(
                "UPDATE scope SET hash_sum = hash_sum + 1 WHERE name LIKE 'area:%'",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    let round = village.hers.sync();
    assert_eq!(round.reread.len(), 1);
    assert_eq!(
        village.phone_on(&village.hers, &person).as_deref(),
        Some("+8613800138000")
    );
}

#[test]
fn a_closed_account_may_not_come_back() {
    let village = Village::new();
    village
        .world
        .act("close_user", Some(&village.instructor), None, None);
    assert_eq!(village.hers.try_sync().unwrap_err().code, "station_refused");
    let refused = staff::invite(
        &village.world.station().database,
        &village.instructor,
        village.world.now(),
    );
    assert!(refused.is_err());
}

//! The hazards of sync that no other story tells: clocks, restored files, revoked laptops, old deletions, versions, retries.

use std::sync::mpsc::channel;
use std::time::Duration;

use app::sync_round::SyncLoop;
use serde_json::json;
use station::Station;
use sync::engine::{Action, Engine, Event, INTERVAL, Request};

use tests::World;

use crate::records::{self, Village};

const YEAR: i64 = 365 * 86_400_000;
const SOON: Duration = Duration::from_secs(20);

#[test]
fn a_laptop_whose_clock_stands_in_1970_writes_and_reads_like_any_other() {
    let mut village = Village::new();
    let person = village.tenant();
    let now = village.world.now();
    village.hers = village.hers.with_clock_off_by(-now);
    village.hers.sync();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.hers.sync();
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
    // And the other way: who has seen her edit overwrites it, whatever her clock says.
    village
        .his
        .change("people", &person, json!({"phone": "+8613900000002"}));
    village.his.sync();
    village.hers.sync();
    assert_eq!(
        village.phone_on(&village.hers, &person).as_deref(),
        Some("+8613900000002")
    );
}

#[test]
fn a_station_whose_own_clock_is_wrong_does_not_start() {
    let village = Village::new();
    village.tenant();
    let now = village.world.now();
    for wrong in [now - 2 * 86_400_000, 0] {
        let opened = Station::open(
            &village.world.station_folder(),
            std::sync::Arc::new(move || wrong),
        );
        let refused = opened.err().expect("refused").to_string();
        assert!(refused.contains("clock"), "{refused}");
    }
}

#[test]
fn records_that_somebody_put_back_by_hand_are_noticed_before_any_laptop_comes() {
    let mut village = Village::of(World::in_a_file());
    let person = village.tenant();
    let backup = village.world.backup("night");
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.hers.sync();
    let epoch = village
        .world
        .station()
        .database
        .read(|tx| tx.head())
        .unwrap()
        .epoch;
    // How far the station has come is noted within a second or two.
    let noted = village.world.station_folder().join("high-water.json");
    let seq = village
        .world
        .station()
        .database
        .read(|tx| tx.head())
        .unwrap()
        .seq;
    for _ in 0..100 {
        let text = std::fs::read_to_string(&noted).unwrap_or_default();
        if text.contains(&format!("\"seq\":{seq},")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    village.world.restore_by_hand(&backup);
    let after = village
        .world
        .station()
        .database
        .read(|tx| tx.head())
        .unwrap()
        .epoch;
    assert!(after > epoch);
    village.hers.sync();
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
}

#[test]
fn what_a_revoked_laptop_had_not_sent_waits_for_a_chief_and_a_stolen_one_gives_nothing() {
    let village = Village::new();
    let person = village.tenant();
    let identity = village
        .hers
        .desk
        .store
        .read(store::state::identity)
        .unwrap();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village
        .world
        .act("revoke_laptop", None, None, Some(&identity.device));
    assert_eq!(
        village.hers.try_sync().unwrap_err().code,
        app::wipe::ORDERED
    );
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613800138000")
    );
    let chief = village.world.laptop(&village.world.chief);
    let reasons = chief.text("SELECT reason FROM quarantined WHERE row_id = ?1", &person);
    assert_eq!(reasons.as_deref(), Some("laptop_revoked"));

    let his = village.his.desk.store.read(store::state::identity).unwrap();
    village
        .his
        .change("people", &person, json!({"phone": "+8613900000002"}));
    village.world.act_of_theft(&his.device);
    assert_eq!(village.his.try_sync().unwrap_err().code, app::wipe::ORDERED);
    chief.sync();
    assert_eq!(chief.count("SELECT count(*) FROM quarantined"), 1);
}

#[test]
fn what_was_deleted_long_ago_is_forgotten_everywhere_and_nothing_revives_it() {
    let village = Village::new();
    let person = records::person(&village.hers, &village.area, "张三");
    village.hers.sync();
    village.his.sync();
    // He edits offline, is away for two years, and she deletes the record meanwhile.
    village
        .his
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village
        .hers
        .change("people", &person, json!({"_deleted": true}));
    village.hers.sync();
    village.world.clock.advance(2 * YEAR);
    let station = village.world.station();
    assert_eq!(
        station::tidy(&station.database, village.world.now()).unwrap(),
        1
    );
    assert_eq!(
        station::tidy(&station.database, village.world.now()).unwrap(),
        0
    );
    let held = station
        .database
        .read(|tx| tx.row(&person))
        .unwrap()
        .unwrap();
    assert_eq!(held.state.fields.keys().collect::<Vec<_>>(), ["_deleted"]);
    for laptop in [&village.hers, &village.his] {
        laptop.sync();
        let round = laptop.sync();
        assert!(round.reread.is_empty(), "both sides count the same rows");
        assert_eq!(
            laptop.text("SELECT id FROM people WHERE id = ?1", &person),
            None
        );
        assert_eq!(
            laptop.text("SELECT body FROM srv WHERE id = ?1", &person),
            None
        );
    }
    let set_aside = village
        .his
        .text("SELECT reason FROM quarantined WHERE row_id = ?1", &person);
    assert_eq!(set_aside.as_deref(), Some("row_forgotten"));
}

#[test]
fn a_program_too_old_to_read_still_hands_in_what_it_has() {
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let network = app::network::Network::of(&village.hers.desk).unwrap();
    let now = village.hers.desk.now();
    let (mut engine, mut event, mut refused) = (Engine::new("0.0.1"), Event::Poke, None);
    while refused.is_none() {
        let mut round = village.hers.desk.store.round(now);
        let Action::Send(mut request) = engine.on(event, now, &mut round).unwrap() else {
            panic!("it sends")
        };
        match &mut request {
            Request::Hello(hello) => hello.protocol = 0,
            Request::Pull(pull) => pull.protocol = 0,
            Request::Push(_) | Request::Log(_) => {}
        }
        event = match network.send(&request) {
            Ok(reply) => Event::Reply(reply),
            Err(error) => {
                refused = Some(error.code);
                Event::Failed
            }
        };
    }
    assert_eq!(refused.as_deref(), Some("station_unreadable"));
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
}

#[test]
fn fields_and_kinds_of_a_newer_program_pass_through_an_older_laptop_unharmed() {
    let village = Village::new();
    let (person, drone) = (
        "019b0000-0000-7000-8000-000000000001",
        "019b0000-0000-7000-8000-000000000002",
    );
    let newer = [
        json!({"kind": "people", "id": person, "fields": {"area": village.area, "name": "张三", "mood": {"today": "good"}}}),
        json!({"kind": "drones", "id": drone, "fields": {"area": village.area}}),
    ];
    let lines: String = newer.iter().map(|record| format!("{record}\n")).collect();
    station::load(village.world.station(), lines.as_bytes()).unwrap();
    village.hers.sync();
    village
        .hers
        .change("people", person, json!({"phone": "+8613900000001"}));
    village.hers.sync();
    let held = village
        .world
        .station()
        .database
        .read(|tx| tx.row(person))
        .unwrap()
        .unwrap();
    assert_eq!(held.state.fields["mood"], json!({"today": "good"}));
    assert_eq!(held.text("phone"), Some("+8613900000001"));
    assert!(village.hers.sync().reread.is_empty());
}

#[test]
fn a_failed_sync_is_tried_again_by_the_clock_without_another_edit_and_after_a_restart() {
    let mut village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.world.stop();
    let (tell, told) = channel();
    let running = SyncLoop::start(village.hers.desk.clone(), move |live| {
        let _ = tell.send((live.running, live.online));
    })
    .unwrap();
    // The first round fails; nobody touches anything.
    while told.recv_timeout(SOON).expect("it tries") != (false, false) {}
    drop(running);
    assert_eq!(village.hers.waiting(), 1);
    // The program starts again, the station comes back, and time passes.
    let (tell, told) = channel();
    let _running = SyncLoop::start(village.hers.desk.clone(), move |live| {
        let _ = tell.send((live.running, live.online));
    })
    .unwrap();
    while told.recv_timeout(SOON).expect("it tries") != (false, false) {}
    village.world.start();
    village.world.clock.advance(INTERVAL);
    while told.recv_timeout(SOON).expect("it tries again") != (false, true) {}
    assert_eq!(village.hers.waiting(), 0);
}

#[test]
fn a_second_laptop_of_one_account_has_all_areas_and_its_own_order() {
    let village = Village::new();
    let person = village.tenant();
    let second = village.world.laptop(&village.instructor);
    let devices: Vec<String> = [&village.hers, &second]
        .map(|laptop| {
            laptop
                .desk
                .store
                .read(store::state::identity)
                .unwrap()
                .device
        })
        .into();
    assert_ne!(devices[0], devices[1]);
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    second.change("people", &person, json!({"name": "李四"}));
    for laptop in [&second, &village.hers, &second] {
        laptop.sync();
    }
    for laptop in [&village.hers, &second] {
        let shown = laptop.text("SELECT name || phone FROM people WHERE id = ?1", &person);
        assert_eq!(shown.as_deref(), Some("李四+8613900000001"));
    }
}

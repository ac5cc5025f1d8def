//! What is no longer needed is forgotten: at the station, on every laptop, in what comes late and in what is put back (P9, P10).

use domain::retention::{DECISIONS, PERIODS, period_id};
use serde_json::json;
use tests::{Laptop, World};

use crate::records::{self, Village};

const DAY: i64 = 86_400_000;
/// Something that is in no other record.
const NAME: &str = "忘川无名氏";
const PHONE: &str = "+8613799990001";

/// Whether any table of a laptop holds this text anywhere.
fn holds(laptop: &Laptop, marker: &str) -> Vec<String> {
    let read = laptop.desk.store.read(|connection| {
        let mut found = Vec::new();
        let mut tables = connection.prepare(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
        )?;
        let columns: Vec<(String, String)> = tables
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (table, column) in columns {
            let sql = ["SELECT count(*) FROM \"", &table, "\" WHERE instr(\"", &column, "\", ?1) > 0"].concat();
            let count: i64 = connection.query_row(&sql, [marker], |row| row.get(0))?;
            if count > 0 {
                found.push([table, column].join("."));
            }
        }
        Ok::<_, store::StoreError>(found)
    });
    read.expect("read")
}

/// Whether the station's file or its log holds this text anywhere, also in what is free.
fn station_holds(world: &World, marker: &str) -> bool {
    ["station.db", "station.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(world.station_folder().join(name)).unwrap_or_default();
        bytes
            .windows(marker.len())
            .any(|window| window == marker.as_bytes())
    })
}

struct Gone {
    village: Village,
    person: String,
    stay: String,
}

/// Somebody who moved out on 2026-11-10, with all that may be held of them, known to both laptops.
fn gone(world: World) -> Gone {
    let mut village = Village::of(world);
    let (hers, area) = (&village.hers, &village.area);
    let person = hers.create(
        "people",
        area,
        json!({"area": area, "name": NAME, "phone": PHONE, "nationality": "CHN"}),
    );
    let stay = records::residence(hers, area, &person, &village.room);
    hers.create(
        "declarations",
        area,
        json!({"person": person, "residence": stay, "room": village.room, "type": "arrive", "declared_on": "2026-11-02",
            "status": {"state": "submitted", "at": village.world.now(), "by": village.instructor}}),
    );
    hers.create(
        "contacts",
        area,
        json!({"area": area, "person": person, "name": NAME, "phone": PHONE, "role": "tenant"}),
    );
    hers.sync();
    village.his.sync();
    // Two who change one number at once leave a conflict with both values in it.
    hers.change("people", &person, json!({"phone": "+8613799990002"}));
    village
        .his
        .change("people", &person, json!({"phone": "+8613799990003"}));
    hers.sync();
    village.his.sync();
    let declaration = village
        .his
        .text("SELECT id FROM declarations WHERE person = ?1", &person)
        .expect("a declaration");
    village.his.change(
        "declarations",
        &declaration,
        json!({"status": {"state": "accepted", "at": village.world.now(), "by": "x"}}),
    );
    village.his.sync();
    hers.sync();
    hers.change("residences", &stay, json!({"until": "2026-11-10"}));
    hers.sync();
    village.his.sync();
    village.hers = village.hers.without_lease();
    village.his = village.his.without_lease();
    Gone {
        village,
        person,
        stay,
    }
}

impl Gone {
    /// The period of six months is over.
    fn half_a_year_later(&self) {
        self.village.world.clock.advance(185 * DAY);
    }

    fn assert_gone_from(&self, laptop: &Laptop) {
        for marker in [NAME, PHONE, "+861379999000"] {
            assert_eq!(holds(laptop, marker), Vec::<String>::new(), "{marker}");
        }
        let round = laptop.sync();
        assert!(round.reread.is_empty(), "both sides count the same rows");
    }
}

#[test]
fn who_moved_away_is_erased_everywhere_when_the_period_is_over() {
    let gone = gone(World::in_a_file());
    let village = &gone.village;
    let station = village.world.station();
    assert!(station_holds(&village.world, NAME), "the marker is found");
    assert!(!holds(&village.hers, NAME).is_empty());
    village.world.clock.advance(160 * DAY);
    assert_eq!(station.forget().unwrap(), 0, "not before");
    village.world.clock.advance(25 * DAY);
    // The person, the stay, the declaration, the contact and the conflict.
    assert_eq!(station.forget().unwrap(), 5);
    assert_eq!(station.forget().unwrap(), 0);
    for marker in [NAME, "+861379999000"] {
        assert!(!station_holds(&village.world, marker), "{marker}");
    }
    for laptop in [&village.hers, &village.his] {
        laptop.sync();
        gone.assert_gone_from(laptop);
        assert_eq!(
            laptop.count("SELECT count(*) FROM rooms"),
            1,
            "the room stays"
        );
    }
    // A laptop that comes anew gets nothing of it.
    let third = village.world.laptop(&village.instructor);
    assert_eq!(holds(&third, NAME), Vec::<String>::new());
}

#[test]
fn what_comes_late_brings_nobody_back_and_is_not_kept_either() {
    let gone = gone(World::new());
    let village = &gone.village;
    let (person, area) = (&gone.person, &village.area);
    gone.half_a_year_later();
    let his = &village.his;
    his.change("people", person, json!({"phone": "+8613799990009"}));
    his.change(
        "residences",
        &gone.stay,
        json!({"until": null, "employer": NAME}),
    );
    his.create(
        "residences",
        area,
        json!({"person": person, "room": village.room, "since": "2027-01-01", "employer": NAME}),
    );
    his.create(
        "contacts",
        area,
        json!({"area": area, "person": person, "name": NAME, "role": "tenant"}),
    );
    assert!(village.world.station().forget().unwrap() > 0);
    his.sync();
    his.sync();
    village.hers.sync();
    gone.assert_gone_from(his);
    gone.assert_gone_from(&village.hers);
    assert_eq!(
        his.count("SELECT count(*) FROM quarantined WHERE reason = 'row_forgotten'"),
        4,
        "their author is told of each"
    );
    // What it says now is about somebody new.
    let anew = records::person(his, area, "王子涵");
    records::residence(his, area, &anew, &village.room);
    his.sync();
    village.hers.sync();
    let shown = village
        .hers
        .text("SELECT name FROM people WHERE id = ?1", &anew);
    assert_eq!(shown.as_deref(), Some("王子涵"));
}

#[test]
fn what_was_done_and_comes_late_is_kept_without_the_name_of_who_was_erased() {
    let gone = gone(World::new());
    let village = &gone.village;
    let (person, area) = (&gone.person, &village.area);
    gone.half_a_year_later();
    let his = &village.his;
    let at = village.world.now();
    let asked = his.create(
        "consultations",
        area,
        json!({"area": area, "kind": "help", "person": person, "text": "问登记", "status": "open", "at": at, "by": his.desk.user}),
    );
    let dispute = his.create(
        "disputes",
        area,
        json!({"area": area, "kind": "family", "course": "口角", "at": at, "by": his.desk.user}),
    );
    let party = his.create(
        "dispute_parties",
        area,
        json!({"dispute": dispute, "person": person, "name": "来访人"}),
    );
    let child = his.create(
        "people",
        area,
        json!({"area": area, "name": "小王", "guardian": person}),
    );
    records::residence(his, area, &child, &village.room);
    assert!(village.world.station().forget().unwrap() > 0);
    assert_eq!(his.sync().quarantined, 0);
    village.hers.sync();
    for laptop in [his, &village.hers] {
        for (sql, id) in [
            (
                "SELECT text || '/' || person FROM consultations WHERE id = ?1",
                &asked,
            ),
            (
                "SELECT name || '/' || person FROM dispute_parties WHERE id = ?1",
                &party,
            ),
            (
                "SELECT name || '/' || guardian FROM people WHERE id = ?1",
                &child,
            ),
        ] {
            let held = laptop.text(sql, id).expect("kept");
            assert!(held.ends_with('/'), "{sql}: {held}");
        }
        gone.assert_gone_from(laptop);
    }
    // The question is answered in its time: nobody who was erased keeps it open.
    his.change("consultations", &asked, json!({"status": "answered"}));
    assert_eq!(his.sync().quarantined, 0);
}

#[test]
fn a_backup_that_is_put_back_brings_nobody_back() {
    let mut gone = gone(World::in_a_file());
    let backup = gone.village.world.backup("before");
    gone.half_a_year_later();
    gone.village.world.station().forget().unwrap();
    for by_hand in [false, true] {
        if by_hand {
            gone.village.world.restore_by_hand(&backup);
        } else {
            gone.village.world.restore(&backup);
        }
        let village = &gone.village;
        let held = village
            .world
            .station()
            .database
            .read(|tx| tx.row(&gone.person));
        assert!(held.unwrap().expect("its name stays").is_forgotten());
        assert!(!station_holds(&village.world, NAME));
        for laptop in [&village.hers, &village.his, &village.hers] {
            laptop.sync();
        }
        gone.assert_gone_from(&village.hers);
        gone.assert_gone_from(&village.his);
        assert!(!station_holds(&village.world, NAME), "nor do journals");
    }
}

#[test]
fn a_record_made_after_the_backup_and_erased_since_is_buried_before_anybody_gives_it_back() {
    let mut world = World::in_a_file();
    let backup = world.backup("empty");
    world.restore(&backup);
    let mut gone = gone(world);
    gone.half_a_year_later();
    gone.village.world.station().forget().unwrap();
    // Her laptop is the only one that has not heard of it, and its journal still holds everything.
    assert!(!holds(&gone.village.hers, NAME).is_empty());
    gone.village.world.restore(&backup);
    let village = &gone.village;
    let known = village
        .world
        .station()
        .database
        .read(|tx| tx.row(&gone.person));
    assert!(known.unwrap().expect("buried by the ledger").is_forgotten());
}

#[test]
fn a_hold_stays_when_somebody_goes_to_another_area() {
    let village = Village::new();
    let (world, hers) = (&village.world, &village.hers);
    let other = world.area("前成村");
    let officer = world.user("陈警官", domain::Role::Officer, &[&village.area, &other]);
    let officer = world.laptop(&officer).without_lease();
    let chief = world.laptop(&world.chief).without_lease();
    let person = records::person(hers, &village.area, NAME);
    let stay = records::residence(hers, &village.area, &person, &village.room);
    hers.sync();
    officer.sync();
    // Registered in one area, held in the next, gone from there.
    hers.change("residences", &stay, json!({"until": "2026-11-05"}));
    hers.sync();
    officer.sync();
    let building = officer.create(
        "buildings",
        &other,
        json!({"area": other, "address": {"number": "7"}}),
    );
    let room = officer.create(
        "rooms",
        &other,
        json!({"building": building, "place": {"label": "101"}}),
    );
    let next = records::residence(&officer, &other, &person, &room);
    let row = json!({"area": other, "record": person, "kind": "people", "choice": "keep", "reason": "诉讼中",
        "until": "2028-01-31", "by": officer.desk.user, "at": world.now()});
    let hold = officer.create(DECISIONS, &other, row);
    officer.sync();
    chief.sync();
    chief.change(
        DECISIONS,
        &hold,
        json!({"second": {"by": world.chief, "at": world.now()}}),
    );
    chief.sync();
    officer.change("residences", &next, json!({"until": "2026-11-10"}));
    officer.sync();
    world.clock.advance(185 * DAY);
    assert_eq!(world.station().forget().unwrap(), 0, "held");
    world.clock.advance(260 * DAY);
    assert!(
        world.station().forget().unwrap() > 0,
        "the hold is over, and so is every stay"
    );
}

#[test]
fn somebody_who_is_still_needed_is_kept() {
    let village = Village::new();
    let (hers, area) = (&village.hers, &village.area);
    let stays = |name: &str, until: Option<&str>| {
        let person = records::person(hers, area, name);
        let stay = records::residence(hers, area, &person, &village.room);
        if let Some(until) = until {
            hers.change("residences", &stay, json!({"until": until}));
        }
        person
    };
    let left = stays("离开", Some("2026-11-10"));
    let guardian = stays("监护人", Some("2026-11-10"));
    let asks = stays("咨询人", Some("2026-11-10"));
    let child = stays("孩子", None);
    hers.change("people", &child, json!({"guardian": guardian}));
    let question = hers.create(
        "consultations",
        area,
        json!({"area": area, "kind": "help", "person": asks, "text": "何时", "status": "open", "at": village.world.now(), "by": village.instructor}),
    );
    let never = records::person(hers, area, "没有住处");
    let back = stays("回来", Some("2026-11-10"));
    hers.create(
        "residences",
        area,
        json!({"person": back, "room": village.room, "since": "2027-03-01"}),
    );
    hers.sync();
    let alive = |id: &str| {
        let held = village.world.station().database.read(|tx| tx.row(id));
        !held.unwrap().expect("known").is_forgotten()
    };
    village.world.clock.advance(165 * DAY);
    village.world.station().forget().unwrap();
    assert!(alive(&left));
    village.world.clock.advance(20 * DAY);
    village.world.station().forget().unwrap();
    assert!(!alive(&left) && !alive(&never));
    for kept in [&guardian, &asks, &child, &back, &question] {
        assert!(alive(kept));
    }
    let hers = village.hers.without_lease();
    hers.sync();
    hers.change("consultations", &question, json!({"status": "answered"}));
    hers.sync();
    village.world.station().forget().unwrap();
    assert!(!alive(&asks) && alive(&question));
    village.world.clock.advance(2 * 366 * DAY);
    village.world.station().forget().unwrap();
    assert!(!alive(&question));
}

#[test]
fn two_people_keep_a_record_longer_or_have_it_erased_at_once_and_one_does_neither() {
    let gone = gone(World::new());
    let village = &gone.village;
    let chief = village.world.laptop(&village.world.chief).without_lease();
    let decide = |laptop: &Laptop, choice: &str, until: Option<&str>| {
        let row = json!({"area": village.area, "record": gone.person, "kind": "people", "choice": choice,
            "reason": "诉讼中", "until": until, "by": laptop.desk.user, "at": village.world.now()});
        laptop.create(DECISIONS, &village.area, row)
    };
    let confirm = |laptop: &Laptop, id: &str| {
        let second = json!({"second": {"by": laptop.desk.user, "at": village.world.now()}});
        laptop.change(DECISIONS, id, second);
    };
    gone.half_a_year_later();
    let kept = decide(&village.his, "keep", Some("2027-12-31"));
    village.his.sync();
    chief.sync();
    confirm(&chief, &kept);
    chief.sync();
    let station = village.world.station();
    assert_eq!(station.forget().unwrap(), 0, "held");
    let alone = decide(&village.his, "erase", None);
    village.his.sync();
    assert_eq!(station.forget().unwrap(), 0, "one alone erases nobody");
    chief.sync();
    confirm(&chief, &alone);
    // The second person's word is obeyed beside the push that brings it: nobody waits for it, and it does not wait for the night.
    chief.sync();
    let erased = || {
        let held = village
            .world
            .station()
            .database
            .read(|tx| tx.row(&gone.person));
        held.expect("read").expect("its name stays").is_forgotten()
    };
    for _ in 0..200 {
        if erased() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(erased(), "within ten seconds");
    chief.sync();
    village.his.sync();
    gone.assert_gone_from(&village.his);
    assert_eq!(chief.count("SELECT count(*) FROM people"), 0);
}

#[test]
fn a_hold_ends_by_itself_and_a_chief_sets_the_periods() {
    let gone = gone(World::new());
    let village = &gone.village;
    let chief = village.world.laptop(&village.world.chief).without_lease();
    let station = village.world.station();
    gone.half_a_year_later();
    let set = |months: i64| {
        let row = json!({"class": "departed", "months": months, "by": village.world.chief, "at": village.world.now()});
        let area = tests::fields_of(row);
        chief
            .try_put(store::Edit {
                id: Some(period_id("departed")),
                ..store::Edit::create(PERIODS, "", area)
            })
            .expect("put");
        chief.sync();
    };
    set(24);
    assert_eq!(station.forget().unwrap(), 0);
    let row = json!({"area": village.area, "record": gone.person, "kind": "people", "choice": "keep",
        "reason": "复议", "until": "2027-06-30", "by": village.his.desk.user, "at": village.world.now()});
    let hold = village.his.create(DECISIONS, &village.area, row);
    village.his.sync();
    chief.sync();
    let second = json!({"second": {"by": village.world.chief, "at": village.world.now()}});
    chief.change(DECISIONS, &hold, second);
    chief.change(PERIODS, &period_id("departed"), json!({"months": 6}));
    chief.sync();
    assert_eq!(station.forget().unwrap(), 0, "held until the end of June");
    village.world.clock.advance(40 * DAY);
    assert!(station.forget().unwrap() > 0);
}

#[test]
fn what_a_laptop_hid_is_shown_again_if_the_station_keeps_it() {
    let gone = gone(World::new());
    let village = &gone.village;
    let chief = village.world.laptop(&village.world.chief).without_lease();
    village.world.clock.advance(170 * DAY);
    village.hers.sync();
    village.world.clock.advance(15 * DAY);
    let row = json!({"area": village.area, "record": gone.person, "kind": "people", "choice": "keep",
        "reason": "诉讼中", "until": "2028-01-31", "by": village.his.desk.user, "at": village.world.now()});
    let hold = village.his.create(DECISIONS, &village.area, row);
    village.his.sync();
    chief.sync();
    let second = json!({"second": {"by": village.world.chief, "at": village.world.now()}});
    chief.change(DECISIONS, &hold, second);
    chief.sync();
    village.world.station().forget().unwrap();
    // She has heard nothing of it, out there.
    assert!(app::retention::before_showing(&village.hers.desk).unwrap() > 0);
    assert_eq!(holds(&village.hers, NAME), Vec::<String>::new());
    village.hers.sync();
    let shown = village
        .hers
        .text("SELECT name FROM people WHERE id = ?1", &gone.person);
    assert_eq!(shown.as_deref(), Some(NAME), "with the first contact");
    assert_eq!(
        app::retention::before_showing(&village.hers.desk).unwrap(),
        0
    );
    assert!(village.hers.sync().reread.is_empty());
}

//! Who looks leaves a trace: from the laptop to the station's log, through lost answers, restored stations and copied laptops, and past an
//! operator who would rather it were not there.

use std::process::Command;

use app::access_log::{self, AccessWanted};
use app::people::Opening;
use app::records::{RevealForm, reveal};
use audit::{Act, Check, Entry, Fault, LogFile, Report, SignedHead};
use domain::Role;
use rusqlite::Connection;
use serde_json::json;
use store::StoreError;
use tests::{Laptop, World, program};

use crate::records::Village;

const PHONE: &str = "+8613900000001";

/// A village with one tenant whose telephone everybody has.
fn village() -> (Village, String) {
    lived_in(Village::new())
}

fn lived_in(village: Village) -> (Village, String) {
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": PHONE}));
    village.hers.sync();
    village.his.sync();
    (village, person)
}

fn look(laptop: &Laptop, person: &str) {
    let form = RevealForm {
        kind: "people".into(),
        id: person.into(),
        field: "phone".into(),
        purpose: "registration".into(),
    };
    assert_eq!(reveal(&laptop.desk, form).expect("shown"), PHONE);
}

fn saved(village: &Village) -> LogFile {
    let (_, bytes) = station::access_log::save(village.world.station(), Vec::new()).expect("saved");
    audit::read(bytes.as_slice()).expect("a log")
}

fn checked(log: &LogFile) -> Report {
    held_against(log, vec![])
}

fn device(laptop: &Laptop) -> String {
    laptop
        .desk
        .store
        .read(store::state::identity)
        .expect("an identity")
        .device
}

/// Entries of a laptop of this act in the station's log.
fn of(log: &LogFile, laptop: &Laptop, act: Act) -> Vec<Entry> {
    let device = device(laptop);
    let entries = log
        .entries
        .iter()
        .map(|bytes| Entry::parse(bytes).expect("an entry"));
    entries
        .filter(|entry| entry.device == device && entry.act == act)
        .collect()
}

/// Numbers that a laptop showed, without the persons that it opened with them.
fn looked(log: &LogFile, laptop: &Laptop) -> Vec<Entry> {
    let mut shown = of(log, laptop, Act::Consult);
    shown.retain(|entry| entry.field != "page");
    shown
}

#[test]
fn what_somebody_looks_at_stands_in_the_stations_log_after_the_next_sync() {
    let (village, person) = village();
    look(&village.his, &person);
    village.his.sync();
    let log = saved(&village);
    let shown = looked(&log, &village.his);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].field, "phone");
    assert_eq!(shown[0].purpose, "registration");
    // She made the record and changed it; he only looked.
    assert!(of(&log, &village.hers, Act::Collect).len() > 1);
    assert_eq!(of(&log, &village.hers, Act::Alter).len(), 1);
    assert!(of(&log, &village.his, Act::Alter).is_empty());
    assert_eq!(checked(&log).findings, vec![]);
    // Both laptops find the same record under the same tag.
    let tag = |laptop: &Laptop| {
        let tag = laptop
            .desk
            .store
            .read(|connection| store::access_tag(connection, &person));
        tag.unwrap().unwrap()
    };
    assert_eq!(shown[0].object, tag(&village.hers));
    assert_eq!(tag(&village.hers), tag(&village.his));
}

#[test]
fn the_log_names_nobody() {
    let (village, person) = village();
    look(&village.his, &person);
    village.his.sync();
    let (_, bytes) = station::access_log::save(village.world.station(), Vec::new()).unwrap();
    let log = audit::read(bytes.as_slice()).unwrap();
    let plain: Vec<u8> = log.entries.concat();
    let holds = |marker: &str| {
        plain
            .windows(marker.len())
            .any(|window| window == marker.as_bytes())
    };
    let name = village
        .hers
        .text("SELECT name FROM people WHERE id = ?1", &person)
        .unwrap();
    for marker in [PHONE, &PHONE[3..], name.as_str(), person.as_str()] {
        assert!(!holds(marker), "{marker}");
    }
    assert!(holds("registration"));
}

#[test]
fn a_restored_station_is_given_the_entries_it_lost_and_says_that_it_was_restored() {
    let (mut village, person) = village();
    let backup = village.world.backup("night");
    look(&village.his, &person);
    look(&village.hers, &person);
    village.his.sync();
    village.hers.sync();
    village.world.restore(&backup);
    village.his.sync();
    village.hers.sync();
    let log = saved(&village);
    let report = checked(&log);
    assert_eq!((report.findings, report.histories), (vec![], 1));
    for laptop in [&village.his, &village.hers] {
        assert_eq!(looked(&log, laptop).len(), 1);
        let broken = laptop.desk.store.read(store::broken_head).unwrap();
        assert_eq!(broken, None);
    }
}

#[test]
fn both_copies_of_a_laptop_are_on_record_and_so_is_that_there_were_two() {
    let (village, person) = village();
    let copy = village.his.copy();
    look(&village.his, &person);
    village.his.sync();
    let twin = village.his.open_copy(copy).with_clock_off_by(1_000);
    look(&twin, &person);
    look(&twin, &person);
    twin.sync();
    let log = saved(&village);
    let report = checked(&log);
    assert_eq!((report.findings, report.noted_forks), (vec![], 1));
    assert_eq!(looked(&log, &village.his).len(), 3);
}

#[test]
fn an_operator_who_takes_entries_away_is_found_by_the_laptop_that_remembers() {
    let (mut village, person) = lived_in(Village::of(World::in_a_file()));
    look(&village.his, &person);
    village.his.sync();
    let before = saved(&village);
    village.world.stop();
    forget_the_last(&village, 3);
    village.world.start();
    // Others fill the gap before anybody who remembers comes.
    for _ in 0..5 {
        saved(&village);
    }
    look(&village.his, &person);
    village.his.sync();
    let broken = village.his.desk.store.read(store::broken_head).unwrap();
    let remembered = village.his.desk.store.read(store::remembered_head).unwrap();
    assert!(broken.is_some());
    assert!(remembered.is_some());
    // The head that the laptop kept shows it to anybody.
    let log = saved(&village);
    let report = held_against(&log, remembered.into_iter().chain(before.head).collect());
    assert!(!report.findings.is_empty());
}

#[test]
fn a_station_whose_log_is_shorter_than_a_laptop_remembers_goes_on_as_another_history() {
    let (mut village, person) = lived_in(Village::of(World::in_a_file()));
    let backup = village.world.backup("night");
    // No record is edited meanwhile: nothing else shows that an older copy was put back.
    look(&village.his, &person);
    village.his.sync();
    village.world.restore_by_hand(&backup);
    village.hers.sync();
    look(&village.his, &person);
    village.his.sync();
    let log = saved(&village);
    let report = checked(&log);
    assert_eq!((report.findings, report.histories), (vec![], 1));
    assert_eq!(looked(&log, &village.his).len(), 2);
    // Nobody is accused of what a backup explains, and what it took away is shown by the heads of before.
    let broken = village.his.desk.store.read(store::broken_head).unwrap();
    assert_eq!(broken, None);
    let earlier = village.his.desk.store.read(store::earlier_heads).unwrap();
    let report = held_against(&log, earlier);
    let faults: Vec<Fault> = report.findings.iter().map(|found| found.fault).collect();
    assert_eq!(faults, [Fault::PutBack]);
}

#[test]
fn a_log_that_the_station_refuses_keeps_nobody_from_reading() {
    let (village, person) = village();
    look(&village.his, &person);
    village
        .his
        .desk
        .store
        .write(0, |write| {
            Ok::<_, StoreError>(
                write
                    .connection()
                    .execute("UPDATE log_entry SET entry = x'00'", [])?,
            )
        })
        .expect("spoilt");
    let other = json!({"phone": "+8613900000002"});
    village.hers.change("people", &person, other);
    village.hers.sync();
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000002")
    );
    let since = village.his.desk.store.read(store::log_refused_at).unwrap();
    assert!(since > 0);
}

fn held_against(log: &LogFile, heads: Vec<SignedHead>) -> Report {
    let mut check = Check::new(heads);
    for entry in &log.entries {
        check.take(entry);
    }
    check.finish(log.head.as_ref().expect("a head"), &log.about.key)
}

/// Takes the last entries out of the station's tables as if they had never been.
#[expect(
    clippy::disallowed_methods,
    reason = "an operator reaches past the program"
)]
fn forget_the_last(village: &Village, count: i64) {
    let file = village.world.station_folder().join("station.db");
    let connection = Connection::open(file).expect("the table");
    let size: i64 = connection
        .query_row("SELECT count(*) FROM log_entry", [], |row| row.get(0))
        .expect("the table");
    let left = size - count;
    connection
        .execute("DELETE FROM log_entry WHERE place >= ?1", [left])
        .expect("the table");
    connection
        .execute(
            "DELETE FROM log_node WHERE ((place + 1) << level) > ?1",
            [left],
        )
        .expect("the table");
    connection
        .execute("DELETE FROM log_end", [])
        .expect("the table");
    let mut statement = connection
        .prepare("SELECT entry FROM log_entry ORDER BY place")
        .expect("the table");
    let texts: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .expect("the table")
        .map(|text| text.expect("a text"))
        .collect();
    let mut ends = std::collections::BTreeMap::new();
    for text in texts {
        let bytes = data_encoding::BASE64
            .decode(text.as_bytes())
            .expect("the table");
        let entry = Entry::parse(&bytes).expect("the table");
        let hash = audit::Hash::of(&[&bytes]).to_string();
        ends.insert(entry.device.clone(), (hash, entry.seq, entry.hlc));
    }
    for (device, (hash, seq, hlc)) in ends {
        connection
            .execute(
                "INSERT INTO log_end (station, device, hash, seq, hlc) VALUES (1, ?1, ?2, ?3, ?4)",
                (device, hash, seq, hlc),
            )
            .expect("the table");
    }
}

#[test]
fn the_log_travels_by_courier_too() {
    let (village, person) = village();
    look(&village.his, &person);
    let file = village.his.courier_out().unwrap();
    let (_, answer) = village.world.courier(&file).unwrap();
    assert_eq!(looked(&saved(&village), &village.his).len(), 1);
    village.his.courier_in(&answer).unwrap();
    // What was acknowledged does not travel again, and the same file twice adds nothing.
    let size = saved(&village).entries.len();
    village.world.courier(&file).unwrap();
    village.his.sync();
    let again = saved(&village);
    // That it was saved; that the answer was read, and the receipt for that entry.
    assert_eq!(again.entries.len(), size + 1 + 2);
    assert_eq!(checked(&again).findings, vec![]);
}

#[test]
fn a_log_of_more_than_one_message_arrives_whole() {
    let (village, person) = village();
    for _ in 0..2_100 {
        look(&village.his, &person);
    }
    village.his.sync();
    let log = saved(&village);
    assert_eq!(looked(&log, &village.his).len(), 2_100);
    assert_eq!(checked(&log).findings, vec![]);
}

#[test]
fn a_program_of_its_own_checks_the_saved_log() {
    let (village, person) = village();
    look(&village.his, &person);
    village.his.sync();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.json");
    let (head, bytes) = station::access_log::save(village.world.station(), Vec::new()).unwrap();
    std::fs::write(&file, &bytes).unwrap();
    let verify = |more: &[&str]| {
        let file = file.to_str().unwrap();
        let arguments = ["--language", "en", "verify", file];
        let mut command = Command::new(program("beatbook-audit"));
        let output = command.args(arguments).args(more).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), said)
    };
    let (code, said) = verify(&["--head", &head.to_text()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("The log is whole"), "{said}");
    // One entry less.
    let text = String::from_utf8(bytes).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.remove(2);
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    let (code, said) = verify(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("not as many entries"), "{said}");
    std::fs::write(&file, "rubbish\n").unwrap();
    assert_eq!(verify(&[]).0, Some(1));
}

#[test]
fn an_entry_that_the_laptop_did_not_sign_is_refused() {
    let (village, person) = village();
    look(&village.his, &person);
    look(&village.his, &person);
    let network = app::network::Network::of(&village.his.desk).unwrap();
    let now = village.his.desk.now();
    let mut round = village.his.desk.store.round(now);
    let mut push = sync::engine::Laptop::log_outgoing(&mut round, &[], now)
        .unwrap()
        .unwrap();
    push.entries.pop();
    let refused = network.send(&sync::engine::Request::Log(push)).unwrap_err();
    assert_eq!(refused.code, "station_unreadable");
    assert!(looked(&saved(&village), &village.his).is_empty());
}

#[test]
fn a_head_that_differs_is_a_finding() {
    let (village, _) = village();
    let log = saved(&village);
    let mut head = log.head.clone().unwrap();
    head.head.root = audit::Hash::of(&[b"another"]);
    let report = held_against(&log, vec![head]);
    let faults: Vec<Fault> = report.findings.iter().map(|found| found.fault).collect();
    assert_eq!(faults, [Fault::ForeignHead]);
    // Of the log itself it cannot be said away.
    let mut bent = log.clone();
    bent.head.as_mut().unwrap().head.root = audit::Hash::of(&[b"another"]);
    let report = held_against(&bent, vec![]);
    let faults: Vec<Fault> = report.findings.iter().map(|found| found.fault).collect();
    assert_eq!(faults, [Fault::HeadDiffers, Fault::HeadNotSigned]);
}

/// An account of its own on a laptop of its own.
fn staff(village: &Village, name: &str, role: Role, areas: &[&str]) -> Laptop {
    let user = village.world.user(name, role, areas);
    let laptop = village.world.laptop(&user);
    laptop.sync();
    laptop
}

fn about(person: &str) -> AccessWanted {
    AccessWanted {
        record: Some(person.into()),
        ..AccessWanted::default()
    }
}

#[test]
fn an_auditor_searches_the_log_sees_nobody_and_is_on_record_for_it() {
    let (village, person) = village();
    look(&village.his, &person);
    village.his.sync();
    let auditor = staff(&village, "何平", Role::Auditor, &[]);
    assert_eq!(auditor.count("SELECT count(*) FROM people"), 0);
    let looked = AccessWanted {
        act: Some("consult".into()),
        ..AccessWanted::default()
    };
    let page = access_log::find(&auditor.desk, &looked).unwrap();
    let line = page
        .lines
        .iter()
        .find(|line| line.purpose.is_some())
        .unwrap();
    assert_eq!(line.what, "Person · Phone");
    assert_eq!(line.purpose.as_deref(), Some("Checking a registration"));
    let him = village.his.desk.user.clone();
    let by_him = AccessWanted {
        user: Some(him),
        ..looked.clone()
    };
    assert_eq!(
        access_log::find(&auditor.desk, &by_him)
            .unwrap()
            .lines
            .len(),
        2,
        "the person opened, and the number"
    );
    // By what stands on the person's page, or the beginning of it.
    let reference = line.reference.clone().unwrap();
    for part in [reference.clone(), reference[..9].to_owned()] {
        let wanted = AccessWanted {
            reference: Some(part),
            act: Some("consult".into()),
            ..AccessWanted::default()
        };
        let found = access_log::find(&auditor.desk, &wanted).unwrap().lines;
        assert!(found.iter().any(|found| found.place == line.place));
    }
    // The searches themselves.
    let searched = AccessWanted {
        user: Some(auditor.desk.user.clone()),
        ..AccessWanted::default()
    };
    let page = access_log::find(&auditor.desk, &searched).unwrap();
    let own = page
        .lines
        .iter()
        .filter(|line| line.what == "Searched the access log");
    assert_eq!(own.count(), 5);
}

#[test]
fn officers_see_what_was_done_with_a_record_and_instructors_what_they_did_with_it_themselves() {
    let (village, person) = village();
    look(&village.hers, &person);
    look(&village.his, &person);
    village.hers.sync();
    village.his.sync();
    let lines = |laptop: &Laptop, wanted: &AccessWanted| {
        access_log::find(&laptop.desk, wanted).map(|page| page.lines)
    };
    let of = |laptop: &Laptop, user: &Laptop| {
        let name = user
            .text("SELECT name FROM users WHERE id = ?1", &user.desk.user)
            .unwrap();
        let found = lines(laptop, &about(&person)).unwrap();
        found
            .iter()
            .filter(|line| line.user.as_deref() == Some(&name))
            .count()
    };
    let chief = village.world.laptop(&village.world.chief);
    chief.sync();
    assert!(of(&chief, &village.hers) >= 3);
    assert!(of(&chief, &village.his) >= 1);
    let instructor = &village.hers;
    assert!(of(instructor, &village.hers) >= 3);
    assert_eq!(of(instructor, &village.his), 0);
    // Nobody of them searches the whole log, and an administrator nothing.
    for laptop in [instructor, &chief] {
        let refused = lines(laptop, &AccessWanted::default()).unwrap_err();
        assert_eq!(refused.code, "not_allowed");
    }
    let keeper = staff(&village, "陈晓", Role::Administrator, &[]);
    let anything = AccessWanted {
        reference: Some("0".repeat(32)),
        ..AccessWanted::default()
    };
    assert_eq!(lines(&keeper, &anything).unwrap_err().code, "not_allowed");
}

#[test]
fn who_opens_a_person_is_on_record_once_for_each_look() {
    let (village, person) = village();
    let why = Opening {
        purpose: Some("own_request".into()),
        ..Opening::default()
    };
    for _ in 0..3 {
        app::people::page(&village.his.desk, &person, &why).unwrap();
    }
    village.his.sync();
    let log = saved(&village);
    let opened = of(&log, &village.his, Act::Consult);
    assert_eq!(opened.len(), 1);
    assert_eq!(
        (opened[0].field.as_str(), opened[0].purpose.as_str()),
        ("page", "own_request")
    );
}

#[test]
fn what_a_chief_does_with_accounts_and_laptops_is_on_record() {
    let (village, _) = village();
    let device = device(&village.his);
    village.world.act_of_theft(&device);
    let log = saved(&village);
    let entries = log.entries.iter().map(|bytes| Entry::parse(bytes).unwrap());
    let told = entries
        .filter(|entry| entry.field == "revoke_stolen_laptop")
        .collect::<Vec<_>>();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].object, device);
    assert_ne!(told[0].user, "");
}

//! What leaves a laptop or comes to it as a file, and what a command prints, is on record.

use app::Language;
use app::clock::Clock as _;
use domain::Role;
use tests::{Laptop, PASSPHRASE};

use crate::headless::{refused, run};
use crate::records::{self, Village};

fn fields(laptop: &Laptop, kind: &str) -> Vec<String> {
    let entries = laptop.accesses(kind);
    entries.into_iter().map(|entry| entry.field).collect()
}

#[test]
fn a_backup_tells_that_it_was_made_and_the_laptop_that_it_was_put_back() {
    let village = Village::new();
    village.tenant();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.beatbook-backup");
    app::backup::write_to(&village.hers.desk, &file).expect("a backup");
    assert_eq!(fields(&village.hers, "backup"), ["made"]);
    let home = tempfile::tempdir().expect("a folder");
    let now = village.world.clock.now();
    app::backup::restore(home.path(), &file, PASSPHRASE, Language::English, now).expect("restored");
    let back = Laptop::opened(home, village.world.clock.clone());
    assert_eq!(fields(&back, "backup"), ["made", "restored"]);
    // Both are handed in, and so stand in the station's log.
    back.sync();
    let (_, bytes) = station::access_log::save(village.world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log.entries.iter();
    let entries = entries.map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
    assert_eq!(entries.filter(|entry| entry.kind == "backup").count(), 2);
}

#[test]
fn a_courier_file_is_on_record_where_it_is_written_and_where_it_is_read() {
    let village = Village::new();
    village.tenant();
    records::person(&village.hers, &village.area, "李伟");
    let out = village.hers.courier_out().expect("a file");
    let (_, answer) = village.world.courier(&out).expect("taken");
    // The entry went along in the file that it tells of.
    let (_, bytes) = station::access_log::save(village.world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log.entries.iter();
    let mut entries = entries.map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
    assert!(entries.any(|entry| entry.kind == "courier" && entry.field == "written"));
    village.hers.courier_in(&answer).expect("read");
    assert_eq!(fields(&village.hers, "courier"), ["written", "read"]);
}

#[test]
fn what_a_command_prints_is_on_record_and_a_long_list_asks_for_a_second_person() {
    let village = Village::new();
    for number in 0..51 {
        let person = records::person(&village.hers, &village.area, &format!("住户{number}"));
        records::residence(&village.hers, &village.area, &person, &village.room);
    }
    village.hers.sync();
    let user = village
        .world
        .user("周警官", Role::Officer, &[&village.area]);
    let laptop = village.world.laptop(&user).without_lease();
    let home = laptop.close();
    run(home.path(), &["get", "rooms", &village.room]);
    run(home.path(), &["list", "people", "--limit", "7"]);
    run(home.path(), &["search", "住户"]);
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("a path");
    let list = [
        "--purpose",
        "fire_safety",
        "--recipient-kind",
        "village_committee",
        "--recipient",
        "fire group",
    ];
    let people = [&["export", "people", "--out", out][..], &list[..]].concat();
    assert_eq!(refused(home.path(), &people), "export_second");
    let asked = run(home.path(), &[&["export", "ask"][..], &list[..]].concat());
    assert!(asked["id"].is_string(), "{asked}");
    let requests = run(home.path(), &["export", "requests"]);
    assert_eq!(requests[0]["may_answer"], false);
    let id = asked["id"].as_str().expect("its id");
    assert_eq!(
        refused(home.path(), &["export", "agree", id]),
        "second_person"
    );
    let log = folder.path().join("log.json");
    run(home.path(), &["log", "save", log.to_str().expect("a path")]);
    let bytes = std::fs::read(&log).expect("the log");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log.entries.iter();
    let entries: Vec<audit::Entry> = entries
        .map(|bytes| audit::Entry::parse(bytes).expect("an entry"))
        .collect();
    let printed = |kind: &str| {
        let of_kind = entries.iter().filter(|entry| entry.kind == kind);
        let printed = of_kind.filter(|entry| entry.field == "print");
        printed
            .map(|entry| entry.result.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(printed("rooms"), ["1"]);
    assert_eq!(printed("people"), ["7"]);
    assert_eq!(printed("search").len(), 1);
    assert!(
        entries.iter().all(|entry| entry.kind != "exports"),
        "nothing left"
    );
}

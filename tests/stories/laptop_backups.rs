//! A laptop's sealed backup, over a real station: what was synced since comes back, what was not sent survives, and nothing new is taken
//! for a repetition.

use domain::Role;
use serde_json::json;
use tempfile::TempDir;
use tests::{Laptop, PASSPHRASE, World};

struct Village {
    world: World,
    area: String,
    hers: Laptop,
    his: Laptop,
    folder: TempDir,
}

impl Village {
    fn new() -> Village {
        let world = World::new();
        let area = world.area("青岩刘村");
        let user = world.user("王丽", Role::Instructor, &[&area]);
        let officer = world.user("陈警官", Role::Officer, &[&area]);
        let (hers, his) = (world.laptop(&user), world.laptop(&officer));
        Village {
            world,
            area,
            hers,
            his,
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn person(&self, laptop: &Laptop, name: &str) -> String {
        laptop.create(
            "people",
            &self.area,
            json!({"area": self.area, "name": name}),
        )
    }

    /// Her laptop as it is now, in a sealed file, put back into an empty folder.
    fn put_back(&self) -> impl FnOnce() -> Laptop + use<> {
        let file = self.folder.path().join("a.beatbook-backup");
        app::backup::write_to(&self.hers.desk, &file).expect("a backup");
        let clock = self.world.clock.clone();
        let home = tempfile::tempdir().expect("a folder");
        move || {
            store::restore(home.path(), &file, PASSPHRASE).expect("restored");
            Laptop::opened(home, clock)
        }
    }
}

fn names(laptop: &Laptop) -> Vec<String> {
    let rows = app::listing::list(&laptop.desk, "people", None, 1_000).expect("listed");
    let mut names: Vec<String> = rows
        .iter()
        .filter_map(|row| row["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn incarnation(laptop: &Laptop) -> i64 {
    laptop.count("SELECT CAST(value AS INTEGER) FROM state WHERE key = 'incarnation'")
}

#[test]
fn what_was_synced_after_the_backup_comes_back_and_new_edits_are_not_taken_for_repetitions() {
    let village = Village::new();
    let person = village.person(&village.hers, "A1");
    village.hers.sync();
    let put_back = village.put_back();
    // After the backup: two records and an edit, all handed in.
    village.person(&village.hers, "B1");
    village.person(&village.hers, "B2");
    let edit = json!({"phone": "+8613900000001"});
    village.hers.change("people", &person, edit);
    village.hers.sync();
    assert_eq!(incarnation(&village.hers), 1);

    let restored = put_back();
    assert_eq!(names(&restored), ["A1"]);
    // Under the same numbers as those that the station has: made before the first sync.
    village.person(&restored, "C1");
    village.person(&restored, "C2");
    village.person(&restored, "C3");
    village.person(&restored, "C4");
    restored.sync();
    assert_eq!(restored.waiting(), 0);
    assert_eq!(incarnation(&restored), 2);
    let all = ["A1", "B1", "B2", "C1", "C2", "C3", "C4"];
    assert_eq!(names(&restored), all);
    village.his.sync();
    assert_eq!(names(&village.his), all);
    let phone = restored.text("SELECT phone FROM people WHERE id = ?1", &person);
    assert_eq!(phone.as_deref(), Some("+8613900000001"));
    for table in ["conflicts", "quarantined"] {
        let count = restored.count(&["SELECT count(*) FROM ", table].concat());
        assert_eq!(count, 0, "{table}");
    }
    // And it goes on from there.
    village.person(&restored, "D1");
    restored.sync();
    village.his.sync();
    assert_eq!(names(&village.his).len(), 8);
}

#[test]
fn edits_that_were_not_sent_survive_in_the_backup() {
    let village = Village::new();
    village.person(&village.hers, "A1");
    village.person(&village.hers, "A2");
    let put_back = village.put_back();
    let restored = put_back();
    assert_eq!(restored.waiting(), 2);
    restored.sync();
    assert_eq!((restored.waiting(), incarnation(&restored)), (0, 1));
    village.his.sync();
    assert_eq!(names(&village.his), ["A1", "A2"]);
}

#[test]
fn edits_that_wait_in_the_backup_and_were_sent_since_are_not_taken_twice() {
    let village = Village::new();
    let person = village.person(&village.hers, "A1");
    village.hers.sync();
    let edit = json!({"phone": "+8613900000001"});
    village.hers.change("people", &person, edit);
    village.person(&village.hers, "A2");
    let put_back = village.put_back();
    village.hers.sync();
    // Somebody goes on from what was sent.
    village.his.sync();
    let newer = json!({"phone": "+8613900000002"});
    village.his.change("people", &person, newer);
    village.his.sync();
    let restored = put_back();
    assert_eq!(restored.waiting(), 2);
    village.person(&restored, "C1");
    restored.sync();
    village.his.sync();
    for laptop in [&restored, &village.his] {
        assert_eq!(names(laptop), ["A1", "A2", "C1"]);
        let phone = laptop.text("SELECT phone FROM people WHERE id = ?1", &person);
        assert_eq!(phone.as_deref(), Some("+8613900000002"));
        assert_eq!(laptop.count("SELECT count(*) FROM quarantined"), 0);
    }
    assert_eq!(restored.waiting(), 0);
}

#[test]
fn a_laptop_put_back_at_a_station_put_back_further_gives_it_what_it_forgot() {
    let mut village = Village::new();
    village.person(&village.hers, "A1");
    village.hers.sync();
    let night = village.world.backup("night");
    village.person(&village.hers, "B1");
    village.hers.sync();
    let put_back = village.put_back();
    village.person(&village.hers, "C1");
    village.hers.sync();
    village.his.sync();
    village.world.restore(&night);
    let restored = put_back();
    village.person(&restored, "D1");
    restored.sync();
    village.his.sync();
    restored.sync();
    // C1 was on her lost laptop and at the station that forgot it; nobody has it any more but who received it as a reader.
    for laptop in [&restored, &village.his] {
        let held = names(laptop);
        for name in ["A1", "B1", "D1"] {
            assert!(held.iter().any(|found| found == name), "{name}: {held:?}");
        }
        assert_eq!(laptop.waiting(), 0);
    }
}

#[test]
fn a_backup_made_while_somebody_writes_is_one_moment() {
    let village = Village::new();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let folder = tempfile::tempdir().unwrap();
    village.person(&village.hers, "P0000");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut made = 1;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                village.person(&village.hers, &format!("P{made:04}"));
                made += 1;
            }
            made
        });
        let copied: Vec<_> = (0..3)
            .map(|number| folder.path().join(number.to_string()))
            .map(|file| village.hers.desk.store.back_up(1, &file))
            .collect();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(copied.iter().all(Result::is_ok), "{copied:?}");
        assert!(writing.join().unwrap() > 2);
    });
    for number in 0..3 {
        let home = tempfile::tempdir().unwrap();
        let file = folder.path().join(number.to_string());
        store::restore(home.path(), &file, PASSPHRASE).unwrap();
        let laptop = Laptop::opened(home, village.world.clock.clone());
        assert_eq!(laptop.desk.store.check().unwrap(), None);
        // Every person that is there has its operation, and the other way round; none is missing before the last.
        let (people, ops) = (names(&laptop).len(), laptop.waiting());
        assert_eq!(people as i64, ops);
        assert_eq!(names(&laptop).last(), Some(&format!("P{:04}", people - 1)));
    }
}

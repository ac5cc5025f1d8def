//! A station's backup by its own commands: made while it serves and laptops write, put back, and refused where it does not belong.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Role;
use serde_json::json;
use tests::{Server, World, free_address, program};

fn station(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program("beatbook-station"))
        .arg("--data")
        .arg(folder)
        .args(arguments)
        .output()
        .expect("it runs");
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8(said).expect("text");
    (output.status.success(), said)
}

#[test]
fn a_station_is_copied_while_it_serves_under_writes_and_put_back_whole() {
    let mut world = World::unserved(None);
    let address = free_address();
    world.served_at(address);
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let code = world.invite(&user);
    let folder = world.station_folder();
    let server = Server::start(&folder, address, &[]);
    let laptop = world.enrol_by(&code);
    let copies = tempfile::tempdir().unwrap();
    let copy = |number: usize| copies.path().join(number.to_string());
    let stop = AtomicBool::new(false);
    let saved = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut saved = 0;
            while !stop.load(Ordering::Relaxed) {
                laptop.create("people", &area, json!({"area": area, "name": "张三"}));
                laptop.sync();
                saved += 1;
            }
            saved
        });
        let copied: Vec<_> = (0..5)
            .map(|number| station(&folder, &["backup", copy(number).to_str().unwrap()]))
            .collect();
        stop.store(true, Ordering::Relaxed);
        assert!(copied.iter().all(|(done, _)| *done), "{copied:?}");
        writing.join().unwrap()
    });
    assert!(saved > 1, "{saved} were saved meanwhile");
    server.kill();
    let (done, said) = station(&folder, &["restore", copy(0).to_str().unwrap()]);
    assert!(done && said.contains("kept as"), "{said}");
    let _server = Server::start(&folder, address, &[]);
    laptop.sync();
    let (done, said) = station(&folder, &["invite", &user]);
    assert!(done, "{said}");
    let mut words = said.split_whitespace().skip_while(|word| *word != "code");
    let other = world.ask_by(words.nth(1).expect("a code"));
    let digits = app::session::check_digits(&other.desk).unwrap();
    let (done, said) = station(&folder, &["confirm", &digits]);
    assert!(done, "{said}");
    other.sync();
    assert_eq!(other.count("SELECT count(*) FROM people"), saved);
    // By its name it is put out of service again, unless several bear it.
    let (done, _) = station(&folder, &["revoke", "test"]);
    assert!(!done);
    let device = other
        .desk
        .store
        .read(store::state::identity)
        .unwrap()
        .device;
    let (done, said) = station(&folder, &["revoke", &device]);
    assert!(done, "{said}");
    assert_eq!(other.try_sync().unwrap_err().code, app::wipe::ORDERED);
}

#[test]
fn a_backup_of_another_station_and_rubbish_are_refused_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    for (place, name) in [(&ours, "江东派出所"), (&theirs, "江西派出所")] {
        assert!(station(place, &["init", "--name", name]).0);
    }
    let copy = folder.path().join("copy");
    let copy = copy.to_str().unwrap();
    assert!(station(&theirs, &["backup", copy]).0);
    let before = std::fs::read(ours.join("station.db")).unwrap();
    let (done, said) = station(&ours, &["restore", copy]);
    assert!(
        !done && said.contains("another station, “江西派出所”"),
        "{said}"
    );
    let rubbish = folder.path().join("rubbish");
    std::fs::write(&rubbish, b"beatbook-backup\n of a laptop".repeat(500)).unwrap();
    let (done, said) = station(&ours, &["restore", rubbish.to_str().unwrap()]);
    assert!(!done && said.contains("no backup of a station"), "{said}");
    assert_eq!(std::fs::read(ours.join("station.db")).unwrap(), before);
    assert!(!ours.join("station.db.part").exists());
    // Its own folder, or an empty one, takes it.
    assert!(station(&theirs, &["restore", copy]).0);
}

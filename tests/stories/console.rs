//! What is done at the server's console stands in the access log: who sat there by the system's account, what, and how it ended.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use audit::{Act, CONSOLE, Entry};
use domain::Role;
use station::Station;
use tests::{World, program};

fn station(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(program("beatbook-station"))
        .arg("--data")
        .arg(folder)
        .args(arguments)
        .env_remove("SUDO_USER")
        .output()
        .expect("it runs")
}

/// Runs a command that must end well; what it printed.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = station(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The station's own entries that name whoever sat at the console: act, what, how it ended.
fn entries(folder: &Path) -> Vec<(Act, String, String)> {
    let clock = Arc::new(|| app::clock::Clock::now(&app::clock::SystemClock));
    let station = Station::open(folder, clock).expect("the station opens");
    let (_, bytes) = station::access_log::save(&station, Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log
        .entries
        .iter()
        .map(|bytes| Entry::parse(bytes).expect("an entry"));
    let name = [CONSOLE, &whoami()].concat();
    let told = entries
        .filter(|entry| entry.user.starts_with(CONSOLE))
        .inspect(|entry| {
            assert_eq!(entry.user, name);
            assert_eq!(entry.device, audit::STATION);
        });
    told.map(|entry| (entry.act, entry.field, entry.result))
        .collect()
}

fn whoami() -> String {
    let output = Command::new("id").arg("-un").output().expect("it runs");
    String::from_utf8(output.stdout)
        .expect("a name")
        .trim()
        .to_owned()
}

#[test]
fn every_command_at_the_console_that_touches_records_or_rights_has_its_entry() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = &home.path().join("station");
    let file = |name: &str| home.path().join(name).display().to_string();
    done(folder, &["init", "--name", "江东派出所"]);
    // What a doctor would ask for.
    std::fs::write(folder.join("names"), "station.example\n").expect("written");
    done(
        folder,
        &["areas", "add", "青岩刘村", "--code", "330799001001"],
    );
    done(
        folder,
        &["areas", "change", "青岩刘村", "--kind", "community"],
    );
    done(
        folder,
        &[
            "users",
            "add",
            "王丽",
            "--role",
            "instructor",
            "--area",
            "青岩刘村",
        ],
    );
    done(folder, &["invite", "王丽"]);
    done(folder, &["lease", "--read-only", "5", "--locked", "10"]);
    done(folder, &["forget"]);
    let records = "{\"kind\": \"tags\", \"id\": \"019b0000-0000-7000-8000-000000000001\", \"fields\": {\"name\": \"x\"}}\n";
    std::fs::write(file("records"), records).expect("written");
    done(folder, &["load", &file("records")]);
    std::fs::write(file("nonsense"), "nonsense\n").expect("written");
    assert!(
        !station(folder, &["load", &file("nonsense")])
            .status
            .success()
    );
    done(folder, &["backup", &file("backup")]);
    assert!(
        !station(folder, &["backup", &file("backup")])
            .status
            .success()
    );
    done(folder, &["log", "save", &file("log")]);
    done(folder, &["restore", &file("backup")]);
    done(folder, &["doctor", "--listen", "127.0.0.1:0"]);
    let told: Vec<_> = entries(folder)
        .iter()
        .map(|(act, what, result)| format!("{} {what} {result}", act.as_str()))
        .collect();
    // What came after the backup went with the records that were put aside; that they were put aside is told.
    let expected = [
        "admin init done",
        "admin add_user chief",
        "admin invite done",
        "admin add_user administrator",
        "admin invite done",
        "admin add_area done",
        "admin change_area done",
        "admin add_user instructor",
        "admin assign done",
        "admin invite done",
        "admin lease 5/10",
        "erase forget 0",
        "admin load 1",
        "admin load failed",
        "disclose backup ",
        "admin restore done",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_is_done_with_a_laptop_at_the_console_has_its_entry_too() {
    let mut world = World::on_real_time_in_a_file();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.ask_by(&world.invite(&user));
    let digits = app::session::check_digits(&laptop.desk).expect("digits");
    let identity = laptop.desk.store.read(store::state::identity);
    let device = identity.expect("an identity").device;
    let folder = world.station_folder();
    world.close();
    done(&folder, &["confirm", &digits]);
    let home = tempfile::tempdir().expect("a folder");
    let file = |name: &str| home.path().join(name).display().to_string();
    std::fs::write(file("out"), laptop.courier_out().expect("a file")).expect("written");
    done(
        &folder,
        &["courier", "in", &file("out"), "--answer", &file("answer")],
    );
    done(
        &folder,
        &["courier", "out", "--laptop", &device, &file("more")],
    );
    std::fs::write(file("nonsense"), "nonsense").expect("written");
    assert!(
        !station(&folder, &["courier", "in", &file("nonsense")])
            .status
            .success()
    );
    done(&folder, &["revoke", &device, "--stolen"]);
    let told: Vec<_> = entries(&folder)
        .iter()
        .map(|(act, what, result)| format!("{} {what} {result}", act.as_str()))
        .collect();
    let expected = [
        "admin confirm_laptop ",
        "collect courier_in 0",
        "disclose courier_out ",
        "disclose courier_out ",
        "collect courier_in failed",
        "admin revoke_stolen_laptop done",
    ];
    assert_eq!(told, expected);
}

//! `doctor` on both sides: each fault is planted, and what is said of it names the fault and what to do.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use domain::Role;
use station::Surroundings;
use tempfile::TempDir;
use tests::{PASSPHRASE, World, program};

const LISTEN: &str = "127.0.0.1:0";

/// A closed station that laptops can reach, in a folder of its own.
fn station() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = station_command(folder.path())
        .args(["init", "--name", "江东派出所", "--host", "192.168.1.5"])
        .output()
        .expect("it runs");
    assert!(made.status.success(), "{made:?}");
    folder
}

fn station_command(folder: &Path) -> Command {
    let mut command = Command::new(program("beatbook-station"));
    command.arg("--data").arg(folder.join("data"));
    command
}

fn wrong_around(folder: &Path, change: impl FnOnce(&mut Surroundings)) -> Vec<String> {
    let data = folder.join("data");
    let now = app::clock::Clock::now(&app::clock::SystemClock);
    let mut around = Surroundings::of(&data, now, LISTEN);
    around.free_bytes = Some(10 << 30);
    change(&mut around);
    station::doctor(&data, &around).wrong
}

fn wrong(folder: &Path) -> Vec<String> {
    wrong_around(folder, |_| {})
}

fn says(wrong: &[String], parts: &[&str]) {
    let said = wrong
        .iter()
        .any(|sentence| parts.iter().all(|part| sentence.contains(part)));
    assert!(said, "{parts:?} is not said in {wrong:#?}");
}

#[test]
fn nothing_is_wrong_with_a_new_station_and_the_status_says_so() {
    let folder = station();
    assert_eq!(wrong(folder.path()), Vec::<String>::new());
    let doctor = |folder: &Path| -> Output {
        let mut command = station_command(folder);
        command
            .args(["doctor", "--listen", LISTEN])
            .output()
            .expect("it runs")
    };
    assert!(doctor(folder.path()).status.success());
    std::fs::remove_file(folder.path().join("data/ca.der")).unwrap();
    assert!(!doctor(folder.path()).status.success());
}

#[test]
fn a_folder_without_a_station_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let told = wrong(folder.path());
    assert_eq!(told.len(), 1);
    says(&told, &["no station", "init"]);
}

#[test]
fn a_lost_or_foreign_root_is_told_with_what_it_means() {
    let folder = station();
    let data = folder.path().join("data");
    let certificate = std::fs::read(data.join("ca.der")).unwrap();
    let other = station();
    std::fs::copy(
        other.path().join("data/ca.key.pem"),
        data.join("ca.key.pem"),
    )
    .unwrap();
    says(
        &wrong(folder.path()),
        &["ca.key.pem", "another station", "Copy it back"],
    );
    std::fs::remove_file(data.join("ca.key.pem")).unwrap();
    says(&wrong(folder.path()), &["ca.key.pem", "at each start"]);
    std::fs::write(data.join("ca.der"), b"rubbish").unwrap();
    says(&wrong(folder.path()), &["ca.der", "no certificate"]);
    std::fs::remove_file(data.join("ca.der")).unwrap();
    says(
        &wrong(folder.path()),
        &["ca.der", "know the station by", "enrolled anew"],
    );
    std::fs::write(data.join("ca.der"), certificate).unwrap();
}

#[test]
fn a_root_that_is_about_to_end_and_one_that_is_not_valid_yet_are_told() {
    let folder = station();
    let data = folder.path().join("data");
    // Roots of ours end in the year 4096: looked at from there.
    let end = 67_090_000_000_000;
    let told = wrong_around(folder.path(), |around| around.now = end);
    says(&told, &["root certificate ends on", "before that day"]);
    let told = wrong_around(folder.path(), |around| around.now = 0);
    says(&told, &["valid from", "clock"]);
    assert!(data.join("ca.der").exists());
}

#[test]
fn a_clock_behind_the_records_is_told() {
    let folder = station();
    let told = wrong_around(folder.path(), |around| around.now = 1_700_000_000_000);
    says(&told, &["clock of this machine is behind", "set the clock"]);
}

#[test]
fn a_taken_port_is_told_unless_it_is_the_station_itself() {
    let folder = station();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap();
    // Somebody who answers, and no station.
    std::thread::spawn(move || {
        for stream in other.incoming().flatten() {
            let _ = std::io::Write::write_all(&mut &stream, b"HTTP/1.0 400 No\r\n\r\n");
        }
    });
    let told = wrong_around(folder.path(), |around| around.listen = taken.to_string());
    says(&told, &["another program listens", "ss -ltnp"]);
    let told = wrong_around(folder.path(), |around| around.listen = "nonsense".into());
    says(&told, &["no address"]);
    let address = tests::free_address();
    let _served = tests::Server::start(&folder.path().join("data"), address, &[]);
    let told = wrong_around(folder.path(), |around| around.listen = address.to_string());
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn a_disk_nearly_full_is_told_with_what_is_left() {
    let folder = station();
    let told = wrong_around(folder.path(), |around| around.free_bytes = Some(120 << 20));
    says(&told, &["120 MB are left", "larger disk"]);
}

#[test]
fn a_damaged_database_is_told_and_nothing_else_is_called_wrong() {
    let folder = station();
    let file = folder.path().join("data/station.db");
    let mut bytes = std::fs::read(&file).unwrap();
    for page in bytes.chunks_mut(4_096).skip(1) {
        page[..64].fill(0x5a);
    }
    std::fs::write(&file, bytes).unwrap();
    let told = wrong(folder.path());
    says(&told, &["database is damaged", "restore"]);
    assert_eq!(told.len(), 1, "{told:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_read_is_told_with_how_to_close_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = station();
    let data = folder.path().join("data");
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set(&data, 0o755);
    set(&data.join("ca.key.pem"), 0o644);
    let told = wrong(folder.path());
    says(&told, &["other accounts", "chmod 700"]);
    says(&told, &["ca.key.pem", "chmod 600"]);
}

#[test]
fn a_database_server_that_cannot_be_reached_is_told() {
    let folder = station();
    let address = tests::free_address();
    let place = format!("database = \"postgres://nobody@{address}/nothing\"\nstation = 1\n");
    std::fs::write(folder.path().join("data/station.toml"), place).unwrap();
    says(
        &wrong(folder.path()),
        &["database server cannot be reached", "is it running"],
    );
}

#[test]
fn a_station_that_is_not_copied_is_told() {
    const DAY: i64 = 86_400_000;
    let folder = station();
    let later = |days: i64| wrong_around(folder.path(), |around| around.now += days * DAY);
    assert_eq!(later(7), Vec::<String>::new());
    says(&later(9), &["never a backup", "backup FILE"]);
    let copy = folder.path().join("copy");
    let made = station_command(folder.path())
        .arg("backup")
        .arg(copy)
        .output();
    assert!(made.expect("it runs").status.success());
    assert_eq!(later(7), Vec::<String>::new());
    says(&later(9), &["9 days ago", "another disk"]);
}

/// What `beatbook doctor` calls wrong, and whether its status agrees.
fn laptop_wrong(home: &Path, language: &str) -> String {
    let output = Command::new(program("beatbook"))
        .arg("--home")
        .arg(home)
        .args(["--language", language, "doctor"])
        .env("BEATBOOK_PASSPHRASE", PASSPHRASE)
        .env("BEATBOOK_SECRETS", "")
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let wrong: Vec<&str> = text.lines().filter(|line| line.starts_with('!')).collect();
    assert_eq!(output.status.success(), wrong.is_empty(), "{text}");
    wrong.join("\n")
}

#[test]
fn a_laptops_doctor_tells_what_the_station_says_in_both_languages() {
    let mut world = World::on_real_time();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let folder = world.laptop(&user).close();
    let home = folder.path();
    assert_eq!(laptop_wrong(home, "en"), "");
    let device = {
        let store = store::open(home, PASSPHRASE).unwrap();
        store.read(store::state::identity).unwrap().device
    };
    world.act("revoke_laptop", None, None, Some(&device));
    assert!(laptop_wrong(home, "en").contains("out of service"));
    assert!(laptop_wrong(home, "zh-CN").contains("停用"));
    world.stop();
    assert!(laptop_wrong(home, "en").contains("The station was not reached"));
    assert!(laptop_wrong(home, "zh-CN").contains("没有连上站内服务器"));
}

#[test]
fn a_laptops_doctor_tells_a_foreign_certificate_from_a_station_out_of_reach() {
    let mut world = World::on_real_time();
    let user = world.user("王丽", Role::Instructor, &[]);
    let folder = world.laptop(&user).close();
    world.stop();
    let address = world.url().trim_start_matches("https://").parse().unwrap();
    let other = station();
    let _served = tests::Server::start(&other.path().join("data"), address, &[]);
    assert!(laptop_wrong(folder.path(), "en").contains("not your station"));
}

#[test]
fn a_laptops_doctor_tells_a_damaged_store() {
    let world = World::on_real_time();
    let user = world.user("王丽", Role::Instructor, &[]);
    let folder = world.laptop(&user).close();
    let file = folder.path().join("store.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // The last page: the store opens, and only who reads all of it finds out.
    let last = bytes.len() - 2_000;
    bytes[last] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(laptop_wrong(folder.path(), "en").contains("may be damaged"));
}

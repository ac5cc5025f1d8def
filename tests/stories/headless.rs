//! `beatbook` itself, as automation runs it: its own process, JSON out, status and error codes.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use domain::Role;
use serde_json::{Value, json};
use tests::{PASSPHRASE, World, program};

/// The binary built beside these tests.
pub fn beatbook(home: &Path) -> Command {
    let mut command = Command::new(tests::program("beatbook"));
    command
        .arg("--home")
        .arg(home)
        .arg("--json")
        .env("BEATBOOK_PASSPHRASE", PASSPHRASE)
        .env("BEATBOOK_SECRETS", home.with_extension("device"));
    command
}

fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("JSON: {}", String::from_utf8_lossy(&output.stderr)))
}

pub fn run(home: &Path, arguments: &[&str]) -> Value {
    let output = beatbook(home).args(arguments).output().expect("it runs");
    let value = answer(&output);
    assert!(output.status.success(), "{value}");
    value
}

pub fn refused(home: &Path, arguments: &[&str]) -> String {
    let output = beatbook(home).args(arguments).output().expect("it runs");
    assert!(!output.status.success());
    let value = answer(&output);
    assert!(
        value["error"]["message"]
            .as_str()
            .is_some_and(|message| message.chars().count() > 5)
    );
    value["error"]["code"].as_str().expect("a code").to_owned()
}

fn put(home: &Path, kind: &str, input: &Value) -> Value {
    let mut child = beatbook(home)
        .args(["put", kind])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child
        .stdin
        .take()
        .expect("input")
        .write_all(input.to_string().as_bytes())
        .expect("written");
    answer(&child.wait_with_output().expect("it ends"))
}

/// At the server's console, by the digits that the laptop shows.
pub fn confirm(world: &World, digits: &Value) {
    let digits = digits.as_str().expect("digits").replace(' ', "");
    let said = Command::new(program("beatbook-station"))
        .arg("--data")
        .arg(world.station_folder())
        .args(["confirm", &digits])
        .output()
        .expect("it runs");
    assert!(said.status.success(), "{said:?}");
}

#[test]
fn an_administrator_can_do_a_days_work_without_a_window() {
    let world = World::on_real_time();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    assert_eq!(refused(home, &["status"]), "store_missing");
    let (url, code) = (world.url(), world.invite(&user));
    let me = run(home, &["enroll", "--station", &url, "--code", &code]);
    assert_eq!(me["role"], "instructor");
    assert_eq!(refused(home, &["sync"]), "station_not_confirmed");
    confirm(&world, &me["check_digits"]);
    assert_eq!(
        refused(home, &["enroll", "--station", &url, "--code", &code]),
        "store_exists"
    );
    run(home, &["sync"]);

    let register = concat!(env!("CARGO_MANIFEST_DIR"), "/imports/tenant-register.xlsx");
    let preview = run(home, &["import", register, "--as", "people", "--dry-run"]);
    assert_eq!(run(home, &["list", "people"]).as_array().unwrap().len(), 0);
    let imported = run(home, &["import", register, "--as", "people"]);
    assert_eq!(imported["left_out"], preview["left_out"]);
    // A list without a fault needs no file of rows left out.
    let sound = home.join("sound.csv");
    std::fs::write(&sound, "村,幢,室\n青岩刘村,991,101\n").unwrap();
    let (sound, folder) = (sound.to_string_lossy(), home.to_string_lossy());
    let rooms = run(
        home,
        &["import", &sound, "--as", "rooms", "--left-out", &folder],
    );
    assert_eq!(
        (&rooms["created"], &rooms["left_out_file"]),
        (&1.into(), &serde_json::Value::Null)
    );
    let people = run(
        home,
        &["list", "people", "--area", "青岩刘村", "--limit", "1000"],
    );
    assert_eq!(
        people.as_array().unwrap().len() as u64,
        imported["created"].as_u64().unwrap()
    );

    let id = people[0]["id"].as_str().unwrap();
    // A person is opened for a purpose, a list as anybody's.
    assert_eq!(refused(home, &["get", "people", id]), "purpose_needed");
    assert_eq!(refused(home, &["person", "show", id]), "purpose_needed");
    let mut record = run(home, &["get", "people", id, "--purpose", "registration"]);
    let page = run(home, &["person", "show", id]);
    assert_eq!(page["name"], record["fields"]["name"]);
    assert!(
        record["fields"]["document"]["number"]
            .as_str()
            .unwrap()
            .contains("****")
    );
    let shown = run(home, &["get", "people", id, "--reveal", "registration"]);
    assert!(
        !shown["fields"]["document"]["number"]
            .as_str()
            .unwrap()
            .contains('*')
    );
    assert_eq!(
        refused(home, &["get", "people", id, "--reveal", "curiosity"]),
        "unknown_code"
    );

    record["fields"]["name_latin"] = json!("CHANGED");
    assert_eq!(put(home, "people", &record)["id"], id);
    let after = run(home, &["get", "people", id, "--reveal", "registration"]);
    assert_eq!(after["fields"]["document"], shown["fields"]["document"]);
    assert_eq!(after["fields"]["name_latin"], "CHANGED");
    let made = put(
        home,
        "consultations",
        &json!({"fields": {
            "area": area, "kind": "help", "text": "孩子走失", "status": "open", "at": 1_795_136_400_000_i64, "by": user,
        }}),
    );
    assert!(made["id"].as_str().is_some(), "{made}");
    assert!(
        !run(home, &["search", people[0]["name"].as_str().unwrap()])
            .as_array()
            .unwrap()
            .is_empty()
    );
    let month = store::day_of(1_795_136_400_000).to_string()[..7].to_owned();
    let out = home.to_str().unwrap();
    let written = run(
        home,
        &[
            "report",
            "month",
            &month,
            "--area",
            "青岩刘村",
            "--out",
            out,
        ],
    );
    let paths: Vec<&str> = written
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert!(
        paths[0].ends_with(&format!("report-{month}.xlsx"))
            && paths[1].ends_with(".pdf")
            && paths[2].ends_with(".csv"),
        "{paths:?}"
    );
    let csv = std::fs::read_to_string(paths[2]).unwrap();
    // Nothing was recorded before: that is not a nought.
    assert!(csv.contains("\r\n咨询,1,,,,,,,\r\n"), "{csv}");
    for (unit, period) in [("month", "2026-13"), ("week", &month)] {
        assert_eq!(
            refused(home, &["report", unit, period, "--out", out]),
            "period_impossible"
        );
    }
    assert!(run(home, &["status"])["waiting"].as_i64().unwrap() > 0);
    run(home, &["sync"]);
    assert_eq!(run(home, &["status"])["waiting"], 0);
    run(home, &["undo-import", imported["batch"].as_str().unwrap()]);
    assert_eq!(run(home, &["list", "people"]).as_array().unwrap().len(), 1);
    assert_eq!(run(home, &["doctor"])["sound"], true);
}

#[test]
fn a_wrong_passphrase_and_rubbish_get_a_code_and_a_sentence() {
    let world = World::new();
    let user = world.user("王丽", Role::Instructor, &[]);
    let laptop = world.laptop(&user);
    assert_eq!(refused(laptop.home(), &["status"]), "store_open_elsewhere");
    let copy = laptop.copy();
    let output = beatbook(copy.path())
        .arg("status")
        .env("BEATBOOK_PASSPHRASE", "not the passphrase")
        .output()
        .unwrap();
    assert_eq!(answer(&output)["error"]["code"], "wrong_passphrase");
    let rubbish = copy.path().join("rubbish.xlsx");
    std::fs::write(&rubbish, b"PK\x03\x04 rubbish").unwrap();
    let path = rubbish.to_str().unwrap();
    assert_eq!(
        refused(copy.path(), &["import", path, "--as", "people"]),
        "file_not_a_spreadsheet"
    );
    assert_eq!(refused(copy.path(), &["list", "nonsense"]), "unknown_kind");
    assert_eq!(
        refused(copy.path(), &["undo-import", "nothing"]),
        "not_found"
    );
    assert_eq!(
        put(copy.path(), "people", &json!({"fields": {"name": "x"}}))["error"]["code"],
        "required"
    );
    std::fs::write(copy.path().join("store.db"), vec![7u8; 8192]).unwrap();
    assert_eq!(refused(copy.path(), &["status"]), "store_damaged");
}

#[test]
fn a_passphrase_is_changed_and_wrong_ones_in_a_row_make_everybody_wait() {
    const WANTED: &str = "cold stairs, warm soup";
    let world = World::on_real_time();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let (url, code) = (world.url(), world.invite(&user));
    let enrol = ["enroll", "--station", url.as_str(), "--code", code.as_str()];
    let with = |held: &str, arguments: &[&str]| {
        let output = beatbook(home)
            .env("BEATBOOK_PASSPHRASE", held)
            .env("BEATBOOK_NEW_PASSPHRASE", WANTED)
            .args(arguments)
            .output()
            .expect("it runs");
        answer(&output)["error"]["code"].as_str().map(str::to_owned)
    };
    // A guessable one does not use up the code.
    let guessable = with("beatbook2026", &enrol);
    assert_eq!(guessable.as_deref(), Some("passphrase_guessable"));
    assert_eq!(with(PASSPHRASE, &enrol), None);
    assert_eq!(with(PASSPHRASE, &["passphrase"]), None);
    let old = with(PASSPHRASE, &["status"]);
    assert_eq!(old.as_deref(), Some("wrong_passphrase"));
    assert_eq!(with(WANTED, &["status"]), None);
    for _ in 0..6 {
        with(PASSPHRASE, &["status"]);
    }
    // The right one waits too: whoever sits there is not known yet.
    assert_eq!(with(WANTED, &["status"]).as_deref(), Some("wait_seconds"));
    std::fs::remove_file(home.join("attempts.json")).unwrap();
    assert_eq!(with(WANTED, &["status"]), None);
    assert!(!home.join("attempts.json").exists());
}

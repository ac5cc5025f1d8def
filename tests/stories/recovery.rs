//! A forgotten passphrase: recovered by two officers of the station and by nobody else, with what was not sent intact.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use app::Language;
use app::recovery::{RecoveryForm, answer, ask_to, standing, state};
use domain::Role;
use serde_json::json;
use station::{StationError, recovery};
use sync::recovery::Sheet;
use tempfile::TempDir;
use tests::{Laptop, PASSPHRASE, World, program};

use crate::headless;

const WANTED: &str = "cold stairs, warm soup";

struct Village {
    world: World,
    area: String,
    user: String,
}

impl Village {
    fn new() -> Village {
        let world = World::new();
        let area = world.area("青岩刘村");
        let user = world.user("王丽", Role::Instructor, &[&area]);
        Village { world, area, user }
    }

    fn sheets(&self) -> Vec<Sheet> {
        let (key, sheets) = recovery::draw(self.world.station(), 3).expect("sheets");
        recovery::publish(self.world.station(), &key).expect("published");
        sheets
    }

    /// A laptop with a record that it has not sent, locked for good.
    fn forgotten(&self) -> TempDir {
        let laptop = self.world.laptop(&self.user);
        self.person(&laptop, "张三");
        laptop.close()
    }

    fn person(&self, laptop: &Laptop, name: &str) {
        let fields = json!({"area": self.area, "name": name});
        laptop.create("people", &self.area, fields);
    }

    /// What two officers answer with these codes.
    fn answered(&self, text: &str, codes: [&str; 2]) -> Result<String, StationError> {
        let asked = recovery::look(self.world.station(), text)?;
        let given = recovery::answer(self.world.station(), &asked, codes[0], codes[1])?;
        Ok(given.to_text())
    }

    fn recover(&self, home: &Path, text: &str) -> Result<store::Store, String> {
        let form = RecoveryForm {
            answer: text.to_owned(),
            passphrase: WANTED.to_owned(),
        };
        answer(home, &form, Language::English, self.world.now()).map_err(|error| {
            assert!(error.message.len() > 20, "{error:?}");
            error.code
        })
    }

    /// Opened by the answer; for the tests it has its usual passphrase again.
    fn opened(&self, home: TempDir, text: &str) -> Laptop {
        let store = self.recover(home.path(), text).expect("recovered");
        store
            .change_passphrase(WANTED, PASSPHRASE)
            .expect("changed");
        drop(store);
        Laptop::opened(home, self.world.clock.clone())
    }
}

fn ask(home: &Path) -> String {
    let file = home.join("request");
    let _ = std::fs::remove_file(&file);
    ask_to(home, &file, Language::English, tests::MORNING).expect("a request");
    std::fs::read_to_string(file).expect("the request")
}

/// The code of one sheet to be typed together with another.
fn code(sheets: &[Sheet], own: u8, their: u8) -> String {
    let sheet = sheets.iter().find(|sheet| sheet.number == own);
    let codes = &sheet.expect("a sheet").codes;
    let code = codes.iter().find(|(number, _)| *number == their);
    code.expect("a code").1.to_string()
}

fn refused<T>(outcome: Result<T, StationError>) -> &'static str {
    let error = outcome.err().expect("refused");
    error.recovery_code().expect("a code with a sentence")
}

#[test]
fn a_forgotten_passphrase_is_recovered_and_unsent_edits_are_intact() {
    let village = Village::new();
    let sheets = village.sheets();
    let home = village.forgotten();
    let closed = state(home.path(), Language::English, village.world.now()).unwrap();
    assert!(closed.ready && closed.asked.is_none());
    let request = ask(home.path());
    let asked = state(home.path(), Language::English, village.world.now()).unwrap();
    let digits = asked.asked.expect("a request").digits;
    let seen = recovery::look(village.world.station(), &request).unwrap();
    assert_eq!((seen.request.digits(), &*seen.user_name), (digits, "王丽"));
    // The first and the third officer.
    let (one, other) = (code(&sheets, 1, 3), code(&sheets, 3, 1));
    let text = village.answered(&request, [&other, &one]).unwrap();
    let laptop = village.opened(home, &text);
    assert_eq!(laptop.waiting(), 1);
    laptop.sync();
    assert_eq!(laptop.waiting(), 0);
    assert_eq!(laptop.accesses("recovery").len(), 1);
    let of_station = station::access_log::save(village.world.station(), Vec::new());
    let (_, log) = of_station.expect("the log");
    let log = audit::read(&mut log.as_slice()).expect("a log");
    let entries = log
        .entries
        .iter()
        .filter_map(|bytes| audit::Entry::parse(bytes).ok());
    let acts: Vec<String> = entries
        .filter(|entry| entry.field.contains("recover"))
        .map(|entry| [entry.field, entry.result].join(" "))
        .collect();
    assert!(acts.contains(&"recover_laptop 3+1".to_owned()), "{acts:?}");
    assert!(acts.iter().any(|act| act.starts_with("make_recovery ")));
    // Once only.
    let again = village.recover(laptop.close().path(), &text);
    assert_eq!(again.err().as_deref(), Some("recovery_no_request"));
}

#[test]
fn neither_one_sheet_nor_sheets_of_another_key_open_anything() {
    let village = Village::new();
    let sheets = village.sheets();
    let home = village.forgotten();
    let request = ask(home.path());
    let answered = |one: &str, other: &str| refused(village.answered(&request, [one, other]));
    let mine = code(&sheets, 1, 2);
    assert_eq!(answered(&mine, &mine), "recovery_same_sheet");
    assert_eq!(answered(&mine, &code(&sheets, 1, 3)), "recovery_same_sheet");
    assert_eq!(
        answered(&mine, &code(&sheets, 3, 2)),
        "recovery_codes_apart"
    );
    assert_eq!(answered(&mine, ""), "recovery_code_mistyped");
    // A later key of the same station, and one of another.
    let later = village.sheets();
    let (one, other) = (code(&later, 1, 2), code(&later, 2, 1));
    assert_eq!(answered(&one, &other), "recovery_other_key");
    let elsewhere = Village::new();
    elsewhere.sheets();
    assert_eq!(
        refused(elsewhere.answered(&request, [&mine, &mine])),
        "recovery_unknown"
    );
    // Those that it is sealed to still do.
    let text = village.answered(&request, [&mine, &code(&sheets, 2, 1)]);
    village.opened(home, &text.unwrap());
}

#[test]
fn a_request_that_was_altered_or_is_of_a_laptop_out_of_service_is_not_answered() {
    let village = Village::new();
    let sheets = village.sheets();
    let (one, other) = (code(&sheets, 1, 2), code(&sheets, 2, 1));
    let (home, theirs) = (village.forgotten(), village.forgotten());
    let (request, their_request) = (ask(home.path()), ask(theirs.path()));
    let field = |text: &str, name: &str| {
        let read: serde_json::Value = serde_json::from_str(text).unwrap();
        read[name].as_str().unwrap().to_owned()
    };
    let answered = |text: &str| village.answered(text, [&one, &other]);
    for name in ["sealed", "answer_to", "mac", "device"] {
        let altered = request.replace(&field(&request, name), &field(&their_request, name));
        assert_eq!(refused(answered(&altered)), "recovery_request_altered");
    }
    assert_eq!(refused(answered("{}")), "recovery_not_request");
    // An answer for the other laptop is none for this one.
    let text = answered(&their_request).unwrap();
    let outcome = village.recover(home.path(), &text);
    assert_eq!(
        outcome.err().as_deref(),
        Some("recovery_answer_other_laptop")
    );
    village.world.act(
        "revoke_laptop",
        None,
        None,
        Some(&field(&request, "device")),
    );
    assert_eq!(refused(answered(&request)), "recovery_revoked");
    drop(theirs);
}

#[test]
fn a_laptop_seals_to_a_new_recovery_key_at_its_next_contact_and_says_so() {
    let village = Village::new();
    let laptop = village.world.laptop(&village.user);
    let said = |laptop: &Laptop| standing(&laptop.desk).unwrap();
    assert!(said(&laptop)[0].contains("no recovery key"));
    village.sheets();
    laptop.sync();
    assert!(said(&laptop)[0].contains("two officers"));
    village.world.clock.advance(1_000);
    let newer = village.sheets();
    laptop.sync();
    assert_eq!(said(&laptop).len(), 2);
    assert_eq!(laptop.accesses("recovery_key").len(), 2);
    laptop.sync();
    assert_eq!(laptop.accesses("recovery_key").len(), 2);
    let home = laptop.close();
    let request = ask(home.path());
    let codes = [&*code(&newer, 2, 3), &*code(&newer, 3, 2)];
    village.opened(home, &village.answered(&request, codes).unwrap());
}

#[test]
fn a_laptop_that_only_meets_couriers_hears_of_the_recovery_key_too() {
    let mut village = Village::new();
    let laptop = village.world.laptop(&village.user);
    village.world.stop();
    village.sheets();
    let file = laptop.courier_out().expect("written");
    let (_, answer) = village.world.courier(&file).expect("read by the station");
    laptop.courier_in(&answer).expect("read by the laptop");
    assert!(standing(&laptop.desk).unwrap()[0].contains("two officers"));
}

/// At the server's console; what is typed there, a line each.
fn officers(world: &World, arguments: &[&str], typed: &[&str]) -> Output {
    let mut child = Command::new(program("beatbook-station"))
        .arg("--data")
        .arg(world.station_folder())
        .arg("recovery")
        .args(arguments)
        .args(["--language", "en"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("input");
    input
        .write_all((typed.join("\n") + "\n").as_bytes())
        .expect("typed");
    drop(input);
    child.wait_with_output().expect("it ends")
}

/// The codes on a printed sheet, by the number of the other one.
fn printed(text: &str, other: u8) -> String {
    let head = format!("sheet {other}:");
    let lines = text.lines().skip_while(|line| !line.ends_with(&head));
    let lines: Vec<&str> = lines.skip(1).take(2).map(str::trim).collect();
    lines.join("\n")
}

#[test]
fn two_officers_at_the_console_and_the_laptop_without_a_window() {
    let world = World::on_real_time();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().to_str().unwrap();
    // A stick that is not there: no laptop must seal to a key of which nobody has a sheet.
    let nowhere = folder.path().join("stick");
    let nowhere = nowhere.to_str().unwrap();
    let failed = officers(&world, &["make", "--sheets", "2", "--out", nowhere], &[]);
    assert!(!failed.status.success(), "{failed:?}");
    assert!(!world.station_folder().join("recovery.keys").exists());
    let made = officers(&world, &["make", "--sheets", "2", "--out", paper], &[]);
    assert!(made.status.success(), "{made:?}");
    let sheet = |number: u8| {
        let name = format!("beatbook-recovery-{number}.txt");
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let (first, second) = (printed(&sheet(1), 2), printed(&sheet(2), 1));
    let checked = officers(&world, &["check"], &[&first, &second]);
    assert!(checked.status.success(), "{checked:?}");

    let home = folder.path().join("laptop");
    let (url, code) = (world.url(), world.invite(&user));
    let me = headless::run(&home, &["enroll", "--station", &url, "--code", &code]);
    headless::confirm(&world, &me["check_digits"]);
    headless::run(&home, &["sync"]);
    // Its device secret lies elsewhere, and without it the passphrase opens nothing.
    let secrets = home.with_extension("device");
    assert_eq!(std::fs::read_dir(&secrets).unwrap().count(), 1);
    std::fs::rename(&secrets, folder.path().join("lost")).unwrap();
    assert_eq!(
        headless::refused(&home, &["status"]),
        "device_secret_missing"
    );

    let file = folder.path().join("a.beatbook-request");
    let file = file.to_str().unwrap();
    let asked = headless::run(&home, &["recovery", "request", file]);
    let digits = asked["digits"].as_str().unwrap();
    let answer = folder.path().join("answer");
    let answer = answer.to_str().unwrap();
    let open = ["open", file, "--answer", answer];
    let there = || Path::new(answer).exists();
    let wrong = officers(&world, &open, &["000 000", &first, &second]);
    assert!(!wrong.status.success() && !there(), "{wrong:?}");
    let alone = officers(&world, &open, &[digits, &first, &first]);
    assert!(!alone.status.success() && !there(), "{alone:?}");
    let both = officers(&world, &open, &[digits, &first, &second]);
    assert!(both.status.success() && there(), "{both:?}");
    let recover = |wanted: &str| {
        let mut command = headless::beatbook(&home);
        command.args(["recovery", "answer", answer]);
        command.env("BEATBOOK_NEW_PASSPHRASE", wanted);
        command.output().expect("it runs")
    };
    assert!(!recover("beatbook2026").status.success());
    let done = recover(PASSPHRASE);
    assert!(done.status.success(), "{done:?}");
    headless::run(&home, &["status"]);
    assert_eq!(std::fs::read_dir(&secrets).unwrap().count(), 1);
    assert!(!recover(PASSPHRASE).status.success());
}

//! Courier files that must not be read, and keys that are not there yet.

use app::words::{self, Language};
use serde_json::json;
use station::courier;
use tests::World;

use crate::headless::{refused, run};
use crate::records::Village;
use tests::program;

fn code(world: &World, file: &[u8]) -> &'static str {
    let error = world.courier(file).expect_err("refused");
    error.courier_code().expect("a code of its own")
}

#[test]
fn every_refusal_has_a_sentence_of_its_own_in_both_languages() {
    let codes = [
        "courier_not_one",
        "courier_newer",
        "courier_truncated",
        "courier_damaged",
        "courier_too_large",
        "courier_foreign",
        "courier_other_laptop",
        "courier_wrong_way",
        "courier_no_key",
        "courier_file",
        "courier_full",
        "courier_exists",
        "courier_older",
        "courier_missing",
        "courier_hand_back",
        "courier_revoked",
        "courier_not_confirmed",
        "courier_unknown",
    ];
    for language in [Language::Chinese, Language::English] {
        let mut said: Vec<String> = codes
            .iter()
            .map(|code| words::find(language, &["error.", code].concat(), &[]).expect(code))
            .collect();
        said.sort();
        said.dedup();
        assert_eq!(said.len(), codes.len());
    }
}

#[test]
fn a_station_refuses_what_is_not_for_it() {
    let (village, other) = (Village::new(), Village::new());
    let file = village.hers.courier_out().unwrap();
    assert_eq!(code(&other.world, &file), "courier_foreign");
    let (_, answer) = village.world.courier(&file).unwrap();
    assert_eq!(code(&village.world, &answer), "courier_wrong_way");
    assert_eq!(code(&village.world, b"PK\x03\x04"), "courier_not_one");
    assert_eq!(
        code(&village.world, &file[..file.len() - 10]),
        "courier_truncated"
    );
    let mut damaged = file.clone();
    let middle = damaged.len() - 100;
    damaged[middle] ^= 1;
    assert_eq!(code(&village.world, &damaged), "courier_damaged");
    let mut newer = file.clone();
    newer[9] = 2;
    assert_eq!(code(&village.world, &newer), "courier_newer");
    // After all this the file itself is as good as before.
    village.world.courier(&file).unwrap();
}

#[test]
fn a_laptop_refuses_what_is_not_for_it() {
    let (village, other) = (Village::new(), Village::new());
    let file = village.hers.courier_out().unwrap();
    let (_, answer) = village.world.courier(&file).unwrap();
    let refused = |laptop: &tests::Laptop, file: &[u8]| laptop.courier_in(file).unwrap_err().code;
    assert_eq!(refused(&village.his, &answer), "courier_other_laptop");
    assert_eq!(refused(&other.hers, &answer), "courier_foreign");
    assert_eq!(refused(&village.hers, &file), "courier_wrong_way");
    assert_eq!(refused(&village.hers, &answer[..200]), "courier_truncated");
    let mut damaged = answer.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert_eq!(refused(&village.hers, &damaged), "courier_damaged");
    assert_eq!(refused(&village.hers, b""), "courier_not_one");
    village.hers.courier_in(&answer).unwrap();
}

#[test]
fn a_revoked_laptop_and_a_closed_account_hand_nothing_in() {
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let hers = village.hers.courier_out().unwrap();
    let his = village.his.courier_out().unwrap();
    let device = village
        .his
        .desk
        .store
        .read(store::state::identity)
        .unwrap()
        .device;
    village
        .world
        .act("revoke_laptop", None, None, Some(&device));
    assert_eq!(code(&village.world, &his), "courier_revoked");
    let error = courier::out(village.world.station(), &device, true, Vec::new()).unwrap_err();
    assert_eq!(error.courier_code(), Some("courier_revoked"));
    village
        .world
        .act("close_user", Some(&village.instructor), None, None);
    assert_eq!(code(&village.world, &hers), "courier_revoked");
    // What was not taken is still on the laptop.
    assert_eq!(village.hers.waiting(), 1);
}

#[test]
fn a_store_that_lost_the_stations_keys_gets_them_at_the_next_hello() {
    let village = Village::new();
    let person = village.tenant();
    let now = village.hers.desk.now();
    let forget = |sql: &str| {
        village
            .hers
            .desk
            .store
            .write(now, |write| -> Result<(), store::StoreError> {
                write.connection().execute(sql, [])?;
                Ok(())
            })
            .unwrap();
    };
    forget("DELETE FROM state WHERE key IN ('courier_station', 'taken')");
    let error = village.hers.courier_out().unwrap_err();
    assert_eq!(error.code, "courier_no_key");
    village.hers.sync();
    // What it settled before it kept watermarks is not sent again.
    forget("DELETE FROM state WHERE key = 'taken'");
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let file = village.hers.courier_out().unwrap();
    let (taken, answer) = village.world.courier(&file).unwrap();
    assert_eq!((taken.receipt.taken, taken.receipt.known), (1, 0));
    village.hers.courier_in(&answer).unwrap();
    assert_eq!(village.hers.waiting(), 0);
}

#[test]
fn a_station_keeps_its_keys_to_itself_and_over_a_restart() {
    let mut village = Village::new();
    let path = village.world.station_folder().join("courier.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let before = std::fs::read(&path).unwrap();
    let backup = village.world.backup("night");
    village.world.restore(&backup);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let file = village.hers.courier_out().unwrap();
    village.world.courier(&file).unwrap();
}

#[test]
fn a_file_by_somebody_with_the_stations_public_key_only_is_refused() {
    use sync::courier::{Header, Kind, SecretKeys, Writer};
    let village = Village::new();
    let now = village.hers.desk.now();
    let (_, station) = village.hers.desk.store.courier_keys(now).unwrap();
    let identity = village
        .hers
        .desk
        .store
        .read(store::state::identity)
        .unwrap();
    let header = Header {
        kind: Kind::ToStation,
        station: village.world.station().fingerprint.clone(),
        laptop: identity.device,
        serial: 99,
        created: now,
    };
    let forger = SecretKeys::from_random(&[7; 64]);
    let writer = Writer::new(Vec::new(), &header, &station.unwrap(), &forger).unwrap();
    let forged = writer.finish().unwrap();
    assert_eq!(code(&village.world, &forged), "courier_damaged");
}

/// `beatbook-station courier`; what it printed, and whether it went well.
fn station_says(village: &Village, arguments: &[&str]) -> (bool, String) {
    let output = std::process::Command::new(program("beatbook-station"))
        .arg("--data")
        .arg(village.world.station_folder())
        .arg("courier")
        .args(arguments)
        .args(["--language", "en"])
        .env("BEATBOOK_LOG", "error")
        .output()
        .expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8(said).expect("text"),
    )
}

#[test]
fn the_programs_themselves_carry_files_between_processes() {
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    let device = village
        .hers
        .desk
        .store
        .read(store::state::identity)
        .unwrap()
        .device;
    let home = village.hers.copy();
    let stick = tempfile::tempdir().unwrap();
    let [out, back, whole] = ["out.courier", "back.courier", "whole.courier"]
        .map(|name| stick.path().join(name).to_str().unwrap().to_owned());
    let written = run(home.path(), &["courier", "out", &out]);
    assert_eq!(written["ops"], 1);
    assert_eq!(
        refused(home.path(), &["courier", "out", &out]),
        "courier_exists"
    );
    let (ok, said) = station_says(&village, &["in", &out, "--answer", &back]);
    assert!(ok && said.contains("1 edits taken"), "{said}");
    // The answer stays where it is; nothing is taken from a file whose answer would have no place.
    let (ok, said) = station_says(&village, &["in", &out, "--answer", &back]);
    assert!(!ok && said.contains("exists already"), "{said}");
    let (ok, said) = station_says(&village, &["in", &back]);
    assert!(!ok && said.contains("goes the other way"), "{said}");
    let read = run(home.path(), &["courier", "in", &back]);
    assert_eq!(read["taken"], 1);
    assert_eq!(run(home.path(), &["status"])["waiting"], 0);
    let (ok, said) = station_says(&village, &["out", "--laptop", &device, "--whole", &whole]);
    assert!(ok, "{said}");
    assert!(run(home.path(), &["courier", "in", &whole])["pulled"].as_i64() > Some(3));
    let (ok, said) = station_says(&village, &["out", "--laptop", "nobody", &out]);
    assert!(!ok && !said.is_empty(), "{said}");
    let left: Vec<_> = std::fs::read_dir(stick.path()).unwrap().collect();
    assert_eq!(left.len(), 3);
}

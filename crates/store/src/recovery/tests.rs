use std::fs;

use sync::courier::SecretKeys;
use sync::recovery::{join, pads, public_of, split};
use tempfile::TempDir;

use super::*;
use crate::open::{create_with, open_with};
use crate::{Identity, KdfCost, restore};

const PHRASE: &str = "correct horse battery";
const OTHER: &str = "cold stairs, warm soup";

struct Laptop {
    home: TempDir,
    place: Place,
    // Outside of the data.
    secrets: TempDir,
}

impl Laptop {
    fn new() -> (Laptop, Store) {
        let (home, secrets) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let place = Place::at(secrets.path());
        let identity = Identity {
            user: "u".into(),
            user_name: "王丽".into(),
            role: "instructor".into(),
            device: "laptop".into(),
            ..Identity::default()
        };
        let store = create_with(home.path(), PHRASE, &identity, KdfCost::FLOOR, &place).unwrap();
        let laptop = Laptop {
            home,
            place,
            secrets,
        };
        (laptop, store)
    }

    fn home(&self) -> &Path {
        self.home.path()
    }

    fn open(&self, passphrase: &str) -> Result<Store, StoreError> {
        open_with(self.home(), passphrase, &self.place)
    }

    fn recover(&self, answer: &str, passphrase: &str) -> Result<Store, StoreError> {
        recover_with(self.home(), answer, passphrase, 9, &self.place)
    }
}

fn officers(secret: u8, made_at: i64) -> RecoveryKey {
    let keys = SecretKeys::from_random(&[3; 64]);
    RecoveryKey::sign(&keys, &public_of(&[secret; 32]), made_at)
}

/// What two officers do with a request, each with a sheet.
fn answer(request: &Request, secret: u8) -> String {
    let random: Vec<_> = (0..pads(2)).map(|_| Zeroizing::new([50; 32])).collect();
    let sheets = split(&[secret; 32], &random).unwrap();
    let code = |number: usize| sheets[number].codes[0].1.clone();
    let (joined, _) = join(&request.key, &code(0), &code(1)).unwrap();
    request.answer(&joined).unwrap().to_text()
}

fn code<T>(outcome: Result<T, StoreError>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "done")
}

fn note(store: &Store, text: &str) {
    store
        .write(1, |write| state::set(write.connection(), "note", text))
        .unwrap();
}

fn noted(store: &Store) -> String {
    store
        .read(|connection| state::text(connection, "note"))
        .unwrap()
}

#[test]
fn a_forgotten_passphrase_is_replaced_by_the_stations_answer_once() {
    let (laptop, store) = Laptop::new();
    note(&store, "unsent");
    assert!(store.seal_for_recovery(1, &officers(7, 1_000)).unwrap());
    assert!(!store.seal_for_recovery(1, &officers(7, 1_000)).unwrap());
    drop(store);
    let request = ask_recovery(laptop.home(), 5).unwrap();
    assert_eq!(ask_recovery(laptop.home(), 6).unwrap(), request);
    let answer = answer(&request, 7);
    assert_eq!(
        code(laptop.recover(&answer, "short")),
        "passphrase_too_short"
    );
    let store = laptop.recover(&answer, OTHER).unwrap();
    assert_eq!(noted(&store), "unsent");
    drop(store);
    assert_eq!(code(laptop.open(PHRASE)), "wrong_passphrase");
    assert_eq!(noted(&laptop.open(OTHER).unwrap()), "unsent");
    // Once more, and after another request.
    assert_eq!(code(laptop.recover(&answer, PHRASE)), "recovery_no_request");
    let again = ask_recovery(laptop.home(), 7).unwrap();
    assert_ne!(again, request);
    assert_eq!(
        code(laptop.recover(&answer, PHRASE)),
        "recovery_answer_earlier"
    );
    assert_eq!(code(laptop.open(OTHER)), "done");
}

#[test]
fn a_request_left_by_a_power_cut_after_the_new_passphrase_serves_nobody() {
    let (laptop, store) = Laptop::new();
    store.seal_for_recovery(1, &officers(7, 1_000)).unwrap();
    drop(store);
    let request = ask_recovery(laptop.home(), 5).unwrap();
    let kept = fs::read(ask_path(laptop.home())).unwrap();
    let answer = answer(&request, 7);
    drop(laptop.recover(&answer, OTHER).unwrap());
    fs::write(ask_path(laptop.home()), kept).unwrap();
    assert_eq!(code(laptop.recover(&answer, PHRASE)), "recovery_no_request");
    let standing = recovery_standing(laptop.home()).unwrap().unwrap();
    assert_eq!(standing.asked, None);
}

#[test]
fn an_answer_for_another_laptop_or_of_another_key_opens_nothing() {
    let (laptop, store) = Laptop::new();
    assert_eq!(code(ask_recovery(laptop.home(), 5)), "recovery_not_ready");
    store.seal_for_recovery(1, &officers(7, 1_000)).unwrap();
    drop(store);
    ask_recovery(laptop.home(), 5).unwrap();
    let (other, store) = Laptop::new();
    store
        .write(1, |write| state::set(write.connection(), "device", "other"))
        .unwrap();
    store.seal_for_recovery(1, &officers(7, 1_000)).unwrap();
    drop(store);
    let theirs = answer(&ask_recovery(other.home(), 5).unwrap(), 7);
    assert_eq!(
        code(laptop.recover(&theirs, OTHER)),
        "recovery_answer_other_laptop"
    );
    assert_eq!(
        code(laptop.recover("AAAA", OTHER)),
        "recovery_answer_mistyped"
    );
    assert_eq!(code(laptop.open(PHRASE)), "done");
}

#[test]
fn a_later_recovery_key_takes_the_place_of_the_earlier_and_not_the_other_way_round() {
    let (laptop, store) = Laptop::new();
    store.seal_for_recovery(10, &officers(7, 1_000)).unwrap();
    assert_eq!(store.recovery_replaced().unwrap(), None);
    assert!(store.seal_for_recovery(20, &officers(8, 2_000)).unwrap());
    assert!(!store.seal_for_recovery(30, &officers(7, 1_000)).unwrap());
    assert_eq!(store.recovery_replaced().unwrap(), Some((1_000, 20)));
    store
        .change_passphrase_with(PHRASE, OTHER, &laptop.place)
        .unwrap();
    drop(store);
    let request = ask_recovery(laptop.home(), 5).unwrap();
    drop(laptop.recover(&answer(&request, 8), PHRASE).unwrap());
    assert_eq!(code(laptop.open(PHRASE)), "done");
}

#[test]
fn a_copy_of_the_data_without_the_device_secret_does_not_open_and_recovery_heals_it() {
    let (laptop, store) = Laptop::new();
    store.seal_for_recovery(1, &officers(7, 1_000)).unwrap();
    drop(store);
    let lost = || {
        fs::remove_dir_all(laptop.secrets.path()).unwrap();
        assert_eq!(code(laptop.open(PHRASE)), "device_secret_missing");
    };
    lost();
    let request = ask_recovery(laptop.home(), 5).unwrap();
    drop(laptop.recover(&answer(&request, 7), OTHER).unwrap());
    assert_eq!(code(laptop.open(OTHER)), "done");
    lost();
}

#[test]
fn a_store_made_before_the_device_secret_gets_one_when_it_is_opened() {
    let (mut laptop, store) = Laptop::new();
    drop(store);
    let file = KeyFile::read(&key_path(laptop.home())).unwrap();
    let opened = file.open(PHRASE, &laptop.place).unwrap();
    let before = file.sealing(&opened.dek, &opened.derived, None).unwrap();
    before.write(&key_path(laptop.home())).unwrap();
    // A program that keeps none leaves it so.
    drop(open_with(laptop.home(), PHRASE, &Place::none()).unwrap());
    drop(laptop.open(PHRASE).unwrap());
    let after = KeyFile::read(&key_path(laptop.home())).unwrap();
    assert!(after.secret_id().is_some());
    assert_eq!(code(laptop.open(PHRASE)), "done");
    laptop.place = Place::none();
    assert_eq!(code(laptop.open(PHRASE)), "device_secret_missing");
}

#[test]
fn a_backup_opens_elsewhere_with_its_passphrase_and_by_recovery() {
    let (laptop, store) = Laptop::new();
    store.seal_for_recovery(1, &officers(7, 1_000)).unwrap();
    note(&store, "unsent");
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    store.back_up(1, &first).unwrap();
    store
        .change_passphrase_with(PHRASE, OTHER, &laptop.place)
        .unwrap();
    store.back_up(2, &second).unwrap();
    for (backup, passphrase) in [(&first, PHRASE), (&second, OTHER)] {
        let home = tempfile::tempdir().unwrap();
        restore(home.path(), backup, passphrase).unwrap();
        let store = open_with(home.path(), passphrase, &Place::none()).unwrap();
        assert_eq!(noted(&store), "unsent");
    }
    let home = tempfile::tempdir().unwrap();
    assert_eq!(
        code(restore(home.path(), &second, PHRASE)),
        "wrong_passphrase"
    );
    let request = crate::ask_recovery_of(home.path(), &second, 5).unwrap();
    let text = answer(&request, 7);
    drop(crate::restore_recovered(home.path(), &second, &text, PHRASE, 6).unwrap());
    assert_eq!(noted(&crate::open(home.path(), PHRASE).unwrap()), "unsent");
    let again = crate::restore_recovered(home.path(), &second, &text, PHRASE, 6);
    assert_eq!(code(again), "recovery_no_request");
}

#[test]
fn destroying_a_store_destroys_its_device_secret_and_the_request() {
    let (laptop, store) = Laptop::new();
    store.seal_for_recovery(1, &officers(7, 1_000)).unwrap();
    drop(store);
    ask_recovery(laptop.home(), 5).unwrap();
    crate::destroy::destroy_with(laptop.home(), &laptop.place).unwrap();
    assert!(!ask_path(laptop.home()).exists());
    assert_eq!(fs::read_dir(laptop.secrets.path()).unwrap().count(), 0);
}

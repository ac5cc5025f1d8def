//! What can happen to the file on the disk; each case has its own sentence and overwrites nothing.

use std::path::Path;

use serde_json::json;
use store::StoreError;
use tests::{Laptop, PASSPHRASE, World};

fn code_of_opening(home: &Path) -> &'static str {
    store::open(home, PASSPHRASE).map_or_else(|error| error.code(), |_| "opened")
}

fn laptop() -> (World, Laptop) {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", domain::Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    laptop.create("people", &area, json!({"area": area, "name": "王子涵"}));
    (world, laptop)
}

#[test]
fn every_way_a_store_cannot_be_opened_has_its_own_code() {
    let (_world, laptop) = laptop();
    assert_eq!(code_of_opening(laptop.home()), "store_open_elsewhere");
    let copy = laptop.copy();
    assert_eq!(code_of_opening(copy.path()), "opened");
    assert_eq!(
        store::open(copy.path(), "another passphrase")
            .unwrap_err()
            .code(),
        "wrong_passphrase"
    );

    let key = std::fs::read(copy.path().join("store.key")).unwrap();
    std::fs::write(copy.path().join("store.key"), b"{}").unwrap();
    assert_eq!(code_of_opening(copy.path()), "key_file_damaged");
    std::fs::remove_file(copy.path().join("store.key")).unwrap();
    assert_eq!(code_of_opening(copy.path()), "key_file_missing");
    std::fs::write(copy.path().join("store.key"), key).unwrap();

    let store = store::open(copy.path(), PASSPHRASE).unwrap();
    store
        .write(0, |write| -> Result<(), StoreError> {
            Ok(write.connection().pragma_update(None, "user_version", 99)?)
        })
        .unwrap();
    drop(store);
    assert_eq!(code_of_opening(copy.path()), "store_newer");

    let bytes = std::fs::read(copy.path().join("store.db")).unwrap();
    let torn: Vec<u8> = bytes.iter().map(|byte| byte ^ 0x55).collect();
    std::fs::write(copy.path().join("store.db"), &torn).unwrap();
    assert_eq!(code_of_opening(copy.path()), "store_damaged");
    assert_eq!(std::fs::read(copy.path().join("store.db")).unwrap(), torn);
}

#[test]
fn a_full_disk_refuses_the_form_and_keeps_everything_before_it() {
    let (_world, laptop) = laptop();
    let area = laptop
        .text("SELECT id FROM areas WHERE ?1 = ''", "")
        .unwrap();
    // SQLite reports a file that may not grow exactly as it reports a full disk.
    let pages = laptop.count("SELECT page_count FROM pragma_page_count");
    laptop
        .desk
        .store
        .write(0, |write| -> Result<(), StoreError> {
            Ok(write
                .connection()
                .pragma_update(None, "max_page_count", pages)?)
        })
        .unwrap();
    let mut refused = None;
    for index in 0..5_000 {
        let row = json!({"area": area, "name": format!("李伟{index}")});
        let edit = store::Edit::create("people", &area, tests::fields_of(row));
        if let Err(error) = laptop.try_put(edit) {
            refused = Some(error.code());
            break;
        }
    }
    assert_eq!(refused, Some("disk_full"));
    assert!(
        laptop
            .text("SELECT name FROM people WHERE name = ?1", "王子涵")
            .is_some()
    );
    assert_eq!(laptop.desk.store.check().unwrap(), None);
}

#[test]
fn nothing_readable_lies_beside_the_store() {
    let (_world, laptop) = laptop();
    for entry in std::fs::read_dir(laptop.home()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for marker in ["王子涵".as_bytes(), b"SQLite format 3"] {
            assert!(!bytes.windows(marker.len()).any(|window| window == marker));
        }
    }
}

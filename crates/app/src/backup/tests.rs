use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, TestDesk};

const PASSPHRASE: &str = "correct horse battery";

fn with_a_person() -> (TestDesk, String) {
    let test = TestDesk::new("instructor");
    let id = test.put("people", json!({"area": AREA, "name": "王子涵"}));
    (test, id)
}

fn name_of(store: &store::Store, id: &str) -> String {
    let name = store.read(|connection| -> Result<String, StoreError> {
        let row = connection.query_row("SELECT name FROM people WHERE id = ?1", [id], |row| {
            row.get("name")
        })?;
        Ok(row)
    });
    name.unwrap_or_default()
}

fn code(outcome: Result<String, AppError>) -> String {
    outcome.map_or_else(|error| error.code, |_| "restored".to_owned())
}

#[test]
fn what_was_saved_before_it_comes_back_and_what_came_after_does_not() {
    let (test, id) = with_a_person();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.beatbook-backup");
    let made = write_to(&test.desk, &file).unwrap();
    assert_eq!(made.path, file.display().to_string());
    let later = test.put("people", json!({"area": AREA, "name": "李伟"}));
    let home = folder.path().join("home");
    let said = restore(&home, &file, PASSPHRASE, Language::Chinese, NOW).unwrap();
    assert!(said.starts_with("王丽的数据恢复到了今天 10:00"), "{said}");
    let store = store::open(&home, PASSPHRASE).unwrap();
    assert_eq!(name_of(&store, &id), "王子涵");
    assert_eq!(name_of(&store, &later), "");
    assert_eq!(store.check().unwrap(), None);
    assert_eq!(test.desk.store.backed_up_at().unwrap(), Some(NOW));
    assert_eq!(
        state(&test.desk).unwrap().sentence,
        "上次备份：今天 10:00。"
    );
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn every_file_that_is_not_a_whole_backup_is_told_apart_and_leaves_nothing() {
    let (test, _) = with_a_person();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.beatbook-backup");
    write_to(&test.desk, &file).unwrap();
    let whole = std::fs::read(&file).unwrap();
    let home = folder.path().join("home");
    let put = |bytes: &[u8], passphrase: &str| {
        std::fs::write(&file, bytes).unwrap();
        let code = code(restore(&home, &file, passphrase, Language::English, NOW));
        let left: Vec<_> = std::fs::read_dir(&home)
            .map(|entries| entries.flatten().map(|entry| entry.file_name()).collect())
            .unwrap_or_default();
        assert!(left.iter().all(|name| name == "store.lock"), "{left:?}");
        code
    };
    assert_eq!(put(&whole, "not the passphrase"), "wrong_passphrase");
    assert_eq!(put(b"", PASSPHRASE), "backup_not_one");
    assert_eq!(
        put(b"SQLite format 3\0 of a station", PASSPHRASE),
        "backup_not_one"
    );
    for length in [20, 30, 200, whole.len() / 2, whole.len() - 1] {
        let told = put(&whole[..length], PASSPHRASE);
        let expected = if length < 24 {
            "backup_not_one"
        } else {
            "backup_cut"
        };
        assert_eq!(told, expected, "{length} bytes");
    }
    assert_eq!(
        put(&[&whole[..], b"x"].concat(), PASSPHRASE),
        "backup_damaged"
    );
    // A bit anywhere in the database or the seal; a bit of the wrapped key looks like another passphrase.
    for at in [whole.len() / 2, whole.len() - 5_000, whole.len() - 1] {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        assert_eq!(put(&bent, PASSPHRASE), "backup_damaged", "byte {at}");
    }
    let mut newer = whole.clone();
    newer[16] = 9;
    assert_eq!(put(&newer, PASSPHRASE), "backup_newer");
    std::fs::write(&file, &whole).unwrap();
    let again = restore(&home, &file, PASSPHRASE, Language::English, NOW);
    assert_eq!(code(again), "restored");
}

#[test]
fn a_store_or_a_file_that_is_there_is_not_overwritten() {
    let (test, _) = with_a_person();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.beatbook-backup");
    write_to(&test.desk, &file).unwrap();
    assert_eq!(
        write_to(&test.desk, &file).unwrap_err().code,
        "backup_exists"
    );
    let home = folder.path().join("home");
    restore(&home, &file, PASSPHRASE, Language::English, NOW).unwrap();
    let before = std::fs::read(home.join("store.db")).unwrap();
    let twice = restore(&home, &file, PASSPHRASE, Language::English, NOW);
    assert_eq!(code(twice), "store_exists");
    assert_eq!(std::fs::read(home.join("store.db")).unwrap(), before);
}

#[test]
fn nothing_readable_is_in_it_but_whose_it_is_and_when_it_was_made() {
    let (test, _) = with_a_person();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.beatbook-backup");
    write_to(&test.desk, &file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for marker in ["王子涵".as_bytes(), b"SQLite format 3", b"CREATE TABLE"] {
        assert!(!bytes.windows(marker.len()).any(|window| window == marker));
    }
    let place = Place {
        id: folder.path().display().to_string(),
        name: "KINGSTON".to_owned(),
        removable: true,
    };
    std::fs::write(folder.path().join("b.beatbook-backup"), b"rubbish").unwrap();
    let found = found_in(&[place], Language::Chinese, NOW);
    let names: Vec<&str> = found.iter().map(|backup| backup.name.as_str()).collect();
    assert_eq!(names, ["王丽 · 今天 10:00 · KINGSTON"]);
}

#[test]
fn a_place_that_is_gone_or_cannot_be_written_to_is_told() {
    let (test, _) = with_a_person();
    assert_eq!(
        save(&test.desk, "/nowhere").unwrap_err().code,
        "backup_file"
    );
    let gone = Path::new("/nowhere/a.beatbook-backup");
    assert_eq!(write_to(&test.desk, gone).unwrap_err().code, "backup_file");
    let folder = tempfile::tempdir().unwrap();
    let missing = restore(folder.path(), gone, PASSPHRASE, Language::English, NOW);
    assert_eq!(code(missing), "backup_file");
}

#[test]
fn a_log_left_by_a_lost_database_is_not_laid_over_what_is_put_back() {
    let (test, id) = with_a_person();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.beatbook-backup");
    write_to(&test.desk, &file).unwrap();
    let home = folder.path().join("home");
    restore(&home, &file, PASSPHRASE, Language::Chinese, NOW).unwrap();
    let store = store::open(&home, PASSPHRASE).unwrap();
    let log = std::fs::read(home.join("store.db-wal")).unwrap_or_default();
    drop(store);
    std::fs::remove_file(home.join("store.db")).unwrap();
    let log = if log.is_empty() {
        vec![0x37; 8_192]
    } else {
        log
    };
    std::fs::write(home.join("store.db-wal"), log).unwrap();
    restore(&home, &file, PASSPHRASE, Language::Chinese, NOW).unwrap();
    let left: Vec<_> = std::fs::read_dir(&home)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().ends_with("-wal"))
        .collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
    let store = store::open(&home, PASSPHRASE).unwrap();
    assert_eq!(name_of(&store, &id), "王子涵");
}

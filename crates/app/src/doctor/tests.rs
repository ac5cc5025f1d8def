use super::*;
use crate::test_desk::{AREA, NOW, TestDesk};
use crate::words::find;

const GIGABYTE: Option<u64> = Some(1 << 30);

fn wrong(checks: &[Check]) -> Vec<&str> {
    let wrong = checks.iter().filter(|check| !check.ok);
    wrong.map(|check| check.message.as_str()).collect()
}

#[test]
fn a_laptop_that_is_not_enrolled_is_told_so_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for language in [Language::Chinese, Language::English] {
        let (checks, there) = look(folder.path(), language, GIGABYTE);
        assert_eq!(there, None);
        let expected = find(language, "doctor.fresh", &[]).unwrap();
        assert_eq!(wrong(&checks), [expected]);
    }
}

#[test]
fn a_disk_that_is_nearly_full_is_told_with_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (checks, _) = look(folder.path(), Language::English, Some(150 << 20));
    assert!(wrong(&checks)[0].contains("150 MB are left"), "{checks:?}");
    assert!(free_bytes(&folder.path().join("not/made/yet")).is_some());
}

#[test]
fn a_store_without_its_key_file_and_a_key_file_without_its_store_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("store.db"), b"x").unwrap();
    let (checks, there) = look(folder.path(), Language::English, GIGABYTE);
    assert!(
        there.is_none() && wrong(&checks)[0].contains("store.key is gone"),
        "{checks:?}"
    );
    std::fs::rename(
        folder.path().join("store.db"),
        folder.path().join("store.key"),
    )
    .unwrap();
    let (checks, there) = look(folder.path(), Language::English, GIGABYTE);
    assert!(
        there.is_none() && wrong(&checks)[0].contains("incomplete"),
        "{checks:?}"
    );
}

#[test]
fn an_old_backup_is_told_and_none_only_while_edits_wait_long() {
    let test = TestDesk::new("instructor");
    assert!(backup(&test.desk).unwrap().ok);
    test.put(
        "people",
        serde_json::json!({"area": AREA, "name": "王子涵"}),
    );
    test.clock.advance(6 * DAY_MS);
    assert!(backup(&test.desk).unwrap().ok);
    test.clock.advance(3 * DAY_MS);
    let told = backup(&test.desk).unwrap();
    assert!(!told.ok && told.message.contains("等了 9 天"), "{told:?}");

    let folder = tempfile::tempdir().unwrap();
    crate::backup::write_to(&test.desk, &folder.path().join("a")).unwrap();
    assert!(backup(&test.desk).unwrap().ok);
    test.clock.advance(31 * DAY_MS);
    let told = backup(&test.desk).unwrap();
    assert!(!told.ok && told.message.contains("31 天前"), "{told:?}");
}

#[test]
fn a_week_without_the_station_is_told_with_what_waits_and_a_day_is_not() {
    let test = TestDesk::new("instructor");
    assert!(unsynced(&test.desk, None, 0).is_some());
    assert_eq!(unsynced(&test.desk, Some(NOW - DAY_MS), 3), None);
    let told = unsynced(&test.desk, Some(NOW - 8 * DAY_MS), 3).unwrap();
    assert!(!told.ok && told.message.contains("8 天") && told.message.contains("3 条"));
}

#[test]
fn a_clock_that_differs_from_the_stations_is_told_by_how_much() {
    let test = TestDesk::new("instructor");
    assert!(clock(&test.desk).unwrap().ok);
    let set = |ms: i64| {
        let written = test
            .desk
            .store
            .write(NOW, |write| -> Result<(), store::StoreError> {
                store::state::set(write.connection(), "clock_offset", &ms.to_string())
            });
        written.unwrap();
    };
    set(-4 * 60_000);
    assert!(clock(&test.desk).unwrap().ok);
    set(-42 * 60_000);
    let told = clock(&test.desk).unwrap();
    assert!(!told.ok && told.message.contains("42 分钟"), "{told:?}");
}

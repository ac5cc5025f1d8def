//! The disk fails as disks do: SQLite keeps its promises on it, and breaks those it does not make.

use crash_disk::{Fault, Image};
use rusqlite::Connection;

const FOLDER: &str = "/crash-disk";

#[expect(
    clippy::disallowed_methods,
    reason = "no store of the program is opened here"
)]
fn open(synchronous: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(format!("{FOLDER}/a.db"))?;
    connection.query_row("PRAGMA journal_mode=WAL", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "wal_autocheckpoint", 10)?;
    Ok(connection)
}

fn made() -> Image {
    crash_disk::insert(FOLDER, Image::new(), None, 0);
    let connection = open("FULL").unwrap();
    connection
        .execute_batch("CREATE TABLE t (n INTEGER, text TEXT)")
        .unwrap();
    drop(connection);
    crash_disk::eject().1
}

/// Commits rows 1 to 20; how many were acknowledged.
fn work(synchronous: &str) -> i64 {
    let Ok(connection) = open(synchronous) else {
        return 0;
    };
    let insert = |n: i64| {
        connection.execute(
            "INSERT INTO t VALUES (?1, ?2)",
            rusqlite::params![n, "x".repeat(700)],
        )
    };
    (1..=20).take_while(|n| insert(*n).is_ok()).count() as i64
}

/// Acknowledged commits that are gone, and damaged files, over all operations.
fn lost_and_damaged(synchronous: &str, fault: Fault) -> (i64, i64) {
    let image = made();
    crash_disk::insert(FOLDER, image.clone(), None, 0);
    assert_eq!(work(synchronous), 20);
    let (operations, _) = crash_disk::eject();
    assert!(operations > 40, "{operations}");
    let (mut lost, mut damaged) = (0, 0);
    for at in 0..operations {
        crash_disk::insert(FOLDER, image.clone(), Some((at, fault)), at);
        let acknowledged = work(synchronous);
        let (_, after) = crash_disk::eject();
        crash_disk::insert(FOLDER, after, None, 0);
        let found = open("FULL").and_then(|connection| {
            connection.query_row(
                "SELECT integrity_check, (SELECT count(*) FROM t) FROM pragma_integrity_check",
                [],
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)),
            )
        });
        match found {
            Ok((sound, kept)) if sound == "ok" => lost += i64::from(kept < acknowledged),
            _ => damaged += 1,
        }
        crash_disk::eject();
    }
    (lost, damaged)
}

#[test]
fn full_synchronisation_loses_nothing_to_a_power_loss() {
    assert_eq!(lost_and_damaged("FULL", Fault::PowerLoss), (0, 0));
}

#[test]
fn normal_synchronisation_loses_commits_to_a_power_loss_and_damages_nothing() {
    let (lost, damaged) = lost_and_damaged("NORMAL", Fault::PowerLoss);
    assert!(lost > 0);
    assert_eq!(damaged, 0);
}

#[test]
fn no_synchronisation_damages_files() {
    let (_, damaged) = lost_and_damaged("OFF", Fault::PowerLoss);
    assert!(damaged > 0);
}

#[test]
fn a_killed_process_loses_nothing() {
    assert_eq!(lost_and_damaged("OFF", Fault::Kill), (0, 0));
}

//! Files with people in them that this laptop wrote: a print of what is held, a list of people, rows left out. They are taken away again with
//! the first person they are about, and after 35 days (TRUST P10); whoever is told so when they are made has carried them elsewhere by then.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use store::StoreError;

use crate::desk::Desk;
use crate::error::AppError;

/// How long such a file stays, ms: 35 days.
const KEPT_MS: i64 = 35 * 86_400_000;

/// Remembers a file; `record` is whom it is about, empty for a list.
pub(crate) fn remember(
    connection: &Connection,
    path: &Path,
    record: &str,
    now: i64,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO written_file (path, record, at) VALUES (?1, ?2, ?3)",
        params![path.to_string_lossy(), record, now],
    )?;
    Ok(())
}

/// Remembers one of the people that a list is about.
pub(crate) fn remember_about(
    connection: &Connection,
    path: &Path,
    record: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO written_about (path, record) VALUES (?1, ?2)")?
        .execute(params![path.to_string_lossy(), record])?;
    Ok(())
}

/// Whole or not at all, and for nobody but this user.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = cut_off(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&part, path));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&part);
    })
}

/// By which a file and its entry in the log are found together: the end of a fresh id, because its beginning is the time.
pub(crate) fn number() -> String {
    let fresh = sync::ids::fresh().to_uppercase();
    let digits = fresh.get(fresh.len().saturating_sub(8)..).unwrap_or(&fresh);
    let (first, last) = digits.split_at(digits.len() / 2);
    [first, "-", last].concat()
}

/// All of them, also those that may stay for now.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn all(desk: &Desk) -> Result<Vec<PathBuf>, AppError> {
    desk.store.read(|connection| {
        let mut statement = connection.prepare_cached("SELECT path FROM written_file")?;
        let rows = statement.query_map([], |row| row.get::<_, String>("path"))?;
        let paths: Vec<String> = rows.collect::<Result<_, _>>()?;
        Ok(paths.into_iter().map(PathBuf::from).collect())
    })
}

/// What is left of a file whose writing was cut off.
fn cut_off(path: &Path) -> PathBuf {
    path.with_extension("part")
}

/// Takes away what is no longer to be there; how many files. One that was moved is out of reach, one on a medium that is not plugged in
/// is tried again.
///
/// # Errors
/// If the store cannot be read or written.
pub fn sweep(desk: &Desk) -> Result<usize, AppError> {
    let over: Vec<String> = desk.store.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT path FROM written_file WHERE at < ?1 OR record IN (SELECT row FROM erased)
                OR path IN (SELECT a.path FROM written_about a JOIN erased e ON e.row = a.record)",
        )?;
        let rows = statement.query_map([desk.now() - KEPT_MS], |row| row.get("path"))?;
        Ok::<_, AppError>(rows.collect::<Result<_, _>>()?)
    })?;
    // While nothing is being written: whoever opens the book is the only one.
    for path in all(desk)? {
        let _ = fs::remove_file(cut_off(&path));
    }
    let mut taken = 0;
    for path in over {
        let file = Path::new(&path);
        let is_reachable = file.parent().is_some_and(Path::is_dir);
        let removed = match fs::remove_file(file) {
            Ok(()) => true,
            Err(error) => is_reachable && error.kind() == std::io::ErrorKind::NotFound,
        };
        if removed {
            taken += 1;
            desk.store.write(desk.now(), |write| {
                for forget in [
                    "DELETE FROM written_file WHERE path = ?1",
                    "DELETE FROM written_about WHERE path = ?1",
                ] {
                    write.connection().execute(forget, [&path])?;
                }
                Ok::<_, AppError>(())
            })?;
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_desk::{NOW, TestDesk};

    const DAY: i64 = 86_400_000;
    const PERSON: &str = "01900000-0000-7000-8000-00000000000c";

    fn written(test: &TestDesk, path: &Path, record: &str) {
        std::fs::write(path, "周子航").unwrap();
        let note = |write: &mut store::Write<'_>| {
            remember(write.connection(), path, record, test.desk.now())
        };
        test.desk.store.write(NOW, note).unwrap();
    }

    #[test]
    fn a_file_goes_after_thirty_five_days_or_with_its_person_and_another_folder_is_left_alone() {
        let test = TestDesk::new("officer");
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        written(&test, &path("list.xlsx"), "");
        written(&test, &path("copy.pdf"), PERSON);
        std::fs::write(path("own.txt"), "not ours").unwrap();
        std::fs::write(path("copy.part"), "周子航").unwrap();
        assert_eq!(sweep(&test.desk).unwrap(), 0);
        assert!(!path("copy.part").exists(), "what a crash left");
        let told = serde_json::json!({"records": [PERSON], "why": "period", "at": NOW});
        test.receive(
            "erasures",
            "01900000-0000-7000-8000-00000000000e",
            &["station"],
            &told,
        );
        assert_eq!(sweep(&test.desk).unwrap(), 1);
        assert!(!path("copy.pdf").exists() && path("list.xlsx").exists());
        test.clock.advance(36 * DAY);
        assert_eq!(sweep(&test.desk).unwrap(), 1);
        assert!(!path("list.xlsx").exists() && path("own.txt").exists());
        assert_eq!(sweep(&test.desk).unwrap(), 0);
    }

    #[test]
    fn a_list_goes_with_the_first_of_its_people() {
        let test = TestDesk::new("officer");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.xlsx");
        written(&test, &path, "");
        let about = |write: &mut store::Write<'_>| {
            remember_about(write.connection(), &path, PERSON)?;
            remember_about(write.connection(), &path, "another")
        };
        test.desk.store.write(NOW, about).unwrap();
        assert_eq!(sweep(&test.desk).unwrap(), 0);
        let told = serde_json::json!({"records": [PERSON], "why": "period", "at": NOW});
        test.receive(
            "erasures",
            "01900000-0000-7000-8000-00000000000e",
            &["station"],
            &told,
        );
        assert_eq!(sweep(&test.desk).unwrap(), 1);
        assert!(!path.exists());
        let left: i64 = test
            .desk
            .read(|connection| {
                let sql = "SELECT count(*) FROM written_about";
                Ok(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .unwrap();
        assert_eq!(left, 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.xlsx");
        write_private(&path, b"x").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_on_a_medium_that_is_out_is_tried_again() {
        let test = TestDesk::new("officer");
        let folder = tempfile::tempdir().unwrap();
        let medium = folder.path().join("stick");
        std::fs::create_dir(&medium).unwrap();
        written(&test, &medium.join("list.xlsx"), "");
        let elsewhere = folder.path().join("pocket");
        std::fs::rename(&medium, &elsewhere).unwrap();
        test.clock.advance(36 * DAY);
        assert_eq!(sweep(&test.desk).unwrap(), 0);
        std::fs::rename(&elsewhere, &medium).unwrap();
        assert_eq!(sweep(&test.desk).unwrap(), 1);
        assert!(!medium.join("list.xlsx").exists());
    }
}

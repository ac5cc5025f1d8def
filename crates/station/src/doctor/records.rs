//! The records: whether they can be read, are sound, fit the clock, and were copied lately.

use std::path::Path;

use domain::fields::{is_deleted, text};

use crate::database;
use crate::error::StationError;
use crate::place;
use crate::station::{self, LAST_BACKUP};

/// A station without a copy for longer is told, ms.
const BACKUP_MS: i64 = 8 * 86_400_000;

/// Opens the database and reads all of a file.
pub fn check(folder: &Path, now: i64) -> Result<String, String> {
    let work = || -> Result<String, StationError> {
        let database = place::open(folder)?;
        if let Some(path) = database.file() {
            database::check_file(path)?;
        }
        let head = database.read(|tx| tx.head())?;
        if station::is_clock_behind(now, head.hlc) {
            return Err(StationError::ClockBehind);
        }
        Ok(format!("the database is sound: {} changes", head.seq))
    };
    work().map_err(|error| error.to_string())
}

/// Whether somebody made a copy lately.
pub fn check_backup(folder: &Path, now: i64) -> Result<String, String> {
    const DAY_MS: i64 = 86_400_000;
    let last: Option<i64> = std::fs::read_to_string(folder.join(LAST_BACKUP))
        .ok()
        .and_then(|text| text.trim().parse().ok());
    let advice = "copy the station every night with `beatbook-station backup FILE`, and keep the copy on another disk";
    match last {
        Some(at) if now - at > BACKUP_MS => Err(format!(
            "the last backup was made {} days ago; {advice}",
            (now - at) / DAY_MS
        )),
        Some(_) => Ok("a backup was made in the last days".to_owned()),
        None if begun(folder).is_some_and(|at| now - at > BACKUP_MS) => {
            Err(format!("there was never a backup; {advice}"))
        }
        None => Ok("the station is new and has no backup yet".to_owned()),
    }
}

/// Whether every area says in which county it lies.
pub fn check_areas(folder: &Path) -> Result<String, String> {
    let work = || -> Result<Vec<String>, StationError> {
        let areas = place::open(folder)?.read(|tx| tx.rows_for_all("areas"))?;
        let without = areas
            .iter()
            .filter(|(_, area)| text(area, "code").is_none() && !is_deleted(area));
        Ok(without
            .filter_map(|(_, area)| text(area, "name").map(str::to_owned))
            .collect())
    };
    let without = work().map_err(|error| error.to_string())?;
    if without.is_empty() {
        return Ok("every area has a region code".to_owned());
    }
    Err(format!(
        "without a region code nobody can tell who comes from {}: give it with `beatbook-station areas change NAME --code CODE`",
        without.join(", ")
    ))
}

/// When the station was made: the date of its root certificate, ms.
fn begun(folder: &Path) -> Option<i64> {
    let made = std::fs::metadata(folder.join(crate::tls::ROOT_CERTIFICATE))
        .and_then(|file| file.modified())
        .ok()?;
    let since = made.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

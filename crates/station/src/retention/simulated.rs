//! What a simulator does by hand: a person is erased by the decision of two, what was erased is erased again in records put back, and a record
//! is put away whatever its age.

use std::path::Path;

use domain::retention::DECISIONS;
use serde_json::json;

use crate::database::{Batch, Database};
use crate::error::StationError;
use crate::push;

/// Two people decide that a record be erased, and it is.
///
/// # Errors
/// What the database or the disk says.
pub fn erase(
    database: &Database,
    folder: &Path,
    record: &str,
    now: i64,
) -> Result<usize, StationError> {
    let id = domain::ids::derived(&[DECISIONS, record]);
    let [one, other] = ["one", "other"].map(|name| domain::ids::derived(&[name]));
    let area = database.read(|tx| tx.row(record))?;
    let area = area.and_then(|held| {
        let mut scopes = held.scopes.iter();
        scopes.find_map(|scope| scope.strip_prefix("area:").map(str::to_owned))
    });
    let decision = json!({"area": area, "record": record, "kind": "people", "choice": "erase", "reason": "simulated",
        "by": one, "at": now, "second": {"by": other, "at": now}});
    let decision = serde_json::from_value(decision)?;
    database.write(|tx| {
        let head = tx.head()?;
        let mut batch = Batch::new(tx, head.hlc);
        batch.write_own(DECISIONS, &id, "", decision)?;
        push::file(batch, head.seq, now)
    })?;
    super::forget(database, Some(folder), now)
}

/// Puts a record away; returns the number under which it was filed, none if it is not there.
///
/// # Errors
/// What the database says.
pub fn put_away(database: &Database, record: &str, now: i64) -> Result<Option<i64>, StationError> {
    database.write(|tx| {
        let head = tx.head()?;
        let mut batch = Batch::new(tx, head.hlc);
        let Some(held) = batch.row(record)?.filter(|held| !held.is_deleted()) else {
            return Ok(None);
        };
        held.away = true;
        batch.touch(record);
        push::file(batch, head.seq, now)?;
        let filed = tx.row(record)?.and_then(|held| held.stored);
        Ok(filed.map(|(seq, ..)| seq))
    })
}

/// As a station does that finds another database in place of its own.
///
/// # Errors
/// What the database or the disk says.
pub fn replay(database: &Database, folder: &Path, now: i64) -> Result<usize, StationError> {
    super::replay(database, folder, now)
}

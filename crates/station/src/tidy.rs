//! Forgetting what was deleted. The content of such a row is erased everywhere; its name and the fact of its deletion stay, so that
//! nothing a laptop may still send revives it and no laptop, however long it was away, needs to read everything anew. What holds nothing
//! about a person is kept long enough for the slowest laptop, the rest as long as laptops keep their journals.

use chrono::{DateTime, Months};
use domain::fields::{DELETED, Fields};

use crate::database::{Batch, Database, Held};
use crate::error::StationError;
use crate::push;
use crate::retention::is_about_people;

/// How long the content of a deleted row is kept, months; of one about a person, ms: 90 days.
const KEPT_MONTHS: u32 = 15;
const ABOUT_PEOPLE_MS: i64 = 90 * 86_400_000;
/// Rows forgotten in one transaction.
const AT_ONCE: usize = 500;

/// Forgets what was deleted more than 15 months before `now`, ms, and of people what was deleted more than 90 days before; returns how
/// many rows.
///
/// # Errors
/// What the database says.
pub fn tidy(database: &Database, now: i64) -> Result<usize, StationError> {
    let before = DateTime::from_timestamp_millis(now)
        .and_then(|now| now.checked_sub_months(Months::new(KEPT_MONTHS)))
        .map_or(i64::MIN, |then| then.timestamp_millis());
    let is_old = |held: &Held| {
        held.deleted_before(if is_about_people(&held.kind) {
            now - ABOUT_PEOPLE_MS
        } else {
            before
        })
    };
    let old: Vec<String> = database.read(|tx| {
        let deleted = tx.deleted_rows()?;
        let ids: Vec<&str> = deleted.iter().map(String::as_str).collect();
        let mut old = Vec::new();
        for ids in ids.chunks(AT_ONCE) {
            let rows = tx.rows(ids)?.into_iter();
            old.extend(rows.filter(|(_, held)| is_old(held)).map(|(id, _)| id));
        }
        old.sort();
        Ok(old)
    })?;
    for ids in old.chunks(AT_ONCE) {
        database.write(|tx| {
            let head = tx.head()?;
            let mut batch = Batch::new(tx, head.hlc);
            for id in ids {
                // It may have come back to life since it was looked at.
                let Some(held) = batch.row(id)?.filter(|held| is_old(held)) else {
                    continue;
                };
                held.state.fields = Fields::from_iter([(DELETED.to_owned(), true.into())]);
                held.state.versions.retain(|field, _| field == DELETED);
                held.scopes.clear();
                batch.touch(id);
            }
            push::file(batch, head.seq, now)
        })?;
    }
    Ok(old.len())
}

use chrono::Days;
use domain::retention::Class;
use rusqlite::Connection;
use store::{day_of, state};

use super::due::{Item, due};
use crate::desk::Desk;
use crate::error::AppError;

/// Days after which a station that was reached has erased what was due: what it left then, it keeps for a reason.
const STATION_TAKES: u64 = 2;

/// Longest that a laptop may be used without its station, ms: 30 days.
const LONGEST_ALONE_MS: i64 = 30 * 86_400_000;

/// Takes from this laptop what is no longer to be kept and what its station had no chance to erase yet: called before anything is shown.
/// What is being worked on stays until the station has had it. Returns how many records.
///
/// # Errors
/// If the store cannot be written.
pub fn before_showing(desk: &Desk) -> Result<usize, AppError> {
    let over = desk.store.read(|connection| over(connection, desk.now()))?;
    if over.is_empty() {
        return Ok(0);
    }
    let (count, _) = desk.store.write(desk.now(), |write| {
        let mut records = Vec::new();
        for item in &over {
            records.extend(theirs(write.connection(), item)?);
        }
        write.hide(&records)?;
        Ok::<_, AppError>(records.len())
    })?;
    tracing::info!(
        count,
        "records whose period is over are hidden until the station is reached"
    );
    Ok(count)
}

fn over(connection: &Connection, now: i64) -> Result<Vec<Item>, AppError> {
    // The latest time known: a clock set back brings nobody back.
    let now = now.saturating_add(state::number(connection, "clock_offset")?);
    let reached_at = state::number(connection, "synced_at")?;
    let seen = state::number(connection, "time_seen")?;
    // Nor does a clock that jumps years ahead empty the laptop: after so long it is locked anyhow.
    let today = day_of(
        now.max(seen)
            .min(reached_at.saturating_add(LONGEST_ALONE_MS)),
    );
    let reached = day_of(reached_at);
    if reached >= today {
        return Ok(vec![]);
    }
    let classes = [
        Class::Departed,
        Class::Visits,
        Class::Consultations,
        Class::Disputes,
    ];
    let mut over = due(connection, &classes, today)?;
    over.retain(|item| {
        let had_its_chance = item
            .due
            .checked_add_days(Days::new(STATION_TAKES))
            .is_some_and(|day| reached >= day);
        !item.waits && !had_its_chance
    });
    Ok(over)
}

/// All records that go with it.
fn theirs(connection: &Connection, item: &Item) -> Result<Vec<String>, AppError> {
    if !matches!(item.class, Class::Departed | Class::Disputes) {
        return Ok(vec![item.id.clone()]);
    }
    let mut statement = connection.prepare_cached(include_str!("theirs.sql"))?;
    let rows = statement.query_map([&item.id], |row| row.get("id"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

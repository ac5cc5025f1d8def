//! The station's history: where this laptop stands in it, and what happens when another begins.

use rusqlite::Connection;
use sync::wire::Cursor;

use super::copies::drop_copy;
use crate::error::StoreError;
use crate::state;
use crate::write::Write;

/// Stands for any history that has ended; no station names one so.
const ENDED: i64 = -2;

/// Histories that ended, as far as this laptop saw them end; the newest last.
pub(crate) fn ended(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let ended = state::text(connection, "ended_epochs")?;
    Ok(ended
        .split(' ')
        .filter_map(|epoch| epoch.parse().ok())
        .collect())
}

/// The history read so far ends here. Names of histories have no order, so this is how an older one is known.
pub(super) fn remember_ended(connection: &Connection, begins: i64) -> Result<(), StoreError> {
    const MOST: usize = 50;
    let ends = state::number(connection, "epoch")?;
    let mut ended = ended(connection)?;
    ended.retain(|epoch| ![ends, begins, 0].contains(epoch));
    if ends != 0 {
        ended.push(ends);
    }
    let from = ended.len().saturating_sub(MOST);
    let ended: Vec<String> = ended[from..].iter().map(i64::to_string).collect();
    state::set(connection, "ended_epochs", &ended.join(" "))
}

/// The station has another history: everything is read again; what is not seen again then was lost with the old one.
pub(super) fn start_again(connection: &Connection, epoch: i64) -> Result<(), StoreError> {
    remember_ended(connection, epoch)?;
    let generation = state::number(connection, "generation")? + 1;
    state::set(connection, "generation", &generation.to_string())?;
    state::set(connection, "epoch", &epoch.to_string())?;
    state::set(connection, "head", "0")?;
    state::set(connection, "head_token", "")?;
    connection.execute("UPDATE scope SET cursor = 0", [])?;
    // Numbers of the history that ended mean nothing any more, not even if a file put in place by hand brings back its name.
    connection.execute("UPDATE srv SET epoch = ?1", [ENDED])?;
    connection.execute("UPDATE op SET base_epoch = ?1", [ENDED])?;
    Ok(())
}

pub(crate) fn read_cursor(connection: &Connection, epoch: i64) -> Result<Cursor, StoreError> {
    let mut statement = connection.prepare("SELECT name, cursor FROM scope WHERE held = 1")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Cursor {
        epoch,
        scopes: rows.collect::<Result<_, _>>()?,
        head: state::number(connection, "head")?,
        token: state::text(connection, "head_token")?,
    })
}

/// After everything was read anew, copies that were not seen again are gone.
pub(super) fn forget_unseen(write: &mut Write<'_>) -> Result<(), StoreError> {
    let generation = state::number(write.connection(), "generation")?;
    if state::number(write.connection(), "swept_generation")? == generation {
        return Ok(());
    }
    state::set(
        write.connection(),
        "swept_generation",
        &generation.to_string(),
    )?;
    let unseen: Vec<String> = {
        let mut statement = write
            .connection()
            .prepare_cached("SELECT id FROM srv WHERE generation < ?1")?;
        let rows = statement.query_map([generation], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for id in unseen {
        drop_copy(write, &id)?;
    }
    Ok(())
}

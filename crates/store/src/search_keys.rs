//! Under which keys rows are found: one entry per spelling (DOMAIN.md 7.2). A row remembers its keys, so that only those that changed are
//! written.

use std::collections::BTreeMap;

use domain::finding_keys::{Key, Lookup, Mode};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::indexes;
use crate::state;
use crate::write::Changed;

/// Kinds of rows that are found, in the order of their stored numbers, which begin at 1 and never change.
const KINDS: [&str; 3] = ["people", "contacts", "rooms"];

/// Raised when rows get other keys than before: the readings of names changed, or what is made into a key.
const RULES: i64 = 1;

/// Under this name the store remembers by which rules its keys were built; 0 while they wait to be built.
const BUILT_BY: &str = "search_keys_built_by";

/// Rows whose keys are sorted in memory at a time when all are built.
const SORTED_ROWS: usize = 50_000;

/// A row that a key leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    /// Its id.
    pub row: String,
    /// Its kind.
    pub kind: &'static str,
    /// The key.
    pub key: String,
}

/// Up to `most` rows that have a key as asked for, of one kind or of all; those with the shortest keys that begin alike come first.
///
/// # Errors
/// If the store cannot be read.
pub fn look_up(
    connection: &Connection,
    lookup: &Lookup,
    only: Option<&str>,
    most: i64,
) -> Result<Vec<FoundRow>, StoreError> {
    const RANGE: &str = "SELECT f.row, k.row_kind, k.key FROM search_key k CROSS JOIN findable f ON f.number = k.findable
        WHERE k.kind = ?1 AND k.key >= ?2 AND k.key < ?3 AND (?4 = 0 OR k.row_kind = ?4) ORDER BY k.key LIMIT ?5";
    const EQUAL: &str = "SELECT f.row, k.row_kind, k.key FROM search_key k CROSS JOIN findable f ON f.number = k.findable
        WHERE k.kind = ?1 AND k.key = ?2 AND ?3 <> '' AND (?4 = 0 OR k.row_kind = ?4) LIMIT ?5";
    const INSIDE: &str = "SELECT f.row, k.row_kind, k.key FROM search_key k CROSS JOIN findable f ON f.number = k.findable
        WHERE k.kind = ?1 AND instr(k.key, ?2) > 0 AND ?3 <> '' AND (?4 = 0 OR k.row_kind = ?4) LIMIT ?5";
    let sql = match lookup.mode {
        Mode::Prefix => RANGE,
        Mode::Exact => EQUAL,
        Mode::Contains => INSIDE,
    };
    // Behind every character there is.
    let end = [lookup.key.as_str(), "\u{10FFFF}"].concat();
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(
        params![
            lookup.kind.to_u8(),
            lookup.key,
            end,
            only.and_then(number_of).unwrap_or(0),
            most
        ],
        |row| {
            let kind: u8 = row.get(1)?;
            Ok(FoundRow {
                row: row.get(0)?,
                kind: KINDS
                    .get(usize::from(kind).wrapping_sub(1))
                    .copied()
                    .unwrap_or_default(),
                key: row.get(2)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keys of a row: number of the kind of key, and the key.
///
/// # Errors
/// If the store cannot be read.
pub fn keys_of(connection: &Connection, row: &str) -> Result<Vec<(u8, String)>, StoreError> {
    let stored: Option<String> = connection
        .prepare_cached("SELECT keys FROM findable WHERE row = ?1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    Ok(match stored {
        Some(stored) => serde_json::from_str(&stored)?,
        None => vec![],
    })
}

/// Kinds that have keys.
pub(crate) fn kinds() -> Changed {
    KINDS.iter().map(|kind| (*kind).to_owned()).collect()
}

fn number_of(kind: &str) -> Option<u8> {
    let at = KINDS.iter().position(|name| *name == kind)?;
    u8::try_from(at + 1).ok()
}

/// Keys of many rows on their way into the store. They are written together in their own order: a tree that is filled in order is filled
/// several times faster.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    /// By number of the row: number of its kind, and its keys.
    kept: BTreeMap<i64, (u8, Vec<(u8, String)>)>,
    /// All are built anew later.
    pub postponed: bool,
}

impl Keys {
    /// Sets the keys of a row; none if it is found no longer.
    pub fn set(
        &mut self,
        connection: &Connection,
        row: &str,
        row_kind: &str,
        keys: impl FnOnce() -> Vec<Key>,
    ) -> Result<(), StoreError> {
        let Some(kind) = number_of(row_kind).filter(|_| !self.postponed) else {
            return Ok(());
        };
        let keys = stored(keys());
        let held: Option<(i64, String)> = connection
            .prepare_cached("SELECT number, keys FROM findable WHERE row = ?1")?
            .query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((number, held)) = held else {
            return self.insert(connection, row, kind, keys);
        };
        let text = serde_json::to_string(&keys)?;
        if held == text {
            return Ok(());
        }
        let held: Vec<(u8, String)> = serde_json::from_str(&held)?;
        let mut delete = connection.prepare_cached(
            "DELETE FROM search_key WHERE kind = ?1 AND key = ?2 AND findable = ?3",
        )?;
        for (kind, key) in held.iter().filter(|key| !keys.contains(key)) {
            delete.execute(params![kind, key, number])?;
        }
        if keys.is_empty() {
            self.kept.remove(&number);
            connection
                .prepare_cached("DELETE FROM findable WHERE number = ?1")?
                .execute([number])?;
        } else {
            connection
                .prepare_cached("UPDATE findable SET keys = ?2 WHERE number = ?1")?
                .execute(params![number, text])?;
            self.kept.insert(number, (kind, keys));
        }
        Ok(())
    }

    /// [`Keys::set`] for a row under an id that no row had before.
    pub fn add(
        &mut self,
        connection: &Connection,
        row: &str,
        row_kind: &str,
        keys: impl FnOnce() -> Vec<Key>,
    ) -> Result<(), StoreError> {
        let Some(kind) = number_of(row_kind).filter(|_| !self.postponed) else {
            return Ok(());
        };
        self.insert(connection, row, kind, stored(keys()))
    }

    fn insert(
        &mut self,
        connection: &Connection,
        row: &str,
        row_kind: u8,
        keys: Vec<(u8, String)>,
    ) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        insert_row(connection)?.execute(params![row, row_kind, serde_json::to_string(&keys)?])?;
        self.kept
            .insert(connection.last_insert_rowid(), (row_kind, keys));
        Ok(())
    }

    /// Writes what was kept.
    pub fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let kept = std::mem::take(&mut self.kept);
        let mut sorted: Vec<(u8, &str, i64, u8)> = kept
            .iter()
            .flat_map(|(number, (row_kind, keys))| {
                keys.iter()
                    .map(move |(kind, key)| (*kind, key.as_str(), *number, *row_kind))
            })
            .collect();
        sorted.sort_unstable();
        let mut insert = connection.prepare_cached(
            "INSERT OR IGNORE INTO search_key (kind, key, findable, row_kind) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (kind, key, number, row_kind) in sorted {
            insert.execute(params![kind, key, number, row_kind])?;
        }
        Ok(())
    }
}

/// Keys as they are stored: number of the kind of key, and the key.
fn stored(keys: Vec<Key>) -> Vec<(u8, String)> {
    keys.into_iter()
        .map(|key| (key.kind.to_u8(), key.key))
        .collect()
}

fn insert_row(connection: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(connection
        .prepare_cached("INSERT INTO findable (row, row_kind, keys) VALUES (?1, ?2, ?3)")?)
}

/// Whether rows that come now are found only after all keys are built.
pub(crate) fn are_postponed(connection: &Connection) -> Result<bool, StoreError> {
    Ok(state::number(connection, BUILT_BY)? != RULES)
}

/// Leaves the keys, and the indexes of the tables that screens query, for later if nothing can be found yet: building all at once is several
/// times faster.
pub(crate) fn postpone_if_none(connection: &Connection) -> Result<(), StoreError> {
    let any = connection
        .prepare_cached("SELECT 1 FROM findable LIMIT 1")?
        .exists([])?;
    if any || are_postponed(connection)? {
        return Ok(());
    }
    indexes::drop(connection)?;
    state::set(connection, BUILT_BY, "0")
}

/// Builds all keys anew; `each` names the rows of a kind with their keys, in the order of their ids.
pub(crate) fn build(
    connection: &Connection,
    mut each: impl FnMut(&str, &mut Building<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    connection.execute("DELETE FROM search_key", [])?;
    connection.execute("DELETE FROM findable", [])?;
    let mut building = Building {
        connection,
        keys: Keys::default(),
    };
    for kind in KINDS {
        each(kind, &mut building)?;
    }
    building.keys.write(connection)?;
    indexes::create(connection)?;
    state::set(connection, BUILT_BY, &RULES.to_string())
}

/// All keys, being built.
pub(crate) struct Building<'c> {
    connection: &'c Connection,
    keys: Keys,
}

impl Building<'_> {
    /// Adds a row.
    pub fn add(&mut self, row: &str, row_kind: &str, keys: Vec<Key>) -> Result<(), StoreError> {
        let (Some(kind), false) = (number_of(row_kind), keys.is_empty()) else {
            return Ok(());
        };
        self.keys.insert(self.connection, row, kind, stored(keys))?;
        if self.keys.kept.len() >= SORTED_ROWS {
            self.keys.write(self.connection)?;
        }
        Ok(())
    }
}

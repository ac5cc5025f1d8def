//! A person may consist of several records, each with stays of its own. Of the open ones one shows the person in each room, area and on
//! the whole laptop; lists and counts pass over the others. Nothing is moved, so undoing a merge restores everything exactly.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

struct Stay {
    id: String,
    person: String,
    room: String,
    area: String,
}

/// After a record of a person was written or went.
pub(crate) fn after_person(connection: &Connection, person: &str) -> Result<(), StoreError> {
    let mut roots: BTreeSet<String> = texts(
        connection,
        "SELECT DISTINCT root FROM shadowed_stay WHERE person = ?1",
        person,
    )?
    .into_iter()
    .collect();
    roots.insert(standing(connection, person)?);
    roots
        .iter()
        .try_for_each(|root| shadow_stays_of(connection, root))
}

/// After a stay was written or went.
pub(crate) fn after_stay(connection: &Connection, stay: &str) -> Result<(), StoreError> {
    let mut roots: BTreeSet<String> = texts(
        connection,
        "SELECT root FROM shadowed_stay WHERE residence = ?1",
        stay,
    )?
    .into_iter()
    .collect();
    for person in texts(
        connection,
        "SELECT person FROM residences WHERE id = ?1",
        stay,
    )? {
        roots.insert(standing(connection, &person)?);
    }
    roots
        .iter()
        .try_for_each(|root| shadow_stays_of(connection, root))
}

/// After a stay was made: it shadows and is shadowed only where its person consists of several records.
pub(crate) fn after_new_stay(connection: &Connection, person: &str) -> Result<(), StoreError> {
    let root = standing(connection, person)?;
    if is_merged(connection, &root)? {
        shadow_stays_of(connection, &root)?;
    }
    Ok(())
}

/// After two records of a room became one.
pub(crate) fn after_room(connection: &Connection, rooms: [&str; 2]) -> Result<(), StoreError> {
    let mut roots = BTreeSet::new();
    for room in rooms {
        roots.extend(texts(
            connection,
            "SELECT DISTINCT x.root FROM residences s JOIN shadowed_stay x ON x.residence = s.id WHERE s.room = ?1",
            room,
        )?);
    }
    roots
        .iter()
        .try_for_each(|root| shadow_stays_of(connection, root))
}

fn standing(connection: &Connection, person: &str) -> Result<String, StoreError> {
    let merged: Option<String> = connection
        .prepare_cached("SELECT merged_into FROM people WHERE id = ?1 AND merged_into <> ''")?
        .query_row([person], |row| row.get("merged_into"))
        .optional()?;
    Ok(merged.unwrap_or_else(|| person.to_owned()))
}

/// Whether other records were merged into this one.
fn is_merged(connection: &Connection, root: &str) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM people WHERE merged_into = ?1 AND merged_into <> '' LIMIT 1",
        )?
        .exists([root])?)
}

fn shadow_stays_of(connection: &Connection, root: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM shadowed_stay WHERE root = ?1")?
        .execute([root])?;
    if !is_merged(connection, root)? {
        return Ok(());
    }
    let mut shown: Vec<Stay> = Vec::new();
    for stay in open_stays(connection, root)? {
        let reach = shown
            .iter()
            .map(|other| reach(other, &stay))
            .max()
            .unwrap_or(0);
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO shadowed_stay (residence, person, root, area_id, reach) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![stay.id, stay.person, root, stay.area, reach])?;
        shown.push(stay);
    }
    Ok(())
}

/// How near another stay of the same person is.
fn reach(other: &Stay, stay: &Stay) -> i64 {
    if other.room == stay.room {
        3
    } else if other.area == stay.area {
        2
    } else {
        1
    }
}

/// Open stays of all records of a person, those of the standing record first.
fn open_stays(connection: &Connection, root: &str) -> Result<Vec<Stay>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("shadows.sql"))?;
    let rows = statement.query_map([root], |row| {
        Ok(Stay {
            id: row.get("id")?,
            person: row.get("person")?,
            room: row.get("room")?,
            area: row.get("area_id")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn texts(connection: &Connection, sql: &str, id: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

//! The list of broadcasts.

use std::collections::BTreeSet;

use domain::Act;
use rusqlite::{Connection, Row, named_params};

use super::BroadcastRow;
use crate::contacts::columns::Columns;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::Page;
use crate::staff::{StationUser, team};

/// Broadcasts, the newest first: published ones of the areas held here (and those withdrawn after this account had used them), own
/// ones for who writes, all for who approves.
///
/// # Errors
/// If the store cannot be read.
pub fn list(desk: &Desk, offset: u32, limit: u32) -> Result<Page<BroadcastRow>, AppError> {
    let role = desk.role()?;
    let (all, writes) = (
        role.may(Act::ApproveBroadcast),
        role.may(Act::WriteBroadcast),
    );
    let today = desk.today();
    desk.read(|connection| {
        let params = named_params! {":all": all, ":writes": writes, ":user": desk.user};
        let total = connection
            .prepare_cached(&["SELECT count(*) AS total ", include_str!("visible.sql")].concat())?
            .query_row(params, |row| row.get("total"))?;
        let page = choose(
            connection,
            desk,
            (all, writes),
            (offset, due::page_size(limit)),
        )?;
        let mut rows = read(connection, desk, &page)?;
        if writes {
            count_reach(
                connection,
                &team::instructors(connection, today)?,
                &mut rows,
            )?;
        }
        Ok(Page {
            rows: rows.into_iter().map(|(row, _)| row).collect(),
            total,
        })
    })
}

fn choose(
    connection: &Connection,
    desk: &Desk,
    (all, writes): (bool, bool),
    (offset, limit): (u32, u32),
) -> Result<String, AppError> {
    let sql = [
        "SELECT b.id ",
        include_str!("visible.sql"),
        " ORDER BY b.status_at DESC, b.id DESC LIMIT :limit OFFSET :offset",
    ]
    .concat();
    let mut statement = connection.prepare_cached(&sql)?;
    let ids = statement.query_map(
        named_params! {
            ":all": all, ":writes": writes, ":user": desk.user, ":limit": limit, ":offset": offset,
        },
        |row| row.get::<_, String>("id"),
    )?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    Ok(serde_json::Value::from(ids).to_string())
}

/// The rows of a page, each with the areas it is for.
fn read(
    connection: &Connection,
    desk: &Desk,
    page: &str,
) -> Result<Vec<(BroadcastRow, Vec<String>)>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("list.sql"))?;
    let rows = statement.query_map(named_params! {":page": page, ":user": desk.user}, broadcast)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn broadcast(row: &Row<'_>) -> rusqlite::Result<(BroadcastRow, Vec<String>)> {
    let areas: String = row.get("areas")?;
    let listed = BroadcastRow {
        id: row.get("id")?,
        title: row.get("title")?,
        r#type: row.optional("type")?,
        state: row.get("status_state")?,
        at: row.get("status_at")?,
        author: row.optional("author_name")?,
        urgent: row.get("urgent")?,
        expires_on: row.optional("expires_on")?,
        ok_at: row.stamp("ok_at")?,
        passed: row.get("passed")?,
        ok_count: 0,
        ok_all: 0,
    };
    Ok((listed, serde_json::from_str(&areas).unwrap_or_default()))
}

fn count_reach(
    connection: &Connection,
    instructors: &[StationUser],
    rows: &mut [(BroadcastRow, Vec<String>)],
) -> Result<(), AppError> {
    let mut statement =
        connection.prepare_cached("SELECT user FROM broadcast_oks WHERE broadcast = ?1")?;
    for (row, areas) in rows {
        let confirmed: BTreeSet<String> = statement
            .query_map([&row.id], |row| row.get("user"))?
            .collect::<Result<_, _>>()?;
        for instructor in instructors.iter().filter(|user| concerns(areas, user)) {
            row.ok_all += 1;
            row.ok_count += u32::from(confirmed.contains(&instructor.id));
        }
    }
    Ok(())
}

/// Whether a broadcast for these areas is for this account; no areas means everybody.
pub(crate) fn concerns(areas: &[String], user: &StationUser) -> bool {
    areas.is_empty() || user.areas.iter().any(|area| areas.contains(&area.id))
}

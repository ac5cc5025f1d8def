//! One broadcast: its content, what this account did with it, and for police how far it came.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Act;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::list::concerns;
use super::{BroadcastPage, Passed, Reach};
use crate::contacts::columns::Columns;
use crate::desk::Desk;
use crate::error::AppError;
use crate::staff::{StationUser, team};

/// Everything about a broadcast; `reach` is filled for who may write broadcasts, as far as this laptop knows.
///
/// # Errors
/// `not_found` if it is not on this laptop.
pub fn page(desk: &Desk, id: &str) -> Result<BroadcastPage, AppError> {
    let sees_reach = desk.role()?.may(Act::WriteBroadcast);
    let today = desk.today();
    let comma = desk.say("saying.comma", &[]);
    desk.read(|connection| {
        let mut page = connection
            .prepare_cached(include_str!("page.sql"))?
            .query_row(named_params! {":id": id, ":user": desk.user}, broadcast)
            .optional()?
            .ok_or_else(|| AppError::new("not_found"))?;
        let passes = passes(connection, id)?;
        if sees_reach {
            page.reach = reach(connection, &page, &passes, (today, &comma))?;
        }
        page.passes = passes
            .into_iter()
            .filter(|(user, _)| *user == desk.user)
            .map(|(_, passed)| passed)
            .collect();
        Ok(page)
    })
}

fn broadcast(row: &Row<'_>) -> rusqlite::Result<BroadcastPage> {
    let areas: String = row.get("areas")?;
    Ok(BroadcastPage {
        id: row.get("id")?,
        base: row.base()?,
        title: row.get("title")?,
        text: row.get("text")?,
        r#type: row.optional("type")?,
        state: row.get("status_state")?,
        reason: row.optional("status_reason")?,
        urgent: row.get("urgent")?,
        areas: serde_json::from_str(&areas).unwrap_or_default(),
        author: row.optional("author_name")?,
        expires_on: row.optional("expires_on")?,
        at: row.get("status_at")?,
        ok_at: row.stamp("ok_at")?,
        passes: Vec::new(),
        reach: Vec::new(),
    })
}

/// Every passing on that this laptop knows of, with who did it.
fn passes(connection: &Connection, id: &str) -> Result<Vec<(String, Passed)>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("passes.sql"))?;
    let rows = statement.query_map(named_params! {":id": id}, |row| {
        let passed = Passed {
            at: row.get("at")?,
            channel: row.get("channel")?,
            reached: row.get("reached")?,
            area: row.get("area_name")?,
        };
        Ok((row.get("user")?, passed))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One line per instructor the broadcast is for: who has not confirmed comes first, because that is whom to remind.
fn reach(
    connection: &Connection,
    page: &BroadcastPage,
    passes: &[(String, Passed)],
    (today, comma): (NaiveDate, &str),
) -> Result<Vec<Reach>, AppError> {
    let mut statement =
        connection.prepare_cached("SELECT user, at FROM broadcast_oks WHERE broadcast = ?1")?;
    let confirmed: BTreeMap<String, i64> = statement
        .query_map([&page.id], |row| Ok((row.get("user")?, row.get("at")?)))?
        .collect::<Result<_, _>>()?;
    let mut reach: Vec<Reach> = team::instructors(connection, today)?
        .iter()
        .filter(|user| concerns(&page.areas, user))
        .map(|user| line(user, &confirmed, passes, comma))
        .collect();
    reach.sort_by_key(|line| line.ok_at.is_some());
    Ok(reach)
}

fn line(
    user: &StationUser,
    confirmed: &BTreeMap<String, i64>,
    passes: &[(String, Passed)],
    comma: &str,
) -> Reach {
    let areas: Vec<&str> = user.areas.iter().map(|area| area.name.as_str()).collect();
    let mut line = Reach {
        user_id: user.id.clone(),
        name: user.name.clone(),
        areas: areas.join(comma),
        ok_at: confirmed.get(&user.id).copied(),
        passes: 0,
        reached: 0,
    };
    for (_, passed) in passes.iter().filter(|(by, _)| *by == user.id) {
        line.passes += 1;
        line.reached = line.reached.saturating_add(passed.reached);
    }
    line
}

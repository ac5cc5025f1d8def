//! The page of the station.

use domain::Act;
use rusqlite::Connection;
use sync::merge::CLOCK_TOLERANCE;

use super::{Laptop, StationPage, team};
use crate::areas::{self, AreaRow};
use crate::contacts::columns::Columns;
use crate::desk::Desk;
use crate::error::AppError;
use crate::reports::IN_WITHIN;
use crate::sync_round::APP_VERSION;

/// Areas, accounts, laptops and what waits for a decision.
///
/// # Errors
/// `not_allowed` for who manages neither the station nor its accounts, and does not read its log.
pub fn page(desk: &Desk) -> Result<StationPage, AppError> {
    let role = desk.role()?;
    let may = [Act::ManageStation, Act::ManageAccounts, Act::ReadLog];
    if !may.into_iter().any(|act| role.may(act)) {
        return Err(
            AppError::at("not_allowed", Act::ManageStation.as_str()).in_language(desk.language)
        );
    }
    let today = desk.today();
    desk.read(|connection| {
        let laptops = laptops(connection, desk)?;
        let admitted = || {
            let served =
                |laptop: &&Laptop| laptop.revoked_at.is_none() && laptop.confirmed_at.is_some();
            laptops.iter().filter(served)
        };
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(StationPage {
            areas: areas(connection)?,
            users: team::everybody(connection, today)?,
            as_of: desk.now(),
            laptops_in: number(admitted().filter(|laptop| laptop.is_in).count()),
            laptops_all: number(admitted().count()),
            laptops,
            declarations_waiting: count(
                connection,
                "SELECT count(*) AS waiting FROM declarations WHERE status_state = 'submitted'",
            )?,
            broadcasts_waiting: count(
                connection,
                "SELECT count(*) AS waiting FROM broadcasts WHERE status_state = 'submitted'",
            )?,
        })
    })
}

/// Every area the station has, also those this laptop holds nothing of.
fn areas(connection: &Connection) -> Result<Vec<AreaRow>, AppError> {
    let mut statement = connection.prepare_cached("SELECT id FROM areas ORDER BY name, id")?;
    let ids = statement.query_map([], |row| row.get::<_, String>("id"))?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    ids.iter()
        .map(|id| areas::counted(connection, id))
        .collect()
}

fn laptops(connection: &Connection, desk: &Desk) -> Result<Vec<Laptop>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("laptops.sql"))?;
    let rows = statement.query_map([], |row| {
        let version: Option<String> = row.optional("app_version")?;
        let seen_at: Option<i64> = row.stamp("seen_at")?;
        let (waiting, failures): (u32, u32) = (row.get("waiting")?, row.get("failures")?);
        let seen = seen_at.is_some_and(|at| at >= desk.now() - IN_WITHIN);
        Ok(Laptop {
            id: row.get("id")?,
            name: row.get("name")?,
            user: row.get("user_name")?,
            enrolled_at: row.stamp("enrolled_at")?,
            confirmed_at: row.stamp("confirmed_at")?,
            check_digits: row.get("check_digits")?,
            own: row.get::<_, String>("user")? == desk.user,
            revoked_at: row.stamp("revoked_at")?,
            erased_at: row.stamp("erased_at")?,
            is_in: seen && waiting == 0,
            seen_at,
            other_version: version.as_deref().is_some_and(|told| told != APP_VERSION),
            app_version: version,
            waiting,
            clock: clock(desk, row.get("clock_error")?),
            failures,
            copies_at: row.stamp("copies_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How a clock is wrong: an error that the station tolerates is none.
fn clock(desk: &Desk, error: i64) -> Option<String> {
    if error.abs() <= CLOCK_TOLERANCE {
        return None;
    }
    let minutes = error.unsigned_abs() / 60_000;
    let (key, count) = match minutes {
        0..120 => ("minutes", minutes),
        120..2_880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1_440),
    };
    let way = if error > 0 { "ahead" } else { "behind" };
    Some(desk.say(
        &["staff.clock.", way, ".", key].concat(),
        &[("count", &count.to_string())],
    ))
}

fn count(connection: &Connection, sql: &str) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get("waiting"))?)
}

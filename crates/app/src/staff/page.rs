//! The page of the station.

use domain::Act;
use rusqlite::Connection;

use super::{Laptop, StationPage, team};
use crate::areas::{self, AreaRow};
use crate::contacts::columns::Columns;
use crate::desk::Desk;
use crate::error::AppError;

/// Areas, accounts, laptops and what waits for a decision.
///
/// # Errors
/// `not_allowed` for who manages neither the station nor its accounts.
pub fn page(desk: &Desk) -> Result<StationPage, AppError> {
    let role = desk.role()?;
    if !role.may(Act::ManageStation) && !role.may(Act::ManageAccounts) {
        return Err(
            AppError::at("not_allowed", Act::ManageStation.as_str()).in_language(desk.language)
        );
    }
    let today = desk.today();
    desk.read(|connection| {
        Ok(StationPage {
            areas: areas(connection)?,
            users: team::everybody(connection, today)?,
            laptops: laptops(connection)?,
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

fn laptops(connection: &Connection) -> Result<Vec<Laptop>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("laptops.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok(Laptop {
            id: row.get("id")?,
            name: row.get("name")?,
            user: row.get("user_name")?,
            enrolled_at: row.stamp("enrolled_at")?,
            revoked_at: row.stamp("revoked_at")?,
            seen_at: row.stamp("seen_at")?,
            app_version: row.optional("app_version")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn count(connection: &Connection, sql: &str) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get("waiting"))?)
}

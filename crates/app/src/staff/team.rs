//! Accounts and what they are responsible for now.

use chrono::NaiveDate;
use domain::Role;
use rusqlite::{Connection, named_params};

use super::{ComingArea, StationUser};
use crate::contacts::columns::Columns;
use crate::error::AppError;
use crate::session::AreaRef;

/// Every account with its areas, open accounts first.
pub(crate) fn everybody(
    connection: &Connection,
    today: NaiveDate,
) -> Result<Vec<StationUser>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("team.sql"))?;
    let mut rows = statement.query(named_params! {":today": today.to_string()})?;
    let mut users: Vec<StationUser> = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get("id")?;
        if users.last().is_none_or(|user| user.id != id) {
            let role: String = row.get("role")?;
            users.push(StationUser {
                id,
                name: row.get("name")?,
                // A role that only a newer program knows counts as the one with the least powers.
                role: Role::parse(&role).unwrap_or(Role::Instructor),
                active: row.get("active")?,
                areas: Vec::new(),
                coming: Vec::new(),
            });
        }
        let area = row.optional("area_id")?;
        let (Some(id), Some(user)) = (area, users.last_mut()) else {
            continue;
        };
        let (name, from): (String, String) = (row.get("area_name")?, row.get("from_day")?);
        if from > today.to_string() {
            user.coming.push(ComingArea { name, from });
        } else if user.areas.iter().all(|known| known.id != id) {
            user.areas.push(AreaRef { id, name });
        }
    }
    Ok(users)
}

/// The officers in charge who work now and have an area of this account too; the account itself is none of them.
pub(crate) fn officers_beside(
    connection: &Connection,
    user: &str,
    today: NaiveDate,
) -> Result<Vec<String>, AppError> {
    let everybody = everybody(connection, today)?;
    let areas: Vec<&str> = everybody
        .iter()
        .filter(|account| account.id == user)
        .flat_map(|account| account.areas.iter().map(|area| area.id.as_str()))
        .collect();
    let officers = everybody
        .iter()
        .filter(|account| account.active && account.role == Role::Officer && account.id != user)
        .filter(|account| {
            let mut held = account.areas.iter();
            held.any(|area| areas.contains(&area.id.as_str()))
        });
    Ok(officers.map(|account| account.id.clone()).collect())
}

/// The instructors who work now: whom a broadcast is for.
pub(crate) fn instructors(
    connection: &Connection,
    today: NaiveDate,
) -> Result<Vec<StationUser>, AppError> {
    let mut users = everybody(connection, today)?;
    users.retain(|user| user.active && user.role == Role::Instructor);
    Ok(users)
}

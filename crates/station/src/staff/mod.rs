//! Accounts, laptops, areas and who may see what from when.

mod acts;
mod enrol;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Role;
pub use domain::dates::day_of;
use domain::fields::{self, Fields};
use rusqlite::{OptionalExtension, params};

pub(crate) use acts::write_row_in;
pub use acts::{Act, ActDone, InvitationMade, act, add_area, add_user, assign, invite};
pub use enrol::enrol;

use crate::database::{Database, Tx};
use crate::error::StationError;
use crate::scopes::{ADMINS, CHIEFS, STATION, area, user};
use crate::secret;

/// A laptop that proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the laptop.
    pub device: String,
    /// Account.
    pub user: String,
    /// Its role.
    pub role: Role,
}

/// Who sends a request: `authorization` is `Bearer DEVICE.TOKEN`.
///
/// Account and laptop are looked up anew at each request, so a revoked laptop is refused at its next one.
///
/// # Errors
/// [`StationError::NotAuthorised`], without saying which part was wrong.
pub fn caller(database: &Database, authorization: &str) -> Result<Caller, StationError> {
    let (device, token) = authorization
        .strip_prefix("Bearer ")
        .and_then(|bearer| bearer.split_once('.'))
        .ok_or(StationError::NotAuthorised)?;
    database.read(|tx| {
        let found: Option<String> = tx
            .connection()
            .prepare_cached(
                "SELECT user FROM device WHERE id = ?1 AND token_hash = ?2 AND revoked_at = 0",
            )?
            .query_row([device, &secret::token_hash(token)], |row| row.get(0))
            .optional()?;
        let user = found.ok_or(StationError::NotAuthorised)?;
        let role = active_role(tx, &user)?.ok_or(StationError::NotAuthorised)?;
        Ok(Caller {
            device: device.to_owned(),
            user,
            role,
        })
    })
}

/// Role of an account that is open; none for a closed or unknown one.
pub fn active_role(tx: &Tx<'_>, user: &str) -> Result<Option<Role>, StationError> {
    Ok(tx
        .row(user)?
        .filter(|held| held.kind == "users" && fields::flag(&held.state.fields, "active"))
        .and_then(|held| held.text("role").and_then(Role::parse)))
}

/// Version and names of the scopes an account holds now.
pub fn scopes_of(tx: &Tx<'_>, account: &str) -> Result<(i64, Vec<String>), StationError> {
    let version = tx.connection().query_row(
        "SELECT coalesce(max(max(from_version, to_version)), 0) FROM scope_grant WHERE user = ?1",
        [account],
        |row| row.get(0),
    )?;
    let mut statement = tx.connection().prepare_cached(
        "SELECT scope FROM scope_grant WHERE user = ?1 AND to_version = 0 ORDER BY scope",
    )?;
    let rows = statement.query_map([account], |row| row.get(0))?;
    Ok((version, rows.collect::<Result<_, _>>()?))
}

/// Whether the account held any of these scopes at that version of its scopes. Whether an area was held is decided by the version the
/// edit was made under, never by a clock.
pub fn held_any(
    tx: &Tx<'_>,
    account: &str,
    scopes: &[String],
    version: i64,
) -> Result<bool, StationError> {
    for scope in scopes {
        let held: bool = tx
            .connection()
            .prepare_cached(
                "SELECT 1 FROM scope_grant WHERE user = ?1 AND scope = ?2
                 AND (to_version = 0 OR (from_version <= ?3 AND ?3 < to_version))",
            )?
            .exists(params![account, scope, version])?;
        if held {
            return Ok(true);
        }
    }
    Ok(false)
}

/// After rows were filed: accounts whose scopes follow from them get their new scopes.
pub(crate) fn scopes_after(tx: &Tx<'_>, touched: &[String], now: i64) -> Result<(), StationError> {
    let mut accounts = BTreeSet::new();
    for id in touched {
        let Some(held) = tx.row(id)? else { continue };
        match held.kind.as_str() {
            "users" => {
                accounts.insert(id.clone());
            }
            "assignments" => accounts.extend(held.text("user").map(str::to_owned)),
            // A new area is every chief's at once.
            "areas" => accounts.extend(all(tx, "users")?.into_iter().map(|(id, _)| id)),
            _ => {}
        }
    }
    accounts
        .iter()
        .try_for_each(|account| refresh_scopes(tx, account, day_of(now)))
}

/// Compares what an account should hold today with what it was granted; a difference is a new version.
pub fn refresh_scopes(tx: &Tx<'_>, account: &str, today: NaiveDate) -> Result<(), StationError> {
    let wanted = wanted_scopes(tx, account, today)?;
    let (version, held) = scopes_of(tx, account)?;
    let held: BTreeSet<String> = held.into_iter().collect();
    if held == wanted {
        return Ok(());
    }
    let connection = tx.connection();
    for gone in held
        .difference(&wanted)
        .filter(|_| !sync::plant::is("taken_area_served"))
    {
        connection.execute(
            "UPDATE scope_grant SET to_version = ?3 WHERE user = ?1 AND scope = ?2 AND to_version = 0",
            params![account, gone, version + 1],
        )?;
    }
    for new in wanted.difference(&held) {
        connection.execute(
            "INSERT INTO scope_grant (user, scope, from_version) VALUES (?1, ?2, ?3)",
            params![account, new, version + 1],
        )?;
    }
    Ok(())
}

fn wanted_scopes(
    tx: &Tx<'_>,
    account: &str,
    today: NaiveDate,
) -> Result<BTreeSet<String>, StationError> {
    let Some(role) = active_role(tx, account)? else {
        return Ok(BTreeSet::new());
    };
    let mut scopes = BTreeSet::from([STATION.to_owned(), user(account)]);
    match role {
        Role::Instructor | Role::Officer => {
            for (_, assignment) in all(tx, "assignments")? {
                if fields::text(&assignment, "user") == Some(account)
                    && is_current(&assignment, today)
                {
                    scopes.extend(fields::text(&assignment, "area").map(area));
                }
            }
        }
        Role::Chief => {
            scopes.insert(CHIEFS.to_owned());
            scopes.extend(all(tx, "areas")?.into_iter().map(|(id, _)| area(&id)));
        }
        Role::Administrator => {
            scopes.insert(ADMINS.to_owned());
        }
    }
    Ok(scopes)
}

fn is_current(assignment: &Fields, today: NaiveDate) -> bool {
    let today = today.to_string();
    let begun = fields::text(assignment, "from").is_some_and(|from| from <= today.as_str());
    let ended = fields::text(assignment, "to").is_some_and(|to| to < today.as_str());
    begun && !ended && !fields::is_deleted(assignment)
}

/// Id of the open account with this name or id.
///
/// # Errors
/// [`StationError::NotFound`] if there is none; [`StationError::BadRequest`] if several have the name.
pub fn find_user(database: &Database, name_or_id: &str) -> Result<String, StationError> {
    find(database, "users", name_or_id)
}

/// Id of the area with this name or id.
///
/// # Errors
/// As [`find_user`].
pub fn find_area(database: &Database, name_or_id: &str) -> Result<String, StationError> {
    find(database, "areas", name_or_id)
}

fn find(database: &Database, kind: &str, name_or_id: &str) -> Result<String, StationError> {
    database.read(|tx| {
        let mut found = all(tx, kind)?
            .into_iter()
            .filter(|(id, row)| id == name_or_id || fields::text(row, "name") == Some(name_or_id));
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(id),
            (None, _) => Err(StationError::NotFound),
            _ => Err(StationError::BadRequest(
                "several have this name; use the id",
            )),
        }
    })
}

/// All rows of a kind of which a station has few.
fn all(tx: &Tx<'_>, kind: &str) -> Result<Vec<(String, Fields)>, StationError> {
    let mut statement = tx.connection().prepare_cached(
        "SELECT r.id, r.body FROM feed f JOIN row r ON r.id = f.row WHERE f.scope = 'station' AND r.kind = ?1",
    )?;
    let rows = statement.query_map([kind], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (id, body) = row?;
        let fields: Fields = serde_json::from_str(&body)?;
        if !fields::is_deleted(&fields) {
            found.push((id, fields));
        }
    }
    Ok(found)
}

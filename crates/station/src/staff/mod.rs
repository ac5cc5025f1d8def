//! Accounts, laptops, areas and who may see what from when.

mod acts;
mod areas;
mod assignments;
mod enrol;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Role;
pub use domain::dates::day_of;
use domain::fields;

pub(crate) use acts::write_row_in;
pub use acts::{Act, ActDone, InvitationMade, act, add_user, confirm, invite, note_erased, revoke};
pub use areas::{Area, add_area, change_area};
pub use assignments::assign;
use assignments::is_current;
pub use enrol::enrol;

use crate::database::{Database, Device, Filed, Tx};
use crate::error::StationError;
use crate::scopes::{ADMINS, CHIEFS, STATION, area, user};

/// A laptop that proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the laptop.
    pub device: String,
    /// Account.
    pub user: String,
    /// Its role.
    pub role: Role,
    /// Whether the laptop was revoked: it may hand in what it has, for a chief to look at, and nothing else.
    pub revoked: bool,
}

impl Caller {
    /// Refuses a revoked laptop.
    ///
    /// # Errors
    /// [`StationError::OutOfService`].
    pub fn in_service(&self) -> Result<&Caller, StationError> {
        if self.revoked {
            Err(StationError::OutOfService(self.device.clone(), false))
        } else {
            Ok(self)
        }
    }
}

/// Who a laptop calls for. Account and laptop are looked up anew at each request, so a revoked laptop is known at its next one.
///
/// # Errors
/// [`StationError::NotAuthorised`] for one that is unknown or of a closed account, [`StationError::OutOfService`] for one in foreign hands,
/// [`StationError::NotConfirmed`] before a second person has confirmed it.
pub fn caller(database: &Database, device: &str) -> Result<Caller, StationError> {
    database.read(|tx| {
        let found = tx.device(device)?.ok_or(StationError::NotAuthorised)?;
        caller_in(tx, device, &found)
    })
}

pub(crate) fn caller_in(tx: &Tx<'_>, device: &str, found: &Device) -> Result<Caller, StationError> {
    let revoked = found.revoked_at != 0;
    if found.stolen_at != 0 {
        return Err(StationError::OutOfService(device.to_owned(), true));
    }
    if found.confirmed_at == 0 {
        // It never was given anything, so it has nothing to hand in.
        return Err(match revoked {
            true => StationError::OutOfService(device.to_owned(), true),
            false => StationError::NotConfirmed,
        });
    }
    // What a closed account left on its laptop may still be handed in.
    let role = match active_role(tx, &found.account)? {
        Some(role) => role,
        None if revoked => Role::Instructor,
        None => return Err(StationError::NotAuthorised),
    };
    Ok(Caller {
        device: device.to_owned(),
        user: found.account.clone(),
        role,
        revoked,
    })
}

/// Role of an account that is open; none for a closed or unknown one.
pub fn active_role(tx: &Tx<'_>, user: &str) -> Result<Option<Role>, StationError> {
    Ok(tx.row(user)?.and_then(|held| held.active_role()))
}

/// Version and names of the scopes an account holds now.
pub fn scopes_of(tx: &Tx<'_>, account: &str) -> Result<(i64, Vec<String>), StationError> {
    let grants = tx.grants(account)?;
    let version = grants.iter().map(|grant| grant.from.max(grant.to)).max();
    let held = grants.into_iter().filter(|grant| grant.to == 0);
    Ok((
        version.unwrap_or(0),
        held.map(|grant| grant.scope).collect(),
    ))
}

/// After rows were filed: accounts whose scopes follow from them get their new scopes.
pub(crate) fn scopes_after(tx: &Tx<'_>, filed: &Filed, now: i64) -> Result<(), StationError> {
    let mut accounts = filed.accounts.clone();
    if filed.areas {
        // A new area is every chief's at once.
        accounts.extend(tx.rows_for_all("users")?.into_iter().map(|(id, _)| id));
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
    for gone in held
        .difference(&wanted)
        .filter(|_| !sync::plant::is("taken_area_served"))
    {
        tx.withdraw(account, gone, version + 1)?;
    }
    for new in wanted.difference(&held) {
        tx.grant(account, new, version + 1)?;
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
            for (_, assignment) in tx.rows_for_all("assignments")? {
                if fields::text(&assignment, "user") == Some(account)
                    && is_current(&assignment, today)
                {
                    scopes.extend(fields::text(&assignment, "area").map(area));
                }
            }
        }
        Role::Chief => {
            scopes.insert(CHIEFS.to_owned());
            scopes.extend(
                tx.rows_for_all("areas")?
                    .into_iter()
                    .map(|(id, _)| area(&id)),
            );
        }
        // An auditor needs the names of laptops; the log is asked for, not synced.
        Role::Administrator | Role::Auditor => {
            scopes.insert(ADMINS.to_owned());
        }
    }
    Ok(scopes)
}

/// Accounts that any of these areas (names of scopes) is assigned to on a day.
pub(crate) fn assigned_to(
    tx: &Tx<'_>,
    areas: &[String],
    today: NaiveDate,
) -> Result<Vec<String>, StationError> {
    let assignments = tx.rows_for_all("assignments")?;
    let of_these = assignments.iter().filter(|(_, row)| {
        let scope = fields::text(row, "area").map(area);
        is_current(row, today) && scope.is_some_and(|scope| areas.contains(&scope))
    });
    Ok(of_these
        .filter_map(|(_, row)| fields::text(row, "user").map(str::to_owned))
        .collect())
}

/// Id of the open account with this name or id.
///
/// # Errors
/// [`StationError::NotFound`] if there is none; [`StationError::BadRequest`] if several have the name.
pub fn find_user(database: &Database, name_or_id: &str) -> Result<String, StationError> {
    find(database, (STATION, "users"), name_or_id)
}

/// Id of the area with this name or id.
///
/// # Errors
/// As [`find_user`].
pub fn find_area(database: &Database, name_or_id: &str) -> Result<String, StationError> {
    find(database, (STATION, "areas"), name_or_id)
}

/// Id of the laptop with this name or id.
///
/// # Errors
/// As [`find_user`].
pub fn find_laptop(database: &Database, name_or_id: &str) -> Result<String, StationError> {
    find(database, (CHIEFS, "laptops"), name_or_id)
}

/// Id of the laptop that waits to be confirmed and shows these digits, or has this id.
///
/// # Errors
/// [`StationError::NotFound`] if there is none, or more than one.
pub fn find_waiting(database: &Database, digits_or_id: &str) -> Result<String, StationError> {
    let plain = |text: &str| text.replace(' ', "");
    database.read(|tx| {
        let rows = tx.rows_in(CHIEFS, "laptops")?.into_iter();
        let mut waiting = rows.filter(|(id, row)| {
            let digits = fields::text(row, "check_digits").unwrap_or_default();
            let fits = id == digits_or_id || plain(digits) == plain(digits_or_id);
            fits && fields::int(row, "confirmed_at").unwrap_or(0) == 0
        });
        match (waiting.next(), waiting.next()) {
            (Some((id, _)), None) => Ok(id),
            _ => Err(StationError::NotFound),
        }
    })
}

fn find(
    database: &Database,
    (scope, kind): (&str, &str),
    name_or_id: &str,
) -> Result<String, StationError> {
    database.read(|tx| {
        let mut found = tx
            .rows_in(scope, kind)?
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

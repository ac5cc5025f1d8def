//! Acts of running a station: areas, accounts, assignments, invitations, laptops. They need the station, so they are requests of their own
//! and not synced operations; areas in particular are made by the station only.

use data_encoding::HEXLOWER;
use domain::fields::Fields;
use domain::rules::{self, Author};
use domain::{Act as Permission, Role};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::areas::{Area, add_area_in, change_area_in};
use super::assignments::{assign_in, replace, unassign};
use super::{Caller, day_of};
use crate::access_log::{self, Own};
use crate::database::{Batch, Database, Invitation, Tx};
use crate::error::StationError;
use crate::{push, secret};

/// How long an invitation is good for, ms: 10 minutes.
const INVITATION_MS: i64 = 10 * 60 * 1_000;

/// One act, as it is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Act {
    /// `add_area`, `change_area`, `add_user`, `assign`, `unassign`, `replace`, `invite`, `confirm_laptop`, `revoke_laptop` or `close_user`.
    pub act: String,
    /// Name of a new area or account.
    pub name: Option<String>,
    /// Role of a new account.
    pub role: Option<String>,
    /// Account concerned.
    pub user: Option<String>,
    /// Account that takes over all areas of `user`.
    pub successor: Option<String>,
    /// From which day on; none for today.
    pub from: Option<String>,
    /// Area concerned.
    pub area: Option<String>,
    /// Laptop concerned.
    pub laptop: Option<String>,
    /// Kind of an area.
    pub kind: Option<String>,
    /// Code of its region, 6 to 12 digits.
    pub code: Option<String>,
    /// Whether a laptop is in foreign hands: then nothing is taken from it any more.
    pub stolen: bool,
}

/// An invitation, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationMade {
    /// The code; not kept by the station.
    pub code: String,
    /// When it ends, ms.
    pub expires_at: i64,
}

/// What an act did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActDone {
    /// Row made or changed.
    pub id: Option<String>,
    /// Invitation, if that was asked for.
    pub invitation: Option<InvitationMade>,
}

/// Does an act for an account, by a caller who was admitted.
///
/// # Errors
/// As [`ask`] and [`act_in`].
pub fn act(
    database: &Database,
    caller: &Caller,
    act: &Act,
    now: i64,
) -> Result<ActDone, StationError> {
    database.write(|tx| ask(tx, caller, act, now))?;
    database.write(|tx| act_in(tx, caller, act, now))
}

/// First the entry: an act that then fails was asked for all the same.
///
/// # Errors
/// [`StationError::NotAuthorised`] if the role may not; [`StationError::BadRequest`] for an act that is none.
pub(crate) fn ask(tx: &Tx<'_>, caller: &Caller, act: &Act, now: i64) -> Result<(), StationError> {
    check_role(caller, act)?;
    // What is named may be any text, and the log names no person.
    let of_station = |id: &Option<String>| -> Result<Option<String>, StationError> {
        let Some(id) = id else { return Ok(None) };
        let named = tx
            .row(id)?
            .filter(|held| matches!(held.kind.as_str(), "users" | "areas" | "laptops"));
        Ok(named.map(|_| id.clone()))
    };
    let concerned = [&act.laptop, &act.user, &act.area]
        .into_iter()
        .find(|id| id.is_some());
    let concerned = concerned.map_or(Ok(None), of_station)?;
    let successor = of_station(&act.successor)?;
    let asked = Own {
        act: audit::Act::Admin,
        account: &caller.user,
        kind: "station",
        object: concerned.as_deref().unwrap_or_default(),
        field: if act.stolen {
            "revoke_stolen_laptop"
        } else {
            &act.act
        },
        result: act
            .role
            .as_deref()
            .and_then(Role::parse)
            .map(Role::as_str)
            .or(successor.as_deref())
            .unwrap_or_default(),
    };
    access_log::note(tx, &asked, now)
}

fn check_role(caller: &Caller, act: &Act) -> Result<(), StationError> {
    let needed = match act.act.as_str() {
        "add_user" | "invite" | "close_user" => Permission::ManageAccounts,
        "add_area" | "change_area" | "assign" | "unassign" | "replace" | "confirm_laptop"
        | "revoke_laptop" => Permission::ManageStation,
        _ => return Err(StationError::BadRequest("act")),
    };
    if caller.in_service()?.role.may(needed) {
        Ok(())
    } else {
        Err(StationError::NotAuthorised)
    }
}

/// Does an act.
///
/// # Errors
/// [`StationError::NotAuthorised`] if the role may not; [`StationError::BadRequest`] if something is missing; [`StationError::NotFound`]
/// for an account, area or laptop that is none, whatever else has that id.
pub(crate) fn act_in(
    tx: &Tx<'_>,
    caller: &Caller,
    act: &Act,
    now: i64,
) -> Result<ActDone, StationError> {
    check_role(caller, act)?;
    let need = |value: &Option<String>, what| {
        value
            .clone()
            .filter(|text| !text.trim().is_empty())
            .ok_or(StationError::BadRequest(what))
    };
    let made = |id| ActDone {
        id: Some(id),
        invitation: None,
    };
    let area = Area {
        name: act.name.as_deref(),
        kind: act.kind.as_deref(),
        code: act.code.as_deref(),
    };
    let user = || need(&act.user, "user");
    let laptop = || need(&act.laptop, "laptop");
    let of_area = || need(&act.area, "area");
    match act.act.as_str() {
        "add_area" => {
            let named = Area {
                name: area.name.filter(|name| !name.trim().is_empty()),
                ..area
            };
            add_area_in(tx, &named, now).map(made)
        }
        "change_area" => change_area_in(tx, &of_area()?, &area, now).map(made),
        "add_user" => {
            let role =
                Role::parse(&need(&act.role, "role")?).ok_or(StationError::BadRequest("role"))?;
            // An administrator keeps accounts but does not make themselves a chief.
            if role == Role::Chief && caller.role != Role::Chief {
                return Err(StationError::NotAuthorised);
            }
            add_user_in(tx, &need(&act.name, "name")?, role, now).map(made)
        }
        "assign" => assign_in(tx, &user()?, &of_area()?, now).map(made),
        "unassign" => unassign(tx, &user()?, &of_area()?, now).map(|id| ActDone {
            id,
            invitation: None,
        }),
        "replace" => {
            let successor = need(&act.successor, "successor")?;
            let from = act.from.as_deref().filter(|day| !day.is_empty());
            replace(tx, (&user()?, &successor), from, now)?;
            Ok(made(successor))
        }
        "invite" => Ok(ActDone {
            id: act.user.clone(),
            invitation: Some(invite_in(tx, &user()?, now)?),
        }),
        "confirm_laptop" => confirm_in(tx, &laptop()?, &caller.user, now).map(made),
        "revoke_laptop" => revoke_in(tx, &laptop()?, act.stolen, now).map(made),
        _ => {
            let user = user()?;
            super::active_role(tx, &user)?.ok_or(StationError::NotFound)?;
            write_row_in(tx, "users", &user, json!({"active": false}), now)?;
            Ok(made(user))
        }
    }
}

/// Makes an account.
///
/// # Errors
/// What the database says.
pub fn add_user(
    database: &Database,
    name: &str,
    role: Role,
    now: i64,
) -> Result<String, StationError> {
    database.write(|tx| add_user_in(tx, name, role, now))
}

fn add_user_in(tx: &Tx<'_>, name: &str, role: Role, now: i64) -> Result<String, StationError> {
    let values = json!({"name": name, "role": role.as_str(), "active": true});
    let id = sync::ids::fresh();
    write_row_in(tx, "users", &id, values, now)?;
    Ok(id)
}

/// Makes a one-time code for an account's next laptop; earlier ones of this account end.
///
/// # Errors
/// [`StationError::NotFound`] if there is no such open account.
pub fn invite(database: &Database, user: &str, now: i64) -> Result<InvitationMade, StationError> {
    database.write(|tx| invite_in(tx, user, now))
}

fn invite_in(tx: &Tx<'_>, user: &str, now: i64) -> Result<InvitationMade, StationError> {
    let code = sync::invite::code(secret::random::<10>()?);
    let key = HEXLOWER.encode(&sync::invite::key(&code));
    let expires_at = now + INVITATION_MS;
    super::active_role(tx, user)?.ok_or(StationError::NotFound)?;
    let invitation = Invitation {
        id: sync::ids::fresh(),
        account: user.to_owned(),
        proof_key: key,
    };
    tx.add_invitation(&invitation, expires_at, now)?;
    Ok(InvitationMade { code, expires_at })
}

/// Confirms that a new laptop is whose it says: from now on it is served. `by` is an account other than the laptop's own, or whoever sits
/// at the server ([`audit::CONSOLE`]); empty where nobody is named.
///
/// # Errors
/// [`StationError::NotFound`] if there is no such laptop, or it is out of service; [`StationError::NotAuthorised`] for one's own.
pub fn confirm(
    database: &Database,
    laptop: &str,
    by: &str,
    now: i64,
) -> Result<String, StationError> {
    database.write(|tx| {
        if by.is_empty() || by.starts_with(audit::CONSOLE) {
            let own = Own {
                account: by,
                field: "confirm_laptop",
                ..Own::admin("station", laptop)
            };
            access_log::note(tx, &own, now)?;
        }
        confirm_in(tx, laptop, by, now)
    })
}

fn confirm_in(tx: &Tx<'_>, laptop: &str, by: &str, now: i64) -> Result<String, StationError> {
    let device = tx.device(laptop)?.filter(|device| device.revoked_at == 0);
    let device = device.ok_or(StationError::NotFound)?;
    if device.account == by {
        return Err(StationError::NotAuthorised);
    }
    let account = by.strip_prefix(audit::CONSOLE).map_or(by, |_| "");
    tx.confirm(laptop, account, now)?;
    write_row_in(tx, "laptops", laptop, json!({"confirmed_at": now}), now)?;
    Ok(laptop.to_owned())
}

/// Puts a laptop out of service. One that was returned may still hand in what it has, for a chief to look at; from a stolen one nothing is
/// taken any more.
///
/// # Errors
/// [`StationError::NotFound`] if there is no such laptop.
pub fn revoke(
    database: &Database,
    laptop: &str,
    stolen: bool,
    now: i64,
) -> Result<String, StationError> {
    database.write(|tx| revoke_in(tx, laptop, stolen, now))
}

fn revoke_in(tx: &Tx<'_>, laptop: &str, stolen: bool, now: i64) -> Result<String, StationError> {
    tx.device(laptop)?.ok_or(StationError::NotFound)?;
    tx.revoke(laptop, stolen, now)?;
    write_row_in(tx, "laptops", laptop, json!({"revoked_at": now}), now)?;
    Ok(laptop.to_owned())
}

/// A laptop that is out of service says that it has erased itself; that it said so already changes nothing.
///
/// # Errors
/// What the database says.
pub(crate) fn note_erased(tx: &Tx<'_>, laptop: &str, now: i64) -> Result<(), StationError> {
    let row = tx.row(laptop)?;
    let erased_at = row.and_then(|held| domain::fields::int(&held.state.fields, "erased_at"));
    if erased_at.is_some_and(|at| at > 0) {
        return Ok(());
    }
    let own = Own {
        act: audit::Act::Erase,
        field: "erased_laptop",
        ..Own::admin("station", laptop)
    };
    access_log::note(tx, &own, now)?;
    write_row_in(tx, "laptops", laptop, json!({"erased_at": now}), now)
}

/// Writes a row as the station, by the same rules as everybody.
pub(crate) fn write_row_in(
    tx: &Tx<'_>,
    kind: &str,
    id: &str,
    values: Value,
    now: i64,
) -> Result<(), StationError> {
    let values: Fields = serde_json::from_value(values)?;
    let before = tx.row(id)?;
    let by = Author {
        role: Role::Chief,
        user: "",
    };
    rules::check(
        kind,
        before.as_ref().map(|held| &held.state.fields),
        &values,
        by,
        day_of(now),
    )?;
    let head = tx.head()?;
    let mut batch = Batch::new(tx, head.hlc);
    batch.write_own(kind, id, crate::scopes::STATION, values)?;
    push::file(batch, head.seq, now)
}

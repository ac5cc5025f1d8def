//! Acts of running a station: areas, accounts, assignments, invitations, laptops. They need the station, so they are requests of their own
//! and not synced operations; areas in particular are made by the station only.

use data_encoding::HEXLOWER;
use domain::fields::Fields;
use domain::rules::{self, Author};
use domain::{Act as Permission, Role};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::areas::{Area, add_area, change_area};
use super::assignments::{assign, replace, unassign};
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

/// Does an act for a laptop's user.
///
/// # Errors
/// [`StationError::NotAuthorised`] if the role may not; [`StationError::BadRequest`] if something is missing.
pub fn act(
    database: &Database,
    caller: &Caller,
    act: &Act,
    now: i64,
) -> Result<ActDone, StationError> {
    let needed = match act.act.as_str() {
        "add_user" | "invite" | "close_user" => Permission::ManageAccounts,
        _ => Permission::ManageStation,
    };
    if !caller.in_service()?.role.may(needed) {
        return Err(StationError::NotAuthorised);
    }
    // First the entry: an act that then fails was asked for all the same.
    let concerned = [&act.laptop, &act.user, &act.area]
        .into_iter()
        .flatten()
        .next();
    let asked = Own {
        act: audit::Act::Admin,
        account: &caller.user,
        kind: "station",
        object: concerned.map_or("", String::as_str),
        field: if act.stolen {
            "revoke_stolen_laptop"
        } else {
            &act.act
        },
        result: act
            .successor
            .as_deref()
            .or(act.role.as_deref())
            .unwrap_or_default(),
    };
    database.write(|tx| access_log::note(tx, &asked, now))?;
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
    match act.act.as_str() {
        "add_area" => add_area(
            database,
            &Area {
                name: act.name.as_deref().filter(|name| !name.trim().is_empty()),
                kind: act.kind.as_deref(),
                code: act.code.as_deref(),
            },
            now,
        )
        .map(made),
        "change_area" => change_area(
            database,
            &need(&act.area, "area")?,
            &Area {
                name: act.name.as_deref(),
                kind: act.kind.as_deref(),
                code: act.code.as_deref(),
            },
            now,
        )
        .map(made),
        "add_user" => {
            let role =
                Role::parse(&need(&act.role, "role")?).ok_or(StationError::BadRequest("role"))?;
            // An administrator keeps accounts but does not make themselves a chief.
            if role == Role::Chief && caller.role != Role::Chief {
                return Err(StationError::NotAuthorised);
            }
            add_user(database, &need(&act.name, "name")?, role, now).map(made)
        }
        "assign" => assign(
            database,
            &need(&act.user, "user")?,
            &need(&act.area, "area")?,
            now,
        )
        .map(made),
        "unassign" => unassign(
            database,
            &need(&act.user, "user")?,
            &need(&act.area, "area")?,
            now,
        )
        .map(|id| ActDone {
            id,
            invitation: None,
        }),
        "replace" => {
            let user = need(&act.user, "user")?;
            let successor = need(&act.successor, "successor")?;
            let from = act.from.as_deref().filter(|day| !day.is_empty());
            replace(database, (&user, &successor), from, now)?;
            Ok(made(successor))
        }
        "invite" => Ok(ActDone {
            id: act.user.clone(),
            invitation: Some(invite(database, &need(&act.user, "user")?, now)?),
        }),
        "confirm_laptop" => {
            confirm(database, &need(&act.laptop, "laptop")?, &caller.user, now).map(made)
        }
        "revoke_laptop" => revoke(database, &need(&act.laptop, "laptop")?, act.stolen, now),
        "close_user" => {
            let user = need(&act.user, "user")?;
            write_row(database, "users", &user, json!({"active": false}), now).map(made)
        }
        _ => Err(StationError::BadRequest("act")),
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
    let values = json!({"name": name, "role": role.as_str(), "active": true});
    write_row(database, "users", &sync::ids::fresh(), values, now)
}

/// Makes a one-time code for an account's next laptop; earlier ones of this account end.
///
/// # Errors
/// [`StationError::NotFound`] if there is no such open account.
pub fn invite(database: &Database, user: &str, now: i64) -> Result<InvitationMade, StationError> {
    let code = sync::invite::code(secret::random::<10>()?);
    let key = HEXLOWER.encode(&sync::invite::key(&code));
    let expires_at = now + INVITATION_MS;
    database.write(|tx| {
        super::active_role(tx, user)?.ok_or(StationError::NotFound)?;
        let invitation = Invitation {
            id: sync::ids::fresh(),
            account: user.to_owned(),
            proof_key: key,
        };
        tx.add_invitation(&invitation, expires_at, now)
    })?;
    Ok(InvitationMade { code, expires_at })
}

/// Confirms that a new laptop is whose it says: from now on it is served. `by` is an account other than the laptop's own, or nobody: whoever
/// sits at the server.
///
/// # Errors
/// [`StationError::NotFound`] if there is no such laptop; [`StationError::NotAuthorised`] for one's own.
pub fn confirm(
    database: &Database,
    laptop: &str,
    by: &str,
    now: i64,
) -> Result<String, StationError> {
    database.write(|tx| {
        let device = tx.device(laptop)?.ok_or(StationError::NotFound)?;
        if device.account == by {
            return Err(StationError::NotAuthorised);
        }
        if by.is_empty() {
            let own = Own {
                field: "confirm_laptop",
                ..Own::admin("station", laptop)
            };
            access_log::note(tx, &own, now)?;
        }
        tx.confirm(laptop, by, now)?;
        write_row_in(tx, "laptops", laptop, json!({"confirmed_at": now}), now)
    })?;
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
) -> Result<ActDone, StationError> {
    if !database.write(|tx| tx.revoke(laptop, stolen, now))? {
        return Err(StationError::NotFound);
    }
    write_row(database, "laptops", laptop, json!({"revoked_at": now}), now).map(|id| ActDone {
        id: Some(id),
        invitation: None,
    })
}

/// A laptop that is out of service says that it has erased itself.
///
/// # Errors
/// [`StationError::BadRequest`] for one that is in service.
pub fn note_erased(database: &Database, laptop: &str, now: i64) -> Result<(), StationError> {
    database.write(|tx| {
        let device = tx.device(laptop)?.ok_or(StationError::NotFound)?;
        if device.revoked_at == 0 {
            return Err(StationError::BadRequest("the laptop is in service"));
        }
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
    })
}

/// Writes a row as the station, by the same rules as everybody.
pub(crate) fn write_row(
    database: &Database,
    kind: &str,
    id: &str,
    values: Value,
    now: i64,
) -> Result<String, StationError> {
    database.write(|tx| write_row_in(tx, kind, id, values, now))?;
    Ok(id.to_owned())
}

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

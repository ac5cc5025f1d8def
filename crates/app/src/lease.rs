//! How long this laptop may be used without its station. What was not sent is never lost by it: the laptop opens again with the next
//! contact, and a courier file takes its work along in any case.

use rusqlite::Connection;
use store::StoreError;
use store::state;
use sync::lease::Lease;

use crate::desk::Desk;
use crate::error::AppError;
use crate::saying;
use crate::wipe;

/// Where the store keeps the station's word.
const LEASE: &str = "lease";
/// Where it keeps the latest time it knows to have been, ms, by the station's clock.
const SEEN: &str = "time_seen";
/// How far a clock may fall behind that, ms: 5 minutes.
const BEHIND: i64 = 5 * 60_000;
/// How often the time is noted, ms: a minute.
const NOTE_EVERY: i64 = 60_000;
/// How long before it becomes read-only that is announced, ms: two days.
const ANNOUNCED: i64 = 2 * 86_400_000;

/// What this laptop may be used for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Everything.
    Full,
    /// Everything, but only until then, ms.
    FullUntil(i64),
    /// Reading; locked from then on, ms.
    ReadOnly(i64),
    /// Reading: the clock is behind what it was.
    ClockBack,
    /// Nothing but reaching the station.
    Ended,
}

impl Standing {
    /// Code of what keeps somebody from writing.
    fn refusal(self) -> Option<&'static str> {
        match self {
            Standing::Full | Standing::FullUntil(_) => None,
            Standing::ReadOnly(_) => Some("lease_read_only"),
            Standing::ClockBack => Some("lease_clock_back"),
            Standing::Ended => Some("lease_ended"),
        }
    }
}

fn held(connection: &Connection) -> Result<Option<Lease>, StoreError> {
    let text = state::text(connection, LEASE)?;
    Ok(serde_json::from_str(&text).ok())
}

/// What the laptop may be used for at `now`, ms, by its own clock. One that never had the station's word is new, or older than this.
///
/// # Errors
/// If the store cannot be read.
pub fn standing(connection: &Connection, now: i64) -> Result<Standing, StoreError> {
    let Some(lease) = held(connection)? else {
        return Ok(Standing::Full);
    };
    let now = now.saturating_add(state::number(connection, "clock_offset")?);
    let seen = state::number(connection, SEEN)?.max(lease.given_at);
    Ok(match now.max(seen) {
        time if time >= lease.ends_at => Standing::Ended,
        _ if now < seen - BEHIND => Standing::ClockBack,
        time if time >= lease.read_only_at => Standing::ReadOnly(lease.ends_at),
        time if time >= lease.read_only_at - ANNOUNCED => Standing::FullUntil(lease.read_only_at),
        _ => Standing::Full,
    })
}

/// How the station's word came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// Just now: it also says what time it is, and whatever the clock here said before no longer counts.
    Live,
    /// In a file that travelled.
    Carried,
}

/// Takes the station's word.
pub(crate) fn renew(desk: &Desk, lease: &Lease, came: Came) -> Result<(), AppError> {
    let (_, station) = desk.store.courier_keys(desk.now())?;
    let device = desk.store.read(state::identity)?.device;
    if !station.is_some_and(|station| lease.is_by(&station.sign, &device)) {
        tracing::warn!("a lease that is not the station's");
        return Ok(());
    }
    let text = serde_json::to_string(lease).map_err(StoreError::from)?;
    desk.store.write(desk.now(), |write| {
        let connection = write.connection();
        let held = held(connection)?.map_or(0, |held| held.given_at);
        if came == Came::Carried && lease.given_at <= held {
            return Ok(());
        }
        state::set(connection, LEASE, &text)?;
        // Of a carried one too, if it is newer: a clock that was years ahead once must not lock a laptop that never meets its station.
        state::set(connection, SEEN, &lease.given_at.to_string())
    })?;
    Ok(())
}

/// Notes what time it is, so that the clock cannot be set back behind it. Called when the laptop is opened and when something is written.
///
/// # Errors
/// If the store cannot be written.
pub(crate) fn note_time(connection: &Connection, now: i64) -> Result<(), StoreError> {
    if held(connection)?.is_none() {
        return Ok(());
    }
    let now = now.saturating_add(state::number(connection, "clock_offset")?);
    if now > state::number(connection, SEEN)? + NOTE_EVERY {
        state::set(connection, SEEN, &now.to_string())?;
    }
    Ok(())
}

/// Refuses what would be written without the station's word.
///
/// # Errors
/// `lease_read_only`, `lease_clock_back`, `lease_ended`.
pub(crate) fn check_may_write(connection: &Connection, now: i64) -> Result<(), AppError> {
    match standing(connection, now)?.refusal() {
        Some(code) => Err(AppError::new(code)),
        None => Ok(note_time(connection, now)?),
    }
}

/// Refuses to open a laptop whose lease has ended, unless the station is reached now.
///
/// # Errors
/// `lease_ended`; [`wipe::ORDERED`] if the station says so.
pub fn check_may_open(desk: &Desk) -> Result<(), AppError> {
    desk.store.write(desk.now(), |write| {
        note_time(write.connection(), desk.now())
    })?;
    let standing_now = || {
        desk.store
            .read(|connection| standing(connection, desk.now()))
    };
    if standing_now()? == Standing::Ended {
        // What comes of it is seen by the lease alone, unless the laptop is to erase itself.
        if let Err(error) = crate::sync_round::run_once(desk)
            && error.code == wipe::ORDERED
        {
            return Err(error);
        }
    }
    if standing_now()? == Standing::Ended {
        return Err(AppError::new("lease_ended").in_language(desk.language));
    }
    Ok(())
}

/// A sentence for the head of the window, if there is something to say.
pub(crate) fn notice(connection: &Connection, desk: &Desk) -> Result<Option<String>, AppError> {
    let day = |at| saying::moment(desk.language, at, desk.now());
    Ok(match standing(connection, desk.now())? {
        Standing::Full => None,
        Standing::FullUntil(at) => Some(desk.say("lease.until", &[("time", &day(at))])),
        Standing::ReadOnly(at) => Some(desk.say("lease.read_only", &[("time", &day(at))])),
        Standing::ClockBack => Some(desk.say("lease.clock_back", &[])),
        Standing::Ended => Some(desk.say("lease.ended", &[])),
    })
}

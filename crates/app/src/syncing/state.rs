//! The status line.

use rusqlite::Connection;
use store::state as facts;

use super::{LiveState, Progress, SyncState};
use crate::desk::Desk;
use crate::error::AppError;
use crate::{lease, saying, session};

/// Codes after which something typed may not be on the disk.
const NOT_STORED: [&str; 3] = ["disk_full", "store_failed", "store_damaged"];

/// Nobody at the station has confirmed this laptop yet.
const NOT_CONFIRMED: &str = "station_not_confirmed";

/// What is stored, what waits, when the last round ended, in one sentence.
///
/// # Errors
/// If the store cannot be read.
pub fn state(desk: &Desk, live: &LiveState) -> Result<SyncState, AppError> {
    desk.read(|connection| read(connection, desk, live))
}

/// As [`state`], from a snapshot already taken.
pub(super) fn read(
    connection: &Connection,
    desk: &Desk,
    live: &LiveState,
) -> Result<SyncState, AppError> {
    let waiting = connection
        .prepare_cached("SELECT count(DISTINCT action) AS n FROM op WHERE settled_at = 0")?
        .query_row([], |row| row.get("n"))?;
    let not_accepted = connection
        .prepare_cached("SELECT count(DISTINCT coalesce(json_extract(op, '$.group'), id)) AS n FROM quarantined WHERE state <> 'settled'")?
        .query_row([], |row| row.get("n"))?;
    let last_sync_at = Some(facts::number(connection, "synced_at")?).filter(|at| *at > 0);
    let mut state = SyncState {
        sentence: String::new(),
        stored: !NOT_STORED
            .iter()
            .any(|code| live.last_error.as_deref() == Some(code)),
        waiting,
        not_accepted,
        last_sync_at,
        online: live.online,
        running: live.running,
        progress: (live.running && live.all > 0).then_some(Progress {
            done: live.done,
            all: live.all,
        }),
        notice: match live.last_error.as_deref() {
            Some(NOT_CONFIRMED) => {
                let digits = session::check_digits(desk)?;
                Some(desk.say("session.not_confirmed", &[("digits", &digits)]))
            }
            _ => lease::notice(connection, desk)?,
        },
        ended: lease::standing(connection, desk.now())? == lease::Standing::Ended,
    };
    state.sentence = sentence(desk, &state, live.last_error.as_deref());
    Ok(state)
}

fn sentence(desk: &Desk, state: &SyncState, last_error: Option<&str>) -> String {
    let mut parts = vec![desk.say(
        if state.stored {
            "syncing.stored"
        } else {
            "syncing.not_stored"
        },
        &[],
    )];
    if state.waiting > 0 {
        // Without the station, what waits needs nobody: that is said too.
        let key = if state.online {
            "syncing.waiting"
        } else {
            "syncing.waiting_offline"
        };
        parts.push(desk.say(key, &[("count", &grouped(state.waiting))]));
    }
    if state.not_accepted > 0 {
        let count = grouped(state.not_accepted);
        parts.push(desk.say("syncing.not_accepted", &[("count", &count)]));
    }
    parts.extend(trouble(desk, state, last_error));
    parts.push(progress(desk, state));
    parts.join(" · ")
}

/// What only a person can put right; that the station cannot be reached is no trouble.
fn trouble(desk: &Desk, state: &SyncState, last_error: Option<&str>) -> Option<String> {
    let code = last_error.filter(|_| state.stored)?;
    let digits = match code {
        NOT_CONFIRMED => session::check_digits(desk).ok()?,
        _ => String::new(),
    };
    let key = ["syncing.trouble.", code].concat();
    crate::words::find(desk.language, &key, &[("digits", &digits)])
}

fn progress(desk: &Desk, state: &SyncState) -> String {
    match (&state.progress, state.last_sync_at) {
        (Some(progress), _) => desk.say(
            "syncing.progress",
            &[
                ("done", &grouped(progress.done)),
                ("all", &grouped(progress.all)),
            ],
        ),
        (None, _) if state.running => desk.say("syncing.running", &[]),
        (None, Some(at)) => {
            let time = saying::recently(desk.language, at, desk.now());
            desk.say("syncing.last", &[("time", &time)])
        }
        (None, None) => desk.say("syncing.never", &[]),
    }
}

/// Thousands apart: `12,400`.
pub(super) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

//! What is wrong with a laptop, in words: what was found, what it means, what to do.

mod access_log;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::books;
use crate::desk::Desk;
use crate::error::AppError;
use crate::sync_round;
use crate::syncing::{self, LiveState};
use crate::words::{self, Language};

const DAY_MS: i64 = 86_400_000;
/// Less room than this may not do for a day's work, MB.
const ROOM_MB: u64 = 200;
/// Longer without the station is told.
const UNSYNCED_MS: i64 = 7 * DAY_MS;
/// A backup that is older is told.
const BACKUP_MS: i64 = 30 * DAY_MS;
/// A clock that differs more is told.
const CLOCK_MS: i64 = 5 * 60_000;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Whether it is in order.
    pub ok: bool,
    /// What was found, and what to do if it is not.
    pub message: String,
}

impl Check {
    fn sound(message: String) -> Check {
        Check { ok: true, message }
    }

    fn wrong(message: String) -> Check {
        Check { ok: false, message }
    }

    /// What keeps the store from being opened.
    pub fn failed(error: AppError) -> Check {
        Check::wrong(error.message)
    }
}

/// What can be said without opening a store, of every book on this laptop, with the room that is left on the disk, bytes. The second is the
/// folder of the only book, if it can be opened.
pub fn look(data: &Path, language: Language, free: Option<u64>) -> (Vec<Check>, Option<PathBuf>) {
    let mut checks = Vec::new();
    if let Some(free) = free {
        checks.push(room(language, free >> 20));
    }
    let found = books::look(data, None, language);
    if found.books.is_empty() {
        checks.push(match found.trouble {
            Some(trouble) => Check::failed(trouble),
            None => Check::wrong(words::say(language, "doctor.fresh", &[])),
        });
        return (checks, None);
    }
    let alone = found.books.len() == 1;
    let mut there = None;
    for book in found.books {
        let state = books::look(data, Some(&book.id), language);
        let name = [("name", book.name.as_str()), ("number", &book.id)];
        match state.trouble {
            Some(trouble) if alone => checks.push(Check::failed(trouble)),
            Some(trouble) => {
                let args = [name[0], ("what", trouble.message.as_str())];
                checks.push(Check::wrong(words::say(
                    language,
                    "doctor.book_wrong",
                    &args,
                )));
            }
            None if alone => there = Some(books::home_of(data, Some(&book.id))),
            None => checks.push(Check::sound(words::say(language, "doctor.book", &name))),
        }
    }
    (checks, there)
}

/// Bytes that are free where a folder is or will be; none where the system does not tell.
pub fn free_bytes(home: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let there = home.ancestors().find(|folder| folder.is_dir())?;
        let found = rustix::fs::statvfs(there).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = home;
        None
    }
}

fn room(language: Language, free: u64) -> Check {
    let shown = free.to_string();
    let say = |key| words::say(language, key, &[("free", &shown)]);
    if free < ROOM_MB {
        Check::wrong(say("doctor.room_little"))
    } else {
        Check::sound(say("doctor.room"))
    }
}

/// Reads the whole store, tries the station with a round of sync, and says what else somebody should know.
///
/// # Errors
/// If the store cannot be read at all.
pub fn open(desk: &Desk) -> Result<Vec<Check>, AppError> {
    let before = syncing::state(desk, &LiveState::default())?;
    let mut checks = vec![match desk.store.check()? {
        None => Check::sound(desk.say("doctor.store_sound", &[])),
        Some(_) => Check::failed(AppError::new("store_damaged").in_language(desk.language)),
    }];
    match sync_round::run_once(desk) {
        Ok(_) => checks.push(Check::sound(desk.say("doctor.station_reached", &[]))),
        Err(error) => {
            checks.push(Check::failed(error.in_language(desk.language)));
            checks.extend(unsynced(desk, before.last_sync_at, before.waiting));
        }
    }
    checks.push(clock(desk)?);
    let live = LiveState {
        online: checks[1].ok,
        ..LiveState::default()
    };
    let state = syncing::state(desk, &live)?;
    checks.push(Check {
        ok: state.not_accepted == 0,
        message: state.sentence,
    });
    checks.push(backup(desk)?);
    checks.push(access_log::access_log(desk)?);
    Ok(checks)
}

/// That the station is not reached today is one thing; for a week, another.
fn unsynced(desk: &Desk, last: Option<i64>, waiting: u32) -> Option<Check> {
    let Some(last) = last else {
        return Some(Check::wrong(desk.say("doctor.never_synced", &[])));
    };
    let since = desk.now() - last;
    (since > UNSYNCED_MS).then(|| {
        let args: [(&str, &str); 2] = [
            ("days", &(since / DAY_MS).to_string()),
            ("count", &waiting.to_string()),
        ];
        Check::wrong(desk.say("doctor.long_unsynced", &args))
    })
}

/// By what the station said of the time when it was last reached.
fn clock(desk: &Desk) -> Result<Check, AppError> {
    let offset = desk.read(|connection| Ok(store::state::number(connection, "clock_offset")?))?;
    let minutes = (offset.unsigned_abs() / 60_000).to_string();
    Ok(if offset.saturating_abs() > CLOCK_MS {
        Check::wrong(desk.say("doctor.clock", &[("minutes", &minutes)]))
    } else {
        Check::sound(desk.say("doctor.clock_right", &[]))
    })
}

/// An old backup, or none while edits wait long for the station.
fn backup(desk: &Desk) -> Result<Check, AppError> {
    let now = desk.now();
    let days = |at: i64| ((now - at) / DAY_MS).to_string();
    if let Some(at) = desk.store.backed_up_at()? {
        let state = crate::backup::state(desk)?;
        return Ok(if now - at > BACKUP_MS {
            Check::wrong(desk.say("doctor.backup_old", &[("days", &days(at))]))
        } else {
            Check::sound(state.sentence)
        });
    }
    let waits: Option<i64> = desk.read(|connection| {
        Ok(connection
            .prepare_cached("SELECT min(made_at) AS at FROM op WHERE settled_at = 0")?
            .query_row([], |row| row.get("at"))?)
    })?;
    Ok(match waits {
        Some(at) if now - at > UNSYNCED_MS => {
            Check::wrong(desk.say("doctor.backup_none", &[("days", &days(at))]))
        }
        _ => Check::sound(desk.say("backup.never", &[])),
    })
}

//! Opening a round of sync: what a laptop is told of itself, and what the chief sees of it.

use domain::fields;
use serde_json::json;
use sync::courier::PublicKeys;
use sync::merge::CLOCK_TOLERANCE;
use sync::wire::{Hello, PROTOCOL, Welcome};

use super::Scoped;
use crate::access_log;
use crate::database::Tx;
use crate::error::StationError;
use crate::staff::{self, Caller};

/// A laptop's last contact is written to its row no more often than this, ms.
const SEEN_EVERY: i64 = 10 * 60 * 1_000;

impl Scoped<'_, '_> {
    /// Answers a hello. A laptop that says its courier keys is told those of the station (`keys`).
    ///
    /// # Errors
    /// What the database says. A laptop too old to read may still hand in what it has.
    pub fn hello(&self, hello: &Hello, keys: &PublicKeys) -> Result<Welcome, StationError> {
        let (tx, caller, now) = (self.tx, &self.caller, self.now);
        // Assignments begin and end with days, not with edits.
        staff::refresh_scopes(tx, &caller.user, staff::day_of(now))?;
        note_contact(tx, caller, hello, now)?;
        Ok(Welcome {
            protocol: PROTOCOL,
            epoch: tx.head()?.epoch,
            now,
            watermarks: tx.watermarks(&caller.device)?,
            servers: vec![],
            courier: hello.courier.as_ref().map(|_| keys.clone()),
            log: Some(access_log::state(tx, &caller.device, now)?),
            lease: None,
            recovery: None,
        })
    }
}

/// Files what the chief sees of the laptop: at times, and at once when something begins or ends.
fn note_contact(tx: &Tx<'_>, caller: &Caller, hello: &Hello, now: i64) -> Result<(), StationError> {
    let filed = tx.row(&caller.device)?.map(|held| held.state.fields);
    let was = |name: &str| {
        let value = filed.as_ref().and_then(|row| fields::int(row, name));
        value.unwrap_or(0)
    };
    let clock_error = hello.clock.map_or(0, |clock| clock - now);
    let failures = hello.failures.unwrap_or(0).max(0);
    let is_wrong = |error: i64| error.abs() > CLOCK_TOLERANCE;
    let news = (was("waiting") > 0 && hello.waiting == 0)
        || (was("failures") > 0) != (failures > 0)
        // That it is right again can wait: two copies of one laptop, one right and one wrong, would else be news at every round.
        || (is_wrong(clock_error) && !is_wrong(was("clock_error")));
    if !news && now - was("seen_at") <= SEEN_EVERY {
        return Ok(());
    }
    tx.set_seen(&caller.device, now)?;
    let mut values = json!({
        "seen_at": now,
        "app_version": hello.app_version.chars().take(40).collect::<String>(),
        "waiting": hello.waiting.max(0),
        "clock_error": clock_error,
        "failures": failures,
    });
    if was("confirmed_at") == 0 {
        let confirmed = tx.device(&caller.device)?.map(|device| device.confirmed_at);
        values["confirmed_at"] = json!(confirmed.unwrap_or(now));
    }
    staff::write_row_in(tx, "laptops", &caller.device, values, now)
}

/// What a laptop said to wait on it has come in: nobody has to hear from it once more to know that its work is here.
pub(crate) fn note_taken(
    tx: &Tx<'_>,
    device: &str,
    taken: usize,
    now: i64,
) -> Result<(), StationError> {
    let filed = tx.row(device)?.map(|held| held.state.fields);
    let waiting = filed
        .and_then(|row| fields::int(&row, "waiting"))
        .unwrap_or(0);
    let left = waiting
        .saturating_sub(i64::try_from(taken).unwrap_or(i64::MAX))
        .max(0);
    if left == waiting {
        return Ok(());
    }
    staff::write_row_in(tx, "laptops", device, json!({"waiting": left}), now)
}

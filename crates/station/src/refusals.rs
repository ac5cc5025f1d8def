//! What laptops were refused stands in the access log, each time up to a bound: a hostile one must not fill the log.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use audit::{Act, kinds};

use crate::access_log::{self, Own};
use crate::error::StationError;
use crate::station::Station;

/// Refusals of one laptop within an hour that have an entry each; one more says that there are more.
pub const MOST_AN_HOUR: u32 = 10;
const HOUR_MS: i64 = 3_600_000;

/// How many each laptop had in the present hour. A server that begins anew counts anew.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    hour: i64,
    of: HashMap<String, u32>,
}

impl Refusals {
    /// Counts one more; how many there are with it.
    fn count(&self, device: &str, now: i64) -> u32 {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.div_euclid(HOUR_MS);
        if counted.hour != hour {
            counted.hour = hour;
            counted.of.clear();
        }
        let count = counted.of.entry(device.to_owned()).or_default();
        *count = count.saturating_add(1);
        *count
    }
}

/// Why something was refused, as it stands in the log; none for what says nothing of rights: a wrong time, a message that cannot be read.
/// A laptop that waits for its confirmation says hello now and then, which is how it hears of it.
fn why(error: &StationError, path: &str) -> Option<&'static str> {
    match error {
        StationError::NotAuthorised => Some("not_allowed"),
        StationError::NotFound => Some("not_found"),
        StationError::OutOfService(..) => Some("out_of_service"),
        StationError::NotConfirmed if !path.ends_with("/hello") => Some("not_confirmed"),
        _ => None,
    }
}

/// What a laptop that proved who it is was refused. That it cannot be written down is told and changes nothing: it is refused.
pub(crate) fn note(station: &Station, device: &str, path: &str, error: &StationError) {
    if let Some(why) = why(error, path) {
        write(station, device, path, why);
    }
}

/// A laptop named something that is not its user's; it was answered as if that were not there.
pub(crate) fn note_overstepped(station: &Station, device: &str, path: &str) {
    write(station, device, path, "not_theirs");
}

fn write(station: &Station, device: &str, path: &str, why: &str) {
    let now = station.now();
    let kind = match station.refusals.count(device, now) {
        count if count <= MOST_AN_HOUR => kinds::REFUSED,
        count if count == MOST_AN_HOUR + 1 => kinds::REFUSED_MORE,
        _ => return,
    };
    let noted = station.database.write(|tx| {
        let account = tx.device(device)?.map(|found| found.account);
        let own = Own {
            act: Act::Auth,
            account: account.as_deref().unwrap_or_default(),
            kind,
            object: device,
            field: path.trim_start_matches("/v1/"),
            result: why,
        };
        access_log::note(tx, &own, now)
    });
    if let Err(error) = noted {
        tracing::warn!(%error, device, "a refusal is not in the access log");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_laptop_has_its_own_count_and_each_hour_begins_anew() {
        let refusals = Refusals::default();
        for expected in 1..=3 {
            assert_eq!(refusals.count("one", 0), expected);
        }
        assert_eq!(refusals.count("other", 1), 1);
        assert_eq!(refusals.count("one", HOUR_MS), 1);
        assert_eq!(refusals.0.lock().unwrap().of.len(), 1, "nothing piles up");
    }
}

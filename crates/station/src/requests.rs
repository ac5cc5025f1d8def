//! Who sends a request: its signature, its time, and that it comes for the first time.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, PoisonError};

use sync::request::{Proof, Target, WINDOW_MS};

use crate::error::StationError;
use crate::http::Route;
use crate::staff::Caller;
use crate::station::Station;

/// Requests of the last minutes, in memory: one server keeps its own. What came before it began it does not know, so a request made
/// before that is asked for once more.
#[derive(Debug)]
pub struct Requests {
    began: i64,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    nonces: HashSet<String>,
    by_time: BTreeSet<(i64, String)>,
}

impl Requests {
    /// Nothing has come yet, at `now`, ms.
    pub fn begin(now: i64) -> Requests {
        Requests {
            began: now,
            seen: Mutex::default(),
        }
    }

    fn is_fresh(&self, proof: &Proof, now: i64) -> bool {
        // A clock that was set back since the server began must not shut everybody out until it is there again.
        proof.is_fresh(now) && (proof.at >= self.began || now < self.began)
    }

    /// Whether it comes for the first time; it is remembered for as long as it would be taken.
    fn is_new(&self, proof: &Proof, now: i64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = &mut *seen;
        let gone = seen.by_time.range(..(now - WINDOW_MS, String::new()));
        let gone: Vec<_> = gone.cloned().collect();
        for (at, nonce) in gone {
            seen.nonces.remove(&nonce);
            seen.by_time.remove(&(at, nonce));
        }
        seen.by_time.insert((proof.at, proof.nonce.clone()));
        seen.nonces.insert(proof.nonce.clone())
    }
}

/// The proof of a request, and whether the policy of its route holds for the laptop that sends it.
///
/// # Errors
/// [`StationError::NotAuthorised`], without saying which part was wrong, for who is not known, whose signature does not fit, and what
/// came before; [`StationError::WrongTime`] if only the time is wrong.
pub(crate) fn proved(
    station: &Station,
    authorization: &str,
    route: &Route,
) -> Result<(Result<Caller, StationError>, Proof), StationError> {
    let proof = Proof::parse(authorization).ok_or(StationError::NotAuthorised)?;
    let now = station.now();
    let target = Target {
        station: &station.fingerprint,
        path: route.path,
    };
    let caller = station.database.read(|tx| {
        let device = tx
            .device(&proof.device)?
            .ok_or(StationError::NotAuthorised)?;
        if !proof.is_by(&device.key, target) {
            return Err(StationError::NotAuthorised);
        }
        Ok(route.policy.admit(tx, &proof.device))
    })?;
    if !station.requests.is_fresh(&proof, now) {
        return Err(StationError::WrongTime {
            device: proof.device,
            nonce: proof.nonce,
            now,
        });
    }
    let is_new = station.requests.is_new(&proof, now)
        && station
            .database
            .is_first_request(&proof.nonce, proof.at, now - 2 * WINDOW_MS)?;
    if !is_new {
        return Err(StationError::NotAuthorised);
    }
    Ok((caller, proof))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(at: i64, nonce: u8) -> Proof {
        let keys = sync::courier::SecretKeys::from_random(&[1; 64]);
        let target = Target {
            station: "",
            path: "",
        };
        Proof::sign(&keys, target, "laptop", at, &[nonce; 16], b"")
    }

    #[test]
    fn a_request_is_taken_once_and_remembered_no_longer_than_it_would_be_taken() {
        let requests = Requests::begin(0);
        assert!(requests.is_new(&proof(1_000, 1), 1_000));
        assert!(!requests.is_new(&proof(1_000, 1), 1_000 + WINDOW_MS));
        assert!(requests.is_new(&proof(1_000, 2), 1_000 + WINDOW_MS));
        let later = 1_001 + WINDOW_MS;
        assert!(requests.is_new(&proof(later, 3), later));
        assert_eq!(requests.seen.lock().unwrap().nonces.len(), 1);
        assert!(!requests.is_fresh(&proof(1_000, 1), later));
    }

    #[test]
    fn what_was_made_before_the_server_began_is_asked_for_again() {
        let requests = Requests::begin(1_000);
        assert!(!requests.is_fresh(&proof(999, 1), 1_000));
        assert!(requests.is_fresh(&proof(1_000, 1), 1_000));
        // The clock was ahead when the server began, and was set right.
        assert!(requests.is_fresh(&proof(500, 1), 600));
    }
}

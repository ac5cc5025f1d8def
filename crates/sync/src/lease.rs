//! How long a laptop may be used without its station: the station's signed word, renewed at every contact.

use audit::verify;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::courier::SecretKeys;

const DAY_MS: i64 = 86_400_000;

/// How many days without contact a laptop stays readable and writable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Days after which nothing is written any more.
    pub read_only_after: u8,
    /// Days after which it stays locked.
    pub locked_after: u8,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            read_only_after: 7,
            locked_after: 14,
        }
    }
}

impl Terms {
    /// These terms, if they make sense: 1 to 30 days, and locked no earlier than read-only.
    pub fn of(read_only_after: u8, locked_after: u8) -> Option<Terms> {
        let sound = 1 <= read_only_after && read_only_after <= locked_after && locked_after <= 30;
        sound.then_some(Terms {
            read_only_after,
            locked_after,
        })
    }
}

/// What the station lends to a laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// When it was given, ms, by the station's clock.
    pub given_at: i64,
    /// When the laptop becomes read-only without another one, ms.
    pub read_only_at: i64,
    /// When it is locked without another one, ms.
    pub ends_at: i64,
    /// Ed25519 of the station, hexadecimal.
    pub signature: String,
}

impl Lease {
    /// A lease for a laptop from `now`, ms, on.
    pub fn sign(keys: &SecretKeys, device: &str, terms: Terms, now: i64) -> Lease {
        let mut lease = Lease {
            given_at: now,
            read_only_at: now + i64::from(terms.read_only_after) * DAY_MS,
            ends_at: now + i64::from(terms.locked_after) * DAY_MS,
            signature: String::new(),
        };
        lease.signature = HEXLOWER.encode(&keys.sign(&lease.message(device)));
        lease
    }

    /// Whether the station with this public key (hexadecimal) gave it to this laptop.
    pub fn is_by(&self, key: &str, device: &str) -> bool {
        verify(key, &self.message(device), &self.signature)
    }

    fn message(&self, device: &str) -> Vec<u8> {
        let Lease {
            given_at,
            read_only_at,
            ends_at,
            ..
        } = self;
        format!("beatbook lease 1\0{device}\0{given_at}\0{read_only_at}\0{ends_at}").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_for_one_laptop_and_cannot_be_prolonged() {
        let keys = SecretKeys::from_random(&[1; 64]);
        let key = keys.public().sign;
        let lease = Lease::sign(&keys, "laptop", Terms::default(), 1_000);
        assert!(lease.is_by(&key, "laptop"));
        assert!(!lease.is_by(&key, "another"));
        let longer = Lease {
            ends_at: lease.ends_at + 1,
            ..lease.clone()
        };
        assert!(!longer.is_by(&key, "laptop"));
        assert_eq!(lease.read_only_at - lease.given_at, 7 * DAY_MS);
        assert_eq!(lease.ends_at - lease.given_at, 14 * DAY_MS);
    }

    #[test]
    fn terms_are_one_to_thirty_days() {
        for (read_only, locked, sound) in [
            (7, 14, true),
            (1, 1, true),
            (30, 30, true),
            (0, 14, false),
            (14, 7, false),
            (7, 31, false),
        ] {
            assert_eq!(Terms::of(read_only, locked).is_some(), sound);
        }
    }
}

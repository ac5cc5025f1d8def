//! How a laptop proves that a request is its own: by an Ed25519 signature over what is asked, of which station, when, and the body.
//!
//! Inside TLS, which the station's own root protects, this stands against whoever sits where TLS ends, and against requests that are sent
//! once more. After RFC 9421 (HTTP message signatures), with the fixed parts that this protocol has and no others.

use audit::verify;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::courier::SecretKeys;

/// How far the time of a request may be from the station's, ms: 5 minutes.
pub const WINDOW_MS: i64 = 5 * 60_000;

/// Header of a refusal with the station's time, ms: the request was good and its time was not.
pub const TIME_HEADER: &str = "x-beatbook-time";

const SCHEME: &str = "Beatbook";

/// What a signature vouches for, and the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Laptop that sends.
    pub device: String,
    /// When, ms, by the station's time as the laptop knows it.
    pub at: i64,
    /// 16 random bytes, hexadecimal: no two requests are alike.
    pub nonce: String,
    /// SHA-256 of the body, hexadecimal.
    digest: String,
    signature: String,
}

/// Where a request goes.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Fingerprint of the station's root certificate.
    pub station: &'a str,
    /// Path after the host.
    pub path: &'a str,
}

impl Proof {
    /// Signs a request.
    pub fn sign(
        keys: &SecretKeys,
        target: Target<'_>,
        device: &str,
        at: i64,
        nonce: &[u8; 16],
        body: &[u8],
    ) -> Proof {
        let mut proof = Proof {
            device: device.to_owned(),
            at,
            nonce: HEXLOWER.encode(nonce),
            digest: digest(body),
            signature: String::new(),
        };
        proof.signature = HEXLOWER.encode(&keys.sign(&proof.message(target)));
        proof
    }

    /// What is signed. It says what it is for, so that it is worth nothing elsewhere.
    fn message(&self, target: Target<'_>) -> Vec<u8> {
        let Target { station, path } = target;
        let Proof {
            device,
            at,
            nonce,
            digest,
            ..
        } = self;
        format!("beatbook request 1\0POST\0{station}\0{path}\0{device}\0{at}\0{nonce}\0{digest}")
            .into_bytes()
    }

    /// As the header `authorization`.
    pub fn to_header(&self) -> String {
        let Proof {
            device,
            at,
            nonce,
            digest,
            signature,
        } = self;
        format!("{SCHEME} {device}.{at}.{nonce}.{digest}.{signature}")
    }

    /// Reads the header `authorization`.
    pub fn parse(header: &str) -> Option<Proof> {
        let parts: Vec<&str> = header
            .strip_prefix(SCHEME)?
            .strip_prefix(' ')?
            .split('.')
            .collect();
        let [device, at, nonce, digest, signature] = parts[..] else {
            return None;
        };
        let is_nonce = HEXLOWER.decode(nonce.as_bytes()).ok()?.len() == 16;
        let proof = Proof {
            device: device.to_owned(),
            at: at.parse().ok()?,
            nonce: nonce.to_owned(),
            digest: digest.to_owned(),
            signature: signature.to_owned(),
        };
        is_nonce.then_some(proof)
    }

    /// Whether the laptop with this public key (hexadecimal) signed it, for this target.
    pub fn is_by(&self, key: &str, target: Target<'_>) -> bool {
        verify(key, &self.message(target), &self.signature)
    }

    /// Whether it was made about now, ms.
    pub fn is_fresh(&self, now: i64) -> bool {
        self.at.abs_diff(now) <= WINDOW_MS.unsigned_abs()
    }

    /// Whether this is the body that was signed.
    pub fn covers(&self, body: &[u8]) -> bool {
        self.digest == digest(body)
    }
}

fn digest(body: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(body))
}

/// The station's time for a laptop whose request came at a wrong one, as the header's value: signed, and for this request only, so that
/// nobody makes a laptop sign what is good tomorrow.
pub fn told_time(keys: &SecretKeys, device: &str, nonce: &str, now: i64) -> String {
    let signature = HEXLOWER.encode(&keys.sign(&time_message(device, nonce, now)));
    format!("{now}.{signature}")
}

/// The time in such a header, ms, if the station with this public key (hexadecimal) told it in answer to this request.
pub fn read_time(header: &str, key: &str, request: &Proof) -> Option<i64> {
    let (now, signature) = header.split_once('.')?;
    let now = now.parse().ok()?;
    let message = time_message(&request.device, &request.nonce, now);
    verify(key, &message, signature).then_some(now)
}

fn time_message(device: &str, nonce: &str, now: i64) -> Vec<u8> {
    format!("beatbook time 1\0{device}\0{nonce}\0{now}").into_bytes()
}

/// Six digits by which two people see that they speak of the same laptop: of its public key, so no other laptop shows them by chance
/// more than once in a million.
pub fn check_digits(key: &str) -> String {
    let hash = Sha256::digest(["beatbook laptop\0", key].concat());
    let number = hash
        .iter()
        .take(8)
        .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let digits = format!("{:06}", number % 1_000_000);
    [&digits[..3], " ", &digits[3..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target<'static> = Target {
        station: "aa",
        path: "/v1/push",
    };

    fn keys(seed: u8) -> SecretKeys {
        SecretKeys::from_random(&[seed; 64])
    }

    fn proof() -> Proof {
        Proof::sign(&keys(1), TARGET, "laptop", 1_000, &[9; 16], b"body")
    }

    #[test]
    fn a_request_is_known_again_from_its_header() {
        let proof = Proof::parse(&proof().to_header()).unwrap();
        assert!(proof.is_by(&keys(1).public().sign, TARGET));
        assert!(proof.covers(b"body"));
        assert!(proof.is_fresh(1_000 + WINDOW_MS) && proof.is_fresh(1_000 - WINDOW_MS));
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let good = proof();
        let key = keys(1).public().sign;
        let by = |proof: &Proof, target| proof.is_by(&key, target);
        for changed in [
            Proof {
                device: "other".into(),
                ..good.clone()
            },
            Proof {
                at: 1_001,
                ..good.clone()
            },
            Proof {
                nonce: HEXLOWER.encode(&[8; 16]),
                ..good.clone()
            },
            Proof {
                digest: digest(b"another"),
                ..good.clone()
            },
        ] {
            assert!(!by(&changed, TARGET), "{changed:?}");
        }
        for target in [
            Target {
                path: "/v1/pull",
                ..TARGET
            },
            Target {
                station: "bb",
                ..TARGET
            },
        ] {
            assert!(!by(&good, target), "{target:?}");
        }
        assert!(!good.is_by(&keys(2).public().sign, TARGET));
        assert!(!good.covers(b"bod"));
        assert!(!good.is_fresh(1_001 + WINDOW_MS));
    }

    #[test]
    fn a_header_that_is_none_is_none() {
        let good = proof().to_header();
        for header in ["", "Bearer a.b", "Beatbook", "Beatbook a.b.c.d.e"] {
            assert_eq!(Proof::parse(header), None, "{header}");
        }
        for end in 0..good.len() {
            let cut = Proof::parse(&good[..end]);
            let key = keys(1).public().sign;
            assert!(cut.is_none_or(|cut| !cut.is_by(&key, TARGET)), "{end}");
        }
    }

    #[test]
    fn a_time_is_told_by_the_station_for_one_request() {
        let (request, station) = (proof(), keys(3));
        let key = station.public().sign;
        let told = told_time(&station, &request.device, &request.nonce, 5_000);
        assert_eq!(read_time(&told, &key, &request), Some(5_000));
        assert_eq!(read_time(&told, &keys(1).public().sign, &request), None);
        assert_eq!(
            read_time(&told.replace("5000", "6000"), &key, &request),
            None
        );
        let other = Proof::sign(&keys(1), TARGET, "laptop", 1_000, &[8; 16], b"body");
        assert_eq!(read_time(&told, &key, &other), None);
    }

    #[test]
    fn the_digits_follow_from_the_key() {
        let digits = check_digits(&keys(1).public().sign);
        assert_eq!(digits.len(), 7);
        assert_ne!(digits, check_digits(&keys(2).public().sign));
    }
}

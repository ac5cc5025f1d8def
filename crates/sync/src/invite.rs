//! Enrolment by a one-time code that both sides know and that never travels.
//!
//! The laptop meets a station whose certificate it has never seen. Each side proves that it knows the code *and* names the certificate it
//! sees; somebody in between shows another certificate and can make neither proof. So no certificate is trusted on first use, and the
//! fingerprint need not be typed (it may be, as a second check).

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::courier::PublicKeys;

/// Asks to be admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// Random bytes in hex.
    pub nonce: String,
    /// Proof of the code, see [`proof`].
    pub proof: String,
    /// Name of the laptop, for the chief's list.
    pub laptop: String,
    /// Version of the program.
    pub app_version: String,
    /// Public keys under which the laptop takes and signs courier files; part of the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courier: Option<PublicKeys>,
}

/// Admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The station's own proof.
    pub proof: String,
    /// Id of the laptop.
    pub device: String,
    /// Account.
    pub user: String,
    /// Its name.
    pub user_name: String,
    /// Its role.
    pub role: String,
    /// Public keys under which the station takes and signs courier files; part of the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courier: Option<PublicKeys>,
}

/// Which side makes a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The laptop.
    Laptop,
    /// The station.
    Station,
}

/// The key both sides derive from a code; spaces, hyphens and lower case do not matter.
pub fn key(code: &str) -> Vec<u8> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let mut key = vec![0u8; 32];
    // 32 bytes is always a valid length for HKDF-SHA256.
    let _ = Hkdf::<Sha256>::new(Some(b"beatbook invitation"), plain.as_bytes())
        .expand(b"proof", &mut key);
    key
}

/// What a proof vouches for.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Which side makes it.
    pub side: Side,
    /// Fingerprint of the certificate that this side sees.
    pub fingerprint: &'a str,
    /// Random bytes of the laptop, in hex.
    pub nonce: &'a str,
    /// This side's public keys for courier files.
    pub courier: Option<&'a PublicKeys>,
}

/// HMAC-SHA256 over the claim, in hex. Without courier keys it is what programs made that did not know them.
pub fn proof(key: &[u8], claim: &Claim<'_>) -> String {
    HEXLOWER.encode(&mac(key, claim).finalize().into_bytes())
}

/// Whether a proof is right, in constant time.
pub fn is_proof(key: &[u8], claim: &Claim<'_>, proof: &str) -> bool {
    HEXLOWER
        .decode(proof.as_bytes())
        .is_ok_and(|bytes| mac(key, claim).verify_slice(&bytes).is_ok())
}

fn mac(key: &[u8], claim: &Claim<'_>) -> Hmac<Sha256> {
    let side = match claim.side {
        Side::Laptop => "laptop",
        Side::Station => "station",
    };
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    let keys = claim
        .courier
        .map(|keys| ["courier", &keys.sign, &keys.seal]);
    for part in [side, claim.fingerprint, claim.nonce]
        .into_iter()
        .chain(keys.into_iter().flatten())
    {
        mac.update(part.as_bytes());
        mac.update(b"\0");
    }
    mac
}

/// SHA-256 of a certificate (DER), in hex.
pub fn fingerprint(certificate: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(certificate))
}

/// A code of 80 bits from random bytes, in groups of four letters and digits.
pub fn code(random: [u8; 10]) -> String {
    let letters = BASE32_NOPAD.encode(&random);
    [
        &letters[0..4],
        &letters[4..8],
        &letters[8..12],
        &letters[12..16],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_any_spelling() {
        let code = code([7; 10]);
        assert_eq!(key(&code), key(&code.to_lowercase().replace('-', " ")));
    }

    #[test]
    fn a_proof_for_another_certificate_side_or_key_is_none() {
        let key = key("ABCD-EFGH-IJKL-MNOP");
        let keys = crate::courier::SecretKeys::from_random(&[1; 64]).public();
        let other = crate::courier::SecretKeys::from_random(&[2; 64]).public();
        let claim = Claim {
            side: Side::Laptop,
            fingerprint: "aa",
            nonce: "01",
            courier: Some(&keys),
        };
        let made = proof(&key, &claim);
        assert!(is_proof(&key, &claim, &made));
        for altered in [
            Claim {
                side: Side::Station,
                ..claim
            },
            Claim {
                fingerprint: "bb",
                ..claim
            },
            Claim {
                nonce: "02",
                ..claim
            },
            Claim {
                courier: Some(&other),
                ..claim
            },
            Claim {
                courier: None,
                ..claim
            },
        ] {
            assert!(!is_proof(&key, &altered, &made), "{altered:?}");
        }
    }
}

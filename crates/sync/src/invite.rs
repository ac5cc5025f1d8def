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
}

/// Admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The station's own proof.
    pub proof: String,
    /// Id of the laptop.
    pub device: String,
    /// What proves this laptop from now on.
    pub token: String,
    /// Account.
    pub user: String,
    /// Its name.
    pub user_name: String,
    /// Its role.
    pub role: String,
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

/// HMAC-SHA256 over the side, the certificate's fingerprint and the nonce, in hex.
pub fn proof(key: &[u8], side: Side, fingerprint: &str, nonce: &str) -> String {
    HEXLOWER.encode(&mac(key, side, fingerprint, nonce).finalize().into_bytes())
}

/// Whether a proof is right, in constant time.
pub fn is_proof(key: &[u8], side: Side, fingerprint: &str, nonce: &str, proof: &str) -> bool {
    HEXLOWER.decode(proof.as_bytes()).is_ok_and(|bytes| {
        mac(key, side, fingerprint, nonce)
            .verify_slice(&bytes)
            .is_ok()
    })
}

fn mac(key: &[u8], side: Side, fingerprint: &str, nonce: &str) -> Hmac<Sha256> {
    let side = match side {
        Side::Laptop => "laptop",
        Side::Station => "station",
    };
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    for part in [side, fingerprint, nonce] {
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
    fn a_proof_for_another_certificate_or_side_is_none() {
        let key = key("ABCD-EFGH-IJKL-MNOP");
        let made = proof(&key, Side::Laptop, "aa", "01");
        assert!(is_proof(&key, Side::Laptop, "aa", "01", &made));
        assert!(!is_proof(&key, Side::Laptop, "bb", "01", &made));
        assert!(!is_proof(&key, Side::Station, "aa", "01", &made));
        assert!(!is_proof(&key, Side::Laptop, "aa", "02", &made));
    }
}

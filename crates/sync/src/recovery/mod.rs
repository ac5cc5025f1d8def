//! Recovery of a store whose passphrase is forgotten: by the station, offline, and only by two of its officers together.
//!
//! The station makes a key pair (X25519). Its private half is split into sheets of paper, one per officer, any two of which give it back,
//! and is kept nowhere else. Laptops hear of the public half under the station's signature and seal the key of their store to it, beside
//! the wrap of the passphrase. When that is forgotten, a request travels to the station and an answer back, by file or by hand:
//!
//! ```text
//! laptop                              station, two officers
//! sealed key, made when all was well
//! request: sealed key, a key of its own for this one time, HMAC ──►
//!                                     six digits are compared, both sheets are typed in, the key is opened and sealed anew
//!                                     ◄── answer: the store's key, sealed to the key of the request
//! new passphrase
//! ```
//!
//! Sealing is HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305) and binds account, laptop and version of the key file. The sealed text
//! holds the store's key and a key for the HMAC of requests: whoever carries a request cannot put another key into it. An answer is worth
//! nothing without the key of its request, which the laptop keeps until it is used, and destroys then.

mod answer;
mod error;
mod request;
mod seal;
mod sheets;

use audit::verify;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

pub use answer::Answer;
pub use error::RecoveryError;
pub use request::{Ask, Asking, FILE_LIMIT, Request};
pub use seal::{Binding, Held, Opened, seal};
pub use sheets::{MOST_SHEETS, Sheet, join, pads, public_of, sheet_of, split};

use crate::courier::SecretKeys;

/// The public half of a station's recovery key, under its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryKey {
    /// X25519, hexadecimal.
    pub key: String,
    /// When it was made, ms, by the station's clock: of two the later one counts.
    pub made_at: i64,
    /// Ed25519 of the station, hexadecimal.
    pub signature: String,
}

impl RecoveryKey {
    /// A key that this station makes known.
    pub fn sign(keys: &SecretKeys, key: &str, made_at: i64) -> RecoveryKey {
        let mut made = RecoveryKey {
            key: key.to_owned(),
            made_at,
            signature: String::new(),
        };
        made.signature = HEXLOWER.encode(&keys.sign(&made.message()));
        made
    }

    /// Whether the station with this public key (hexadecimal) made it known.
    pub fn is_by(&self, station: &str) -> bool {
        verify(station, &self.message(), &self.signature)
    }

    fn message(&self) -> Vec<u8> {
        let RecoveryKey { key, made_at, .. } = self;
        format!("beatbook recovery key 1\0{key}\0{made_at}").into_bytes()
    }
}

/// Letters and digits of a code that is typed, without what stands between them; digits that look like letters are read as those.
fn typed(text: &str) -> zeroize::Zeroizing<String> {
    let plain = text.chars().filter(char::is_ascii_alphanumeric);
    zeroize::Zeroizing::new(
        plain
            .map(|sign| match sign.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'I',
                '8' => 'B',
                sign => sign,
            })
            .collect(),
    )
}

/// A code in groups of four, eight to a line.
fn grouped(bytes: &[u8]) -> zeroize::Zeroizing<String> {
    let plain = zeroize::Zeroizing::new(data_encoding::BASE32_NOPAD.encode(bytes));
    let mut text = zeroize::Zeroizing::new(String::with_capacity(plain.len() * 2));
    for (place, sign) in plain.chars().enumerate() {
        if place > 0 && place % 32 == 0 {
            text.push('\n');
        } else if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(sign);
    }
    text
}

/// The first bytes of a hash, so that a slip of the finger is told from a wrong code.
fn check<const N: usize>(what: &[u8], bytes: &[u8]) -> [u8; N] {
    use sha2::{Digest, Sha256};
    let hash = Sha256::new()
        .chain_update(what)
        .chain_update(bytes)
        .finalize();
    let mut first = [0; N];
    first.copy_from_slice(&hash[..N]);
    first
}

#[cfg(test)]
mod tests;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::hash::Hash;

/// Version of the form of an entry.
const VERSION: u8 = 1;
/// Which hash and signature: SHA-256 and Ed25519. Another number will stand for SM3 and SM2.
const SUITE: u8 = 1;
/// Longest entry, in bytes.
pub const ENTRY_BYTES: usize = 2_048;
/// What the station calls itself in its own entries.
pub const STATION: &str = "station";
/// How an account of the operating system begins where it stands for a user: what was done at the station's console.
pub const CONSOLE: &str = "os:";

/// Kinds of the entries by which the station itself keeps the log.
pub mod kinds {
    /// A laptop said its public key: `object` is the laptop, `result` the key.
    pub const KEY: &str = "key";
    /// A laptop handed in entries: `object` is the laptop, `result` where its chain ends, when it signed that, and its signature.
    pub const RECEIPT: &str = "receipt";
    /// A laptop went on from an entry that already had a successor: it is an older copy of itself, or there are two. `object` is the laptop.
    pub const FORK: &str = "fork";
    /// The station began another history: it was restored from a backup. `result` is the history.
    pub const HISTORY: &str = "history";
    /// The station refused a laptop what it asked for: `object` is the laptop, `field` what it asked, `result` why.
    pub const REFUSED: &str = "refused";
    /// It refuses the laptop more within this hour, which is no longer written down one by one.
    pub const REFUSED_MORE: &str = "refused_more";
}

/// What was done with a record (Directive (EU) 2016/680, art. 25, and what a system must know of itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A record was made.
    Collect,
    /// A record was changed.
    Alter,
    /// A record was opened, or a number unmasked.
    Consult,
    /// Something left the program: a file, a print.
    Disclose,
    /// Records were joined into one.
    Combine,
    /// A record was erased.
    Erase,
    /// Somebody signed in, or tried to.
    Auth,
    /// Something about accounts, laptops or the log itself.
    Admin,
}

impl Act {
    /// All of them.
    pub const ALL: [Act; 8] = [
        Act::Collect,
        Act::Alter,
        Act::Consult,
        Act::Disclose,
        Act::Combine,
        Act::Erase,
        Act::Auth,
        Act::Admin,
    ];

    /// The stored spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Collect => "collect",
            Act::Alter => "alter",
            Act::Consult => "consult",
            Act::Disclose => "disclose",
            Act::Combine => "combine",
            Act::Erase => "erase",
            Act::Auth => "auth",
            Act::Admin => "admin",
        }
    }

    /// Reads the stored spelling.
    pub fn parse(text: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.as_str() == text)
    }
}

/// One entry. It names no person: the record is a [`tag`], the user an account's id.
///
/// Travels and is hashed as CBOR in the deterministic form of RFC 8949, section 4.2.1: the fields stand in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    v: u8,
    /// When, ms since 1970, by the laptop's clock as the station corrected it.
    pub at: i64,
    /// What was done.
    pub act: Act,
    /// Hybrid logical stamp, ms: rises along the chain.
    pub hlc: i64,
    /// Place in the chain, from 1.
    pub seq: i64,
    /// Kind of the record.
    pub kind: String,
    /// Hash of the entry before.
    pub prev: Hash,
    /// Id of the account.
    pub user: String,
    /// Field, or class of fields.
    pub field: String,
    suite: u8,
    /// Id of the laptop, or [`STATION`].
    pub device: String,
    /// [`tag`] of the record; in the station's own entries an id of a laptop or an account.
    pub object: String,
    /// How it ended, or how many it concerned.
    pub result: String,
    /// Why, of a closed list.
    pub purpose: String,
}

/// Why bytes are no entry.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EntryError {
    /// Not readable, or of a version or suite that this program does not know.
    #[error("entry cannot be read")]
    Unreadable,
    /// Written otherwise than an entry is: the same content under another hash.
    #[error("entry is not in its one form")]
    NotCanonical,
}

impl Entry {
    /// An entry that follows another in the chain of `device`.
    pub fn new(device: &str, user: &str, act: Act) -> Entry {
        Entry {
            v: VERSION,
            at: 0,
            act,
            hlc: 0,
            seq: 1,
            kind: String::new(),
            prev: Entry::first(device),
            user: user.to_owned(),
            field: String::new(),
            suite: SUITE,
            device: device.to_owned(),
            object: String::new(),
            result: String::new(),
            purpose: String::new(),
        }
    }

    /// What the first entry of a laptop follows.
    pub fn first(device: &str) -> Hash {
        Hash::of(&[b"beatbook access log 1\0", device.as_bytes()])
    }

    /// As it is kept, sent and hashed.
    ///
    /// # Panics
    /// Never: an entry is numbers and text.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(320);
        #[allow(clippy::expect_used)]
        ciborium::into_writer(self, &mut bytes).expect("numbers and text can be written to memory");
        bytes
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`EntryError`].
    pub fn parse(bytes: &[u8]) -> Result<Entry, EntryError> {
        if bytes.len() > ENTRY_BYTES {
            return Err(EntryError::Unreadable);
        }
        let entry: Entry = ciborium::from_reader(bytes).map_err(|_| EntryError::Unreadable)?;
        if entry.v != VERSION || entry.suite != SUITE || entry.seq < 1 {
            return Err(EntryError::Unreadable);
        }
        if entry.bytes() != bytes {
            return Err(EntryError::NotCanonical);
        }
        Ok(entry)
    }
}

/// What stands for a record in the log: HMAC-SHA-256 of its id under the station's key for this, 32 hexadecimal digits. Who has the log and
/// not the key cannot tell whom it is about, and after an erasure nobody finds the record by it.
pub fn tag(key: &[u8], record: &str) -> String {
    #[allow(clippy::expect_used)]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    mac.update(record.as_bytes());
    let tag: [u8; 32] = mac.finalize().into_bytes().into();
    data_encoding::HEXLOWER.encode(&tag[..16])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_stand_in_the_order_of_rfc_8949() {
        let bytes = Entry::new("laptop", "user", Act::Consult).bytes();
        let value: ciborium::Value = ciborium::from_reader(bytes.as_slice()).unwrap();
        let keys: Vec<Vec<u8>> = value
            .into_map()
            .unwrap()
            .into_iter()
            .map(|(key, _)| {
                let mut bytes = Vec::new();
                ciborium::into_writer(&key, &mut bytes).unwrap();
                bytes
            })
            .collect();
        assert!(keys.is_sorted());
        assert_eq!(keys.len(), 14);
    }

    #[test]
    fn a_hash_takes_its_32_bytes_and_no_more() {
        let entry = Entry::new("laptop", "user", Act::Consult);
        let bytes = entry.bytes();
        let hash = entry.prev.0;
        let at = bytes.windows(32).position(|window| window == hash).unwrap();
        assert_eq!(&bytes[at - 2..at], [0x58, 0x20]);
    }

    #[test]
    fn the_same_content_in_another_form_is_refused() {
        let bytes = Entry::new("laptop", "user", Act::Consult).bytes();
        // `seq: 1` written with two bytes instead of one.
        let at = bytes.windows(4).position(|w| w == *b"cseq").unwrap() + 4;
        let mut longer = bytes.clone();
        longer.splice(at..=at, [0x18, 0x01]);
        assert_eq!(Entry::parse(&longer), Err(EntryError::NotCanonical));
        let mut trailing = bytes;
        trailing.push(0);
        assert!(Entry::parse(&trailing).is_err());
    }

    #[test]
    fn a_tag_tells_nothing_without_the_key() {
        assert_ne!(tag(b"one", "id"), tag(b"two", "id"));
        assert_ne!(tag(b"one", "id"), tag(b"one", "other"));
        assert_eq!(tag(b"one", "id").len(), 32);
    }

    proptest! {
        #[test]
        fn rubbish_is_no_entry(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(Entry::parse(&bytes).is_err());
        }

        #[test]
        fn an_entry_comes_back_as_it_was(at: i64, hlc: i64, seq in 1..i64::MAX, kind in ".{0,20}", result in ".{0,40}") {
            let mut entry = Entry::new("laptop", "user", Act::Alter);
            entry.at = at;
            entry.hlc = hlc;
            entry.seq = seq;
            entry.kind = kind;
            entry.result = result;
            prop_assert_eq!(Entry::parse(&entry.bytes()), Ok(entry));
        }
    }
}

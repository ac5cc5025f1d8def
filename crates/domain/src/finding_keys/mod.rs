//! Search keys: what a contact is found by, and which keys a typed text looks up.
//!
//! Keys are lower-case ASCII or Han, so that `key >= q AND key < q || char(0x10FFFF)` on an index finds prefixes.
//! They change with the readings table (`assets/surname-readings.json`): after editing it, keys are built again.
//! A document number is found by its last four characters only.

mod keys;
mod latin;
mod mixed;
mod query;
mod readings;

pub use keys::{address_keys, id_keys, name_keys, phone_keys, remark_keys, usual_reading};
pub use mixed::Mixed;
pub use query::{Alternative, Lookup, Mode, Query, Shape, parse_query};

/// What a key was made from. The number is stored and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum KeyKind {
    /// The name without dot (`欧阳修`, `omar hassan`).
    Name = 1,
    /// Full pinyin without tones or spaces (`ouyangxiu`).
    Pinyin = 2,
    /// First letters (`oyx`; a compound surname also by its first letter: `ox`).
    Initials = 3,
    /// One word of a Latin name.
    Latin = 4,
    /// Digits of a telephone number without +86.
    Phone = 5,
    /// Last four digits of a telephone number.
    PhoneTail = 6,
    /// Last four characters of a document number.
    IdTail = 7,
    /// An address or the end of one (`12幢3单元402室`, `12-3-402`, `402`).
    Room = 8,
    /// A remark, in the spelling of `names::search_norm`.
    Remark = 9,
}

impl KeyKind {
    pub fn to_u8(self) -> u8 {
        self as u8
    }
}

/// One row of the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub kind: KeyKind,
    pub key: String,
}

/// Adds a key once, and no empty one.
fn add(keys: &mut Vec<Key>, kind: KeyKind, key: impl Into<String>) {
    let key = Key {
        kind,
        key: key.into(),
    };
    if !key.key.is_empty() && !keys.contains(&key) {
        keys.push(key);
    }
}

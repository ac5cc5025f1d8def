use crate::entry::{Act, Entry};
use crate::hash::Hash;

/// The last entry of a chain, and what the next one needs of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Hash of the entry.
    pub hash: Hash,
    /// Its place, from 1; 0 before the first.
    pub seq: i64,
    /// Its stamp, ms.
    pub hlc: i64,
}

/// Where a chain ends, as a laptop signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// Place of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
    /// When that was signed, ms, by the laptop's corrected clock.
    pub at: i64,
}

impl Link {
    /// Before the first entry of a laptop.
    pub fn start(device: &str) -> Link {
        Link {
            hash: Entry::first(device),
            seq: 0,
            hlc: 0,
        }
    }

    /// Puts an entry in its place after this one; the bytes to keep, and the new end.
    pub fn append(self, mut entry: Entry, at: i64) -> (Vec<u8>, Link) {
        entry.at = at;
        entry.seq = self.seq + 1;
        entry.prev = self.hash;
        entry.hlc = at.max(self.hlc.saturating_add(1));
        let bytes = entry.bytes();
        let link = Link {
            hash: Hash::of(&[&bytes]),
            seq: entry.seq,
            hlc: entry.hlc,
        };
        (bytes, link)
    }
}

impl Tip {
    /// What the laptop signs. It names the laptop and its purpose, so that it is worth nothing elsewhere.
    pub fn message(&self, device: &str) -> Vec<u8> {
        let Tip { seq, hash, at } = self;
        format!("beatbook chain head 1\0{device}.{seq}.{hash}.{at}").into_bytes()
    }

    /// As it stands in the station's receipt, with the laptop's signature (hexadecimal).
    pub fn with_signature(&self, signature: &str) -> String {
        let Tip { seq, hash, at } = self;
        format!("{seq}.{hash}.{at}.{signature}")
    }

    /// Reads what [`Tip::with_signature`] wrote.
    pub fn parse(text: &str) -> Option<(Tip, &str)> {
        let mut parts = text.splitn(4, '.');
        let tip = Tip {
            seq: parts.next()?.parse().ok()?,
            hash: Hash::parse(parts.next()?)?,
            at: parts.next()?.parse().ok()?,
        };
        Some((tip, parts.next()?))
    }
}

/// An entry by which the station keeps the log.
pub(crate) fn is_bookkeeping(entry: &Entry, kind: &str) -> bool {
    entry.device == crate::STATION && entry.act == Act::Admin && entry.kind == kind
}

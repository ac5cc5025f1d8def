//! What travels between a laptop and its station. Additive only: a field is never renamed or given another meaning, unknown fields of a
//! record are kept and passed on.

use std::collections::BTreeMap;

use audit::{Entry, Hash, SignedHead};
use domain::Fields;
use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::courier::PublicKeys;
use crate::lease::Lease;
use crate::limits;
pub use crate::limits::{DECODED_LIMIT, WIRE_LIMIT};
use crate::recovery::RecoveryKey;

/// Version of this protocol. From a laptop that speaks an older one than [`OLDEST_PROTOCOL`] a station still takes its outbox, but it
/// hands nothing out.
pub const PROTOCOL: u32 = 1;
/// Oldest protocol a station still speaks.
pub const OLDEST_PROTOCOL: u32 = 1;
/// Most operations in one push.
pub const PUSH_OPS: usize = 1_000;
/// Most rows in one page of a pull.
pub const PAGE_ROWS: usize = 2_000;
/// Most rows in one page of a pull and operations in one push, as this thread is told: a simulator makes them small, so that its small
/// worlds have borders too.
pub fn page_rows() -> usize {
    #[cfg(feature = "simulated")]
    if let Some(rows) = small::ROWS.get() {
        return rows;
    }
    PAGE_ROWS
}

#[cfg(feature = "simulated")]
pub mod small {
    //! Sizes set by a simulator, thread by thread.
    use std::cell::Cell;

    thread_local! {
        /// Rows in a page and operations in a push; none means the real sizes.
        pub static ROWS: Cell<Option<usize>> = const { Cell::new(None) };
    }
}

/// Most bytes of row bodies in one page of a pull.
pub const PAGE_BYTES: usize = 1 << 20;

/// The copy of a row that the author of an edit had on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Base {
    /// History of the station the copy belongs to.
    pub epoch: i64,
    /// Sequence number of the copy; 0 when the station had not sent one.
    pub seq: i64,
}

/// One action on one row with all the fields it touches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Op {
    /// Identity of the operation.
    pub id: String,
    /// Position in the laptop's own order, from 1.
    pub counter: i64,
    /// Row it acts on.
    pub row: String,
    /// Kind of that row.
    pub kind: String,
    /// Touched fields.
    pub fields: Fields,
    /// Hybrid logical stamp, ms.
    pub hlc: i64,
    /// What was on the screen.
    pub base: Base,
    /// Scope the author believed the row to be in.
    pub scope: String,
    /// Version of the author's scopes when the edit was made.
    pub scope_version: i64,
    /// Operations of one action share a group and are taken all or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether the author made the row with this operation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create: bool,
}

/// Opens a sync.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Protocol the laptop speaks.
    pub protocol: u32,
    /// Version of the program.
    pub app_version: String,
    /// Operations that wait on the laptop, for the chief's overview.
    pub waiting: i64,
    /// The laptop's own clock, ms; the station measures how far it is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<i64>,
    /// Rounds that failed since the last that went well, as far as the program has run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures: Option<i64>,
    /// Public keys under which the laptop takes and signs courier files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courier: Option<PublicKeys>,
}

/// Last operation that the station took from one incarnation of a laptop.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Watermark {
    /// Its counter.
    pub counter: i64,
    /// Its id.
    pub op: String,
}

/// The station's answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Protocol of the station.
    pub protocol: u32,
    /// History of the station.
    pub epoch: i64,
    /// The station's clock, ms.
    pub now: i64,
    /// Watermark of each incarnation of this laptop that the station knows.
    pub watermarks: BTreeMap<i64, Watermark>,
    /// Addresses of all servers of the station, where it has several: if one does not answer, another will.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// Public keys under which the station takes and signs courier files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courier: Option<PublicKeys>,
    /// What the station has of this laptop's access log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogState>,
    /// How long the laptop may be used without the next contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Box<Lease>>,
    /// The key to which the laptop seals its own, for the day its passphrase is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Box<RecoveryKey>>,
}

/// What the station has of a laptop's access log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogState {
    /// Key under which records stand in the log ([`audit::tag`]), hexadecimal.
    pub key: String,
    /// Ends of the laptop's chain; several if it was put back to an older copy of itself.
    pub ends: Vec<LogEnd>,
}

/// An entry that no other follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    /// Its place in the chain.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

/// Hands in entries of the access log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPush {
    /// Entries in the order of the chain, each as base64 of its bytes; at most [`LOG_ENTRIES`].
    pub entries: Vec<String>,
    /// Whether these are the oldest that the laptop has: what came before is given up on both sides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub oldest: bool,
    /// Where the chain ends after these, with the laptop's signature ([`audit::Tip::with_signature`]); empty without entries.
    pub signed: String,
    /// The head of the station's tree that the laptop remembers.
    pub known: Option<SignedHead>,
}

/// Most entries of the access log in one message.
pub const LOG_ENTRIES: usize = 1_000;

/// The station's answer to [`LogPush`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Logged {
    /// Taken.
    Taken {
        /// Where the chain ends now; none if nothing was handed in.
        end: Option<LogEnd>,
        /// The station's tree with these entries in it.
        head: SignedHead,
        /// That it begins with the tree the laptop remembers; empty if that was of another history, or larger.
        proof: Vec<Hash>,
    },
    /// The station does not have the entry that these follow: it has these ends.
    Again(Vec<LogEnd>),
}

/// Records that one question to the access log may be about.
pub const FIND_RECORDS: usize = 1_000;

/// Asks what stands in the access log. That it was asked stands there too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogFind {
    /// About this record: its [`audit::tag`], or the beginning of it, at least 8 digits. For who reads the whole log and has no records.
    pub object: Option<String>,
    /// About any of these records, by their ids; at most [`FIND_RECORDS`]. For who has them; of others nothing is told.
    pub records: Vec<String>,
    /// By this account.
    pub account: Option<String>,
    /// Of this act ([`audit::Act`]).
    pub act: Option<String>,
    /// Not before, ms.
    pub from: Option<i64>,
    /// Before, ms.
    pub until: Option<i64>,
    /// Only what stands before this place of the log: for the next page.
    pub before: Option<i64>,
}

/// The station's answer to [`LogFind`], newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFound {
    /// Entries, each with its place in the log, from 1.
    pub entries: Vec<(i64, Entry)>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Says that the laptop has erased itself, and the station's answer to that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {}

/// A batch of operations of one incarnation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// Incarnation whose counters these are.
    pub incarnation: i64,
    /// History the laptop believes in.
    pub epoch: i64,
    /// The operation before the batch.
    pub after: Watermark,
    /// The operations in counter order; reading ends at the first beyond [`PUSH_OPS`].
    #[serde(deserialize_with = "at_most_a_batch")]
    pub ops: Vec<Op>,
    /// Head that the laptop has read, with its token: a station that does not know it was restored, and what the operations say of what
    /// was on the screen cannot be compared with its numbers.
    #[serde(default)]
    pub head: i64,
    /// Token of that head.
    #[serde(default)]
    pub token: String,
    /// Incarnation the laptop goes on as; operations of an earlier one are what it remembers of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<i64>,
}

fn at_most_a_batch<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Op>, D::Error> {
    struct Batch;
    impl<'de> Visitor<'de> for Batch {
        type Value = Vec<Op>;
        fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(to, "at most {PUSH_OPS} operations")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Op>, A::Error> {
            let mut ops = Vec::new();
            while let Some(op) = seq.next_element()? {
                if ops.len() == PUSH_OPS {
                    return Err(A::Error::custom("too many operations"));
                }
                ops.push(op);
            }
            Ok(ops)
        }
    }
    from.deserialize_seq(Batch)
}

/// The station's answer to [`Push`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pushed {
    /// Taken up to the watermark.
    Taken {
        /// The new watermark.
        watermark: Watermark,
        /// Whether stamps ahead of the station's clock were replaced: the laptop's clock is wrong.
        clock_replaced: bool,
        /// How many operations were set aside with a reason.
        quarantined: usize,
    },
    /// `after` is not the station's watermark, or the history is another one: say hello again.
    Again,
}

/// How far a laptop has read: one position per scope.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// History the positions belong to.
    pub epoch: i64,
    /// Last sequence number read in each scope.
    pub scopes: BTreeMap<String, i64>,
    /// Head that the station named last, with its token; a restored station does not know it.
    pub head: i64,
    /// Token of that head.
    pub token: String,
}

/// Asks for one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pull {
    /// Protocol the laptop speaks.
    #[serde(default = "first_protocol")]
    pub protocol: u32,
    /// Where to go on.
    pub cursor: Cursor,
}

fn first_protocol() -> u32 {
    1
}

/// One row as the station holds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Sequence number of its last change.
    pub seq: i64,
    /// All scopes it is in.
    pub scopes: Vec<String>,
    /// Its fields, kept byte for byte.
    pub body: Box<RawValue>,
}

/// A row left a scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leave {
    /// The row.
    pub id: String,
    /// The scope it left.
    pub scope: String,
    /// Sequence number of the leaving.
    pub seq: i64,
}

/// Count and content sum of the rows in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Digest {
    /// Rows.
    pub rows: i64,
    /// Wrapping sum of their hashes.
    pub sum: i64,
}

/// The station's answer to [`Pull`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pulled {
    /// One page.
    Page(Box<Page>),
    /// The history is another one: say hello again.
    Again,
}

/// Asks to be told when there is something to read. The answer comes at once if there is, else when there is, or after [`WAIT_MS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// History the laptop has read.
    pub epoch: i64,
    /// How far it has read.
    pub head: i64,
}

/// The station's answer to [`Wait`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waited {
    /// Whether a round would bring something.
    pub news: bool,
}

/// How long a station lets a laptop wait, ms.
pub const WAIT_MS: u64 = 25_000;

/// One page of rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// History of the station.
    pub epoch: i64,
    /// The station's clock, ms.
    pub now: i64,
    /// Highest stamp the station has used, ms. What a laptop has read, it writes after.
    #[serde(default)]
    pub hlc: i64,
    /// Watermark of each incarnation of this laptop in the snapshot.
    pub watermarks: BTreeMap<i64, Watermark>,
    /// Scopes the laptop's user holds now.
    pub scopes: Vec<String>,
    /// Version of these scopes.
    pub scope_version: i64,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Leavings in order.
    pub leaves: Vec<Leave>,
    /// Where the next page begins.
    pub cursor: Cursor,
    /// Whether every scope is read to its end.
    pub complete: bool,
    /// Digest per scope, on the last page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digests: BTreeMap<String, Digest>,
}

/// Why a message could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Larger than allowed, before or after decompression.
    #[error("message larger than {0} bytes")]
    TooLarge(usize),
    /// Grows more than a hundredfold when it is decompressed.
    #[error("message is a bomb")]
    Bomb,
    /// Nested deeper than any message of ours.
    #[error("message is nested too deep")]
    TooDeep,
    /// More values than any message of ours.
    #[error("message has too many values")]
    TooManyValues,
    /// A text longer than any of ours.
    #[error("message has a text that is too long")]
    TextTooLong,
    /// Not a compressed message.
    #[error("message cannot be decompressed")]
    NotCompressed(#[source] std::io::Error),
    /// Not a message of this protocol.
    #[error("message cannot be read")]
    NotReadable(#[source] serde_json::Error),
}

/// Packs a message: JSON, compressed with zstd.
///
/// # Errors
/// [`WireError::NotReadable`] if the value cannot be written as JSON.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    let json = serde_json::to_vec(message).map_err(WireError::NotReadable)?;
    let mut compressor = zstd::bulk::Compressor::new(1).map_err(WireError::NotCompressed)?;
    // A flipped bit must not become another value.
    compressor
        .include_checksum(true)
        .and_then(|()| compressor.compress(&json))
        .map_err(WireError::NotCompressed)
}

/// Unpacks a message from outside. Before anything is built of it: at most [`WIRE_LIMIT`] bytes compressed and [`DECODED_LIMIT`]
/// decompressed, grown at most a hundredfold once it is over 1 MiB, at most 32 levels, no text over 1 MiB, values that take at most 40 MiB
/// once built, and a frame cannot ask for a window of more than 8 MiB.
///
/// # Errors
/// See [`WireError`].
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    limits::decode(bytes)
}

/// Hash of one row's copy, the summand of a [`Digest`]: FNV-1a, 64 bit, over id, sequence number and body. It finds accidents, not
/// attackers; the connection is authenticated.
pub fn row_hash(id: &str, seq: i64, body: &str) -> i64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in id.bytes().chain(seq.to_le_bytes()).chain(body.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_wire() {
        let hello = Hello {
            protocol: PROTOCOL,
            app_version: "0.1.0".into(),
            waiting: 3,
            clock: Some(1_795_140_000_000),
            failures: None,
            courier: None,
        };
        let bytes = encode(&hello).unwrap();
        assert_eq!(decode::<Hello>(&bytes).unwrap(), hello);
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = zstd::bulk::compress(&vec![b' '; DECODED_LIMIT + 10], 1).unwrap();
        assert!(bomb.len() < 10_000);
        assert!(matches!(decode::<Hello>(&bomb), Err(WireError::Bomb)));
        // One that grows slowly enough stops at the size.
        let large = zstd::bulk::compress(&slowly_growing(DECODED_LIMIT + 10), 1).unwrap();
        assert!(matches!(
            decode::<Hello>(&large),
            Err(WireError::TooLarge(DECODED_LIMIT))
        ));
    }

    /// Bytes that compress about twentyfold.
    fn slowly_growing(size: usize) -> Vec<u8> {
        let mut number = 1u64;
        let mut bytes = vec![b' '; size];
        for place in bytes.iter_mut().step_by(20) {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *place = b'a' + (number >> 60) as u8;
        }
        bytes
    }

    #[test]
    fn a_batch_of_too_many_operations_is_refused_while_it_is_read() {
        let op = Op {
            id: "o".into(),
            counter: 1,
            row: "r".into(),
            kind: "people".into(),
            fields: Fields::new(),
            hlc: 1,
            base: Base::default(),
            scope: "station".into(),
            scope_version: 1,
            group: None,
            create: false,
        };
        let push = |count: usize| Push {
            incarnation: 1,
            epoch: 1,
            after: Watermark::default(),
            head: 0,
            token: String::new(),
            current: None,
            ops: (0..count)
                .map(|index| Op {
                    id: crate::wire::row_hash("", index as i64, "").to_string(),
                    ..op.clone()
                })
                .collect(),
        };
        assert!(decode::<Push>(&encode(&push(PUSH_OPS)).unwrap()).is_ok());
        assert!(matches!(
            decode::<Push>(&encode(&push(PUSH_OPS + 1)).unwrap()),
            Err(WireError::NotReadable(_))
        ));
    }

    #[test]
    fn rubbish_is_refused() {
        assert!(decode::<Hello>(b"rubbish").is_err());
        assert!(decode::<Hello>(&zstd::bulk::compress(b"[1", 1).unwrap()).is_err());
    }

    #[test]
    fn fields_of_a_newer_version_do_not_stop_an_older_one() {
        let newer = zstd::bulk::compress(
            br#"{"protocol":1,"app_version":"9","waiting":0,"mood":"good"}"#,
            1,
        )
        .unwrap();
        assert_eq!(decode::<Hello>(&newer).unwrap().app_version, "9");
    }
}

//! The access log: what is written of an access, the chain that each laptop keeps of its own, the tree that the station keeps over all of
//! them, and the check of a whole log.
//!
//! Who looks at a record leaves an [`Entry`] that names neither the person nor their data. Each laptop chains its entries by their
//! hashes and signs where its chain ends; the station puts the entries of all laptops into one Merkle tree (RFC 6962, section 2.1) and
//! signs its head. Laptops remember the heads they were told and check that each next one only adds; a head on paper does the same. So
//! nobody can change, take out or add an entry afterwards without it being found: not the user of a laptop, not who keeps the station.
//!
//! No SQL here, no network, no clock.

mod chain;
mod check;
mod entry;
mod file;
mod hash;
mod head;
mod keys;
mod laptop;
#[cfg(test)]
mod tampering;
mod tree;

pub use chain::{Link, Tip};
pub use check::{Check, Fault, Finding, Report};
pub use entry::{Act, CONSOLE, ENTRY_BYTES, Entry, EntryError, STATION, kinds, tag};
pub use file::{About, FileError, LogFile, Of, Writer, read};
pub use hash::Hash;
pub use head::{SignedHead, TreeHead, UnreadableHead};
pub use keys::verify;
pub use laptop::{check_laptop, compare_with_laptop};
pub use tree::{Frontier, Node, Nodes, adds_only, consistency};

/// How far a laptop's corrected clock may be behind what it said before, ms: 10 minutes.
const CLOCK_TOLERANCE: i64 = 10 * 60 * 1_000;

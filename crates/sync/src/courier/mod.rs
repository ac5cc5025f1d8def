//! The courier: sync by a file on a USB stick or an optical disc, for stations whose networks must not touch.
//!
//! A file carries what HTTP carries ([`crate::wire`]): a laptop's carries its pushes, the station's answer carries its pages. It is
//! compressed, sealed to the one who is to read it and signed by the one who wrote it. Layout, numbers big-endian:
//!
//! ```text
//! magic 8 | version u16 | length u16 | header (JSON, in clear: ids and numbers, no person)
//! HPKE ephemeral key 32
//! chunk*: u32 (highest bit: the last one; rest: length) | sealed piece of a zstd stream of messages (u32 length | JSON)
//! Ed25519 signature 64 over SHA-256 of everything before it
//! ```
//!
//! Sealing is HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305: it numbers the chunks, so none can be left out, swapped or
//! repeated. The header is part of the key's derivation. The signature is checked over the whole file before any of it is opened; what
//! is opened then is sealed under the ephemeral key that the signature covered, so a file exchanged in between does not open.

mod contents;
mod error;
mod file;
mod keys;
mod read;
mod seal;
#[cfg(test)]
mod tests;
mod write;

pub use contents::{Answer, Outbox, Receipt, Trouble};
pub use error::CourierError;
pub use file::{Header, Kind};
pub use keys::{PublicKeys, SecretKeys};
pub use read::{Messages, open, peek};
pub use write::Writer;

/// Largest file, in bytes.
pub const FILE_LIMIT: u64 = 256 << 20;
/// Version of the format that this program writes, and the newest it reads.
pub const VERSION: u16 = 1;

const MAGIC: [u8; 8] = *b"BEATCOUR";
const HEADER_LIMIT: usize = 4_096;
const CHUNK: usize = 64 << 10;
const TAG: usize = 16;
const LAST: u32 = 1 << 31;
const SIGNATURE: usize = 64;
/// What is hashed in front of the file, so that a signature means nothing elsewhere.
const SIGNED_AS: &[u8] = b"beatbook courier file 1\0";

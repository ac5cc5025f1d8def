//! Sync: operations, the merge, what travels, and the laptop's engine as a state machine.
//!
//! The rules and their reasons are in `docs/sync.md`. Nothing here touches SQL, HTTP, Tauri or the clock: time, network and storage are
//! passed in, so that a simulator can run the engine.

pub mod courier;
pub mod engine;
pub mod ids;
pub mod invite;
pub mod lease;
pub mod limits;
pub mod lookup;
pub mod merge;
pub mod older;
pub mod plant;
pub mod recovery;
pub mod request;
pub mod wipe;
pub mod wire;

pub use wire::{Base, Op};

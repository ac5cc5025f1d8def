//! The station server: what laptops sync with. It alone merges, derives who receives what, and keeps accounts.
//!
//! SQL lives in `database/`; handlers in `http` are thin. Laptop and station meet only in the crates `sync` and `domain`.

pub mod access_log;
pub mod courier;
mod database;
mod doctor;
mod duplicates;
mod error;
mod gate;
mod hello;
mod high_water;
mod http;
mod laptops;
mod load;
mod lookups;
pub mod owner;
mod place;
#[cfg(feature = "simulated")]
mod planted;
mod pull;
mod push;
pub mod recovery;
mod requests;
mod retention;
mod scopes;
mod secret;
pub mod staff;
mod station;
mod tidy;
mod tls;

pub use database::{Database, LogWanted};
pub use doctor::{Health, Surroundings, doctor};
pub use error::StationError;
pub use hello::hello;
pub use load::load;
pub use pull::pull;
pub use push::push;
pub use retention::forget;
#[cfg(feature = "simulated")]
pub use retention::simulated as erasing;
pub use station::{Clock, Serving, Station, serve};
pub use tidy::tidy;

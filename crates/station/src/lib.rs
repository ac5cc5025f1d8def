//! The station server: what laptops sync with. It alone merges, derives who receives what, and keeps accounts.
//!
//! SQL lives in `database/`; the routes are a table in `http`, and what a caller may see is a type, `scoped::Scoped`. Laptop and station meet only in the crates `sync` and `domain`.

pub mod access_log;
mod chores;
pub mod console;
pub mod courier;
mod database;
mod doctor;
mod duplicates;
mod error;
mod gate;
mod high_water;
mod http;
mod laptops;
mod load;
mod lookups;
pub mod owner;
mod place;
mod policy;
mod push;
pub mod recovery;
mod refusals;
mod requests;
mod retention;
mod scoped;
mod scopes;
mod secret;
pub mod staff;
mod station;
mod targets;
mod tidy;
mod tls;
mod voice;

pub use database::{Database, LogWanted};
pub use doctor::{Health, Surroundings, doctor};
pub use error::StationError;
pub use http::{ROUTES, Route};
pub use load::load;
pub use policy::{Policy, Who};
pub use refusals::MOST_AN_HOUR;
#[cfg(feature = "simulated")]
pub use retention::simulated as erasing;
pub use retention::{forget, put_away};
#[cfg(feature = "simulated")]
pub use scoped::simulated as asked;
pub use station::{Clock, Serving, Station, serve};
pub use tidy::tidy;

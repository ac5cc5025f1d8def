//! Faults, simulated: histories of laptops and a station that follow from a seed, with the real store, the real engine and the real
//! functions of the station. Time, network and what happens to machines are passed in.
//!
//! A tool for tests and `cargo xtask soak`; no program depends on it.

mod check;
pub mod crashes;
mod dice;
mod faults;
mod host;
mod inside;
mod ledger;
mod machine;
#[cfg(test)]
mod model;
pub mod plants;
#[cfg(test)]
mod regressions;
mod template;
mod trace;
mod work;
mod world;

pub use dice::Dice;
pub use store::simulated::PLAIN;
pub use template::KEY;
pub use world::{Outcome, run, run_over};

//! The access log as people meet it: asked for at the station, and the laptop's own part of it as a file (`beatbook-audit` checks it).

mod about;
mod find;
mod save;
#[cfg(test)]
mod tests;

pub(crate) use about::{About, about};
pub use find::{AccessLine, AccessPage, AccessWanted, find};
pub(crate) use find::{purpose_word, what};
pub(crate) use save::held;
pub use save::{LogSaved, save};

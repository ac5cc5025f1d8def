//! The access log as people meet it: asked for at the station, and the laptop's own part of it as a file (`beatbook-audit` checks it).

mod about;
mod find;
mod note;
mod save;
#[cfg(test)]
mod tests;

pub(crate) use about::{About, about};
pub use find::{AccessLine, AccessPage, AccessWanted, find};
pub(crate) use find::{purpose_word, what};
pub use note::printed;
pub(crate) use note::{carried, note};
pub(crate) use save::held;
pub use save::{LogSaved, save};

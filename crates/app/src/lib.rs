//! What the program does: one folder per domain word, one file per operation, each write through one transaction of the store.
//!
//! The window (`src-tauri`), the headless laptop (`cli`) and the tests call the same functions on a [`Desk`]. No Tauri here, no axum.

pub mod access_log;
pub mod areas;
pub mod backup;
pub mod books;
pub mod broadcasts;
pub mod clock;
pub mod conflicts;
pub mod consultations;
pub mod contacts;
pub mod courier;
pub mod curtain;
pub mod declarations;
mod desk;
pub mod disputes;
pub mod doctor;
mod due;
pub mod duplicates;
mod error;
pub mod exports;
pub mod handover;
pub mod importing;
pub mod imports;
pub mod lease;
mod listening;
pub mod listing;
pub mod lookups;
pub mod memory;
pub mod network;
pub mod notes;
pub mod older;
pub mod passphrase;
pub mod people;
pub mod places;
pub mod records;
pub mod recovery;
pub mod refused;
pub mod reports;
pub mod retention;
pub mod rooms;
pub mod saying;
pub mod search;
pub mod session;
pub mod staff;
pub mod staff_acts;
pub mod sync_round;
pub mod syncing;
mod telling;
#[cfg(test)]
pub(crate) mod test_desk;
pub mod today;
pub mod wipe;
pub mod words;
pub mod written_files;

pub use desk::{Desk, Done};
pub use error::AppError;
pub use words::Language;

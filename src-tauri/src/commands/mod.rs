//! What the window may call: each command says who, makes one call, answers.

pub mod backup;
pub mod broadcasts;
pub mod courier;
pub mod declarations;
pub mod exports;
pub mod imports;
pub mod lookups;
pub mod matters;
pub mod older;
pub mod people;
pub mod records;
pub mod retention;
pub mod rooms;
pub mod session;
pub mod settling;
pub mod station;
pub mod today;

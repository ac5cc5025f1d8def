//! What tests and demonstrations need: a synthetic station, a database server of one's own.

pub mod postgres;
pub mod synthetic;

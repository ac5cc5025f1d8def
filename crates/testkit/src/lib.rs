//! testkit

pub mod synthetic;

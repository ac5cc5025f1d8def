//! The words of Beatbook: kinds of records, their fields and purposes, identity documents, names, addresses, deadlines, and who
//! may do what.
//!
//! Nothing here touches SQL, HTTP, files, threads, the clock or randomness: dates and ids are passed in. The register of fields and
//! the code lists are data from `assets/`, read once.

pub mod addresses;
mod closings;
pub mod codes;
pub mod dates;
pub mod deadlines;
pub mod exports;
pub mod fields;
pub mod finding_keys;
pub mod findings;
pub mod identity;
pub mod ids;
pub mod lookups;
pub mod minors;
pub mod names;
pub mod notes;
pub mod permissions;
pub mod phones;
pub mod places;
pub mod register;
pub mod retention;
pub mod rules;
pub mod same_person;
pub mod settlements;

pub use fields::Fields;
pub use permissions::{Act, Role};
pub use register::{FieldSpec, FieldType, KindSpec, Scope};

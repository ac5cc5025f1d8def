//! The sentences of the station, by what they are about.

pub(super) mod broadcasts;
pub(super) mod consultations;
pub(super) mod disputes;
pub(super) mod employers;
pub(super) mod nicknames;

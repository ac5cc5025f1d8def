//! What a building is called for short, and keys under which two records of the same building or room are found to be one (twins).

use crate::addresses;
use crate::fields::{self, Fields};

/// Key of a building within its area; empty when the address says nothing.
pub fn building_norm(building: &Fields) -> String {
    let street = fields::text(building, "address.street").unwrap_or_default();
    let number = fields::text(building, "address.number").unwrap_or_default();
    if number.is_empty() {
        return String::new();
    }
    let zone = fields::text(building, "address.zone");
    [street, &addresses::norm_building(zone, number)].concat()
}

/// Key of a room within its building; empty when it has no label.
pub fn room_norm(room: &Fields) -> String {
    match fields::text(room, "place.label") {
        Some(label) => addresses::norm_room(fields::text(room, "place.unit"), label),
        None => String::new(),
    }
}

/// Short name of a building: `E区12幢`; a number that is not a plain one keeps its own words.
pub fn building_label(building: &Fields) -> String {
    let part = |path| fields::text(building, path).unwrap_or_default();
    let number = part("address.number");
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric());
    let sign = if plain { "幢" } else { "" };
    [part("address.street"), part("address.zone"), number, sign].concat()
}

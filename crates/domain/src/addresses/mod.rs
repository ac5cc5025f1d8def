//! Standard addresses (标准地址): town · village · zone · 幢 · 单元 · 层 · 室, as Zhejiang writes them.
//!
//! [`parse`] reads every spelling met in files; [`Address::full_text`] writes one. Parsing that text again gives the
//! same address.

mod clean;
mod head;
mod marks;
mod parse;

use serde::{Deserialize, Serialize};

pub use parse::parse;

/// Parts of an address; whatever is not recognised is kept in `rest`. Numbers are bare (`12`, `B`, `402A`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
pub struct Address {
    /// Everything up to the street or town: `江东街道`. The home province and cities are left out.
    pub town: Option<String>,
    /// Village, community, estate, or road with house number: `青岩刘村`, `东洲花园`.
    pub village: Option<String>,
    /// With its 区: `E区`, `东区`.
    pub zone: Option<String>,
    pub building: Option<String>,
    pub unit: Option<String>,
    /// Storey: `4`, `-1`, `底` or `顶`. Taken from the room number when not written.
    pub floor: Option<String>,
    pub room: Option<String>,
    /// Unrecognised remainder, pieces separated by commas.
    pub rest: Option<String>,
}

impl Address {
    /// `12幢`.
    pub fn building_label(&self) -> Option<String> {
        self.building.as_ref().map(|number| format!("{number}幢"))
    }

    /// `402室`, or the floor (`底层`, `3层`) when no room is known.
    pub fn room_label(&self) -> Option<String> {
        match (&self.room, &self.floor) {
            (Some(room), _) => Some(format!("{room}室")),
            (None, Some(floor)) => Some(format!("{floor}层")),
            (None, None) => None,
        }
    }

    /// The standard spelling: `江东街道青岩刘村E区12幢3单元402室`, the remainder in brackets at the end.
    pub fn full_text(&self) -> String {
        let plain = |part: &Option<String>| part.clone().unwrap_or_default();
        let marked = |part: &Option<String>, mark: &str| {
            part.as_ref()
                .map(|text| format!("{text}{mark}"))
                .unwrap_or_default()
        };
        let derived = self.room.as_deref().and_then(floor_of_room);
        let floor = self
            .floor
            .clone()
            .filter(|floor| derived.as_ref() != Some(floor));
        [
            plain(&self.town),
            plain(&self.village),
            plain(&self.zone),
            marked(&self.building, "幢"),
            marked(&self.unit, "单元"),
            marked(&floor, "层"),
            marked(&self.room, "室"),
            self.rest
                .as_ref()
                .map(|rest| format!("({rest})"))
                .unwrap_or_default(),
        ]
        .concat()
    }
}

/// The storey a room number implies: `402` → `4`, `1203` → `12`, `402A` → `4`. `None` for other numberings.
pub fn floor_of_room(room: &str) -> Option<String> {
    let digits = room.bytes().take_while(u8::is_ascii_digit).count();
    let letters_after = room.len() - digits <= 1;
    if !matches!(digits, 3 | 4) || !letters_after {
        return None;
    }
    let storey: u32 = room[..digits - 2].parse().ok()?;
    (storey > 0).then(|| storey.to_string())
}

/// A stable key for finding a building twice: zone and number in any spelling (`E区` + `12栋` → `E/12`, no zone → `12`).
/// Unique within a village.
pub fn norm_building(zone: Option<&str>, number: &str) -> String {
    let zone = zone
        .map(|text| bare(text, &["小区", "片区", "区"]))
        .filter(|text| !text.is_empty());
    let number = bare(
        number,
        &["号楼", "单元楼", "幢", "栋", "楼", "座", "号", "#"],
    );
    zone.map(|zone| format!("{zone}/{number}"))
        .unwrap_or(number)
}

/// A stable key for finding a room twice within its building: `3单元` + `402房` → `3-402`, no unit → `402`.
pub fn norm_room(unit: Option<&str>, label: &str) -> String {
    let unit = unit
        .map(|text| bare(text, &["单元"]))
        .filter(|text| !text.is_empty());
    let label = bare(label, &["房间", "室", "房", "号"]);
    unit.map(|unit| format!("{unit}-{label}")).unwrap_or(label)
}

fn bare(text: &str, marks: &[&str]) -> String {
    let text = clean::clean(text);
    let text = marks
        .iter()
        .find_map(|mark| text.strip_suffix(mark).filter(|rest| !rest.is_empty()))
        .unwrap_or(&text);
    clean::without_zeros(text.trim_matches('-'))
}

#[cfg(test)]
mod tests;

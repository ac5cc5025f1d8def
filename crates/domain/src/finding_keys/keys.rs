use super::{Key, KeyKind, add, latin, readings};
use crate::addresses::{self, Address};
use crate::{identity, names, phones};

/// Keys of a name: its search spelling; full pinyin and initials for every reading (surname alternatives, given-name
/// characters with two common readings, at most eight combinations, ü as lv, lu and lyu); and the words of a Latin
/// name, from the name itself and from `latin` as printed in the document.
pub fn name_keys(name: &str, latin: Option<&str>) -> Vec<Key> {
    let mut keys = Vec::new();
    add(&mut keys, KeyKind::Name, names::search_norm(name));
    let readings = readings::of_name(name);
    for combination in readings.combinations() {
        add(&mut keys, KeyKind::Pinyin, combination.concat());
        let initials: String = combination
            .iter()
            .filter_map(|syllable| syllable.chars().next())
            .collect();
        // 欧阳修 is typed oyx by some and ox by others.
        if readings.has_compound_surname() {
            add(
                &mut keys,
                KeyKind::Initials,
                format!("{}{}", &initials[..1], initials.get(2..).unwrap_or("")),
            );
        }
        add(&mut keys, KeyKind::Initials, initials);
    }
    for word in latin::words(name)
        .into_iter()
        .chain(latin.into_iter().flat_map(latin::words))
    {
        add(&mut keys, KeyKind::Latin, word);
    }
    keys
}

/// The usual reading of a name, as under [`KeyKind::Pinyin`]; empty for one without Han.
pub fn usual_reading(name: &str) -> String {
    let combinations = readings::of_name(name).combinations();
    combinations
        .first()
        .map(|syllables| syllables.concat())
        .unwrap_or_default()
}

/// Keys of a telephone number: all digits (without +86), a fixed line also without area code, and the last four.
pub fn phone_keys(phone: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let number = phones::normalise(phone).unwrap_or_else(|| phone.to_string());
    let digits = phone_digits(&number);
    if let Some((_, line)) = number.split_once('-') {
        add(&mut keys, KeyKind::Phone, phone_digits(line));
    }
    if digits.len() >= 4 {
        add(&mut keys, KeyKind::PhoneTail, phones::tail(&digits, 4));
    }
    add(&mut keys, KeyKind::Phone, digits);
    keys
}

/// The key of a document number: its last four characters. Shorter numbers get none, for that would be all of them.
pub fn id_keys(number: &str) -> Vec<Key> {
    let number: Vec<char> = identity::normalise(number).to_lowercase().chars().collect();
    let mut keys = Vec::new();
    if number.len() > 4 {
        add(
            &mut keys,
            KeyKind::IdTail,
            number[number.len() - 4..].iter().collect::<String>(),
        );
    }
    keys
}

/// Keys of an address in any spelling: the standard text and its ends (from the village, the zone, the building), the
/// building with the room alone, the short forms `12-3-402` and `12-402`, and the room.
pub fn address_keys(full_text: &str) -> Vec<Key> {
    let address = addresses::parse(full_text);
    let mut keys = Vec::new();
    for text in ends(&address).iter().map(Address::full_text) {
        add(&mut keys, KeyKind::Room, text.to_lowercase());
    }
    let (building, unit, room) = (
        address.building.as_deref(),
        address.unit.as_deref(),
        address.room.as_deref(),
    );
    for parts in [vec![building, unit, room], vec![building, room], vec![room]] {
        if let Some(parts) = parts.into_iter().collect::<Option<Vec<&str>>>() {
            add(&mut keys, KeyKind::Room, parts.join("-").to_lowercase());
        }
    }
    keys
}

/// The key of a remark.
pub fn remark_keys(remark: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    add(&mut keys, KeyKind::Remark, names::search_norm(remark));
    keys
}

pub(super) fn phone_digits(number: &str) -> String {
    phones::tail(number.strip_prefix("+86").unwrap_or(number), usize::MAX)
}

/// The address without town, then also without village, and so on. `rest` stays in the first only.
fn ends(address: &Address) -> Vec<Address> {
    let village = Address {
        town: None,
        rest: None,
        ..address.clone()
    };
    let zone = Address {
        village: None,
        ..village.clone()
    };
    let building = Address {
        zone: None,
        ..zone.clone()
    };
    let without_zone = Address {
        village: village.village.clone(),
        ..building.clone()
    };
    let without_unit = Address {
        unit: None,
        ..building.clone()
    };
    vec![
        address.clone(),
        village,
        without_zone,
        zone,
        building,
        without_unit,
    ]
}

#[cfg(test)]
mod tests;

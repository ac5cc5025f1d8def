//! Pinyin of names: the table of surnames first, then the common reading of each character.

use std::collections::HashMap;
use std::sync::OnceLock;

use pinyin::ToPinyin;
use serde::Deserialize;

use crate::names::{is_dot, is_han, nfkc};

/// More combinations would crowd the index for a handful of names.
const MAX_COMBINATIONS: usize = 8;

/// Toneless syllables, `v` for ü; several for a compound surname, separated by spaces in the file.
#[derive(Deserialize, Default)]
struct Table {
    single: HashMap<char, Vec<String>>,
    compound: HashMap<String, Vec<String>>,
    given: HashMap<char, Vec<String>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    // A test keeps the file readable.
    TABLE.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../assets/surname-readings.json"))
            .unwrap_or_default()
    })
}

/// One or two characters (a compound surname) and the ways to read them, the usual one first.
struct Slot {
    chars: Vec<char>,
    ways: Vec<Vec<String>>,
}

/// The readings of a name. Characters without a known reading have no way at all.
pub(super) struct Readings {
    slots: Vec<Slot>,
}

/// Reads the Han of a name; a dot inside says that no surname is to be assumed.
pub(super) fn of_name(name: &str) -> Readings {
    let chars: Vec<char> = nfkc(name).chars().filter(|c| is_han(*c)).collect();
    let ethnic = name.chars().any(is_dot);
    let mut slots = Vec::new();
    let mut rest = chars.as_slice();
    if !ethnic {
        let length = if compound_ways(rest).is_some() {
            2
        } else {
            rest.len().min(1)
        };
        let (surname, given) = rest.split_at(length);
        slots.extend(surname_slot(surname));
        rest = given;
    }
    slots.extend(rest.iter().map(|c| Slot {
        chars: vec![*c],
        ways: with_umlauts(single_ways(given_readings(*c))),
    }));
    Readings { slots }
}

impl Readings {
    pub(super) fn has_compound_surname(&self) -> bool {
        self.slots.first().is_some_and(|slot| slot.chars.len() == 2)
    }

    /// Whole readings, those nearest to the usual one first, at most eight.
    pub(super) fn combinations(&self) -> Vec<Vec<String>> {
        let slots = self.slots.iter().filter(|slot| !slot.ways.is_empty());
        let mut all: Vec<(usize, Vec<String>)> = vec![(0, Vec::new())];
        for slot in slots {
            let mut longer = Vec::new();
            for (distance, start) in &all {
                for (i, way) in slot.ways.iter().enumerate() {
                    longer.push((distance + i, [start.as_slice(), way.as_slice()].concat()));
                }
            }
            longer.sort_by_key(|(distance, _)| *distance);
            longer.truncate(MAX_COMBINATIONS);
            all = longer;
        }
        all.into_iter()
            .map(|(_, syllables)| syllables)
            .filter(|syllables| !syllables.is_empty())
            .collect()
    }

    /// Each character with all of its readings, for matching what is typed half in letters.
    pub(super) fn by_character(&self) -> Vec<(char, Vec<&str>)> {
        self.slots
            .iter()
            .flat_map(|slot| {
                slot.chars.iter().enumerate().map(|(i, c)| {
                    let readings = slot
                        .ways
                        .iter()
                        .filter_map(|way| way.get(i))
                        .map(String::as_str)
                        .collect();
                    (*c, readings)
                })
            })
            .collect()
    }
}

fn surname_slot(surname: &[char]) -> Option<Slot> {
    let ways = match surname {
        [] => return None,
        [c] => single_ways(surname_readings(*c)),
        pair => compound_ways(pair).unwrap_or_default(),
    };
    Some(Slot {
        chars: surname.to_vec(),
        ways: with_umlauts(ways),
    })
}

/// The table's readings, then the first character as a plain surname: 单于 may be 单 with the given name 于.
fn compound_ways(chars: &[char]) -> Option<Vec<Vec<String>>> {
    let [first, second, ..] = chars else {
        return None;
    };
    let listed = table()
        .compound
        .get(&[*first, *second].iter().collect::<String>())?;
    let mut ways: Vec<Vec<String>> = listed
        .iter()
        .map(|way| way.split(' ').map(str::to_string).collect())
        .collect();
    for one in surname_readings(*first) {
        for two in given_readings(*second) {
            let way = vec![one.clone(), two];
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
    }
    Some(ways)
}

fn surname_readings(c: char) -> Vec<String> {
    with_default(table().single.get(&c), c)
}

fn given_readings(c: char) -> Vec<String> {
    with_default(table().given.get(&c), c)
}

fn with_default(listed: Option<&Vec<String>>, c: char) -> Vec<String> {
    let mut readings = listed.cloned().unwrap_or_default();
    if let Some(default) = c.to_pinyin().map(|pinyin| in_ascii(pinyin.plain()))
        && !readings.contains(&default)
    {
        readings.push(default);
    }
    readings
}

fn single_ways(readings: Vec<String>) -> Vec<Vec<String>> {
    readings.into_iter().map(|reading| vec![reading]).collect()
}

/// `lü` → `lv`.
fn in_ascii(syllable: &str) -> String {
    syllable
        .chars()
        .map(|c| if c == 'ü' { 'v' } else { c })
        .filter(char::is_ascii_alphabetic)
        .collect()
}

/// ü is typed as v, written u by some, and yu in passports since 2012.
fn with_umlauts(ways: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let has_umlaut = |way: &Vec<String>| way.iter().any(|syllable| syllable.contains('v'));
    if !ways.iter().any(has_umlaut) {
        return ways;
    }
    let mut all: Vec<Vec<String>> = Vec::new();
    for way in ways {
        for spelling in ["v", "u", "yu"] {
            let spelled: Vec<String> = way
                .iter()
                .map(|syllable| syllable.replace('v', spelling))
                .collect();
            if !all.contains(&spelled) {
                all.push(spelled);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn the_table_is_readable_and_toneless() {
        let table = table();
        assert!(table.single.len() > 30 && table.compound.len() > 30);
        let all = table
            .single
            .values()
            .chain(table.compound.values())
            .chain(table.given.values())
            .flatten();
        for reading in all {
            assert!(
                reading.bytes().all(|b| b.is_ascii_lowercase() || b == b' '),
                "{reading}"
            );
        }
        assert!(
            table
                .compound
                .iter()
                .all(|(name, ways)| name.chars().count() == 2
                    && ways.iter().all(|way| way.split(' ').count() == 2))
        );
    }

    #[test]
    fn umlauts_become_v_and_every_reading_is_ascii() {
        assert_eq!(in_ascii("lü"), "lv");
        assert_eq!(in_ascii("lüe"), "lve");
        for c in ('\u{4E00}'..='\u{9FFF}').chain(['\u{20BB7}']) {
            for reading in given_readings(c) {
                let decomposed: String = reading.nfd().collect();
                assert!(
                    !reading.is_empty() && decomposed.is_ascii(),
                    "{c} {reading}"
                );
            }
        }
    }

    #[test]
    fn the_nearest_readings_come_first() {
        let combinations = of_name("单乐").combinations();
        assert_eq!(combinations[0], ["shan", "le"]);
        assert!(combinations[1..3].contains(&vec!["dan".to_string(), "le".to_string()]));
        assert!(combinations[1..3].contains(&vec!["shan".to_string(), "yue".to_string()]));
    }
}

//! What two records of one person have in common: the document number, or name, birth and telephone together. Finding it is a question
//! to a person, never an answer: the same number does exist twice in China (重号).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fields::{self, Fields};
use crate::{identity, names, phones};

/// Shorter numbers say nothing.
const SHORTEST: usize = 6;

/// Two records have the same document number.
pub const BY_NUMBER: &str = "number";
/// Two records have the same name, birth and telephone.
pub const BY_NAME: &str = "name_birth_phone";

/// Keys of a person; records that share one may be the same. A deleted record has none.
pub fn keys(person: &Fields) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    if fields::is_deleted(person) {
        return keys;
    }
    if let Some(number) = fields::text(person, "document.number").and_then(number_key) {
        keys.insert([BY_NUMBER, ":", &number].concat());
    }
    let told = [
        fields::text(person, "name").map(names::search_norm),
        fields::text(person, "birth").map(str::to_owned),
        fields::text(person, "phone").and_then(phones::normalise),
    ];
    if let [Some(name), Some(birth), Some(phone)] = told {
        keys.insert([BY_NAME, ":", &name, "|", &birth, "|", &phone].concat());
    }
    keys
}

/// The reason behind a key.
pub fn reason(key: &str) -> &'static str {
    if key.starts_with(BY_NUMBER) {
        BY_NUMBER
    } else {
        BY_NAME
    }
}

/// A number as it is compared: an old one of 15 digits is the new one of 18.
pub fn number_key(number: &str) -> Option<String> {
    let number = identity::normalise(number);
    if number.len() < SHORTEST {
        return None;
    }
    Some(identity::upgrade15(&number).unwrap_or(number))
}

/// The spellings under which a number may be stored: as it is, and the old one of 15 digits for the new one of 18 and the other way round.
pub fn spellings(number: &str) -> Vec<String> {
    let number = identity::normalise(number);
    let shortened = match (number.get(..6), number.get(6..8), number.get(8..17)) {
        (Some(region), Some("19"), Some(rest)) if number.len() == 18 => {
            Some([region, rest].concat())
        }
        _ => None,
    };
    let older = shortened.filter(|old| identity::upgrade15(old).as_ref() == Some(&number));
    let newer = identity::upgrade15(&number);
    [Some(number), older, newer].into_iter().flatten().collect()
}

/// What another area may see of a person while a case is open: enough to tell, no number whole, the year of birth only.
pub fn masked_snapshot(person: &Fields) -> Value {
    let text = |path| fields::text(person, path).unwrap_or_default();
    let phone = match text("phone") {
        "" => String::new(),
        phone => phones::mask_phone(phone),
    };
    json!({
        "name": text("name"),
        "sex": text("sex"),
        "birth": text("birth").get(..4).unwrap_or_default(),
        "document": {
            "type": text("document.type"),
            "number": identity::mask_number(text("document.number")),
        },
        "phone": phone,
        "area": text("area"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(value: Value) -> Fields {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn one_number_in_two_spellings_is_the_same() {
        let plain = keys(&person(
            json!({"document": {"number": "33079919900101001X"}}),
        ));
        let typed = keys(&person(
            json!({"document": {"number": " 330799 19900101 001x"}}),
        ));
        assert_eq!(plain, typed);
        assert_eq!(plain.len(), 1);
    }

    #[test]
    fn an_old_number_of_15_digits_and_its_new_one_find_each_other() {
        let (old, new) = ("330799900101001", "330799199001010014");
        assert_eq!(number_key(old).as_deref(), Some(new));
        assert!(spellings(new).iter().any(|spelling| spelling == old));
        assert!(spellings(old).iter().any(|spelling| spelling == new));
        assert_eq!(spellings("E12345678"), ["E12345678"]);
    }

    #[test]
    fn name_and_birth_alone_are_not_enough() {
        let two = json!({"name": "王丽", "birth": "1990-01-01"});
        assert!(keys(&person(two)).is_empty());
        let three = json!({"name": "王丽", "birth": "1990-01-01", "phone": "13800138000"});
        let stored = json!({"name": "王 丽", "birth": "1990-01-01", "phone": "+8613800138000"});
        assert_eq!(keys(&person(three)), keys(&person(stored)));
    }

    #[test]
    fn a_snapshot_holds_no_number_whole_and_no_day_of_birth() {
        let shown = masked_snapshot(&person(json!({
            "name": "王丽", "birth": "1990-01-01", "phone": "+8613800138000",
            "document": {"type": "resident_id", "number": "330799199001010014"},
        })))
        .to_string();
        for whole in [
            "330799199001010014",
            "13800138000",
            "1990-01-01",
            "19900101",
        ] {
            assert!(!shown.contains(whole), "{shown}");
        }
        assert!(shown.contains("王丽"));
    }
}

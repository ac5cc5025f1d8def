//! A person outside one's own areas, asked for at the station (TRUST P17).

use chrono::NaiveDate;

use crate::fields::{self, Fields};
use crate::permissions::Act;
use crate::phones;
use crate::rules::{Author, Refusal};
use crate::same_person;

/// Kind of the rows that tell of it. No name stands in one.
pub const LOOKUPS: &str = "lookups";
/// How long the station's answer may be used, ms: an hour.
pub const GRANT_MS: i64 = 3_600_000;
/// How often an account may ask within an hour.
pub const AN_HOUR: usize = 10;
/// Most people of an answer: more are no answer to who somebody is.
pub const MOST: usize = 3;
/// Most characters of the reason in words.
pub const WORDS: usize = 200;

/// By what somebody is asked for; never by a part of anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whole {
    /// The document's number, as it is compared.
    Number(String),
    /// Name as it is compared, and day of birth.
    Born(String, NaiveDate),
    /// Name as it is compared, and telephone as it is stored.
    Phone(String, String),
}

impl Whole {
    /// Reads what was typed; none where it is a part, or too little.
    pub fn read(number: &str, name: &str, birth: &str, phone: &str) -> Option<Whole> {
        let number = number.trim();
        if !number.is_empty() {
            return same_person::number_key(number).map(Whole::Number);
        }
        let name = crate::names::search_norm(name);
        if name.chars().count() < 2 {
            return None;
        }
        match (birth.trim(), phone.trim()) {
            ("", "") => None,
            ("", phone) => phones::normalise(phone).map(|phone| Whole::Phone(name, phone)),
            (birth, _) => birth.parse().ok().map(|birth| Whole::Born(name, birth)),
        }
    }

    /// Whether a person is the one.
    pub fn fits(&self, person: &Fields) -> bool {
        if fields::is_deleted(person) {
            return false;
        }
        let text = |path| fields::text(person, path).unwrap_or_default();
        let is_called = |name: &String| crate::names::search_norm(text("name")) == *name;
        match self {
            Whole::Number(number) => {
                same_person::number_key(text("document.number")).as_ref() == Some(number)
            }
            Whole::Born(name, birth) => is_called(name) && text("birth") == birth.to_string(),
            Whole::Phone(name, phone) => {
                let has = |field| phones::normalise(text(field)).as_ref() == Some(phone);
                is_called(name) && (has("phone") || has("phone2"))
            }
        }
    }
}

/// The station alone says that somebody asked; a chief who did not ask signs it.
pub(crate) fn lookup_acts(
    before: Option<&Fields>,
    change: &Fields,
    author: Author<'_>,
) -> Result<Vec<Act>, Refusal> {
    let Some(before) = before else {
        return Err(Refusal::new("station_only", LOOKUPS));
    };
    if change.keys().any(|name| name != "checked") || fields::is_deleted(before) {
        return Err(Refusal::new("station_only", LOOKUPS));
    }
    let by = fields::text(change, "checked.by");
    if by != Some(author.user) || fields::text(before, "user") == by {
        return Err(Refusal::new("second_person", "checked"));
    }
    if fields::text(before, "checked.by").is_some() {
        return Err(Refusal::new("decision_stands", "checked"));
    }
    Ok(vec![Act::ManageStation])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::permissions::Role;
    use crate::rules;

    const ONE: &str = "01900000-0000-7000-8000-0000000000b1";
    const CHIEF: &str = "01900000-0000-7000-8000-0000000000b2";

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).expect("fields")
    }

    #[test]
    fn a_part_of_anything_asks_for_nobody() {
        assert_eq!(Whole::read("", "王子涵", "", ""), None);
        assert_eq!(Whole::read("", "王", "1990-01-01", ""), None);
        assert_eq!(Whole::read("", "", "1990-01-01", "13800138000"), None);
        assert_eq!(Whole::read("0022", "", "", ""), None);
        assert_eq!(Whole::read("", "王子涵", "1990", ""), None);
        assert_eq!(Whole::read("", "王子涵", "", "8000"), None);
        assert!(Whole::read("330799199001010022", "", "", "").is_some());
        assert!(Whole::read("", "王子涵", "1990-01-01", "").is_some());
        assert!(Whole::read("", "王子涵", "", "138 0013 8000").is_some());
    }

    #[test]
    fn a_person_is_found_by_all_of_it_and_not_by_some() {
        let person = fields(
            json!({"name": "王子涵", "birth": "1990-01-01", "phone2": "+8613800138000",
            "document": {"type": "resident_id", "number": "330799199001010022"}}),
        );
        let fits = |number, name, birth, phone| {
            Whole::read(number, name, birth, phone).is_some_and(|whole| whole.fits(&person))
        };
        assert!(fits("33079919900101002 2", "", "", ""));
        assert!(fits("", "王子涵", "1990-01-01", ""));
        assert!(fits("", "王子涵", "", "13800138000"));
        assert!(!fits("330799199001010049", "", "", ""));
        assert!(!fits("", "王子", "1990-01-01", ""));
        assert!(!fits("", "王子涵", "1990-01-02", ""));
        assert!(!fits("", "李伟", "", "13800138000"));
    }

    #[test]
    fn nobody_makes_a_notice_signs_their_own_or_signs_in_anothers_name() {
        let row = json!({"user": ONE, "at": 1, "reason": "lost_child", "words": "门口走失"});
        let check = |before: Option<&Fields>, change: Value, role, user| {
            let by = Author { role, user };
            let today = "2026-11-23".parse().expect("a day");
            rules::check(LOOKUPS, before, &fields(change), by, today).map_err(|no| no.code)
        };
        assert_eq!(
            check(None, row.clone(), Role::Chief, CHIEF),
            Err("station_only")
        );
        let before = fields(row);
        let sign = |by: &str| json!({"checked": {"by": by, "at": 2}});
        let signed = |by: &str, role, user| check(Some(&before), sign(by), role, user);
        assert_eq!(signed(CHIEF, Role::Chief, CHIEF), Ok(()));
        assert_eq!(signed(ONE, Role::Chief, ONE), Err("second_person"));
        assert_eq!(signed(CHIEF, Role::Chief, ONE), Err("second_person"));
        assert_eq!(signed(CHIEF, Role::Officer, CHIEF), Err("not_allowed"));
        assert_eq!(
            check(Some(&before), json!({"words": "别的"}), Role::Chief, CHIEF),
            Err("station_only")
        );
        let gone = json!({"_deleted": true});
        assert_eq!(
            check(Some(&before), gone, Role::Chief, CHIEF),
            Err("station_only")
        );
    }
}

//! Lists of people that leave the program, and the second person's word about one (TRUST P15).

use crate::fields::{self, DELETED, Fields};
use crate::permissions::Act;
use crate::rules::{Author, Refusal};

/// Kind of the rows by which a second person is asked about a list. No person stands in one.
pub const REQUESTS: &str = "export_requests";
/// So many persons leave the program on one person's word within a day.
pub const ALONE: u32 = 50;
/// Most persons of one list.
pub const MOST: u32 = 20_000;
/// How long a second person's word is good for one file, and over which one person's own lists are added up, ms: a day.
pub const GOOD_MS: i64 = 24 * 3_600_000;

/// What a second person answers.
pub const AGREED: &str = "agreed";
/// Or this, with the reason.
pub const REFUSED: &str = "refused";

/// Whether a list needs a second person: numbers are unmasked, or it makes more than [`ALONE`] within a day.
pub fn needs_second(unmasked: bool, persons: u32, earlier: u32) -> bool {
    unmasked || persons.saturating_add(earlier) > ALONE
}

/// One person asks, another answers, the first makes one file of it. What was asked is not changed afterwards, only taken back.
pub(crate) fn request_acts(
    before: Option<&Fields>,
    change: &Fields,
    author: Author<'_>,
) -> Result<Vec<Act>, Refusal> {
    let by = |row: &Fields, path: &str| fields::text(row, path).map(str::to_owned);
    let Some(before) = before else {
        check_asked(change, author)?;
        return Ok(vec![Act::ExportPeople]);
    };
    let stands = |field: &str| Err(Refusal::new("export_stands", field));
    if fields::is_deleted(before) || (change.contains_key(DELETED) && !fields::is_deleted(change)) {
        return stands("persons");
    }
    let own = by(before, "user").as_deref() == Some(author.user);
    let answer = by(before, "second.choice");
    let is_used = by(before, "used.number").is_some();
    for name in change.keys() {
        match name.as_str() {
            "second" => {
                if own || by(change, "second.by").as_deref() != Some(author.user) {
                    return Err(Refusal::new("second_person", "second"));
                }
                if answer.is_some() {
                    return stands("second");
                }
                check_answer(change)?;
            }
            "used" => {
                if !own || answer.as_deref() != Some(AGREED) {
                    return Err(Refusal::new("second_person", "used"));
                }
                if is_used || by(change, "used.number").is_none() {
                    return stands("used");
                }
            }
            DELETED if own && !is_used => {}
            _ => return stands(name),
        }
    }
    Ok(vec![Act::ExportPeople])
}

fn check_asked(row: &Fields, author: Author<'_>) -> Result<(), Refusal> {
    if ["second", "used"].iter().any(|name| {
        row.get(*name)
            .is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
    }) {
        return Err(Refusal::new("second_person", "second"));
    }
    if fields::text(row, "user") != Some(author.user) {
        return Err(Refusal::new("not_allowed", "user"));
    }
    let persons = fields::int(row, "persons").unwrap_or_default();
    if !(1..=i64::from(MOST)).contains(&persons) {
        return Err(Refusal::new("count_impossible", "persons"));
    }
    Ok(())
}

fn check_answer(change: &Fields) -> Result<(), Refusal> {
    match fields::text(change, "second.choice") {
        Some(AGREED) => Ok(()),
        Some(REFUSED) if fields::text(change, "second.reason").is_some() => Ok(()),
        Some(REFUSED) => Err(Refusal::new("reason_missing", "second")),
        _ => Err(Refusal::new("unknown_code", "second")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::permissions::Role;
    use crate::rules;

    const ONE: &str = "01900000-0000-7000-8000-0000000000b1";
    const OTHER: &str = "01900000-0000-7000-8000-0000000000b2";

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).expect("fields")
    }

    fn check(
        before: Option<&Fields>,
        change: Value,
        role: Role,
        user: &str,
    ) -> Result<(), &'static str> {
        let today = "2026-11-23".parse().expect("a day");
        let by = Author { role, user };
        rules::check(REQUESTS, before, &fields(change), by, today).map_err(|refusal| refusal.code)
    }

    fn asked() -> Value {
        json!({"user": ONE, "at": 1, "persons": 120, "filter": "here", "unmasked": false, "plain": false,
            "purpose": "fire_safety", "recipient_kind": "village_committee", "recipient": "村委会消防小组"})
    }

    #[test]
    fn a_list_of_many_in_one_file_or_in_several_within_a_day_needs_a_second_person() {
        assert!(!needs_second(false, 50, 0));
        assert!(needs_second(false, 51, 0));
        assert!(needs_second(false, 26, 25));
        assert!(needs_second(true, 1, 0));
        assert!(needs_second(false, u32::MAX, u32::MAX));
    }

    #[test]
    fn nobody_agrees_to_their_own_list_and_nobody_forges_the_other_word() {
        assert_eq!(check(None, asked(), Role::Officer, ONE), Ok(()));
        assert_eq!(
            check(None, asked(), Role::Instructor, ONE),
            Err("not_allowed")
        );
        assert_eq!(
            check(None, asked(), Role::Officer, OTHER),
            Err("not_allowed")
        );
        let mut alone = asked();
        alone["second"] = json!({"by": OTHER, "at": 1, "choice": AGREED});
        assert_eq!(check(None, alone, Role::Officer, ONE), Err("second_person"));
        let before = fields(asked());
        let answer =
            |by: &str, choice: &str| json!({"second": {"by": by, "at": 2, "choice": choice}});
        let agree = |by: &str, role, user| check(Some(&before), answer(by, AGREED), role, user);
        assert_eq!(agree(ONE, Role::Chief, ONE), Err("second_person"));
        assert_eq!(agree(OTHER, Role::Chief, ONE), Err("second_person"));
        assert_eq!(agree(OTHER, Role::Instructor, OTHER), Err("not_allowed"));
        assert_eq!(agree(OTHER, Role::Officer, OTHER), Ok(()));
        assert_eq!(
            check(Some(&before), answer(OTHER, REFUSED), Role::Chief, OTHER),
            Err("reason_missing")
        );
        assert_eq!(
            check(Some(&before), answer(OTHER, "maybe"), Role::Chief, OTHER),
            Err("unknown_code")
        );
    }

    #[test]
    fn what_was_agreed_to_is_neither_widened_nor_used_twice() {
        let used = json!({"used": {"at": 3, "number": "7K2M-91QF"}});
        let before = fields(asked());
        assert_eq!(
            check(Some(&before), used.clone(), Role::Officer, ONE),
            Err("second_person")
        );
        let mut both = before.clone();
        both.insert(
            "second".into(),
            json!({"by": OTHER, "at": 2, "choice": AGREED}),
        );
        for wider in [
            json!({"persons": 9_000}),
            json!({"unmasked": true}),
            json!({"area": OTHER}),
        ] {
            assert_eq!(
                check(Some(&both), wider, Role::Officer, ONE),
                Err("export_stands")
            );
        }
        let again = json!({"second": {"by": OTHER, "at": 9, "choice": AGREED}});
        assert_eq!(
            check(Some(&both), again, Role::Officer, OTHER),
            Err("export_stands")
        );
        assert_eq!(
            check(Some(&both), used.clone(), Role::Officer, OTHER),
            Err("second_person")
        );
        assert_eq!(check(Some(&both), used.clone(), Role::Officer, ONE), Ok(()));
        let mut done = both.clone();
        done.insert("used".into(), used["used"].clone());
        assert_eq!(
            check(Some(&done), used, Role::Officer, ONE),
            Err("export_stands")
        );
        let gone = json!({DELETED: true});
        assert_eq!(
            check(Some(&done), gone.clone(), Role::Officer, ONE),
            Err("export_stands")
        );
        assert_eq!(
            check(Some(&both), gone.clone(), Role::Chief, OTHER),
            Err("export_stands")
        );
        assert_eq!(check(Some(&both), gone, Role::Officer, ONE), Ok(()));
        let refused = fields(
            json!({"user": ONE, "second": {"by": OTHER, "at": 2, "choice": REFUSED, "reason": "太多"}}),
        );
        let used = json!({"used": {"at": 3, "number": "7K2M-91QF"}});
        assert_eq!(
            check(Some(&refused), used, Role::Officer, ONE),
            Err("second_person")
        );
    }
}

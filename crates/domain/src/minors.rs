//! Children under 14 (TRUST P4; PIPL ss. 28 and 31): no more than a name, a birth date, what the declaration form asks of a child, and the
//! link to a guardian. Never a number by which the child could be found or reached.

use chrono::NaiveDate;
use serde_json::Value;

use crate::fields::{self, Fields};
use crate::permissions::Act;
use crate::rules::Refusal;

/// What is never held of a child: documents and telephones, and the name as printed in a passport.
pub const WITHHELD: [&str; 4] = ["document", "phone", "phone2", "name_latin"];

/// Whether somebody is under 14 on a day.
pub fn is_minor(birth: &str, today: NaiveDate) -> bool {
    NaiveDate::parse_from_str(birth, "%Y-%m-%d")
        .ok()
        .and_then(|birth| today.years_since(birth))
        .is_some_and(|years| years < 14)
}

/// What a change of a person needs beside the usual: children are a permission of their own.
pub(crate) fn acts(before: Option<&Fields>, change: &Fields, today: NaiveDate) -> Vec<Act> {
    let was = before.is_some_and(|row| born_as_minor(row, today));
    let whole = Whole { before, change };
    match was || whole.is_minor(today) {
        true => vec![Act::Register, Act::RegisterMinor],
        false => vec![Act::Register],
    }
}

/// Refuses what makes the record of a child more than it may be.
pub(crate) fn check(
    before: Option<&Fields>,
    change: &Fields,
    today: NaiveDate,
) -> Result<(), Refusal> {
    let whole = Whole { before, change };
    if !whole.is_minor(today) || fields::is_deleted(change) {
        return Ok(());
    }
    if whole.text("document.number").is_some() {
        return Err(Refusal::new("minor_has_number", "document"));
    }
    // What an older program left in a record is refused when it is touched, not when something else is.
    let touched = |field: &str| change.contains_key(field) || change.contains_key("birth");
    let held = |field: &&&str| touched(field) && whole.holds(field);
    if let Some(field) = WITHHELD.iter().find(held) {
        return Err(Refusal::new("minor_has_more", field));
    }
    let asked = before.is_none() || touched("guardian");
    if asked && whole.text("guardian").is_none() && whole.text("merged_into").is_none() {
        return Err(Refusal::new("minor_needs_guardian", "guardian"));
    }
    Ok(())
}

/// A row as it is after a change.
#[derive(Clone, Copy)]
struct Whole<'a> {
    before: Option<&'a Fields>,
    change: &'a Fields,
}

impl<'a> Whole<'a> {
    fn row_with(self, field: &str) -> Option<&'a Fields> {
        match self.change.contains_key(field) {
            true => Some(self.change),
            false => self.before,
        }
    }

    fn text(self, path: &str) -> Option<&'a str> {
        let field = path.split('.').next().unwrap_or(path);
        fields::text(self.row_with(field)?, path)
    }

    fn holds(self, field: &str) -> bool {
        let value = self.row_with(field).and_then(|row| row.get(field));
        value.is_some_and(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Object(parts) => parts.values().any(|part| !part.is_null() && part != ""),
            _ => true,
        })
    }

    fn is_minor(self, today: NaiveDate) -> bool {
        self.text("birth")
            .is_some_and(|birth| is_minor(birth, today))
    }
}

fn born_as_minor(row: &Fields, today: NaiveDate) -> bool {
    fields::text(row, "birth").is_some_and(|birth| is_minor(birth, today))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::permissions::Role;
    use crate::rules::{self, Author};

    const ID: &str = "01900000-0000-7000-8000-0000000000b1";

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
    }

    fn fields_of(value: Value) -> Fields {
        serde_json::from_value(value).expect("fields")
    }

    fn said(before: Option<&Fields>, change: &Fields, role: Role) -> Result<(), &'static str> {
        let by = Author { role, user: ID };
        rules::check("people", before, change, by, today()).map_err(|refusal| refusal.code)
    }

    fn child() -> Fields {
        fields_of(json!({"area": ID, "name": "王小明", "birth": "2016-05-01", "guardian": ID}))
    }

    #[test]
    fn a_child_is_a_name_a_birth_date_and_a_guardian() {
        let role = Role::Instructor;
        assert_eq!(said(None, &child(), role), Ok(()));
        let change = |value: Value| said(Some(&child()), &fields_of(value), role);
        assert_eq!(
            change(json!({"phone": "+8613800138000"})),
            Err("minor_has_more")
        );
        assert_eq!(change(json!({"name_latin": "WANG"})), Err("minor_has_more"));
        assert_eq!(
            change(json!({"document": {"type": "resident_id", "number": "330799201605010014"}})),
            Err("minor_has_number")
        );
        assert_eq!(
            change(json!({"guardian": null})),
            Err("minor_needs_guardian")
        );
        assert_eq!(change(json!({"sex": "female", "phone": ""})), Ok(()));
        let mut alone = child();
        alone.remove("guardian");
        assert_eq!(said(None, &alone, role), Err("minor_needs_guardian"));
        // Who is taken for an adult and turns out to be a child.
        let adult = fields_of(
            json!({"name": "王小明", "birth": "1990-05-01", "phone": "+8613800138000", "guardian": ID}),
        );
        let born = fields_of(json!({"birth": "2016-05-01"}));
        assert_eq!(said(Some(&adult), &born, role), Err("minor_has_more"));
        let cleared = fields_of(json!({"birth": "2016-05-01", "phone": null}));
        assert_eq!(said(Some(&adult), &cleared, role), Ok(()));
    }

    #[test]
    fn children_are_a_permission_of_their_own_and_fourteen_is_the_day() {
        for role in [Role::Instructor, Role::Officer, Role::Chief] {
            assert!(role.may(Act::RegisterMinor) && role.may(Act::OpenMinor));
        }
        for role in [Role::Administrator, Role::Auditor] {
            assert!(!role.may(Act::RegisterMinor) && !role.may(Act::OpenMinor));
        }
        assert_eq!(
            acts(Some(&child()), &fields_of(json!({"name": "王明"})), today()),
            [Act::Register, Act::RegisterMinor]
        );
        assert!(is_minor("2012-11-24", today()) && !is_minor("2012-11-23", today()));
        assert!(!is_minor("", today()) && !is_minor("soon", today()));
    }

    fn text() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            Just(json!("")),
            Just(json!("+8613800138000"))
        ]
    }

    prop_compose! {
        fn a_change()(
            birth in prop_oneof![Just(None), (2005i32..2027, 1u32..13, 1u32..29).prop_map(Some)],
            phone in proptest::option::of(text()),
            phone2 in proptest::option::of(text()),
            latin in proptest::option::of(text()),
            number in proptest::option::of(text()),
            guardian in proptest::option::of(prop_oneof![Just(Value::Null), Just(json!(ID))]),
        ) -> Fields {
            let mut change = fields_of(json!({"area": ID, "name": "王小明"}));
            if let Some((year, month, day)) = birth {
                change.insert("birth".into(), json!(format!("{year}-{month:02}-{day:02}")));
            }
            let told = [("phone", phone), ("phone2", phone2), ("name_latin", latin), ("guardian", guardian)];
            for (field, value) in told {
                if let Some(value) = value {
                    change.insert(field.into(), value);
                }
            }
            if let Some(number) = number {
                change.insert("document".into(), json!({"type": "resident_id", "number": number}));
            }
            change
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn however_a_record_comes_about_a_child_never_holds_more(
            changes in proptest::collection::vec(a_change(), 1..6)
        ) {
            let mut row: Option<Fields> = None;
            for change in changes {
                if said(row.as_ref(), &change, Role::Instructor).is_ok() {
                    row.get_or_insert_with(Fields::new).extend(change);
                }
            }
            let row = row.unwrap_or_default();
            let empty = Fields::new();
            let whole = Whole { before: Some(&row), change: &empty };
            if whole.is_minor(today()) {
                for field in WITHHELD {
                    // A kind of document without a number is no number.
                    let held = whole.holds(field) && (field != "document" || whole.text("document.number").is_some());
                    prop_assert!(!held, "{field}: {row:?}");
                }
                prop_assert!(whole.text("guardian").is_some(), "{row:?}");
            }
        }
    }
}

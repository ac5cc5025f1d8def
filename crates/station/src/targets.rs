//! What an operation of a laptop may say beyond the rules that laptops know too, and whom it names.

use domain::fields::{self, DELETED, Fields};
use domain::register::{self, FieldType};
use serde_json::Value;
use sync::Op;

use crate::duplicates::CASES;

/// Kinds that are made and changed by acts at the station alone: who may do what, and where.
const OF_STATION: [&str; 4] = ["areas", "users", "assignments", "laptops"];
/// Which record stands for which: the station says it of places; of people, somebody who was asked.
const STANDS_FOR: &str = "merged_into";
/// What a simulated newer program writes, and the station of that day knows.
const NEWER: &[&str] = if cfg!(feature = "simulated") {
    &["mood"]
} else {
    &[]
};

/// Holds an operation to what the register has a place for and a laptop may say.
///
/// # Errors
/// `station_only` or `unknown_field`. What was said is set aside whole and can be sent again once the station knows the field: a station
/// is brought up to date before its laptops are.
pub(crate) fn check_fields(kind: &str, said: &Fields) -> Result<(), &'static str> {
    if OF_STATION.contains(&kind) || (kind != "people" && said.contains_key(STANDS_FOR)) {
        return Err("station_only");
    }
    let known = |name: &str, value: &Value| {
        let field = register::kind(kind).and_then(|kind| kind.field(name));
        match (field.map(|field| &field.kind), value) {
            (Some(FieldType::Object(parts)), Value::Object(said)) => {
                said.keys().all(|part| parts.contains(&part.as_str()))
            }
            (field, _) => field.is_some() || name == DELETED || NEWER.contains(&name),
        }
    };
    match said.iter().all(|(name, value)| known(name, value)) {
        true => Ok(()),
        false => Err("unknown_field"),
    }
}

/// The person whose record goes wherever this row is.
pub(crate) fn brought_along<'f>(kind: &str, said: &'f Fields) -> Option<&'f str> {
    match kind {
        "residences" => fields::text(said, "person"),
        _ => None,
    }
}

/// The case by which somebody was asked whether this record and the one that is to stand for it are one person. Both go wherever one of
/// them is, so nobody says it of two who were not asked about them.
pub(crate) fn merged_by(op: &Op) -> Option<String> {
    let stays = fields::text(&op.fields, STANDS_FOR).filter(|_| op.kind == "people")?;
    let mut pair = [op.row.as_str(), stays];
    pair.sort_unstable();
    Some(domain::ids::derived(&[CASES, pair[0], pair[1]]))
}

/// Fields by which a record names another that may be erased before it: the record of the work stays, the name is left out.
fn naming(kind: &str) -> &'static [&'static str] {
    match kind {
        "consultations" | "dispute_parties" => &["person"],
        "people" => &["guardian"],
        "rooms" => &["landlord"],
        _ => &[],
    }
}

/// What an operation names so: field and record.
pub(crate) fn named<'f>(
    kind: &str,
    said: &'f Fields,
) -> impl Iterator<Item = (&'static str, &'f str)> {
    let fields = naming(kind).iter();
    fields.filter_map(|field| Some((*field, fields::text(said, field)?)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(kind: &str, said: Value) -> Result<(), &'static str> {
        check_fields(kind, said.as_object().expect("fields"))
    }

    #[test]
    fn nobody_makes_themselves_a_chief_by_an_operation() {
        for kind in OF_STATION {
            assert_eq!(checked(kind, json!({"role": "chief"})), Err("station_only"));
        }
        let merge = json!({"merged_into": "x"});
        assert_eq!(checked("rooms", merge), Err("station_only"));
    }

    #[test]
    fn what_no_record_has_a_place_for_is_not_taken_nor_a_part_of_a_field() {
        assert_eq!(
            checked("people", json!({"name": "x", "_deleted": null})),
            Ok(())
        );
        assert_eq!(
            checked("people", json!({"name": "x", "religion": "y"})),
            Err("unknown_field")
        );
        let document = json!({"document": {"type": "id_card", "number": "1", "photo": "z"}});
        assert_eq!(checked("people", document), Err("unknown_field"));
        assert_eq!(checked("people", json!({"document": null})), Ok(()));
    }
}

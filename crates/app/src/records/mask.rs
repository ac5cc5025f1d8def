//! Which values are numbers of a person, and how they look masked.

use domain::Fields;
use serde_json::Value;

use crate::due;

/// Fields that hold a telephone number, in whatever kind.
pub(super) const PHONES: [&str; 2] = ["phone", "phone2"];

/// Masks every number in the fields of a row; `row_field` names the field that a conflict's values belong to.
pub(super) fn mask(fields: &mut Fields, row_field: Option<&str>) {
    for (name, value) in fields.iter_mut() {
        mask_value(name, value, row_field);
    }
}

fn mask_value(name: &str, value: &mut Value, row_field: Option<&str>) {
    match value {
        Value::String(text) => {
            // In a conflict the number stands under `value`, or is the value itself.
            let name = match row_field {
                Some(field) if matches!(name, "value" | "kept" | "lost") => field,
                _ => name,
            };
            if PHONES.contains(&name) {
                *text = due::masked_phone(text);
            } else if name == "number" || name == "document" {
                *text = due::masked_number(text);
            }
        }
        // The number of a building is no number of a person.
        Value::Object(_) if name == "address" => {}
        Value::Object(parts) => mask(parts, row_field),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| mask_value(name, item, row_field)),
        _ => {}
    }
}

/// Whether a form sends back a number as it was masked.
pub(super) fn holds_masked_number(fields: &Fields) -> bool {
    fields.iter().any(|(name, value)| match value {
        Value::String(text) => {
            (PHONES.contains(&name.as_str()) || name == "number") && text.contains('*')
        }
        Value::Object(parts) if name == "document" => holds_masked_number(parts),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn masked(fields: Value, row_field: Option<&str>) -> Value {
        let mut fields = fields.as_object().unwrap().clone();
        mask(&mut fields, row_field);
        Value::Object(fields)
    }

    #[test]
    fn a_number_is_masked_at_any_depth_and_a_house_number_is_not() {
        let edit = json!({"op": {"fields": {"document": {"type": "resident_id", "number": "330799199001010014"}}},
                          "address": {"number": "12"}});
        let shown = masked(edit, None);
        assert_eq!(
            shown["op"]["fields"]["document"]["number"],
            "330799********0014"
        );
        assert_eq!(shown["address"]["number"], "12");
    }

    #[test]
    fn both_values_of_a_conflict_over_a_phone_are_masked() {
        let conflict =
            json!({"field": "phone", "kept": {"value": "13800138000"}, "lost": "13900139000"});
        let shown = masked(conflict, Some("phone"));
        assert_eq!(shown["kept"]["value"], "138****8000");
        assert_eq!(shown["lost"], "139****9000");
    }
}

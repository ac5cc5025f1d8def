//! What only a person may settle: conflicts, edits that were set aside, records that may be one person. The station makes these rows; a
//! laptop may say how they were settled, and nothing else of them.

use crate::fields::{self, DELETED, Fields};
use crate::permissions::{Act, Role};
use crate::register::KindSpec;
use crate::rules::{Author, Refusal};

/// Waiting for a person.
pub const OPEN: &str = "open";

/// Whether a field decides something in law: it is never settled by one tap, and a police officer settles what an officer decides.
pub fn is_legal(kind: &str, field: &str) -> bool {
    matches!(
        (kind, field),
        ("people", "document") | ("declarations", "status") | ("disputes", "result") | (_, DELETED)
    )
}

/// The field that takes a losing value as a note ("keep both"), when `field` lost; none where the kind has no place for it.
///
/// Long texts take it at their own end, other texts at the end of what the row tells in words; a person's telephone becomes the second.
pub fn note_for(kind: &str, field: &str) -> Option<&'static str> {
    match (kind, field) {
        ("people", "phone") => Some("phone2"),
        ("visits", "note") => Some("note"),
        ("disputes", "course" | "place") => Some("course"),
        ("consultations", "text" | "asker") => Some("text"),
        ("consultations", "answer") => Some("answer"),
        _ => None,
    }
}

/// Fields that a laptop may write, by kind.
fn writable(kind: &str) -> &'static [&'static str] {
    match kind {
        "duplicate_cases" => &["state", "outcome", "lost"],
        _ => &["state", "outcome"],
    }
}

/// Holds a laptop to what it may say about a row of the station.
///
/// # Errors
/// `station_only` for a new row or any other field; `not_allowed` for who settles in another's name or another's edit.
pub(crate) fn check(
    spec: &KindSpec,
    before: Option<&Fields>,
    change: &Fields,
    author: Author<'_>,
) -> Result<(), Refusal> {
    let Some(before) = before else {
        return Err(Refusal::new("station_only", spec.name));
    };
    let stations = |name: &str| {
        name == DELETED || (spec.field(name).is_some() && !writable(spec.name).contains(&name))
    };
    if let Some(name) = change.keys().find(|name| stations(name)) {
        return Err(Refusal::new("station_only", name));
    }
    if fields::text(change, "outcome.by").is_some_and(|by| by != author.user) {
        return Err(Refusal::new("not_allowed", "by"));
    }
    let own = fields::text(before, "user") == Some(author.user);
    if spec.name == "quarantined" && !own && author.role != Role::Chief {
        return Err(Refusal::new("not_allowed", "user"));
    }
    Ok(())
}

/// What has to be allowed for settling this conflict: a decision stays with those who may decide it.
pub(crate) fn conflict_acts(before: Option<&Fields>) -> Vec<Act> {
    let text = |path| before.and_then(|row| fields::text(row, path));
    let mut acts = vec![Act::SettleConflict];
    match (text("kind"), text("field")) {
        (Some("declarations"), Some("status")) => acts.push(Act::DecideDeclaration),
        (Some("disputes"), Some("result"))
            if [text("kept.value.outcome"), text("lost.value.outcome")]
                .contains(&Some("police_mediation")) =>
        {
            acts.push(Act::PoliceMediation);
        }
        _ => {}
    }
    acts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules;

    const HER: &str = "01900000-0000-7000-8000-0000000000b1";

    fn refused(
        kind: &str,
        before: Option<serde_json::Value>,
        change: serde_json::Value,
        role: Role,
    ) -> Option<&'static str> {
        let before = before.map(|row| row.as_object().unwrap().clone());
        let change = change.as_object().unwrap().clone();
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let author = Author { role, user: HER };
        rules::check(kind, before.as_ref(), &change, author, today)
            .err()
            .map(|refusal| refusal.code)
    }

    fn settled() -> serde_json::Value {
        json!({"state": "settled", "outcome": {"choice": "kept", "by": HER, "at": 5}})
    }

    #[test]
    fn nobody_makes_a_row_of_the_station_or_changes_what_it_says() {
        let conflict = json!({"row": HER, "kind": "people", "field": "phone", "state": "open"});
        assert_eq!(
            refused("conflicts", None, conflict.clone(), Role::Chief),
            Some("station_only")
        );
        for change in [json!({"lost": {"value": "1"}}), json!({"_deleted": true})] {
            assert_eq!(
                refused("conflicts", Some(conflict.clone()), change, Role::Chief),
                Some("station_only")
            );
        }
        assert_eq!(
            refused("conflicts", Some(conflict), settled(), Role::Instructor),
            None
        );
    }

    #[test]
    fn the_state_of_a_declaration_is_settled_by_an_officer_only() {
        let conflict =
            json!({"row": HER, "kind": "declarations", "field": "status", "state": "open"});
        assert_eq!(
            refused(
                "conflicts",
                Some(conflict.clone()),
                settled(),
                Role::Instructor
            ),
            Some("not_allowed")
        );
        assert_eq!(
            refused("conflicts", Some(conflict), settled(), Role::Officer),
            None
        );
    }

    #[test]
    fn nobody_settles_in_anothers_name() {
        let conflict = json!({"row": HER, "kind": "people", "field": "phone", "state": "open"});
        let other = json!({"state": "settled", "outcome": {"choice": "kept", "by": "somebody"}});
        assert_eq!(
            refused("conflicts", Some(conflict), other, Role::Chief),
            Some("not_allowed")
        );
    }

    #[test]
    fn an_edit_set_aside_is_its_authors_and_the_chiefs() {
        let other = json!({"user": "somebody", "state": "open"});
        assert_eq!(
            refused("quarantined", Some(other.clone()), settled(), Role::Officer),
            Some("not_allowed")
        );
        assert_eq!(
            refused("quarantined", Some(other), settled(), Role::Chief),
            None
        );
        let own = json!({"user": HER});
        assert_eq!(
            refused("quarantined", Some(own), settled(), Role::Instructor),
            None
        );
    }
}

use domain::settlements;
use domain::{Fields, fields};
use serde_json::{Value, json};
use store::{Edit, Write};

use super::list::{Case, one};
use super::{COMPARED, MergeForm};
use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::telling;

/// Merges two records: one stays, with the values chosen; the other is shown as the one that stays. The station does the same where a
/// record lies in another area, and decides where two people merged at once.
///
/// # Errors
/// `not_found`, `settled_already`, `not_both_here` when values of a record that is not here are chosen, or a rule's refusal.
pub fn merge(desk: &Desk, form: MergeForm) -> Result<Done, AppError> {
    desk.write("done.merged", |write| {
        let case = open_case(write, &form.id)?;
        if form.stays != case.a && form.stays != case.b {
            return Err(AppError::new("not_found"));
        }
        let goes = case.goes(&form.stays).to_owned();
        let lost = take_values(write, &form, &goes)?;
        if write.row(&goes)?.is_some() {
            change(write, "people", &goes, json!({"merged_into": form.stays}))?;
        }
        let outcome = json!({
            "state": "merged",
            "outcome": {"stays": form.stays, "by": write.user(), "at": write.now()},
            "lost": lost,
        });
        change(write, "duplicate_cases", &case.id, outcome)?;
        Ok(Some(form.stays))
    })
}

/// Says that two records are two people: nobody is asked about them again.
///
/// # Errors
/// `not_found`, `settled_already`, or a rule's refusal.
pub fn distinct(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.distinct", |write| {
        let case = open_case(write, id)?;
        let outcome = json!({
            "state": "distinct",
            "outcome": {"by": write.user(), "at": write.now()},
        });
        change(write, "duplicate_cases", &case.id, outcome)?;
        Ok(None)
    })
}

/// Takes a merge apart: both records are as they were, but for values that somebody changed since.
///
/// # Errors
/// `not_found`, `settled_already` if it is not merged, or a rule's refusal.
pub fn unmerge(desk: &Desk, id: &str) -> Result<Done, AppError> {
    desk.write("done.unmerged", |write| {
        let case = one(write.connection(), id)?.ok_or_else(|| AppError::new("not_found"))?;
        if case.state != "merged" {
            return Err(AppError::new("settled_already"));
        }
        let goes = case.goes(&case.stays).to_owned();
        give_back(write, &case, &goes)?;
        if write.row(&goes)?.is_some() {
            change(write, "people", &goes, json!({"merged_into": null}))?;
        }
        let outcome = json!({"state": settlements::OPEN, "outcome": null, "lost": null});
        change(write, "duplicate_cases", &case.id, outcome)?;
        Ok(None)
    })
}

fn open_case(write: &Write<'_>, id: &str) -> Result<Case, AppError> {
    let case = one(write.connection(), id)?.ok_or_else(|| AppError::new("not_found"))?;
    if case.state == settlements::OPEN {
        Ok(case)
    } else {
        Err(AppError::new("settled_already"))
    }
}

fn change(write: &mut Write<'_>, kind: &str, id: &str, value: Value) -> Result<(), AppError> {
    let fields = value.as_object().cloned().unwrap_or_default();
    write.put(Edit::change(kind, id, None, fields))?;
    Ok(())
}

/// Writes the values taken from the record that goes; returns what stood in their place.
fn take_values(
    write: &mut Write<'_>,
    form: &MergeForm,
    goes: &str,
) -> Result<Option<Fields>, AppError> {
    if form.take.is_empty() {
        return Ok(None);
    }
    let (Some(stays), Some(other)) = (write.row(&form.stays)?, write.row(goes)?) else {
        return Err(AppError::new("not_both_here"));
    };
    let (mut taken, mut lost) = (Fields::new(), Fields::new());
    for field in COMPARED {
        let chosen = form.take.iter().any(|name| name == field);
        let value = telling::value_of(&other, field);
        if chosen && value != telling::value_of(&stays, field) {
            lost.insert(field.to_owned(), telling::value_of(&stays, field));
            taken.insert(field.to_owned(), value);
        }
    }
    write.put(Edit::change("people", &form.stays, None, taken))?;
    Ok(Some(lost))
}

fn give_back(write: &mut Write<'_>, case: &Case, goes: &str) -> Result<(), AppError> {
    let lost: Fields = serde_json::from_str(&case.lost).unwrap_or_default();
    let (Some(stays), Some(other)) = (write.row(&case.stays)?, write.row(goes)?) else {
        return if lost.is_empty() {
            Ok(())
        } else {
            Err(AppError::new("not_both_here"))
        };
    };
    let still_taken = |field: &str| fields::at(&stays, field) == fields::at(&other, field);
    let back: Fields = lost
        .into_iter()
        .filter(|(field, _)| still_taken(field))
        .collect();
    write.put(Edit::change("people", &case.stays, None, back))?;
    Ok(())
}

//! Who is responsible for which area from when until when. What has ended stays as it was: who was responsible then is asked later.

use chrono::{Days, NaiveDate};
use domain::Role;
use domain::fields::{self, Fields};
use serde_json::json;

use super::acts::write_row_in;
use super::{active_role, day_of};
use crate::database::{Database, Tx};
use crate::error::StationError;

/// How far ahead areas may be handed over, days.
const AHEAD: u64 = 60;

/// Gives an account an area from today on.
///
/// # Errors
/// [`StationError::NotFound`] if either does not exist.
pub fn assign(
    database: &Database,
    user: &str,
    area: &str,
    now: i64,
) -> Result<String, StationError> {
    database.write(|tx| {
        for (id, kind) in [(user, "users"), (area, "areas")] {
            tx.row(id)?
                .filter(|held| held.kind == kind)
                .ok_or(StationError::NotFound)?;
        }
        give(tx, (user, area), day_of(now), now)
    })
}

/// Takes an area away at once, as if it had not been given: what was given by mistake.
///
/// # Errors
/// What the database says.
pub(super) fn unassign(
    database: &Database,
    user: &str,
    area: &str,
    now: i64,
) -> Result<Option<String>, StationError> {
    database.write(|tx| {
        let today = day_of(now);
        let mut taken = None;
        for (id, row) in tx.rows_for_all("assignments")? {
            if is_of(&row, user, area) && !has_ended(&row, today) {
                write_row_in(tx, "assignments", &id, json!({"_deleted": true}), now)?;
                taken = Some(id);
            }
        }
        Ok(taken)
    })
}

/// Gives all areas of one account to another from a day on (today, if none is named), in one transaction: none is without anybody in between.
/// How many there were.
///
/// # Errors
/// [`StationError::NotFound`] if either account does not exist, [`StationError::BadRequest`] if they cannot stand for each other, the day is
/// past or far ahead, or there is nothing to hand over.
pub(super) fn replace(
    database: &Database,
    (leaving, taking): (&str, &str),
    from: Option<&str>,
    now: i64,
) -> Result<usize, StationError> {
    let today = day_of(now);
    let from = match from {
        None => today,
        Some(day) => day
            .parse()
            .ok()
            .filter(|day| (today..=today + Days::new(AHEAD)).contains(day))
            .ok_or(StationError::BadRequest("from"))?,
    };
    database.write(|tx| {
        check_pair(tx, leaving, taking)?;
        let last = from - Days::new(1);
        let mut handed = 0;
        for (id, row) in tx.rows_for_all("assignments")? {
            let area = fields::text(&row, "area").unwrap_or_default();
            if !is_of(&row, leaving, area) || has_ended(&row, from) {
                continue;
            }
            write_row_in(tx, "assignments", &id, json!({"to": last.to_string()}), now)?;
            give(tx, (taking, area), from, now)?;
            handed += 1;
        }
        if handed == 0 {
            return Err(StationError::BadRequest("nothing to hand over"));
        }
        Ok(handed)
    })
}

/// Work at doors is handed to who works at doors, and an officer's to an officer.
fn check_pair(tx: &Tx<'_>, leaving: &str, taking: &str) -> Result<(), StationError> {
    let row = tx
        .row(leaving)?
        .filter(|held| held.kind == "users")
        .ok_or(StationError::NotFound)?;
    let held = fields::text(&row.state.fields, "role").and_then(Role::parse);
    let wanted = active_role(tx, taking)?.ok_or(StationError::NotFound)?;
    let fits = held == Some(wanted) && matches!(wanted, Role::Instructor | Role::Officer);
    if leaving == taking || !fits {
        return Err(StationError::BadRequest("successor"));
    }
    Ok(())
}

/// An area given from a day on. Whoever holds it then, holds it on; what ended before is not rewritten.
fn give(
    tx: &Tx<'_>,
    (user, area): (&str, &str),
    from: NaiveDate,
    now: i64,
) -> Result<String, StationError> {
    let rows = tx.rows_for_all("assignments")?.into_iter();
    let known: Vec<(String, Fields)> = rows.filter(|(_, row)| is_of(row, user, area)).collect();
    let held = known
        .iter()
        .find(|(_, row)| !fields::is_deleted(row) && !has_ended(row, from));
    if let Some((id, row)) = held {
        let begun = fields::text(row, "from").is_some_and(|day| day <= from.to_string().as_str());
        if begun && fields::text(row, "to").is_none_or(str::is_empty) {
            return Ok(id.clone());
        }
        let values = json!({"from": from.to_string(), "to": null});
        let values = if begun { json!({"to": null}) } else { values };
        write_row_in(tx, "assignments", id, values, now)?;
        return Ok(id.clone());
    }
    let usual = domain::ids::derived(&["assignments", user, area]);
    let has_history = known
        .iter()
        .any(|(id, row)| *id == usual && !fields::is_deleted(row));
    let id = match has_history {
        true => domain::ids::derived(&["assignments", user, area, &from.to_string()]),
        false => usual,
    };
    let values =
        json!({"user": user, "area": area, "from": from.to_string(), "to": null, "_deleted": null});
    write_row_in(tx, "assignments", &id, values, now)?;
    Ok(id)
}

fn is_of(assignment: &Fields, user: &str, area: &str) -> bool {
    fields::text(assignment, "user") == Some(user) && fields::text(assignment, "area") == Some(area)
}

/// Whether it was over before a day.
pub(super) fn has_ended(assignment: &Fields, day: NaiveDate) -> bool {
    fields::is_deleted(assignment)
        || fields::text(assignment, "to")
            .is_some_and(|to| !to.is_empty() && to < day.to_string().as_str())
}

/// Whether an account is responsible by it on a day.
pub(super) fn is_current(assignment: &Fields, day: NaiveDate) -> bool {
    let begun =
        fields::text(assignment, "from").is_some_and(|from| from <= day.to_string().as_str());
    begun && !has_ended(assignment, day)
}

//! Broadcasts of a period: how many, who was asked to confirm them, who did, how far they were passed on.

use rusqlite::{Connection, named_params};

use super::counts::Counts;
use super::groups;
use super::live::Question;
use super::period::Period;
use crate::broadcasts::concerns;
use crate::error::AppError;
use crate::staff::{StationUser, team};

/// Counts as far as this laptop knows: a chief's has every receipt, an instructor's their own.
pub(super) fn count(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
    counts: &mut Counts,
) -> Result<(), AppError> {
    let asked = asked(connection, question)?;
    let mut statement = connection.prepare_cached(
        "SELECT id, areas FROM broadcasts WHERE status_state = 'approved' AND status_at >= :from AND status_at < :to",
    )?;
    let mut confirmed = connection
        .prepare_cached("SELECT 1 FROM broadcast_oks WHERE broadcast = ?1 AND user = ?2")?;
    let mut rows =
        statement.query(named_params! {":from": period.begins(), ":to": period.ends()})?;
    while let Some(row) = rows.next()? {
        let (id, areas): (String, String) = (row.get("id")?, row.get("areas")?);
        let areas: Vec<String> = serde_json::from_str(&areas).unwrap_or_default();
        if !areas.is_empty() && !areas.iter().any(|area| question.areas.contains(area)) {
            continue;
        }
        counts.add(groups::REACH, "published", 1);
        for user in asked.iter().filter(|user| concerns(&areas, user)) {
            counts.add(groups::REACH, "asked", 1);
            if confirmed.exists([&id, &user.id])? {
                counts.add(groups::REACH, "confirmed", 1);
            }
        }
    }
    passes(connection, period, question, counts)
}

/// Instructors who work now in one of the areas.
fn asked(connection: &Connection, question: Question<'_>) -> Result<Vec<StationUser>, AppError> {
    let mut users = team::instructors(connection, question.today)?;
    users.retain(|user| match question.me {
        Some(me) => user.id == me,
        None => {
            question.whole
                || user
                    .areas
                    .iter()
                    .any(|area| question.areas.contains(&area.id))
        }
    });
    Ok(users)
}

fn passes(
    connection: &Connection,
    period: Period,
    question: Question<'_>,
    counts: &mut Counts,
) -> Result<(), AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT area, reached FROM broadcast_passes WHERE at >= :from AND at < :to",
    )?;
    let mut rows =
        statement.query(named_params! {":from": period.begins(), ":to": period.ends()})?;
    while let Some(row) = rows.next()? {
        let (area, reached): (String, i64) = (row.get("area")?, row.get("reached")?);
        if question.areas.contains(&area) {
            counts.add(groups::REACH, "passed", 1);
            let reached = u32::try_from(reached).unwrap_or(0);
            counts.add(groups::REACH, "reached", reached);
        }
    }
    Ok(())
}

/// Whether any broadcast from before the end of a period is held.
pub(super) fn reaches_back(connection: &Connection, period: Period) -> Result<bool, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM broadcasts WHERE status_state = 'approved' AND status_at < ?1) AS held",
        )?
        .query_row([period.ends()], |row| row.get("held"))?)
}

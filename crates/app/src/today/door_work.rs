//! What is done at doors: declarations that run out or were sent back, rooms to call at again.

use rusqlite::{Row, params};

use super::{Day, TaskItem, Work};
use crate::due::{self, DAY_MS, DueState};
use crate::error::AppError;

/// A call at an empty home is repeated within this many days.
const CALL_AGAIN_DAYS: i64 = 30;

/// A line with where its door is on the walk.
pub(super) struct AtDoor {
    pub item: TaskItem,
    pub building: String,
    pub building_label: String,
    /// Area, building and door as one walks.
    pub walk: (String, String, String),
}

fn at_door(row: &Row<'_>, item: TaskItem) -> rusqlite::Result<AtDoor> {
    let text = |column: &str| row.get::<_, String>(column);
    let (area, building_label) = (text("area")?, text("building_label")?);
    Ok(AtDoor {
        item: TaskItem {
            place: due::room_text(&text("unit")?, &text("label")?),
            room_id: due::some(text("room")?),
            ..item
        },
        building: text("building")?,
        building_label: [area.as_str(), " ", &building_label]
            .concat()
            .trim()
            .to_owned(),
        walk: (area, text("building_key")?, text("room_key")?),
    })
}

/// Stays whose declaration is late or due within 14 days.
pub(super) fn running_out(day: &Day<'_>, limit: usize) -> Result<Work<AtDoor>, AppError> {
    let end = due::window_end(day.desk.today()).to_string();
    let mut statement = day.prepare(include_str!("running_out.sql"))?;
    let mut rows = statement.query(params![end, day.area, due::rows(limit)])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        items.push(at_door(row, running_out_item(day, row)?)?);
    }
    Ok(Work::counted(items, count_running_out(day, &end)?))
}

pub(super) fn count_running_out(day: &Day<'_>, end: &str) -> Result<u32, AppError> {
    const EVERYWHERE: &str =
        "SELECT count(*) AS n FROM stay_due WHERE due_on <> '' AND due_on <= ?1 AND ?2 IS NULL";
    const IN_AREA: &str =
        "SELECT count(*) AS n FROM stay_due WHERE due_on <> '' AND due_on <= ?1 AND area_id = ?2";
    let sql = if day.area.is_some() {
        IN_AREA
    } else {
        EVERYWHERE
    };
    let all: u32 = day
        .prepare(sql)?
        .query_row(params![end, day.area], |row| row.get("n"))?;
    // Those sent back are among them and have lines of their own.
    Ok(all.saturating_sub(count_returned_running_out(day, end)?))
}

fn count_returned_running_out(day: &Day<'_>, end: &str) -> Result<u32, AppError> {
    Ok(day.prepare(
            "SELECT count(*) AS n FROM declarations d CROSS JOIN stay_due t ON t.declaration = d.id AND t.residence = d.residence
             WHERE d.status_state = 'returned' AND t.due_on <> '' AND t.due_on <= ?1 AND (?2 IS NULL OR d.area_id = ?2)",
        )?
        .query_row(params![end, day.area], |row| row.get("n"))?)
}

fn running_out_item(day: &Day<'_>, row: &Row<'_>) -> rusqlite::Result<TaskItem> {
    let text = |column: &str| row.get::<_, String>(column);
    let (due_on, rule) = (text("due_on")?, text("rule")?);
    let today = day.desk.today();
    let late = due::state_of(&due_on, today) == DueState::Late;
    let days = due::day(&due_on).map_or(0, |last| (last - today).num_days());
    let renewal = rule == "renewal";
    let (what, key) = match (renewal, late, days) {
        (true, true, _) => ("renewal_due", "today.renewal_late"),
        (true, false, 0) => ("renewal_due", "today.renewal_last_day"),
        (true, false, _) => ("renewal_due", "today.renewal_due"),
        (false, true, _) => ("declaration_late", "today.declaration_late"),
        (false, false, 0) => ("declaration_due", "today.declaration_last_day"),
        (false, false, _) => ("declaration_due", "today.declaration_due"),
    };
    Ok(TaskItem {
        kind: "residences".into(),
        id: text("id")?,
        what: what.into(),
        who: text("name")?,
        why: day.desk.say(key, &[("days", &days.abs().to_string())]),
        until: Some(due_on),
        late,
        person_id: due::some(text("person")?),
        ..TaskItem::default()
    })
}

/// Declarations that an officer sent back.
pub(super) fn returned(day: &Day<'_>, limit: usize) -> Result<Work<AtDoor>, AppError> {
    let mut statement = day.prepare(include_str!("returned.sql"))?;
    let mut rows = statement.query(params![day.area, due::rows(limit)])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: &str| row.get::<_, String>(column);
        let due_on = text("due_on")?;
        let item = TaskItem {
            kind: "declarations".into(),
            id: text("id")?,
            what: "declaration_returned".into(),
            who: text("name")?,
            late: due::state_of(&due_on, day.desk.today()) == DueState::Late,
            until: due::some(due_on),
            why: day
                .desk
                .say("today.returned", &[("reason", &text("reason")?)]),
            person_id: due::some(text("person")?),
            at: due::some_time(row.get("at")?),
            ..TaskItem::default()
        };
        items.push(at_door(row, item)?);
    }
    Ok(Work::counted(items, count_returned(day)?))
}

pub(super) fn count_returned(day: &Day<'_>) -> Result<u32, AppError> {
    Ok(day.prepare(
            "SELECT count(*) AS n FROM declarations WHERE status_state = 'returned' AND (?1 IS NULL OR area_id = ?1)",
        )?
        .query_row([&day.area], |row| row.get("n"))?)
}

/// Rooms where nobody was home at the last call.
pub(super) fn call_again(day: &Day<'_>, limit: usize) -> Result<Work<AtDoor>, AppError> {
    let since = day.desk.now() - CALL_AGAIN_DAYS * DAY_MS;
    let mut statement = day.prepare(include_str!("call_again.sql"))?;
    let mut rows = statement.query(params![since, day.area, due::rows(limit)])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let at: i64 = row.get("at")?;
        let days = day.days_since(at);
        let key = if days == "0" {
            "today.call_again_today"
        } else {
            "today.call_again"
        };
        let item = TaskItem {
            kind: "visits".into(),
            id: row.get("id")?,
            what: "call_again".into(),
            why: day.desk.say(key, &[("days", &days)]),
            at: Some(at),
            ..TaskItem::default()
        };
        items.push(at_door(row, item)?);
    }
    Ok(Work::counted(items, count_call_again(day)?))
}

pub(super) fn count_call_again(day: &Day<'_>) -> Result<u32, AppError> {
    let since = day.desk.now() - CALL_AGAIN_DAYS * DAY_MS;
    Ok(day
        .prepare(
            "SELECT count(*) AS n FROM visits v
             WHERE v.result = 'nobody_home' AND v.at >= ?1 AND (?2 IS NULL OR v.area_id = ?2)
               AND NOT EXISTS (SELECT 1 FROM visits l WHERE l.room = v.room AND l.at > v.at)",
        )?
        .query_row(params![since, day.area], |row| row.get("n"))?)
}

//! What is done at a desk or by phone: broadcasts, decisions, consultations, disputes, what the station could not take.

use domain::Act;
use rusqlite::{Row, Rows, params};

use super::{Day, TaskItem, Work};
use crate::due;
use crate::error::AppError;

fn item(kind: &str, what: &str, row: &Row<'_>) -> rusqlite::Result<TaskItem> {
    Ok(TaskItem {
        kind: kind.to_owned(),
        id: row.get("id")?,
        what: what.to_owned(),
        at: due::some_time(row.get("at")?),
        ..TaskItem::default()
    })
}

/// Broadcasts the user has not confirmed, then those confirmed and not yet passed on.
pub(super) fn broadcasts(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    if !day.walks || !day.may(Act::PassBroadcast) {
        return Ok(Work::default());
    }
    let today = day.desk.today().to_string();
    let mut statement = day.prepare(include_str!("broadcasts.sql"))?;
    let mut rows = statement.query(params![day.desk.user, today, day.area])?;
    let (mut new, mut confirmed) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (ok, passed): (bool, bool) = (row.get("ok")?, row.get("passed")?);
        if passed {
            continue;
        }
        let (what, why) = match ok {
            false => ("broadcast_new", "today.broadcast_new"),
            true => ("broadcast_pass_on", "today.broadcast_pass_on"),
        };
        let line = TaskItem {
            who: row.get("title")?,
            until: due::some(row.get("expires_on")?),
            why: day.desk.say(why, &[]),
            ..item("broadcasts", what, row)?
        };
        if ok {
            confirmed.push(line)
        } else {
            new.push(line)
        }
    }
    new.append(&mut confirmed);
    Ok(Work::counted(new, 0))
}

/// Broadcasts that wait for the chief.
pub(super) fn approvals(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    if !day.may(Act::ApproveBroadcast) {
        return Ok(Work::default());
    }
    let mut statement = day.prepare(
        "SELECT b.id AS id, b.title AS title, b.status_at AS at, coalesce(u.name, '') AS author FROM broadcasts b
         LEFT JOIN users u ON u.id = b.author WHERE b.status_state = 'submitted' ORDER BY b.status_at LIMIT 100",
    )?;
    let mut rows = statement.query([])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let author: String = row.get("author")?;
        items.push(TaskItem {
            who: row.get("title")?,
            why: day
                .desk
                .say("today.broadcast_approve", &[("author", &author)]),
            ..item("broadcasts", "broadcast_approve", row)?
        });
    }
    Ok(Work::counted(items, 0))
}

/// How long a notice is shown to whoever has not taken note of it, ms: two weeks.
const NOTICE_MS: i64 = 14 * 86_400_000;

/// That somebody opened many persons outside of a task, for who supervises: how many and who, not whom.
pub(super) fn notices(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    if !day.may(Act::Supervise) {
        return Ok(Work::default());
    }
    let mut statement = day.prepare(
        "SELECT n.id AS id, n.at AS at, n.opened AS opened, coalesce(u.name, '') AS who FROM opening_notices n
         LEFT JOIN users u ON u.id = n.user WHERE n.seen_by = '' AND n.at > ?1 AND n.user <> ?2 ORDER BY n.at LIMIT 100",
    )?;
    let mut rows = statement.query(params![day.desk.now() - NOTICE_MS, day.desk.user])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let opened: i64 = row.get("opened")?;
        let args = [("count", &*opened.to_string())];
        items.push(TaskItem {
            who: row.get("who")?,
            why: day.desk.say("today.opened_many", &args),
            ..item("opening_notices", "opened_many", row)?
        });
    }
    Ok(Work::counted(items, 0))
}

/// Lists of people about which the user is asked as the second person, and own ones that somebody agreed to.
pub(super) fn exports(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    if !day.may(Act::ExportPeople) {
        return Ok(Work::default());
    }
    let mut statement = day.prepare(include_str!("exports.sql"))?;
    let mut rows = statement.query(params![
        day.desk.user,
        day.desk.now() - NOTICE_MS,
        day.desk.now() - domain::exports::GOOD_MS
    ])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let own: bool = row.get("own")?;
        let persons = row.get::<_, i64>("persons")?.to_string();
        let recipient: String = row.get("recipient")?;
        let args = [("count", &*persons), ("recipient", &*recipient)];
        let (what, why) = match own {
            true => ("export_agreed", "today.export_agreed"),
            false => ("export_asked", "today.export_asked"),
        };
        items.push(TaskItem {
            who: row.get("who")?,
            why: day.desk.say(why, &args),
            ..item("export_requests", what, row)?
        });
    }
    Ok(Work::counted(items, 0))
}

/// That somebody asked for a person outside their areas: for chiefs until one signs it, for the officers it names a while.
pub(super) fn lookups(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    if !day.may(Act::Supervise) {
        return Ok(Work::default());
    }
    let since = match day.may(Act::ManageStation) {
        true => 0,
        false => day.desk.now() - NOTICE_MS,
    };
    let mut statement = day.prepare(include_str!("lookups.sql"))?;
    let mut rows = statement.query(params![day.desk.user, since])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: &str| row.get::<_, String>(column);
        let reason = text("reason")?;
        let about = crate::lookups::about(day.desk, &text("record")?, text("name")?);
        let args = [
            ("reason", day.desk.label("lookup_reason", &reason)),
            ("about", &*about),
        ];
        items.push(TaskItem {
            who: text("who")?,
            place: text("area_name")?,
            why: day.desk.say("today.lookup", &args),
            ..item("lookups", "lookup_made", row)?
        });
    }
    Ok(Work::counted(items, 0))
}

/// Declarations that wait for an officer; only those of `author` when one is named.
pub(super) fn reviews(
    day: &Day<'_>,
    author: Option<&str>,
    limit: usize,
) -> Result<Vec<TaskItem>, AppError> {
    let mut statement = day.prepare_by(include_str!("reviews.sql"), author)?;
    let rows = statement.query(params![day.area, due::rows(limit), author])?;
    review_items(day, rows, author.is_some())
}

/// Declarations that wait for an officer and whose author is no longer responsible for the area: whoever took it over waits for them.
pub(super) fn inherited(day: &Day<'_>, limit: usize) -> Result<Vec<TaskItem>, AppError> {
    let today = day.desk.today().to_string();
    let mut statement = day.prepare(include_str!("inherited.sql"))?;
    let rows = statement.query(params![day.area, due::rows(limit), today])?;
    review_items(day, rows, true)
}

fn review_items(
    day: &Day<'_>,
    mut rows: Rows<'_>,
    is_own: bool,
) -> Result<Vec<TaskItem>, AppError> {
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: &str| row.get::<_, String>(column);
        let kind = day
            .desk
            .label("declaration_type", &text("type")?)
            .to_owned();
        let why = match is_own {
            true => day.desk.say("today.review_waiting", &[("type", &kind)]),
            false => day
                .desk
                .say("today.review", &[("type", &kind), ("by", &text("by")?)]),
        };
        items.push(TaskItem {
            who: text("who")?,
            place: due::door(&text("building")?, &text("unit")?, &text("label")?)
                .unwrap_or_default(),
            why,
            person_id: due::some(text("person")?),
            room_id: due::some(text("room")?),
            ..item("declarations", "declaration_review", row)?
        });
    }
    Ok(items)
}

/// Declarations to review, for those who decide.
pub(super) fn to_review(day: &Day<'_>, limit: usize) -> Result<Work<TaskItem>, AppError> {
    if !day.may(Act::DecideDeclaration) {
        return Ok(Work::default());
    }
    Ok(Work::counted(
        reviews(day, None, limit)?,
        count_to_review(day)?,
    ))
}

pub(super) fn count_to_review(day: &Day<'_>) -> Result<u32, AppError> {
    let sql = match day.area {
        Some(_) => {
            "SELECT count(*) AS n FROM declarations WHERE status_state = 'submitted' AND area_id = ?1"
        }
        None => {
            "SELECT count(*) AS n FROM declarations WHERE status_state = 'submitted' AND ?1 IS NULL"
        }
    };
    let mut statement = day.prepare(sql)?;
    Ok(statement.query_row([&day.area], |row| row.get("n"))?)
}

/// Consultations to be answered, the longest waiting first.
pub(super) fn consultations(day: &Day<'_>, limit: usize) -> Result<Work<TaskItem>, AppError> {
    if !day.walks {
        return Ok(Work::default());
    }
    let mut statement = day.prepare(include_str!("consultations.sql"))?;
    let mut rows = statement.query(params![day.area, due::rows(limit)])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        let label = day.desk.label("consultation_kind", &kind);
        items.push(TaskItem {
            who: row.get("who")?,
            place: row.get("area")?,
            why: day.desk.say("today.consultation_open", &[("kind", label)]),
            person_id: due::some(row.get("person")?),
            ..item("consultations", "consultation_open", row)?
        });
    }
    Ok(Work::counted(items, count_consultations(day)?))
}

pub(super) fn count_consultations(day: &Day<'_>) -> Result<u32, AppError> {
    Ok(day.prepare(
            "SELECT count(*) AS n FROM consultations WHERE status = 'open' AND (?1 IS NULL OR area_id = ?1)",
        )?
        .query_row([&day.area], |row| row.get("n"))?)
}

/// Disputes that are not over, the oldest first.
pub(super) fn disputes(day: &Day<'_>, limit: usize) -> Result<Work<TaskItem>, AppError> {
    if !day.walks {
        return Ok(Work::default());
    }
    let mut statement = day.prepare(include_str!("disputes.sql"))?;
    let mut rows = statement.query(params![day.area, due::rows(limit)])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        let label = day.desk.label("dispute_kind", &kind);
        items.push(TaskItem {
            who: row.get("who")?,
            place: row.get("place")?,
            why: day.desk.say("today.dispute_open", &[("kind", label)]),
            ..item("disputes", "dispute_open", row)?
        });
    }
    Ok(Work::counted(items, count_disputes(day)?))
}

pub(super) fn count_disputes(day: &Day<'_>) -> Result<u32, AppError> {
    Ok(day.prepare(
            "SELECT count(*) AS n FROM disputes WHERE status IN ('open', 'mediating') AND (?1 IS NULL OR area_id = ?1)",
        )?
        .query_row([&day.area], |row| row.get("n"))?)
}

/// Two different values of one field.
pub(super) fn conflicts(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    const CONFLICTS: &str = "SELECT c.id AS id, 0 AS at, coalesce(p.name, '') AS who, c.field AS field FROM conflicts c
        LEFT JOIN people p ON p.id = c.row_id WHERE c.state = 'open' AND (?1 IS NULL OR c.area_id = ?1) LIMIT 20";
    let mut items = Vec::new();
    let mut statement = day.prepare(CONFLICTS)?;
    let mut rows = statement.query([&day.area])?;
    while let Some(row) = rows.next()? {
        items.push(TaskItem {
            who: row.get("who")?,
            why: day.desk.say("today.conflict", &[]),
            ..item("conflicts", "conflict_open", row)?
        });
    }
    Ok(Work::counted(items, 0))
}

/// Two different values of one field, and edits of this user that the station could not take.
pub(super) fn leftovers(day: &Day<'_>) -> Result<Work<TaskItem>, AppError> {
    const REFUSED: &str =
        "SELECT q.id AS id, q.at AS at, coalesce(p.name, '') AS who FROM quarantined q
        LEFT JOIN people p ON p.id = q.row_id WHERE q.user = ?1 AND q.state <> 'settled' ORDER BY q.at DESC LIMIT 20";
    let mut items = conflicts(day)?.items;
    let mut statement = day.prepare(REFUSED)?;
    let mut rows = statement.query([&day.desk.user])?;
    while let Some(row) = rows.next()? {
        items.push(TaskItem {
            who: row.get("who")?,
            why: day.desk.say("today.not_accepted", &[]),
            ..item("quarantined", "not_accepted", row)?
        });
    }
    Ok(Work::counted(items, 0))
}

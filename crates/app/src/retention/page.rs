use chrono::Days;
use domain::Act;
use domain::retention::{Class, REVIEW_DAYS};
use rusqlite::{Connection, OptionalExtension};

use super::due::{self, Item};
use super::{DecisionRow, PeriodRow, RetentionPage, ReviewRow};
use crate::desk::Desk;
use crate::due::some;
use crate::error::AppError;
use crate::syncing::naming;

/// Lines of the review list.
const MOST: usize = 200;

/// What is erased within thirty days, what was decided otherwise, and the periods.
///
/// # Errors
/// If the store cannot be read.
pub fn page(desk: &Desk) -> Result<RetentionPage, AppError> {
    let role = desk.role()?;
    desk.read(|connection| {
        let last = desk
            .today()
            .checked_add_days(Days::new(REVIEW_DAYS))
            .unwrap_or(desk.today());
        let classes = [Class::Departed, Class::Consultations, Class::Disputes];
        let soon = due::due(connection, &classes, last)?;
        let review = soon
            .iter()
            .take(MOST)
            .map(|item| review_row(connection, desk, item))
            .collect::<Result<_, _>>()?;
        let decisions = decisions(connection, desk, role)?;
        let (standing, waiting) = decisions.into_iter().partition(|row| row.second.is_some());
        Ok(RetentionPage {
            periods: periods(connection, desk)?,
            review,
            review_count: u32::try_from(soon.len()).unwrap_or(u32::MAX),
            waiting,
            standing,
            may_decide: role.may(Act::DecideRetention),
            may_set: role.may(Act::ManageStation),
        })
    })
}

fn review_row(connection: &Connection, desk: &Desk, item: &Item) -> Result<ReviewRow, AppError> {
    let room: Option<String> = match item.kind {
        "people" => connection
            .prepare_cached(
                "SELECT room FROM residences WHERE person = ?1 ORDER BY until DESC LIMIT 1",
            )?
            .query_row([&item.id], |row| row.get("room"))
            .optional()?,
        "disputes" => connection
            .prepare_cached("SELECT room FROM disputes WHERE id = ?1")?
            .query_row([&item.id], |row| row.get("room"))
            .optional()?,
        _ => None,
    };
    let place = match room.filter(|room| !room.is_empty()) {
        Some(room) => naming::door(connection, &room)?.unwrap_or_default(),
        None => String::new(),
    };
    let decided = connection
        .prepare_cached("SELECT 1 FROM retention_decisions WHERE record = ?1 AND (until = '' OR until >= ?2) LIMIT 1")?
        .exists([&item.id, &desk.today().to_string()])?;
    Ok(ReviewRow {
        name: naming::name(connection, desk, (item.kind, &item.id), None)?,
        id: item.id.clone(),
        kind: item.kind.to_owned(),
        place,
        class: desk
            .label("retention_class", item.class.as_str())
            .to_owned(),
        due_on: item.due.to_string(),
        decided,
    })
}

fn periods(connection: &Connection, desk: &Desk) -> Result<Vec<PeriodRow>, AppError> {
    let held = due::periods(connection)?;
    let mut rows = Vec::new();
    for class in Class::ALL {
        let (least, most) = class.allowed_months();
        let by = connection
            .prepare_cached(
                "SELECT u.name FROM retention_periods AS p JOIN users AS u ON u.id = p.by WHERE p.class = ?1",
            )?
            .query_row([class.as_str()], |row| row.get("name"))
            .optional()?;
        rows.push(PeriodRow {
            class: class.as_str().to_owned(),
            label: desk.label("retention_class", class.as_str()).to_owned(),
            months: held.months(class),
            least,
            most,
            by,
        });
    }
    Ok(rows)
}

fn decisions(
    connection: &Connection,
    desk: &Desk,
    role: domain::Role,
) -> Result<Vec<DecisionRow>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id, d.record, d.kind, d.choice, d.reason, d.until, d.by, d.at, d.second_by,
            coalesce(u.name, '') AS by_name, coalesce(s.name, '') AS second_name
         FROM retention_decisions AS d
         LEFT JOIN users AS u ON u.id = d.by LEFT JOIN users AS s ON s.id = d.second_by
         WHERE d.until = '' OR d.until >= ?1 ORDER BY d.at DESC LIMIT 200",
    )?;
    let mut rows = statement.query([desk.today().to_string()])?;
    let may = role.may(Act::DecideRetention);
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: &str| row.get::<_, String>(column);
        let (record, kind, choice) = (text("record")?, text("kind")?, text("choice")?);
        let own = text("by")? == desk.user;
        let waits = text("second_by")?.is_empty();
        found.push(DecisionRow {
            id: text("id")?,
            name: naming::name(connection, desk, (&kind, &record), None)?,
            label: desk.label("retention_choice", &choice).to_owned(),
            reason: text("reason")?,
            until: some(text("until")?),
            by: text("by_name")?,
            at: row.get("at")?,
            second: (!waits).then(|| text("second_name")).transpose()?,
            may_confirm: may && waits && !own,
            may_withdraw: may
                && (choice == "keep" || waits && (own || role == domain::Role::Chief)),
            record,
            kind,
            choice,
        });
    }
    Ok(found)
}

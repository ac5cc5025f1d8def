//! What is due by what this laptop holds. People who never had a stay are the station's to find: only it knows when their record was made.

use chrono::{Days, NaiveDate};
use domain::retention::{Class, Decided, Periods, Person};
use rusqlite::{Connection, params};
use store::day_of;

use crate::error::AppError;
use crate::saying::CHINA_OFFSET_MS;

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its class.
    pub class: Class,
    /// First day on which it is no longer kept.
    pub due: NaiveDate,
    /// Whether work on it waits to be sent.
    pub waits: bool,
}

/// The periods in force.
pub(crate) fn periods(connection: &Connection) -> Result<Periods, AppError> {
    let mut periods = Periods::default();
    let mut statement = connection.prepare_cached("SELECT class, months FROM retention_periods")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        periods.take(&row.get::<_, String>("class")?, row.get("months")?);
    }
    Ok(periods)
}

/// What is due up to and including `last`, the soonest first; what two people keep longer is due when their hold is over.
pub(super) fn due(
    connection: &Connection,
    classes: &[Class],
    last: NaiveDate,
) -> Result<Vec<Item>, AppError> {
    let periods = periods(connection)?;
    let mut items = Vec::new();
    for class in classes {
        let bound = periods.began_by(*class, last);
        let found = match class {
            Class::Departed => people(connection, &periods, bound)?,
            Class::Visits => dated(
                connection,
                (*class, "visits", bound, &periods),
                "SELECT id, at FROM visits WHERE at > 0 AND at <= ?1",
            )?,
            Class::Consultations => dated(
                connection,
                (*class, "consultations", bound, &periods),
                "SELECT id, at FROM consultations WHERE at > 0 AND at <= ?1 AND status <> 'open'",
            )?,
            Class::Disputes => dated(
                connection,
                (*class, "disputes", bound, &periods),
                "SELECT id, result_at AS at FROM disputes
                 WHERE result_at > 0 AND result_at <= ?1 AND status IN ('settled', 'ended', 'closed')",
            )?,
            Class::Broadcasts | Class::Settlements => vec![],
        };
        items.extend(found);
    }
    let mut kept = Vec::new();
    for mut item in items.into_iter().filter(|item| item.due <= last) {
        // A hold moves the day, until it is over itself.
        if let Some(Decided::KeptUntil(until)) = decided(connection, &item.id)? {
            item.due = item.due.max(until.succ_opt().unwrap_or(until));
        }
        if item.due <= last {
            kept.push(item);
        }
    }
    kept.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
    Ok(kept)
}

/// What two people decided about a record: the longest hold, unless it is to be erased.
fn decided(connection: &Connection, record: &str) -> Result<Option<Decided>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT choice, until FROM retention_decisions WHERE second_by <> '' AND record IN (
            SELECT ?1 UNION SELECT id FROM people WHERE merged_into = ?1 AND merged_into <> '')",
    )?;
    let mut rows = statement.query([record])?;
    let mut longest = None;
    while let Some(row) = rows.next()? {
        if row.get::<_, String>("choice")? == "erase" {
            return Ok(Some(Decided::Erased));
        }
        longest = longest.max(row.get::<_, String>("until")?.parse().ok());
    }
    Ok(longest.map(Decided::KeptUntil))
}

fn people(
    connection: &Connection,
    periods: &Periods,
    bound: NaiveDate,
) -> Result<Vec<Item>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT CASE WHEN p.merged_into = '' THEN p.id ELSE p.merged_into END AS root
         FROM residences AS s JOIN people AS p ON p.id = s.person WHERE s.until <> '' AND s.until <= ?1",
    )?;
    let roots: Vec<String> = statement
        .query_map([bound.to_string()], |row| row.get("root"))?
        .collect::<Result<_, _>>()?;
    let mut items = Vec::new();
    for id in roots {
        let (person, waits) = connection
            .prepare_cached(include_str!("person.sql"))?
            .query_row([&id], |row| {
                let left_on: String = row.get("left_on")?;
                let person = Person {
                    left_on: left_on.parse().ok(),
                    changed_on: NaiveDate::MAX,
                    lives_here: row.get("lives_here")?,
                    needed: row.get("needed")?,
                };
                Ok((person, row.get("waits")?))
            })?;
        items.extend(person.due(periods).map(|due| Item {
            id,
            kind: "people",
            class: Class::Departed,
            due,
            waits,
        }));
    }
    Ok(items)
}

fn dated(
    connection: &Connection,
    (class, kind, bound, periods): (Class, &'static str, NaiveDate, &Periods),
    sql: &str,
) -> Result<Vec<Item>, AppError> {
    let day_after = bound.checked_add_days(Days::new(1)).unwrap_or(bound);
    let end = day_after.and_time(chrono::NaiveTime::MIN).and_utc();
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![end.timestamp_millis() - CHINA_OFFSET_MS])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get("id")?;
        let waits = connection
            .prepare_cached("SELECT 1 FROM op WHERE row = ?1 AND settled_at = 0 LIMIT 1")?
            .exists([&id])?;
        items.push(Item {
            id,
            kind,
            class,
            due: periods.due(class, day_of(row.get("at")?)),
            waits,
        });
    }
    Ok(items)
}

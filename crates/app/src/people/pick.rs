//! Which people stand on one page of the list: each order is walked along an index that has it, so that no page reads everybody.

use chrono::NaiveDate;
use rusqlite::{Connection, ToSql};

use super::row::Picked;
use crate::due;
use crate::error::AppError;

/// Rows counted where no index counts them.
const COUNTED: u32 = 5_000;
/// Up to so many stays are sorted; more are walked in the order of names.
const SORTED: u32 = 2_000;

/// What is listed, in which order.
pub(super) struct Filter<'a> {
    pub filter: &'a str,
    pub area: Option<&'a str>,
    pub sort: &'a str,
    pub descending: bool,
    pub today: NaiveDate,
}

/// People of one page and how many there are in all.
pub(super) fn page(
    connection: &Connection,
    filter: &Filter<'_>,
    limit: u32,
    offset: u32,
) -> Result<(Vec<Picked>, u32), AppError> {
    let total = total(connection, filter)?;
    let picked = match (filter.filter, filter.sort) {
        ("due" | "late", sort) if total <= SORTED || sort == "due" => {
            stays_running_out(connection, filter, limit, offset)?
        }
        ("here", "since") => stays_by_arrival(connection, filter, limit, offset)?,
        ("here", "room") => stays_by_door(connection, filter, limit, offset)?,
        ("here", "due") => stays_by_due(connection, filter, limit, offset)?,
        _ => by_name(connection, filter, limit, offset)?,
    };
    Ok((picked, total))
}

fn count(connection: &Connection, sql: &str, all: &[&dyn ToSql]) -> Result<u32, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(due::bound(&statement, all), |row| row.get("n"))?)
}

fn rows(connection: &Connection, sql: &str, all: &[&dyn ToSql]) -> Result<Vec<Picked>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let bound = due::bound(&statement, all).to_vec();
    let rows = statement.query_map(&bound[..], |row| {
        Ok(Picked {
            person: row.get("person")?,
            residence: row.get("residence")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// First and last day of what a filter shows: late ends yesterday, due runs for 14 days.
fn days(filter: &Filter<'_>) -> (String, String) {
    let end = due::window_end(filter.today).to_string();
    match filter.filter {
        "due" => (filter.today.to_string(), end),
        "late" => ("0000".into(), filter.today.pred_opt().unwrap_or_default().to_string()),
        _ => ("0000".into(), "9999".into()),
    }
}

fn total(connection: &Connection, filter: &Filter<'_>) -> Result<u32, AppError> {
    let (first, last) = days(filter);
    let born_after = due::minors_born_after(filter.today).to_string();
    let all: [&dyn ToSql; 5] = [&filter.area, &first, &last, &born_after, &COUNTED];
    let sql = match (filter.filter, filter.area.is_some()) {
        ("here", true) => "SELECT count(*) AS n FROM residences WHERE area_id = ?1 AND until = ''",
        ("here", false) => {
            return due::held_areas(connection)?
                .iter()
                .map(|area| count(connection, "SELECT count(*) AS n FROM residences WHERE area_id = ?1 AND until = ''", &[area]))
                .sum();
        }
        ("due" | "late", true) => {
            "SELECT count(*) AS n FROM stay_due d JOIN residences s ON s.id = d.residence
             WHERE d.due_on <> '' AND d.due_on BETWEEN ?2 AND ?3 AND s.area_id = ?1"
        }
        ("due" | "late", false) => {
            "SELECT count(*) AS n FROM stay_due d WHERE d.due_on <> '' AND d.due_on BETWEEN ?2 AND ?3"
        }
        ("foreign", true) => include_str!("count_foreign_area.sql"),
        ("foreign", false) => include_str!("count_foreign.sql"),
        ("minors", true) => include_str!("count_minors_area.sql"),
        ("minors", false) => include_str!("count_minors.sql"),
        ("left", true) => include_str!("count_left_area.sql"),
        ("left", false) => include_str!("count_left.sql"),
        (_, true) => "SELECT count(*) AS n FROM people WHERE area_id = ?1",
        (_, false) => "SELECT count(*) AS n FROM people",
    };
    count(connection, sql, &all)
}

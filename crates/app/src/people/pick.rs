//! Which people stand on one page of the list: each order is walked along an index that has it, so that no page reads everybody.

use chrono::NaiveDate;
use rusqlite::{Connection, ToSql};

use super::row::Picked;
use crate::due;
use crate::error::AppError;

/// Rows counted where no index counts them.
const COUNTED: u32 = 5_000;
/// Up to so many rows are read and sorted; more are listed in the order that an index has.
const SORTED: u32 = 1_000;
/// Up to so many stays are sorted by the database, which needs less of each.
const SORTED_IN_SQL: u32 = 10_000;

/// What is listed, in which order.
pub(super) struct Filter<'a> {
    pub filter: &'a str,
    pub area: Option<&'a str>,
    pub sort: &'a str,
    pub descending: bool,
    pub today: NaiveDate,
    pub limit: u32,
    pub offset: u32,
}

/// What was picked.
pub(super) struct Choice {
    pub picked: Vec<Picked>,
    /// How many there are in all.
    pub total: u32,
    /// Whether `picked` is the page in its order; else it is all there are, to be sorted by the caller.
    pub is_page: bool,
}

/// People of one page, or all of them where they are few and no index has the order.
pub(super) fn choose(connection: &Connection, filter: &Filter<'_>) -> Result<Choice, AppError> {
    let total = total(connection, filter)?;
    let (limit, offset) = (filter.limit, filter.offset);
    let page = |picked| Choice {
        picked,
        total,
        is_page: true,
    };
    let all = |picked| Choice {
        picked,
        total,
        is_page: false,
    };
    let few = total <= SORTED;
    Ok(match (filter.filter, filter.sort) {
        ("due" | "late", _) => {
            let sort = if total <= SORTED_IN_SQL {
                filter.sort
            } else {
                "due"
            };
            page(running_out(connection, filter, sort)?)
        }
        ("left", _) if few => all(left(connection, filter, SORTED, 0)?),
        ("left", _) => page(left(connection, filter, limit, offset)?),
        ("here", "since") => page(by_arrival(connection, filter)?),
        ("here", "room") => page(by_door(connection, filter)?),
        ("here", "due") => page(by_due(connection, filter)?),
        (_, "name") => page(by_name(connection, filter, limit, offset)?),
        _ if few => all(by_name(connection, filter, SORTED, 0)?),
        _ => page(by_name(connection, filter, limit, offset)?),
    })
}

fn count(connection: &Connection, sql: &str, all: &[&dyn ToSql]) -> Result<u32, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let bound = due::bound(&statement, all);
    Ok(statement.query_row(bound, |row| row.get("n"))?)
}

fn rows(
    connection: &Connection,
    sql: &str,
    all: &[&dyn ToSql],
) -> Result<Vec<(Picked, String)>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let bound = due::bound(&statement, all);
    let rows = statement.query_map(bound, |row| {
        let picked = Picked {
            person: row.get("person")?,
            residence: row.get("residence")?,
        };
        Ok((picked, row.get("key")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn without_keys(rows: Vec<(Picked, String)>) -> Vec<Picked> {
    rows.into_iter().map(|(picked, _)| picked).collect()
}

/// First and last day of what a filter shows: late ends yesterday, due runs for 14 days.
fn days(filter: &Filter<'_>) -> (String, String) {
    let yesterday = filter.today.pred_opt().unwrap_or(filter.today);
    match filter.filter {
        "due" => (
            filter.today.to_string(),
            due::window_end(filter.today).to_string(),
        ),
        "late" => ("0000".into(), yesterday.to_string()),
        _ => ("0000".into(), "9999".into()),
    }
}

fn total(connection: &Connection, filter: &Filter<'_>) -> Result<u32, AppError> {
    match (filter.filter, filter.area.is_some()) {
        ("here", _) => areas(connection, filter)?
            .iter()
            .map(|area| count(connection, LIVING, &[area, &reach(filter)]))
            .sum(),
        ("due" | "late", _) => running_out_count(connection, filter),
        ("left", _) => {
            let sql = left_sql("SELECT count(*) AS n FROM (SELECT 1", " LIMIT ?2)");
            let mut departed = 0;
            for area in areas(connection, filter)? {
                departed += count(connection, &sql, &[&area, &(COUNTED - departed)])?;
            }
            Ok(departed)
        }
        ("foreign" | "minors", _) => {
            let sql = [
                "SELECT count(*) AS n FROM (SELECT 1",
                &people_sql(filter),
                " LIMIT ?5)",
            ]
            .concat();
            let (first, last) = days(filter);
            let born_after = born_after(filter);
            let all = people_args(filter, &first, &last, &born_after, &COUNTED, &0);
            count(connection, &sql, &all)
        }
        (_, true) => count(
            connection,
            "SELECT count(*) - (SELECT count(*) FROM people WHERE merged_into <> '' AND +area_id = ?1) AS n FROM people WHERE area_id = ?1",
            &[&filter.area],
        ),
        (_, false) => count(
            connection,
            "SELECT count(*) - (SELECT count(*) FROM people WHERE merged_into <> '') AS n FROM people",
            &[],
        ),
    }
}

/// Stays with a last day in the filter's days.
fn running_out_count(connection: &Connection, filter: &Filter<'_>) -> Result<u32, AppError> {
    let (first, last) = days(filter);
    let sql = match filter.area {
        Some(_) => {
            "SELECT count(*) - (SELECT count(*) FROM shadowed_stay x JOIN stay_due t ON t.residence = x.residence
                                WHERE t.due_on <> '' AND t.due_on BETWEEN ?1 AND ?2 AND x.area_id = ?3 AND x.reach >= 2) AS n
             FROM stay_due WHERE due_on <> '' AND due_on BETWEEN ?1 AND ?2 AND area_id = ?3"
        }
        // Only open stays have a last day, so the index alone counts them.
        None => {
            "SELECT count(*) - (SELECT count(*) FROM shadowed_stay x JOIN stay_due t ON t.residence = x.residence
                                WHERE t.due_on <> '' AND t.due_on BETWEEN ?1 AND ?2 AND x.reach >= 1) AS n
             FROM stay_due WHERE due_on <> '' AND due_on BETWEEN ?1 AND ?2"
        }
    };
    count(connection, sql, &[&first, &last, &filter.area])
}

/// The area asked for, or all that are held.
fn areas(connection: &Connection, filter: &Filter<'_>) -> Result<Vec<String>, AppError> {
    match filter.area {
        Some(area) => Ok(vec![area.to_owned()]),
        None => due::held_areas(connection),
    }
}

fn born_after(filter: &Filter<'_>) -> String {
    due::minors_born_after(filter.today).to_string()
}

fn people_args<'p>(
    filter: &'p Filter<'_>,
    first: &'p dyn ToSql,
    last: &'p dyn ToSql,
    born_after: &'p dyn ToSql,
    limit: &'p dyn ToSql,
    offset: &'p dyn ToSql,
) -> [&'p dyn ToSql; 6] {
    [&filter.area, first, last, born_after, limit, offset]
}

/// Who lives in an area, each person once. Parameters: area, reach.
const LIVING: &str =
    "SELECT count(*) - (SELECT count(*) FROM shadowed_stay WHERE area_id = ?1 AND reach >= ?2) AS n
     FROM residences WHERE area_id = ?1 AND until = ''";

/// How near another stay that shows the same person has to be for a stay to be passed over: in the same area where one area is listed,
/// anywhere on this laptop where all are.
fn reach(filter: &Filter<'_>) -> i64 {
    if filter.area.is_some() { 2 } else { 1 }
}

const LIVES: &str = "(EXISTS (SELECT 1 FROM residences s WHERE s.person = p.id AND s.until = '')
     OR EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.root = p.id))";
const RUNS_OUT: &str = "EXISTS (SELECT 1 FROM residences s JOIN stay_due d ON d.residence = s.id
     WHERE s.person = p.id AND s.until = '' AND d.due_on <> '' AND d.due_on BETWEEN ?2 AND ?3)";

/// People of a filter; fixed pieces only. Parameters: area, first day, last day, born after.
fn people_sql(filter: &Filter<'_>) -> String {
    let area = match filter.area {
        Some(_) => "p.area_id = ?1",
        None => "?1 IS NULL",
    };
    let fits: &[&str] = match filter.filter {
        "here" => &[" AND ", LIVES],
        "due" | "late" => &[" AND ", RUNS_OUT],
        // Spelled as in the index over foreigners, so that it is used.
        "foreign" => &[
            " AND p.nationality <> '' AND p.nationality <> 'CHN' AND ",
            LIVES,
        ],
        "minors" => &[" AND p.birth > ?4 AND ", LIVES],
        _ => &[],
    };
    let mut sql = [" FROM people p WHERE p.merged_into = '' AND ", area].concat();
    sql.extend(fits.iter().copied());
    sql
}

fn by_name(
    connection: &Connection,
    filter: &Filter<'_>,
    limit: u32,
    offset: u32,
) -> Result<Vec<Picked>, AppError> {
    let (first, last) = days(filter);
    let sql = [
        "SELECT p.id AS person, '' AS residence, p.sort_key AS key",
        &people_sql(filter),
        " ORDER BY p.sort_key",
        direction(filter),
        " LIMIT ?5 OFFSET ?6",
    ]
    .concat();
    let born_after = born_after(filter);
    let all = people_args(filter, &first, &last, &born_after, &limit, &offset);
    Ok(without_keys(rows(connection, &sql, &all)?))
}

fn direction(filter: &Filter<'_>) -> &'static str {
    if filter.descending { " DESC" } else { "" }
}

/// Stays with a last day in the filter's days. A merged person is listed as the one they were merged into.
fn running_out(
    connection: &Connection,
    filter: &Filter<'_>,
    sort: &str,
) -> Result<Vec<Picked>, AppError> {
    let (first, last) = days(filter);
    let reach = reach(filter);
    let all: [&dyn ToSql; 6] = [
        &filter.area,
        &first,
        &last,
        &filter.limit,
        &filter.offset,
        &reach,
    ];
    let area = match filter.area {
        Some(_) => "d.area_id = ?1",
        None => "?1 IS NULL",
    };
    let (doors, order) = match sort {
        "name" => ("", "q.sort_key"),
        "since" => ("", "s.since"),
        "room" => (
            "LEFT JOIN rooms r ON r.id = s.room LEFT JOIN buildings b ON b.id = r.building",
            "b.sort_key || ' ' || r.sort_key",
        ),
        _ => ("", "d.due_on"),
    };
    let sql = [
        "SELECT CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END AS person, s.id AS residence, d.due_on AS key
         FROM stay_due d CROSS JOIN residences s ON s.id = d.residence CROSS JOIN people q ON q.id = s.person ",
        doors,
        " WHERE d.due_on <> '' AND d.due_on BETWEEN ?2 AND ?3
           AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= ?6) AND ",
        area,
        " ORDER BY ",
        order,
        direction(filter),
        " LIMIT ?4 OFFSET ?5",
    ]
    .concat();
    Ok(without_keys(rows(connection, &sql, &all)?))
}

/// Takes the first rows of each area, each in the order of an index, and merges them. `sql` has area, limit and reach as parameters.
fn merged(
    connection: &Connection,
    filter: &Filter<'_>,
    sql: &str,
    descending: bool,
    (limit, offset): (u32, u32),
) -> Result<Vec<Picked>, AppError> {
    let most = limit.saturating_add(offset);
    let mut all = Vec::new();
    for area in areas(connection, filter)? {
        all.extend(rows(connection, sql, &[&area, &most, &reach(filter)])?);
    }
    all.sort_by(|(_, a), (_, b)| if descending { b.cmp(a) } else { a.cmp(b) });
    let page = all.into_iter().skip(offset as usize).take(limit as usize);
    Ok(without_keys(page.collect()))
}

/// The last stay of those who left, of one area. Parameters: area, limit.
fn left_sql(before: &str, after: &str) -> String {
    [
        before,
        " FROM residences s WHERE s.area_id = ?1 AND s.until > ''
           AND NOT EXISTS (SELECT 1 FROM residences o WHERE o.person = s.person AND o.until = '')
           AND NOT EXISTS (SELECT 1 FROM residences o WHERE o.person = s.person AND o.until >= s.until AND (o.until, o.id) > (s.until, s.id))
           AND NOT EXISTS (SELECT 1 FROM people m WHERE m.id = s.person AND m.merged_into <> '')
           AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.root = s.person)",
        after,
    ]
    .concat()
}

/// Those who left, the last to leave first.
fn left(
    connection: &Connection,
    filter: &Filter<'_>,
    limit: u32,
    offset: u32,
) -> Result<Vec<Picked>, AppError> {
    let sql = left_sql(
        "SELECT s.person AS person, s.id AS residence, s.until AS key",
        " ORDER BY s.until DESC LIMIT ?2",
    );
    merged(connection, filter, &sql, true, (limit, offset))
}

fn by_arrival(connection: &Connection, filter: &Filter<'_>) -> Result<Vec<Picked>, AppError> {
    const ASCENDING: &str =
        "SELECT CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END AS person, s.id AS residence, s.since AS key
         FROM residences s CROSS JOIN people q ON q.id = s.person
         WHERE s.area_id = ?1 AND s.until = ''
           AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= ?3) ORDER BY s.since LIMIT ?2";
    const DESCENDING: &str =
        "SELECT CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END AS person, s.id AS residence, s.since AS key
         FROM residences s CROSS JOIN people q ON q.id = s.person
         WHERE s.area_id = ?1 AND s.until = ''
           AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= ?3) ORDER BY s.since DESC LIMIT ?2";
    let sql = if filter.descending {
        DESCENDING
    } else {
        ASCENDING
    };
    merged(
        connection,
        filter,
        sql,
        filter.descending,
        (filter.limit, filter.offset),
    )
}

/// In walking order: area by area, building by building, door by door.
fn by_door(connection: &Connection, filter: &Filter<'_>) -> Result<Vec<Picked>, AppError> {
    let mut areas = areas(connection, filter)?;
    let sql = if filter.descending {
        areas.reverse();
        include_str!("by_door_descending.sql")
    } else {
        include_str!("by_door.sql")
    };
    let (mut skip, mut picked) = (filter.offset, Vec::new());
    for area in areas {
        let living = count(connection, LIVING, &[&area, &reach(filter)])?;
        if skip >= living {
            skip -= living;
            continue;
        }
        let missing = filter.limit - u32::try_from(picked.len()).unwrap_or(filter.limit);
        picked.extend(without_keys(rows(
            connection,
            sql,
            &[&area, &missing, &skip, &reach(filter)],
        )?));
        skip = 0;
        if picked.len() >= filter.limit as usize {
            break;
        }
    }
    Ok(picked)
}

/// Stays with a last day in its order, then those without one.
fn by_due(connection: &Connection, filter: &Filter<'_>) -> Result<Vec<Picked>, AppError> {
    const NEVER: &str = "SELECT CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END AS person, s.id AS residence, s.since AS key
        FROM residences s CROSS JOIN people q ON q.id = s.person
        LEFT JOIN stay_due d ON d.residence = s.id
        WHERE s.area_id = ?1 AND s.until = '' AND coalesce(d.due_on, '') = ''
          AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= ?3) ORDER BY s.since LIMIT ?2";
    let mut picked = running_out(connection, filter, "due")?;
    let missing = filter.limit - u32::try_from(picked.len()).unwrap_or(filter.limit);
    if missing > 0 {
        let offset = filter
            .offset
            .saturating_sub(running_out_count(connection, filter)?);
        picked.extend(merged(connection, filter, NEVER, false, (missing, offset))?);
    }
    Ok(picked)
}

//! Counting a report.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Act, codes};
use rusqlite::Connection;

use super::period::Period;
use super::tally::{Event, Tally, people, reaches_back};
use super::{Change, Figure, Report, ReportArea, ReportDay, ReportLine};
use crate::desk::Desk;
use crate::error::AppError;

/// How long ago a laptop may have been seen to count as being in, ms.
pub(crate) const IN_WITHIN: i64 = 24 * 3_600 * 1_000;

/// Everything counted about one kind of record.
struct Counted {
    event: Event,
    now: Tally,
    before: Tally,
    year_before: Option<u32>,
}

/// A period (`2026-11`, `2026-W47`, `2026-Q4`, `2026` or `2026-11-03/2026-11-20`) against the one before it and the same one a year
/// before, of one area or of all held here.
///
/// # Errors
/// `not_allowed`; `period_impossible` for what is no period; `not_found` for an area that is not held.
pub fn report(desk: &Desk, period: &str, area: Option<String>) -> Result<Report, AppError> {
    if !desk.role()?.may(Act::ReadReports) {
        let refusal = AppError::at("not_allowed", Act::ReadReports.as_str());
        return Err(refusal.in_language(desk.language));
    }
    let impossible = || AppError::new("period_impossible").in_language(desk.language);
    let now = Period::parse(period).ok_or_else(impossible)?;
    let before = now.before().ok_or_else(impossible)?;
    let year_before = now.a_year_before().ok_or_else(impossible)?;
    let (as_of, today) = (desk.now(), desk.today().to_string());
    desk.read(|connection| {
        let names = areas(connection, area.as_deref())?;
        let ids: Vec<String> = names.iter().map(|(id, _)| id.clone()).collect();
        let people = people(connection, (now, before), &ids)?;
        let counted: Vec<Counted> = Event::ALL
            .into_iter()
            .map(|event| count(connection, event, [now, before, year_before], &ids))
            .collect::<Result<_, _>>()?;
        let (laptops_in, laptops_all) = laptops(connection, as_of)?;
        Ok(Report {
            period: period.to_owned(),
            as_of,
            laptops_in,
            laptops_all,
            figures: figures(&people, &counted),
            lines: counted.iter().flat_map(lines).collect(),
            areas: by_area(names, &people, &counted),
            curve: curve(&counted, now, &today),
        })
    })
}

fn count(
    connection: &Connection,
    event: Event,
    [period, before, year_before]: [Period; 3],
    areas: &[String],
) -> Result<Counted, AppError> {
    let year_before = if reaches_back(connection, event, year_before)? {
        Some(Tally::of(connection, event, year_before, areas)?.total())
    } else {
        None
    };
    Ok(Counted {
        event,
        now: Tally::of(connection, event, period, areas)?,
        before: Tally::of(connection, event, before, areas)?,
        year_before,
    })
}

/// The areas to report on, by name.
fn areas(connection: &Connection, wanted: Option<&str>) -> Result<Vec<(String, String)>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.id, a.name FROM areas AS a JOIN scope AS s ON s.name = 'area:' || a.id AND s.held = 1
         WHERE ?1 IN ('', a.id) ORDER BY a.name, a.id",
    )?;
    let rows = statement.query_map([wanted.unwrap_or_default()], |row| {
        Ok((row.get("id")?, row.get("name")?))
    })?;
    let areas: Vec<_> = rows.collect::<Result<_, _>>()?;
    if wanted.is_some() && areas.is_empty() {
        return Err(AppError::at("not_found", "area"));
    }
    Ok(areas)
}

fn laptops(connection: &Connection, now: i64) -> Result<(u32, u32), AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) AS all_of_them, count(*) FILTER (WHERE seen_at >= ?1) AS seen FROM laptops WHERE revoked_at = 0",
        )?
        .query_row([now - IN_WITHIN], |row| {
            Ok((row.get("seen")?, row.get("all_of_them")?))
        })?)
}

fn figures(people: &BTreeMap<String, (u32, u32)>, counted: &[Counted]) -> Vec<Figure> {
    let residents = Figure::new(
        "people",
        people.values().map(|(now, _)| now).sum(),
        people.values().map(|(_, before)| before).sum(),
        // The register allows stays to be kept for six months after their end: a count of a year ago would miss them.
        None,
    );
    // Five figures are what an eye takes in; contacts are among the kinds and areas.
    let events = counted
        .iter()
        .filter(|counted| counted.event != Event::Contacts)
        .map(|counted| {
            Figure::new(
                counted.event.key(),
                counted.now.total(),
                counted.before.total(),
                counted.year_before,
            )
        });
    std::iter::once(residents).chain(events).collect()
}

/// One line per code that occurred, in the order of its list; codes of a newer program come last.
fn lines(counted: &Counted) -> Vec<ReportLine> {
    let list = counted.event.list();
    let occurring: BTreeSet<&str> = counted.now.codes().chain(counted.before.codes()).collect();
    let known = codes::list(list)
        .iter()
        .map(|entry| entry.code.as_str())
        .filter(|code| occurring.contains(code));
    let unknown = occurring
        .iter()
        .copied()
        .filter(|code| !codes::holds(list, code));
    known
        .chain(unknown)
        .map(|code| {
            let (now, before) = (counted.now.of_code(code), counted.before.of_code(code));
            ReportLine {
                group: list.to_owned(),
                code: code.to_owned(),
                now,
                before,
                change: Change::of(now, before),
            }
        })
        .collect()
}

fn by_area(
    names: Vec<(String, String)>,
    people: &BTreeMap<String, (u32, u32)>,
    counted: &[Counted],
) -> Vec<ReportArea> {
    let of = |event: Event, area: &str| {
        counted
            .iter()
            .filter(|counted| counted.event == event)
            .map(|counted| counted.now.of_area(area))
            .sum()
    };
    names
        .into_iter()
        .map(|(id, name)| ReportArea {
            people: people.get(&id).map_or(0, |(now, _)| *now),
            declarations: of(Event::Declarations, &id),
            visits: of(Event::Visits, &id),
            consultations: of(Event::Consultations, &id),
            disputes: of(Event::Disputes, &id),
            contacts: of(Event::Contacts, &id),
            before: counted
                .iter()
                .filter(|counted| counted.event != Event::Contacts)
                .map(|counted| counted.before.of_area(&id))
                .sum(),
            area_id: id,
            area: name,
        })
        .collect()
}

/// Every day of the period, up to today: days to come are not noughts.
fn curve(counted: &[Counted], period: Period, today: &str) -> Vec<ReportDay> {
    let on = |event: Event, day: &str| {
        counted
            .iter()
            .filter(|counted| counted.event == event)
            .map(|counted| counted.now.on(day))
            .sum()
    };
    period
        .first
        .iter_days()
        .take_while(|day| *day < period.after)
        .map(|day| day.to_string())
        .take_while(|day| day.as_str() <= today)
        .map(|day| ReportDay {
            consultations: on(Event::Consultations, &day),
            declarations: on(Event::Declarations, &day),
            day,
        })
        .collect()
}

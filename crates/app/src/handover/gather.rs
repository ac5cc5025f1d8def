//! What is open, found in the store as the page of today finds it.

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, params};

use super::{Assigned, HandoverArea, HandoverPage, OpenLine, OpenSort};
use crate::areas;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::saying;
use crate::today::{self, Sort, TaskItem};

/// How long after the last day somebody's work is still shown as handed over, days.
const SHOWN_AFTER: u64 = 30;
/// Lines that a page holds beside the headings, over all areas.
const LINES: usize = 30;
/// Sorts of open work.
const SORTS: usize = 8;

/// What is open in the areas that somebody is responsible for, or was until lately.
///
/// # Errors
/// `not_found` if this laptop holds none of them.
pub fn page(desk: &Desk, user: &str) -> Result<HandoverPage, AppError> {
    let role = desk.role()?;
    desk.read(|connection| {
        let all = assigned(connection, desk.today())?;
        let theirs: Vec<&Assigned> = all.iter().filter(|one| one.user == user).collect();
        let Some(first) = theirs.first() else {
            return Err(AppError::at("not_found", "user").in_language(desk.language));
        };
        let mut ids: Vec<&str> = theirs.iter().map(|one| one.area.as_str()).collect();
        ids.dedup();
        let most = (LINES / (ids.len() * SORTS)).max(1);
        let areas = ids
            .iter()
            .copied()
            .map(|area| {
                let work = today::open_in(desk, connection, (role, area), most)?;
                handed(desk, connection, area, (work, most))
            })
            .collect::<Result<_, AppError>>()?;
        Ok(HandoverPage {
            user: user.to_owned(),
            name: first.user_name.clone(),
            standing: standing(desk, &all, user),
            areas,
        })
    })
}

/// From whom this user took areas over lately: account, name and how many areas. What is handed over is news for two weeks.
pub fn taken_over(
    desk: &Desk,
    connection: &Connection,
) -> Result<Vec<(String, String, u32)>, AppError> {
    let (today, all) = (desk.today(), assigned(connection, desk.today())?);
    let since = (today - Days::new(14)).to_string();
    let mut found: Vec<(String, String, u32)> = Vec::new();
    for mine in all.iter().filter(|one| one.user == desk.user) {
        if mine.from < since || mine.from > today.to_string() {
            continue;
        }
        let before = all.iter().find(|one| hands_to(one, mine));
        let Some(before) = before else { continue };
        match found.iter_mut().find(|(user, ..)| *user == before.user) {
            Some((.., areas)) => *areas += 1,
            None => found.push((before.user.clone(), before.user_name.clone(), 1)),
        }
    }
    Ok(found)
}

/// Whether an assignment ends where another one of the same area and role begins.
fn hands_to(one: &Assigned, next: &Assigned) -> bool {
    let ends = due::day(&one.to).and_then(|day| day.succ_opt());
    let fits = one.area == next.area && one.role == next.role && one.user != next.user;
    fits && ends.is_some() && ends == due::day(&next.from)
}

fn assigned(connection: &Connection, today: NaiveDate) -> Result<Vec<Assigned>, AppError> {
    let since = (today - Days::new(SHOWN_AFTER)).to_string();
    let mut statement = connection.prepare_cached(include_str!("assigned.sql"))?;
    let rows = statement.query_map([since], |row| {
        Ok(Assigned {
            user: row.get("user")?,
            user_name: row.get("user_name")?,
            role: row.get("role")?,
            area: row.get("area")?,
            from: row.get("from_day")?,
            to: row.get("to_day")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn standing(desk: &Desk, all: &[Assigned], user: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    for one in all.iter().filter(|one| one.user == user) {
        let Some(next) = all.iter().find(|next| hands_to(one, next)) else {
            continue;
        };
        let from = saying::stored_day(desk.language, &next.from, desk.today());
        let args = [("name", next.user_name.as_str()), ("date", &from)];
        let sentence = desk.say("handover.to", &args);
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said.join(" ")
}

fn handed(
    desk: &Desk,
    connection: &Connection,
    area: &str,
    (work, most): (Vec<Sort>, usize),
) -> Result<HandoverArea, AppError> {
    let counted = areas::counted(connection, area)?;
    let figures: [(&str, &str); 3] = [
        ("buildings", &counted.buildings.to_string()),
        ("rooms", &counted.rooms.to_string()),
        ("people", &counted.people.to_string()),
    ];
    let mut open: Vec<OpenSort> = work
        .into_iter()
        .filter(|(_, _, total)| *total > 0)
        .map(|(what, items, total)| OpenSort {
            what: desk.say(&["handover.what.", what].concat(), &[]),
            total,
            lines: items.iter().map(|item| line(desk, item)).collect(),
        })
        .collect();
    open.extend(broadcasts(desk, connection, area, most)?);
    Ok(HandoverArea {
        id: area.to_owned(),
        figures: desk.say("handover.figures", &figures),
        name: counted.name,
        open,
    })
}

/// Of residents the first character, as on any paper that others may see.
fn short(names: &str) -> String {
    let name = |name: &str| match name.chars().next() {
        Some(first) => [first.to_string().as_str(), "**"].concat(),
        None => String::new(),
    };
    names.split('、').map(name).collect::<Vec<_>>().join("、")
}

fn line(desk: &Desk, item: &TaskItem) -> OpenLine {
    let day = |day: NaiveDate| saying::day(desk.language, day, desk.today());
    let when = match (item.until.as_deref().and_then(due::day), item.at) {
        (Some(until), _) => desk.say("handover.until", &[("date", &day(until))]),
        (None, Some(at)) => desk.say("handover.since", &[("date", &day(store::day_of(at)))]),
        (None, None) => String::new(),
    };
    OpenLine {
        who: short(&item.who),
        place: item.place.clone(),
        when,
        late: item.late,
    }
}

fn broadcasts(
    desk: &Desk,
    connection: &Connection,
    area: &str,
    most: usize,
) -> Result<Option<OpenSort>, AppError> {
    let today = desk.today().to_string();
    let mut statement = connection.prepare_cached(include_str!("broadcasts.sql"))?;
    let rows = statement.query_map(params![area, today], |row| {
        Ok((
            row.get::<_, String>("title")?,
            row.get::<_, String>("expires_on")?,
        ))
    })?;
    let found: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    if found.is_empty() {
        return Ok(None);
    }
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let lines = found.into_iter().take(most).map(|(title, expires)| {
        let day = saying::stored_day(desk.language, &expires, desk.today());
        let when = match expires.is_empty() {
            true => String::new(),
            false => desk.say("handover.until", &[("date", &day)]),
        };
        OpenLine {
            who: title,
            place: String::new(),
            when,
            late: false,
        }
    });
    Ok(Some(OpenSort {
        what: desk.say("handover.what.broadcasts", &[]),
        total,
        lines: lines.collect(),
    }))
}

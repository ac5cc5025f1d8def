//! Putting a report together.

use std::collections::BTreeSet;

use domain::{Act, Role, codes};
use rusqlite::Connection;

use super::groups::{self, GROUPS, Group};
use super::live::Question;
use super::measured::{Measured, measure};
use super::period::{Period, Unit};
use super::tally::{Event, counts};
use super::{
    Report, ReportArea, ReportClosing, ReportCorrection, ReportDay, ReportLine, ReportWanted,
};
use crate::desk::Desk;
use crate::error::AppError;

/// How long ago a laptop may have been seen to count as being in, ms.
pub(crate) const IN_WITHIN: i64 = 24 * 3_600 * 1_000;

/// The figures, and the group each is the sum of.
const FIGURES: [(&str, &str); 5] = [
    ("people", "resident_origin"),
    ("declarations", "declaration_state"),
    ("consultations", "consultation_kind"),
    ("disputes", "dispute_kind"),
    ("visits", "visit_result"),
];

/// Lines that are a part of another, of the same group.
const PARTS: [(&str, &str, &str); 5] = [
    ("declaration_duty", "in_time", "due"),
    ("declaration_duty", "late", "due"),
    ("declaration_duty", "missing", "due"),
    ("door_coverage", "called_at", "doors"),
    ("broadcast_reach", "confirmed", "asked"),
];

/// A period, the one before it, and the same one a year before.
type Three = [Measured; 3];

/// A period against the one before it and the same one a year before.
///
/// # Errors
/// `not_allowed`; `period_impossible` for what is no period; `not_found` for an area that is not held.
pub fn report(desk: &Desk, wanted: &ReportWanted) -> Result<Report, AppError> {
    let role = may_read(desk)?;
    let period = parsed(desk, &wanted.period)?;
    let impossible = || AppError::new("period_impossible").in_language(desk.language);
    let periods = [
        period,
        period.before().ok_or_else(impossible)?,
        period.a_year_before().ok_or_else(impossible)?,
    ];
    let (as_of, today) = (desk.now(), desk.today());
    desk.read(|connection| {
        let names = areas(connection, &wanted.areas)?;
        let ids: Vec<String> = names.iter().map(|(id, _)| id.clone()).collect();
        let all = wanted.areas.is_empty() || ids.len() == areas(connection, &[])?.len();
        let question = question(&ids, all, (role, &desk.user), today);
        let [now, before, year_before] = periods.map(|asked| {
            let earlier = asked != period;
            measure(
                connection,
                asked,
                Question {
                    earlier,
                    ..question
                },
            )
        });
        let three = [now?, before?, year_before?];
        let (laptops_all, laptops_missing) = laptops(connection, as_of)?;
        let month = period.unit == Unit::Month;
        let closing = closing(&three[0]);
        let over = period.last() < today && groups::ORIGIN.holds(period, today);
        let missing = u32::try_from(laptops_missing.len()).unwrap_or(u32::MAX);
        Ok(Report {
            period: wanted.period.clone(),
            as_of,
            laptops_in: laptops_all.saturating_sub(missing),
            laptops_all,
            laptops_missing,
            figures: FIGURES
                .iter()
                .map(|figure| figure_of(*figure, &three))
                .collect(),
            lines: GROUPS
                .into_iter()
                .flat_map(|group| lines(group, &three))
                .collect(),
            areas: by_area(names, &three),
            curve: curve(&three[0], period, &today.to_string()),
            may_close: month
                && over
                && closing.is_none()
                && question.whole
                && role.may(Act::CloseMonth),
            total_month: (month && question.whole && role.may(Act::EnterTotals))
                .then(|| period.month_name()),
            closing,
        })
    })
}

pub(super) fn may_read(desk: &Desk) -> Result<Role, AppError> {
    let role = desk.role()?;
    if role.may(Act::ReadReports) {
        return Ok(role);
    }
    let refusal = AppError::at("not_allowed", Act::ReadReports.as_str());
    Err(refusal.in_language(desk.language))
}

pub(super) fn parsed(desk: &Desk, period: &str) -> Result<Period, AppError> {
    Period::parse(period)
        .ok_or_else(|| AppError::new("period_impossible").in_language(desk.language))
}

/// A chief's areas are the station's (TRUST.md, P16), and a chief's laptop has everybody's receipts. `all` says whether these are all areas
/// held here.
pub(super) fn question<'a>(
    areas: &'a [String],
    all: bool,
    (role, user): (Role, &'a str),
    today: chrono::NaiveDate,
) -> Question<'a> {
    Question {
        areas,
        whole: role == Role::Chief && all,
        me: (role != Role::Chief).then_some(user),
        earlier: false,
        today,
    }
}

/// The areas to report on, by name.
pub(super) fn areas(
    connection: &Connection,
    wanted: &[String],
) -> Result<Vec<(String, String)>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.id, a.name FROM areas AS a JOIN scope AS s ON s.name = 'area:' || a.id AND s.held = 1 ORDER BY a.name, a.id",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get("id")?, row.get("name")?)))?;
    let mut areas: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    let held: BTreeSet<&String> = areas.iter().map(|(id, _)| id).collect();
    if wanted.iter().any(|area| !held.contains(area)) {
        return Err(AppError::at("not_found", "area"));
    }
    if !wanted.is_empty() {
        areas.retain(|(id, _)| wanted.contains(id));
    }
    Ok(areas)
}

/// How many there are, and the names of those that were not seen lately.
fn laptops(connection: &Connection, now: i64) -> Result<(u32, Vec<String>), AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(nullif(l.name, ''), u.name, '') AS name, l.seen_at >= ?1 AS seen
         FROM laptops AS l LEFT JOIN users AS u ON u.id = l.user WHERE l.revoked_at = 0 ORDER BY name",
    )?;
    let rows = statement.query_map([now - IN_WITHIN], |row| {
        Ok((row.get("name")?, row.get("seen")?))
    })?;
    let all: Vec<(String, bool)> = rows.collect::<Result<_, _>>()?;
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let missing = all.into_iter().filter(|(_, seen)| !seen);
    Ok((count, missing.map(|(name, _)| name).collect()))
}

fn figure_of((code, list): (&str, &str), three: &Three) -> ReportLine {
    let sum = |measured: &Measured| {
        let group = Group::of(list).filter(|group| measured.knows(*group))?;
        let total = measured.counted.total();
        Some(
            total
                .in_group(group)
                .filter(|(code, _)| counts(list, code))
                .map(|(_, count)| count)
                .sum(),
        )
    };
    ReportLine::new("figure", code, three.each_ref().map(sum))
}

/// One line per code that occurred, in the order of its list; codes of a newer program come last.
fn lines(group: Group, three: &Three) -> Vec<ReportLine> {
    let totals = three.each_ref().map(|measured| measured.counted.total());
    let occurring: BTreeSet<&str> = totals
        .iter()
        .flat_map(|total| total.in_group(group))
        .filter(|(_, count)| *count > 0)
        .map(|(code, _)| code)
        .collect();
    let known = codes::list(group.list)
        .iter()
        .map(|entry| entry.code.as_str())
        .filter(|code| occurring.contains(code));
    let unknown = occurring
        .iter()
        .copied()
        .filter(|code| !codes::holds(group.list, code));
    known
        .chain(unknown)
        .map(|code| {
            let mut counts = [0, 1, 2].map(|at| {
                let measured = three.get(at).filter(|measured| measured.knows(group))?;
                Some(measured.counted.total().of(group, code))
            });
            // How many doors there were earlier is not kept.
            if group == groups::COVERAGE && code == "doors" {
                counts = [counts[0], None, None];
            }
            let mut line = ReportLine::new(group.list, code, counts);
            line.of = PARTS
                .iter()
                .find(|(list, part, _)| *list == group.list && *part == code)
                .filter(|_| line.now.is_some())
                .map(|(_, _, whole)| totals[0].of(group, whole));
            line
        })
        .collect()
}

fn by_area(names: Vec<(String, String)>, [now, before, _]: &Three) -> Vec<ReportArea> {
    let sum = |measured: &Measured, area: &str, list: &str| -> u32 {
        let counted = measured.counted.by_area.get(area).zip(Group::of(list));
        counted.map_or(0, |(of_area, group)| {
            of_area
                .in_group(group)
                .filter(|(code, _)| counts(list, code))
                .map(|(_, count)| count)
                .sum()
        })
    };
    let door = |area: &str, code: &str| {
        let counts = now.counted.by_area.get(area);
        counts.map_or(0, |counts| counts.of(groups::COVERAGE, code))
    };
    names
        .into_iter()
        .map(|(id, name)| ReportArea {
            people: now
                .knows(groups::ORIGIN)
                .then(|| sum(now, &id, "resident_origin")),
            declarations: sum(now, &id, "declaration_state"),
            visits: sum(now, &id, "visit_result"),
            called_at: door(&id, "called_at"),
            doors: door(&id, "doors"),
            consultations: sum(now, &id, "consultation_kind"),
            disputes: sum(now, &id, "dispute_kind"),
            contacts: sum(now, &id, "contact_source"),
            before: FIGURES
                .iter()
                .skip(1)
                .map(|(_, list)| sum(before, &id, list))
                .sum(),
            area_id: id,
            area: name,
        })
        .collect()
}

/// Every day of the period, up to today: days to come are not noughts.
fn curve(measured: &Measured, period: Period, today: &str) -> Vec<ReportDay> {
    let on = |event: Event, day: &str| {
        let of = measured.tallies.iter().filter(|of| of.event() == event);
        of.map(|tally| tally.on(day)).sum()
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

/// What a closed month would be today, where that is still known, as lines of its own.
fn closing(measured: &Measured) -> Option<ReportClosing> {
    let closed = measured.closing.as_ref()?;
    let mut corrections = vec![];
    if let Some(again) = &measured.again {
        let (then, today) = (measured.counted.total(), again.counted.total());
        for group in GROUPS
            .into_iter()
            .filter(|group| again.known.contains(group.list))
        {
            let both = then.in_group(group).chain(today.in_group(group));
            let codes: BTreeSet<&str> = both.map(|(code, _)| code).collect();
            for code in codes {
                let (closed, recounted) = (then.of(group, code), today.of(group, code));
                // New doors do not correct the month.
                if closed != recounted && code != "doors" {
                    corrections.push(ReportCorrection {
                        group: group.list.to_owned(),
                        code: code.to_owned(),
                        closed,
                        recounted,
                    });
                }
            }
        }
    }
    Some(ReportClosing {
        at: closed.at,
        by: closed.by.clone(),
        corrections,
    })
}

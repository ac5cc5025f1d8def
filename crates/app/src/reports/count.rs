//! Putting a report together.

use std::collections::BTreeSet;

use domain::{Act, Role};
use rusqlite::Connection;

use super::curve::curve;
use super::laptops::Laptops;
use super::lines::{self, Three};
use super::live::Question;
use super::measured::measure;
use super::period::{Period, Unit};
use super::{Report, ReportClosing, ReportCorrection, ReportWanted, few, groups, totals};
use crate::desk::Desk;
use crate::error::AppError;

/// A period against the one before it and the same one a year before.
///
/// # Errors
/// `not_allowed`; `period_impossible` for what is no period; `not_found` for an area that is not held.
pub fn report(desk: &Desk, wanted: &ReportWanted) -> Result<Report, AppError> {
    counted(desk, wanted, Few::Hidden)
}

/// Whether figures that tell of few people are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Few {
    Hidden,
    #[cfg(test)]
    Told,
}

pub(super) fn counted(desk: &Desk, wanted: &ReportWanted, few: Few) -> Result<Report, AppError> {
    let role = may_read(desk)?;
    let period = parsed(desk, &wanted.period)?;
    let impossible = || AppError::new("period_impossible").in_language(desk.language);
    let periods = [
        period,
        period.before().ok_or_else(impossible)?,
        period.a_year_before().ok_or_else(impossible)?,
    ];
    let (as_of, today) = (desk.now(), desk.today());
    desk.read_through(|connection| {
        let names = areas(connection, &wanted.areas)?;
        let ids: Vec<String> = names.iter().map(|(id, _)| id.clone()).collect();
        let held: Vec<String> = areas(connection, &[])?
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let question = question(&ids, ids.len() == held.len(), (role, &desk.user), today);
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
        let closing = three[0].closing().map(|closed| ReportClosing {
            at: closed.at,
            by: closed.by.clone(),
        });
        let laptops = match &closing {
            Some(_) => Laptops::at_closing(connection, &period.month_name())?.unwrap_or_default(),
            None => Laptops::now(connection, as_of)?,
        };
        let month = period.unit == Unit::Month && question.whole;
        let total_month = (month && role.may(Act::EnterTotals)).then(|| period.month_name());
        let entered = match &total_month {
            Some(month) => totals::read(connection, month)?.map(|total| total.now),
            None => None,
        };
        let kept = groups::Kept::read(connection, today)?;
        let may_close = month
            && period.last() < today
            && groups::all_held(period, &kept)
            && closing.is_none()
            && role.may(Act::CloseMonth);
        let mut report = Report {
            period: wanted.period.clone(),
            as_of: closing.as_ref().map_or(as_of, |closing| closing.at),
            laptops_in: laptops.here,
            laptops_all: laptops.all,
            laptops_missing: if role == Role::Chief {
                laptops.missing
            } else {
                vec![]
            },
            unfinished: period.last() >= today,
            frozen_months: frozen_months(&three),
            corrections: corrections(&three),
            known: lines::known(&three),
            figures: lines::figures(&three),
            lines: lines::lines(&three),
            areas_without_code: without_code(connection, &ids)?,
            areas: lines::areas(names, &three),
            curve: curve(
                &three[0].tallies,
                &three[0].months,
                (period, today, &kept),
                &ids,
            ),
            may_close,
            total_month,
            entered_total: entered,
            closing,
        };
        if few == Few::Hidden {
            few::hide(
                connection,
                &mut report,
                &three,
                periods,
                (&held, &ids),
                question,
            )?;
        }
        Ok(report)
    })
}

/// Closed months of the period and of those it is compared with, in order.
fn frozen_months(three: &Three) -> Vec<String> {
    let months = three.iter().flat_map(|measured| &measured.months);
    let closed = months.filter(|(_, closed)| closed.is_some());
    let names: BTreeSet<String> = closed.map(|(month, _)| month.month_name()).collect();
    names.into_iter().collect()
}

/// Corrections of all closed months that the report shows, the newest month first.
fn corrections(three: &Three) -> Vec<ReportCorrection> {
    let each = three.iter().flat_map(|measured| &measured.corrections);
    let mut all: Vec<ReportCorrection> = each.cloned().collect();
    all.sort_by(|one, other| other.month.cmp(&one.month));
    all
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

/// Names of those of these areas of which nobody said where they lie.
fn without_code(connection: &Connection, areas: &[String]) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT name FROM areas WHERE code = '' AND id IN (SELECT value FROM json_each(?1)) ORDER BY name",
    )?;
    let rows = statement.query_map([serde_json::Value::from(areas).to_string()], |row| {
        row.get("name")
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

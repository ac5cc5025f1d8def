//! Closing a month.

use domain::{Fields, Role, ids};
use rusqlite::Connection;
use serde_json::json;
use store::{Edit, Write};

use super::count::{areas, may_read, parsed, question};
use super::laptops::Laptops;
use super::live;
use super::period::{Period, Unit};
use super::tally::Tally;
use super::{curve, groups, totals};
use crate::desk::{Desk, Done};
use crate::error::AppError;

/// Freezes a month's figures as rows of counts, one per area and one for the station. Nothing in them can be changed later: what comes in
/// afterwards shows as a correction.
///
/// # Errors
/// `period_impossible` for what is no month; `month_not_over`; `month_too_old` when records of it may have been erased;
/// `month_not_pulled` before the first sync is complete; `month_closed`;
/// `not_allowed` for everybody but a chief.
pub fn close_month(desk: &Desk, month: &str) -> Result<Done, AppError> {
    let role = may_read(desk)?;
    let period = parsed(desk, month)?;
    let refused = |code| Err(AppError::new(code).in_language(desk.language));
    let today = desk.today();
    if period.unit != Unit::Month {
        return refused("period_impossible");
    }
    if period.last() >= today {
        return refused("month_not_over");
    }
    let kept = desk.read(|connection| groups::Kept::read(connection, today))?;
    if !groups::all_held(period, &kept) {
        return refused("month_too_old");
    }
    // Until everything that the station has was here once, the counts would be too low.
    if desk.read(|connection| Ok(store::state::number(connection, "synced_at")?))? <= 0 {
        return refused("month_not_pulled");
    }
    desk.write("done.month_closed", |write| {
        let (counted, tallies) = count(write.connection(), period, (role, &desk.user), today)?;
        for (area, counts) in &counted.by_area {
            let name = ids::derived(&["closed_figures", area, month]);
            let mut fields = row(write, month, &counts.to_json());
            fields.insert("area".to_owned(), json!(area));
            fields.insert("days".to_owned(), curve::frozen(&tallies, area, period));
            freeze(
                write,
                "closed_figures",
                name,
                fields,
                &["area:", area].concat(),
            )?;
        }
        let name = ids::derived(&["closed_months", month]);
        let mut station = counted.station;
        // A row must count something.
        station.add(groups::REACH, "published", 0);
        let mut fields = row(write, month, &station.to_json());
        let areas: Vec<&String> = counted.by_area.keys().collect();
        fields.insert("areas".to_owned(), json!(areas));
        let laptops = Laptops::now(write.connection(), write.now())?;
        fields.insert("laptops_in".to_owned(), json!(laptops.here));
        fields.insert("laptops_all".to_owned(), json!(laptops.all));
        fields.insert("laptops_missing".to_owned(), json!(laptops.missing));
        let id = freeze(write, "closed_months", name, fields, "station")?;
        // Who closes a month by mistake would otherwise take back a part of it.
        write.forget_undo();
        Ok(Some(id))
    })
}

fn count(
    connection: &Connection,
    period: Period,
    who: (Role, &str),
    today: chrono::NaiveDate,
) -> Result<(live::Counted, Vec<Tally>), AppError> {
    let held: Vec<String> = areas(connection, &[])?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let (mut counted, tallies) =
        live::count(connection, period, question(&held, true, who, today))?;
    if let Some(total) = totals::read(connection, &period.month_name())? {
        let police = totals::counts(total.now);
        counted.station.take(groups::POLICE, &police);
    }
    Ok((counted, tallies))
}

fn row(write: &Write<'_>, month: &str, counts: &serde_json::Value) -> Fields {
    Fields::from_iter([
        ("month".to_owned(), json!(month)),
        ("counts".to_owned(), counts.clone()),
        ("by".to_owned(), json!(write.user())),
        ("at".to_owned(), json!(write.now())),
    ])
}

fn freeze(
    write: &mut Write<'_>,
    kind: &str,
    id: String,
    fields: Fields,
    scope: &str,
) -> Result<String, AppError> {
    if write.row(&id)?.is_some() {
        return Err(AppError::new("month_closed"));
    }
    Ok(write.put(Edit {
        kind: kind.to_owned(),
        id: Some(id),
        fields,
        base: None,
        scope: Some(scope.to_owned()),
    })?)
}

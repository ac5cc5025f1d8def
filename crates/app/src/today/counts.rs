use domain::Act;

use super::{Day, NavCounts, desk_work, door_work};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// How much of each sort waits for the user.
///
/// # Errors
/// If the store cannot be read.
pub fn nav_counts(desk: &Desk, area: Option<&String>) -> Result<NavCounts, AppError> {
    let role = desk.role()?;
    desk.read(|connection| {
        let day = Day::of(desk, connection, role, area)?;
        let approvals = desk_work::approvals(&day)?.total;
        let broadcasts = desk_work::broadcasts(&day)?.total + approvals;
        let (consultations, disputes) = match day.walks {
            true => (
                desk_work::count_consultations(&day)?,
                desk_work::count_disputes(&day)?,
            ),
            false => (0, 0),
        };
        let reviews = match day.may(Act::DecideDeclaration) {
            true => desk_work::count_to_review(&day)?,
            false => 0,
        };
        let leftovers = desk_work::leftovers(&day)?.total
            + desk_work::notices(&day)?.total
            + desk_work::exports(&day)?.total
            + desk_work::lookups(&day)?.total;
        let at_doors = if day.walks { at_doors(&day)? } else { 0 };
        Ok(NavCounts {
            today: at_doors + broadcasts + consultations + disputes + reviews + leftovers,
            consultations,
            disputes,
            broadcasts,
            station: reviews + approvals,
        })
    })
}

fn at_doors(day: &Day<'_>) -> Result<u32, AppError> {
    let end = due::window_end(day.desk.today()).to_string();
    Ok(door_work::count_returned(day)?
        + door_work::count_running_out(day, &end)?
        + door_work::count_call_again(day)?)
}

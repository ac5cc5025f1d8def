//! What is open in one area, whoever works there: for handing it over.

use domain::Role;
use rusqlite::Connection;

use super::{Day, TaskItem, Work, desk_work, door_work};
use crate::desk::Desk;
use crate::error::AppError;

/// A sort of open work: its word, the first of it, and how much there is.
pub(crate) type Sort = (&'static str, Vec<TaskItem>, u32);

/// Each sort with its word, the first of it and how much there is, the most pressing sort first.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn open_in(
    desk: &Desk,
    connection: &Connection,
    (role, area): (Role, &str),
    most: usize,
) -> Result<Vec<Sort>, AppError> {
    let day = Day {
        walks: true,
        ..Day::of(desk, connection, role, Some(&area.to_owned()))?
    };
    let doors = |work: Work<door_work::AtDoor>| {
        let items = work.items.into_iter();
        let items = items.map(|line| TaskItem {
            place: [line.building_label.as_str(), &line.item.place].concat(),
            ..line.item
        });
        (items.take(most).collect::<Vec<_>>(), work.total)
    };
    let desks = |work: Work<TaskItem>| {
        let items: Vec<TaskItem> = work.items.into_iter().take(most).collect();
        (items, work.total)
    };
    let reviews = Work::counted(
        desk_work::reviews(&day, None, most)?,
        desk_work::count_to_review(&day)?,
    );
    let found = [
        ("returned", doors(door_work::returned(&day, most)?)),
        ("running_out", doors(door_work::running_out(&day, most)?)),
        (
            "consultations",
            desks(desk_work::consultations(&day, most)?),
        ),
        ("disputes", desks(desk_work::disputes(&day, most)?)),
        ("reviews", desks(reviews)),
        ("call_again", doors(door_work::call_again(&day, most)?)),
        ("conflicts", desks(desk_work::conflicts(&day)?)),
    ];
    let found = found.into_iter();
    Ok(found
        .map(|(what, (items, total))| (what, items, total))
        .collect())
}

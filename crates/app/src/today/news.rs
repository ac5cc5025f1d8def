//! What came from the station, and what waits for somebody else.

use std::cmp::Reverse;

use super::{Day, TaskItem, desk_work, door_work};
use crate::error::AppError;

/// Lines beside the walk.
const MOST: usize = 10;

/// Broadcasts not confirmed and declarations sent back, the newest first.
pub(super) fn arrived(day: &Day<'_>) -> Result<Vec<TaskItem>, AppError> {
    let mut items: Vec<TaskItem> = desk_work::broadcasts(day)?
        .items
        .into_iter()
        .filter(|item| item.what == "broadcast_new")
        .collect();
    if day.walks {
        let returned = door_work::returned(day, MOST)?.items;
        items.extend(returned.into_iter().map(|at_door| TaskItem {
            place: [at_door.building_label.as_str(), &at_door.item.place].concat(),
            ..at_door.item
        }));
    }
    items.sort_by_key(|item| Reverse(item.at));
    items.truncate(MOST);
    Ok(items)
}

/// The user's own declarations that an officer has not decided yet.
pub(super) fn waiting(day: &Day<'_>) -> Result<Vec<TaskItem>, AppError> {
    desk_work::reviews(day, Some(&day.desk.user), MOST)
}

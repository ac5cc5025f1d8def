//! What came from the station, and what waits for somebody else.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use domain::Role;

use super::{Day, TaskItem, desk_work, door_work};
use crate::error::AppError;
use crate::handover;

/// Lines beside the walk.
const MOST: usize = 10;

/// Work taken over from somebody, broadcasts not confirmed and declarations sent back, the newest first.
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
    let mut all = handed_over(day)?;
    all.append(&mut items);
    all.truncate(MOST);
    Ok(all)
}

/// Whose areas this user has taken over lately.
fn handed_over(day: &Day<'_>) -> Result<Vec<TaskItem>, AppError> {
    let found = handover::taken_over(day.desk, day.connection)?.into_iter();
    let item = |(user, name, areas): (String, String, u32)| TaskItem {
        kind: "assignments".into(),
        id: user,
        what: "handed_over".into(),
        who: name,
        why: day
            .desk
            .say("today.handed_over", &[("count", &areas.to_string())]),
        ..TaskItem::default()
    };
    Ok(found.map(item).collect())
}

/// The user's own declarations that an officer has not decided yet, and those of whoever was responsible before.
pub(super) fn waiting(day: &Day<'_>) -> Result<Vec<TaskItem>, AppError> {
    let mut items = desk_work::reviews(day, Some(&day.desk.user), MOST)?;
    if day.role == Role::Instructor {
        items.extend(desk_work::inherited(day, MOST)?);
        let mut met = BTreeSet::new();
        items.retain(|item| met.insert(item.id.clone()));
    }
    Ok(items)
}

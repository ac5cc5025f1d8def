use std::collections::BTreeMap;

use super::door_work::{self, AtDoor};
use super::{Day, TaskGroup, TaskItem, Today, Work, desk_work, news};
use crate::desk::Desk;
use crate::error::AppError;

/// A day's work; the rest is a count.
const MOST: usize = 25;
/// Lines of one sort at a desk, so that none crowds out the walk.
const MOST_AT_DESK: usize = 4;

/// Today's work: first what is done at a desk, then building by building as one walks.
///
/// # Errors
/// If the store cannot be read.
pub fn get(desk: &Desk, area: Option<&String>) -> Result<Today, AppError> {
    let role = desk.role()?;
    desk.read(|connection| {
        let day = Day::of(desk, connection, role, area)?;
        let (at_desk, all_at_desk) = at_desk(&day)?;
        let (at_doors, all_at_doors) = at_doors(&day, MOST - at_desk.len().min(MOST))?;
        let shown = u32::try_from(at_desk.len() + at_doors.len()).unwrap_or(u32::MAX);
        let mut groups = Vec::new();
        if !at_desk.is_empty() {
            groups.push(TaskGroup {
                building_id: None,
                place: desk.say("today.at_desk", &[]),
                items: at_desk,
            });
        }
        groups.extend(by_building(at_doors));
        Ok(Today {
            groups,
            rest: (all_at_desk + all_at_doors).saturating_sub(shown),
            arrived: news::arrived(&day)?,
            waiting: news::waiting(&day)?,
        })
    })
}

/// Lines done at a desk, and how many there are.
fn at_desk(day: &Day<'_>) -> Result<(Vec<TaskItem>, u32), AppError> {
    let sorts: [Work<TaskItem>; 9] = [
        desk_work::broadcasts(day)?,
        desk_work::approvals(day)?,
        desk_work::to_review(day, MOST_AT_DESK)?,
        desk_work::consultations(day, MOST_AT_DESK)?,
        desk_work::disputes(day, MOST_AT_DESK)?,
        desk_work::leftovers(day)?,
        desk_work::notices(day)?,
        desk_work::exports(day)?,
        desk_work::lookups(day)?,
    ];
    let total = sorts.iter().map(|work| work.total).sum();
    let items = sorts
        .into_iter()
        .flat_map(|work| work.items.into_iter().take(MOST_AT_DESK))
        .take(MOST);
    Ok((items.collect(), total))
}

/// Lines done at doors, the most pressing ones, and how many there are.
fn at_doors(day: &Day<'_>, most: usize) -> Result<(Vec<AtDoor>, u32), AppError> {
    if !day.walks {
        return Ok((Vec::new(), 0));
    }
    let sorts = [
        door_work::returned(day, most)?,
        door_work::running_out(day, most)?,
        door_work::call_again(day, most)?,
    ];
    let total = sorts.iter().map(|work| work.total).sum();
    let items = sorts.into_iter().flat_map(|work| work.items).take(most);
    Ok((items.collect(), total))
}

fn by_building(at_doors: Vec<AtDoor>) -> Vec<TaskGroup> {
    let mut walk: BTreeMap<(String, String, String), (String, Vec<AtDoor>)> = BTreeMap::new();
    for line in at_doors {
        let (area, building_key, _) = line.walk.clone();
        let stop = walk
            .entry((area, building_key, line.building.clone()))
            .or_insert_with(|| (line.building_label.clone(), Vec::new()));
        stop.1.push(line);
    }
    let groups = walk
        .into_iter()
        .map(|((_, _, building), (place, mut lines))| {
            lines.sort_by(|a, b| a.walk.cmp(&b.walk));
            TaskGroup {
                building_id: Some(building),
                place,
                items: lines.into_iter().map(|line| line.item).collect(),
            }
        });
    groups.collect()
}

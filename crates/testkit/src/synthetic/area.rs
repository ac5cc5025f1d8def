//! One village or community: its buildings with everybody in them, then what its people asked and quarrelled about.

use chrono::NaiveDate;

use super::buildings;
use super::consultations;
use super::disputes;
use super::staff::{Area, Staff};
use super::world::World;

/// A door that was written, with the spelling people use for it.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) id: String,
    pub(super) text: String,
}

/// Somebody who lives in the area and may ask or complain.
pub(super) struct Neighbour {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) door: Door,
    pub(super) since: NaiveDate,
}

/// The area while it fills.
pub(super) struct Village<'a> {
    pub(super) area: &'a Area,
    pub(super) staff: &'a Staff,
    /// People still to be placed.
    pub(super) left: usize,
    /// Locals among those placed.
    pub(super) locals: usize,
    pub(super) neighbours: Vec<Neighbour>,
    /// Rooms that are let.
    pub(super) doors: Vec<Door>,
}

impl Village<'_> {
    /// Share of locals so far, in percent.
    pub(super) fn local_share(&self) -> i64 {
        let placed = self.area.people - self.left;
        (self.locals * 100 / placed.max(1)) as i64
    }

    /// The surname a village is called by, as 刘 in 青岩刘村.
    pub(super) fn clan(&self) -> Option<&str> {
        const CLANS: [&str; 15] = [
            "刘", "骆", "楼", "龚", "虞", "傅", "毛", "陈", "朱", "季", "何", "方", "丁", "孟",
            "贾",
        ];
        CLANS.into_iter().find(|clan| self.area.name.contains(clan))
    }

    /// Somebody who lived here on `day`, or nearly; there must be neighbours.
    pub(super) fn neighbour(&self, world: &mut World<'_>, day: NaiveDate) -> &Neighbour {
        let mut found = world.draw.pick(&self.neighbours);
        for _ in 0..6 {
            if found.since <= day {
                break;
            }
            found = world.draw.pick(&self.neighbours);
        }
        found
    }

    /// Two neighbours of `day`, different ones where there are two.
    pub(super) fn two_neighbours(&self, world: &mut World<'_>, day: NaiveDate) -> [&Neighbour; 2] {
        let one = self.neighbour(world, day);
        let mut other = self.neighbour(world, day);
        for _ in 0..6 {
            if other.id != one.id {
                break;
            }
            other = self.neighbour(world, day);
        }
        [one, other]
    }
}

/// Writes everything of one area.
pub(super) fn write(world: &mut World<'_>, staff: &Staff, area: &Area) {
    let mut village = Village {
        area,
        staff,
        left: area.people,
        locals: 0,
        neighbours: Vec::new(),
        doors: Vec::new(),
    };
    let mut nth = 0;
    while village.left > 0 {
        buildings::write(world, &mut village, nth);
        nth += 1;
    }
    if !village.neighbours.is_empty() {
        consultations::write(world, &village);
        disputes::write(world, &village);
    }
}

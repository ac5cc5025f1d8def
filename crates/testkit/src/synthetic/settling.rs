//! Who lives in a room: households of the place, newcomers, those before them, and where they lived before.

use chrono::NaiveDate;

use super::area::{Door, Village};
use super::contacts;
use super::days::before;
use super::households::{self, Household};
use super::people::{self, Person, Stay, Term};
use super::rooms::{Spot, Use};
use super::world::World;

/// Families of the place have lived there for years.
pub(super) fn long_ago(world: &mut World<'_>) -> NaiveDate {
    let span = world.calendar.span();
    let days = world.draw.between(span, span + 8_000);
    world.calendar.back(days)
}

/// The people of one room: often somebody who left, then who lives there now.
pub(super) fn fill(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    spot: &Spot<'_>,
    door: &Door,
    usage: Use,
) -> Vec<Stay> {
    let had_others = match usage {
        Use::Vacant => world.draw.chance(45),
        Use::Own | Use::Shop => false,
        _ => world.draw.chance(12),
    };
    let mut free_since = None;
    if had_others && village.left > 0 {
        free_since = Some(write_former(world, village, door));
    }
    let mut stays = Vec::new();
    for household in households::of(world, village, usage) {
        if village.left == 0 {
            break;
        }
        stays.extend(settle(
            world, village, spot, door, usage, &household, free_since,
        ));
    }
    stays
}

/// A household that has left within the last half year, while its records are kept; returns the day.
fn write_former(world: &mut World<'_>, village: &mut Village<'_>, door: &Door) -> NaiveDate {
    let mut household = households::newcomers(world, false);
    let days = world.draw.between(1, 175);
    let left = world.calendar.back(days);
    let stayed = world.draw.between(25, 420);
    let since = before(left, stayed).max(world.calendar.start);
    // Children born later never lived here.
    household.members.retain(|member| member.birth < left);
    let people = people::write(world, village, &household, since);
    for person in &people {
        let term = Term {
            since,
            until: Some(left),
            usage: Use::Whole,
            moved_in: false,
            moves_on: false,
        };
        people::stay(world, village.area, person, door, &term);
    }
    left
}

fn settle(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    spot: &Spot<'_>,
    door: &Door,
    usage: Use,
    household: &Household,
    free_since: Option<NaiveDate>,
) -> Vec<Stay> {
    if household.is_local() {
        let since = long_ago(world);
        let people = people::write(world, village, household, spot.surveyed);
        return move_in(world, village, spot, &people, door, since);
    }
    let longest = free_since.map_or(world.calendar.span(), |day| world.calendar.age(day));
    let days = world.draw.days_back(longest);
    let since = world.calendar.back(days);
    let previous = previous(world, village, since);
    let known_since = previous.as_ref().map_or(since, |(_, from)| *from);
    let people = people::write(world, village, household, known_since);
    if let Some((other, from)) = &previous {
        for person in people.iter().filter(|person| person.birth < since) {
            let term = Term {
                since: *from,
                until: Some(since),
                usage: Use::Whole,
                moved_in: false,
                moves_on: true,
            };
            people::stay(world, village.area, person, other, &term);
        }
    }
    let term = Term {
        since,
        until: None,
        usage,
        moved_in: previous.is_some(),
        moves_on: false,
    };
    stay_all(world, village, spot, &people, door, &term)
}

/// A room of the same area that the household lived in before, and since when; few have moved.
fn previous(
    world: &mut World<'_>,
    village: &Village<'_>,
    since: NaiveDate,
) -> Option<(Door, NaiveDate)> {
    let room_before = (since - world.calendar.start).num_days();
    if village.doors.is_empty() || room_before < 60 || !world.draw.chance(8) {
        return None;
    }
    let stayed = world.draw.between(30, room_before.min(400));
    let door = world.draw.pick(&village.doors).clone();
    Some((door, before(since, stayed)))
}

/// A local family in its own home.
pub(super) fn move_in(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    spot: &Spot<'_>,
    people: &[Person],
    door: &Door,
    since: NaiveDate,
) -> Vec<Stay> {
    let term = Term {
        since,
        until: None,
        usage: Use::Own,
        moved_in: false,
        moves_on: false,
    };
    stay_all(world, village, spot, people, door, &term)
}

fn stay_all(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    spot: &Spot<'_>,
    people: &[Person],
    door: &Door,
    term: &Term,
) -> Vec<Stay> {
    let mut stays = Vec::new();
    for person in people {
        stays.push(people::stay(world, village.area, person, door, term));
        if person.is_adult() {
            village
                .neighbours
                .push(person.as_neighbour(door, term.since));
        }
    }
    contacts::write_residents(world, village, spot, people, door, term);
    stays
}

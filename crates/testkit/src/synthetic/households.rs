//! Who lives together: families of the place and of newcomers, and workers who share a room.

use chrono::{Months, NaiveDate};

use super::area::Village;
use super::days::{Calendar, before};
use super::draw::Draw;
use super::names::{Local, Name, Nation, Sex};
use super::regions::{self, Region, YIWU};
use super::rooms::Use;
use super::world::World;

/// Where a household comes from.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    Here,
    Elsewhere(&'static Region),
    DottedNames(&'static Region),
    Abroad(&'static Nation),
}

/// Somebody of a household.
pub(super) struct Member {
    pub(super) name: Called,
    pub(super) sex: Sex,
    pub(super) birth: NaiveDate,
    /// Place in the household of who is responsible for a child.
    pub(super) guardian: Option<usize>,
}

/// A name with what children take from it.
pub(super) enum Called {
    Chinese(Name),
    Latin(String),
}

impl Called {
    pub(super) fn full(&self) -> String {
        match self {
            Called::Chinese(name) => name.full(),
            Called::Latin(name) => name.clone(),
        }
    }
}

/// People who move together; parents come before children.
pub(super) struct Household {
    pub(super) origin: Origin,
    pub(super) members: Vec<Member>,
}

impl Household {
    pub(super) fn is_local(&self) -> bool {
        matches!(self.origin, Origin::Here)
    }
}

#[derive(Clone, Copy)]
enum Shape {
    Alone,
    Couple { children: usize },
    OneParent,
    ThreeGenerations,
    OldCouple,
}

/// The households of a room by its kind of letting.
pub(super) fn of(world: &mut World<'_>, village: &Village<'_>, usage: Use) -> Vec<Household> {
    let heads = match usage {
        Use::Shop | Use::Vacant => 0,
        Use::Own | Use::Whole | Use::ShopDwelling => 1,
        Use::Shared => world.draw.between(2, 4),
        Use::Dormitory => world.draw.between(3, 6),
    };
    (0..heads)
        .map(|_| match usage {
            Use::Own => local(world, village.clan()),
            Use::Shared | Use::Dormitory => newcomers(world, true),
            _ => newcomers(world, false),
        })
        .collect()
}

/// A family registered in Yiwu.
pub(super) fn local(world: &mut World<'_>, clan: Option<&str>) -> Household {
    let shape = world.draw.weighted(&[
        (Shape::Couple { children: 0 }, 20),
        (Shape::Couple { children: 1 }, 30),
        (Shape::Couple { children: 2 }, 14),
        (Shape::OldCouple, 18),
        (Shape::ThreeGenerations, 18),
    ]);
    members(world, Origin::Here, shape, clan)
}

/// A family, or one worker, from elsewhere.
pub(super) fn newcomers(world: &mut World<'_>, alone: bool) -> Household {
    world.turns.newcomers += 1;
    let turn = world.turns.newcomers;
    let shape = match alone {
        true => Shape::Alone,
        false => world.draw.weighted(&[
            (Shape::Alone, 26),
            (Shape::Couple { children: 0 }, 28),
            (Shape::Couple { children: 1 }, 24),
            (Shape::Couple { children: 2 }, 12),
            (Shape::OneParent, 4),
            (Shape::ThreeGenerations, 6),
        ]),
    };
    // By turns, not by chance, so that a small station has foreigners and dotted names too.
    match turn {
        turn if turn % 45 == 7 => foreigners(world, shape),
        turn if turn % 110 == 11 => {
            let origin = Origin::DottedNames(regions::of_dotted_names(&mut world.draw));
            members(world, origin, shape, None)
        }
        _ => {
            let origin = Origin::Elsewhere(regions::elsewhere(&mut world.draw));
            members(world, origin, shape, None)
        }
    }
}

/// A foreigner, seldom with family.
fn foreigners(world: &mut World<'_>, shape: Shape) -> Household {
    let (nation, sex, name) = world.names.foreigner(&mut world.draw);
    let age = world.draw.between(21, 52);
    let birth = born(&world.calendar, &mut world.draw, age);
    let mut household = Household {
        origin: Origin::Abroad(nation),
        members: vec![Member {
            name: Called::Latin(name),
            sex,
            birth,
            guardian: None,
        }],
    };
    if let Shape::Couple { children } = shape
        && world.draw.chance(60)
    {
        add(world, &mut household, sex.other(), age, None, None);
        for _ in 0..children.min(1) {
            add_child(world, &mut household, age);
        }
    }
    household
}

fn members(world: &mut World<'_>, origin: Origin, shape: Shape, clan: Option<&str>) -> Household {
    let mut household = Household {
        origin,
        members: Vec::new(),
    };
    let (children, old) = match shape {
        Shape::Alone | Shape::OldCouple => (0, 0),
        Shape::Couple { children } => (children, 0),
        Shape::OneParent => (1, 0),
        Shape::ThreeGenerations => (1, world.draw.between(1, 2)),
    };
    let age = match shape {
        Shape::Alone => world.draw.between(17, 56),
        Shape::OldCouple => world.draw.between(58, 88),
        Shape::Couple { children: 0 } => world.draw.between(21, 57),
        _ => world.draw.between(24, 46),
    };
    let head = match shape {
        Shape::Alone | Shape::OneParent => Sex::any(&mut world.draw),
        _ => Sex::Male,
    };
    add(world, &mut household, head, age, clan, None);
    if !matches!(shape, Shape::Alone | Shape::OneParent) {
        let younger = world.draw.between(-2, 5);
        add(
            world,
            &mut household,
            head.other(),
            (age - younger).max(20),
            None,
            None,
        );
    }
    for _ in 0..children {
        add_child(world, &mut household, age);
    }
    for sex in [Sex::Female, Sex::Male].into_iter().take(old as usize) {
        let older = world.draw.between(22, 30);
        add(world, &mut household, sex, age + older, clan, None);
    }
    household
}

/// A child of the first member; its guardian is one of the parents.
fn add_child(world: &mut World<'_>, household: &mut Household, parents_age: i64) {
    let age = world.draw.between(0, (parents_age - 21).clamp(0, 17));
    let sex = Sex::any(&mut world.draw);
    let parents = household.members.len().min(2);
    let guardian = (age < 16).then(|| world.draw.index(parents));
    let clan = None;
    add(world, household, sex, age, clan, Some(Child { guardian }));
}

struct Child {
    guardian: Option<usize>,
}

fn add(
    world: &mut World<'_>,
    household: &mut Household,
    sex: Sex,
    age: i64,
    clan: Option<&str>,
    child: Option<Child>,
) {
    let birth = born(&world.calendar, &mut world.draw, age);
    let year = chrono::Datelike::year(&birth);
    let parent = match &child {
        Some(_) => household.members.first().map(|head| &head.name),
        None => None,
    };
    let name = match (household.origin, parent) {
        (Origin::Abroad(nation), _) => {
            Called::Latin(world.names.foreign(&mut world.draw, nation, sex))
        }
        (_, Some(Called::Chinese(parent))) => {
            Called::Chinese(world.names.child(&mut world.draw, parent, sex, year))
        }
        (Origin::DottedNames(_), _) => Called::Chinese(world.names.dotted(&mut world.draw, sex)),
        (Origin::Here, _) => {
            let local = Local::Yes { clan };
            Called::Chinese(world.names.chinese(&mut world.draw, sex, year, local))
        }
        (Origin::Elsewhere(_), _) => {
            Called::Chinese(world.names.chinese(&mut world.draw, sex, year, Local::No))
        }
    };
    household.members.push(Member {
        name,
        sex,
        birth,
        guardian: child.and_then(|child| child.guardian),
    });
}

/// A day on which somebody was born who is `age` today.
fn born(calendar: &Calendar, draw: &mut Draw, age: i64) -> NaiveDate {
    let months = Months::new(u32::try_from(age * 12).unwrap_or(0));
    let birthday = calendar.today.checked_sub_months(months);
    before(birthday.unwrap_or(calendar.today), draw.between(0, 364))
}

impl Origin {
    /// Registered household; a passport has none.
    pub(super) fn household(self) -> Option<&'static Region> {
        match self {
            Origin::Here => Some(&YIWU),
            Origin::Elsewhere(region) | Origin::DottedNames(region) => Some(region),
            Origin::Abroad(_) => None,
        }
    }
}

//! The rooms of one entrance: one owner, a kind of letting for each room, and who lives there.

use chrono::NaiveDate;
use serde_json::json;

use super::area::{Door, Village};
use super::buildings::{Form, Plan};
use super::contacts::{self, Landlord};
use super::households;
use super::people::{self, Person, Stay};
use super::settling;
use super::world::World;

/// Kind of letting.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Use {
    Own,
    Whole,
    Shared,
    Dormitory,
    ShopDwelling,
    Shop,
    Vacant,
}

impl Use {
    fn is_let(self) -> bool {
        matches!(self, Use::Whole | Use::Shared | Use::Dormitory)
    }

    fn as_str(self) -> &'static str {
        match self {
            Use::Own => "own",
            Use::Whole => "let_whole",
            Use::Shared => "let_shared",
            Use::Dormitory => "dormitory",
            Use::ShopDwelling => "shop_dwelling",
            Use::Shop => "shop",
            Use::Vacant => "vacant",
        }
    }
}

/// One entrance of a building.
pub(super) struct Spot<'a> {
    pub(super) plan: &'a Plan,
    pub(super) building: &'a str,
    pub(super) unit: Option<i64>,
    /// When the rooms were first written down.
    pub(super) surveyed: NaiveDate,
    pub(super) at: i64,
}

/// A room as a visitor finds it.
pub(super) struct Room {
    pub(super) id: String,
    pub(super) usage: Use,
    pub(super) stays: Vec<Stay>,
}

/// Writes owner, rooms and people of one entrance.
pub(super) fn write_unit(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    spot: &Spot<'_>,
) -> Vec<Room> {
    let at = spot.at;
    let (landlord, mut family) = write_owner(world, village, spot, at);
    let mut rooms = Vec::new();
    for floor in 1..=spot.plan.floors {
        for nth in 1..=spot.plan.rooms_per_floor {
            let owners_home = floor == spot.plan.floors && nth == 1;
            let home = if owners_home { family.take() } else { None };
            let usage = match home {
                Some(_) => Use::Own,
                None => usage(world, village, spot.plan, floor),
            };
            let landlord = (usage != Use::Own).then_some(landlord.as_str());
            let label = format!("{}", floor * 100 + nth);
            let door = write_room(world, village, spot, &label, usage, landlord, at);
            let stays = match home {
                Some((people, since)) => {
                    settling::move_in(world, village, spot, &people, &door, since)
                }
                None => settling::fill(world, village, spot, &door, usage),
            };
            rooms.push(Room {
                id: door.id.clone(),
                usage,
                stays,
            });
            if usage.is_let() {
                village.doors.push(door);
            }
        }
    }
    rooms
}

type Family = (Vec<Person>, NaiveDate);

/// The owner's contact, and the owner's family where it lives in the house.
fn write_owner(
    world: &mut World<'_>,
    village: &mut Village<'_>,
    spot: &Spot<'_>,
    at: i64,
) -> (String, Option<Family>) {
    let lives_here = match spot.plan.form {
        Form::Flats | Form::House => village.left > 0 && world.draw.chance(62),
        Form::Dormitory | Form::Shops | Form::Site => false,
    };
    let family = lives_here.then(|| {
        let household = households::local(world, village.clan());
        let since = settling::long_ago(world);
        let day = spot.surveyed;
        let mut people = people::write(world, village, &household, day);
        if let Some(owner) = people.first_mut() {
            owner.is_landlord = true;
        }
        (people, since)
    });
    let owner = family.as_ref().and_then(|(people, _)| people.first());
    let landlord = Landlord {
        spot,
        owner,
        company: matches!(spot.plan.form, Form::Dormitory | Form::Site),
    };
    (
        contacts::write_landlord(world, village, &landlord, at),
        family,
    )
}

fn usage(world: &mut World<'_>, village: &Village<'_>, plan: &Plan, floor: i64) -> Use {
    let draw = &mut world.draw;
    let ground = floor == 1;
    match plan.form {
        Form::Dormitory => draw.weighted(&[(Use::Dormitory, 93), (Use::Vacant, 7)]),
        Form::Site => Use::Dormitory,
        Form::Shops => draw.weighted(&[(Use::Shop, 62), (Use::ShopDwelling, 30), (Use::Vacant, 8)]),
        Form::Flats if plan.shops_below && ground => {
            draw.weighted(&[(Use::Shop, 55), (Use::ShopDwelling, 38), (Use::Vacant, 7)])
        }
        Form::Flats | Form::House => {
            // Kept near the model station, where 87,000 of 304,000 people are local.
            let wanted = (15 + (29 - village.local_share()) * 5).clamp(0, 80);
            if draw.chance(wanted.unsigned_abs() as u32) {
                return Use::Own;
            }
            draw.weighted(&[(Use::Whole, 60), (Use::Shared, 31), (Use::Vacant, 9)])
        }
    }
}

fn write_room(
    world: &mut World<'_>,
    village: &Village<'_>,
    spot: &Spot<'_>,
    label: &str,
    usage: Use,
    landlord: Option<&str>,
    at: i64,
) -> Door {
    let floor = &label[..label.len() - 2];
    let unit = spot.unit.map(|unit| unit.to_string());
    let text = match &unit {
        Some(unit) => format!("{}{unit}单元{label}室", spot.plan.text()),
        None => format!("{}{label}室", spot.plan.text()),
    };
    let fields = json!({
        "building": spot.building,
        "place": { "unit": unit, "floor": floor, "label": label },
        "use": usage.as_str(),
        "landlord": landlord,
    });
    let id = world.write("rooms", at, fields);
    if usage == Use::Shop && world.draw.chance(55) {
        contacts::write_shopkeeper(world, village, spot, &id);
    }
    Door { id, text }
}

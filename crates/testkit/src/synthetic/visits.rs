//! Calls at doors over the last four months: rounds through a building, door after door.

use serde_json::json;

use super::rooms::{Room, Use};
use super::staff::Area;
use super::world::World;

/// Days that visits go back.
const DAYS: i64 = 122;
const FIRST_MINUTE: i64 = 8 * 60 + 30;
const LAST_MINUTE: i64 = 20 * 60;

const NOTES: [&str; 10] = [
    "上夜班，下午三点以后在家",
    "周末在家，平时白天无人",
    "已提醒老人不接陌生来电",
    "门铃坏了，请敲门",
    "电动车停在楼道，已劝移至车棚",
    "下月准备搬走，提醒办理搬离",
    "新装了烟感报警器",
    "房东委托二楼住户代管钥匙",
    "养狗，进门前先打招呼",
    "已扫码添加联系人",
];

/// Writes the rounds through one building.
pub(super) fn write(world: &mut World<'_>, area: &Area, rooms: &[Room]) {
    let rounds = world.draw.weighted(&[(0, 8), (1, 34), (2, 36), (3, 22)]);
    for _ in 0..rounds {
        round(world, area, rooms);
    }
}

fn round(world: &mut World<'_>, area: &Area, rooms: &[Room]) {
    let back = world.draw.between(0, DAYS);
    let day = world.calendar.back(back);
    let last = world.calendar.passed(day, LAST_MINUTE);
    let mut minute = world.draw.between(FIRST_MINUTE, last - 60);
    for room in rooms {
        if minute > last {
            return;
        }
        if world.draw.chance(72) {
            let second = world.draw.between(0, 59);
            let at = world.calendar.at(day, minute, second);
            call(world, area, room, at);
            minute += world.draw.between(2, 8);
        }
    }
}

fn call(world: &mut World<'_>, area: &Area, room: &Room, at: i64) {
    let result = match room.usage {
        Use::Vacant => world.draw.weighted(&[("vacant", 85), ("nobody_home", 15)]),
        _ => world
            .draw
            .weighted(&[("done", 74), ("nobody_home", 22), ("refused", 4)]),
    };
    let day = world.calendar.day_of(at);
    let known = room.stays.iter().filter(|stay| stay.since < day);
    let mut confirmed = Vec::new();
    for stay in known {
        if result == "done" && world.draw.chance(93) {
            confirmed.push(stay.id.as_str());
        }
    }
    let noted = world.draw.chance(12);
    let note = noted.then(|| *world.draw.pick(&NOTES));
    let fields = json!({
        "room": room.id,
        "result": result,
        "at": at,
        "by": area.instructor,
        "confirmed": (!confirmed.is_empty()).then_some(confirmed),
        "note": note,
    });
    world.write("visits", at, fields);
}

//! Broadcasts of 26 months, about one a week, with who confirmed them and who passed them on.

use chrono::NaiveDate;
use serde_json::json;

use super::staff::{Area, Staff};
use super::words::broadcasts::{self as words, Warning};
use super::world::{World, iso};

/// Writes broadcasts, confirmations and passes. The newest is of today and the first instructor has not confirmed it; one more waits
/// for the chief.
pub(super) fn write(world: &mut World<'_>, staff: &Staff) {
    let weeks = (world.calendar.span() / 7).unsigned_abs() as usize;
    for ago in (1..=weeks).rev() {
        let jitter = world.draw.between(0, 2);
        let day = world.calendar.back(ago as i64 * 7 - jitter);
        write_past(world, staff, weeks - ago, day);
    }
    write_newest(world, staff, weeks);
    write_unpublished(world, staff, weeks);
}

fn write_past(world: &mut World<'_>, staff: &Staff, turn: usize, day: NaiveDate) {
    let warning = words::warning(&mut world.draw, turn);
    let at = world.office_hours(day);
    // Some warnings concern a few areas only.
    let some = world.draw.chance(12) && staff.areas.len() > 2;
    let areas: Vec<&Area> = match some {
        true => staff.areas.iter().skip(turn % 2).step_by(2).collect(),
        false => staff.areas.iter().collect(),
    };
    let withdrawn = turn % 40 == 17;
    let status = match withdrawn {
        true => {
            json!({ "state": "withdrawn", "at": at, "by": staff.chief, "reason": "内容有误，已另发更正" })
        }
        false => json!({ "state": "approved", "at": at, "by": staff.chief }),
    };
    let author = world.draw.pick(&staff.areas).officer.as_str();
    let limited: Vec<&str> = match some {
        true => areas.iter().map(|area| area.id.as_str()).collect(),
        false => Vec::new(),
    };
    let draft = Draft {
        author,
        warning,
        status,
        urgent: turn % 13 == 5,
        areas: limited,
        day,
    };
    let broadcast = write_one(world, at, &draft);
    if withdrawn {
        return;
    }
    for area in areas {
        if world.draw.chance(95) {
            let days = world.draw.between(0, 2);
            let confirmed_on = world.calendar.after(day, days);
            receive(world, area, &broadcast, confirmed_on, at);
        }
    }
}

/// Published this morning; two in five have confirmed it, the first instructor not.
fn write_newest(world: &mut World<'_>, staff: &Staff, turn: usize) {
    let day = world.calendar.today;
    let at = world.moment(day, 8 * 60, 8 * 60 + 30);
    let draft = Draft {
        author: &staff.areas[0].officer,
        warning: words::warning(&mut world.draw, turn),
        status: json!({ "state": "approved", "at": at, "by": staff.chief }),
        urgent: false,
        areas: Vec::new(),
        day,
    };
    let broadcast = write_one(world, at, &draft);
    for area in staff.areas.iter().skip(1) {
        if world.draw.chance(40) {
            receive(world, area, &broadcast, day, at);
        }
    }
}

/// One waits for the chief, one was sent back, one is a draft.
fn write_unpublished(world: &mut World<'_>, staff: &Staff, turn: usize) {
    // There are always two areas at least.
    let officer = staff.areas[0].officer.as_str();
    let states = [
        ("returned", 5, Some("请补充本地案例，并去掉网址")),
        ("draft", 2, None),
        ("submitted", 1, None),
    ];
    for (n, (state, ago, reason)) in states.into_iter().enumerate() {
        let day = world.calendar.back(ago);
        let at = world.moment(day, 15 * 60, 17 * 60);
        let by = match state {
            "returned" => staff.chief.as_str(),
            _ => officer,
        };
        let draft = Draft {
            author: officer,
            warning: words::warning(&mut world.draw, turn + 1 + n),
            status: json!({ "state": state, "at": at, "by": by, "reason": reason }),
            urgent: false,
            areas: Vec::new(),
            day,
        };
        write_one(world, at, &draft);
    }
}

struct Draft<'a> {
    author: &'a str,
    warning: Warning,
    status: serde_json::Value,
    urgent: bool,
    /// Empty means everywhere.
    areas: Vec<&'a str>,
    day: NaiveDate,
}

fn write_one(world: &mut World<'_>, at: i64, draft: &Draft<'_>) -> String {
    let expires = draft.day + chrono::Days::new(30);
    let fields = json!({
        "title": draft.warning.title,
        "text": draft.warning.text,
        "type": draft.warning.code,
        "urgent": draft.urgent,
        "areas": draft.areas,
        "author": draft.author,
        "expires_on": iso(expires),
        "status": draft.status,
    });
    world.write("broadcasts", at, fields)
}

/// The instructor of `area` confirms the broadcast and mostly passes it on.
fn receive(world: &mut World<'_>, area: &Area, broadcast: &str, day: NaiveDate, sent: i64) {
    let at = world.moment(day, 8 * 60 + 31, 19 * 60).max(sent + 60_000);
    let fields = json!({ "broadcast": broadcast, "user": area.instructor, "at": at });
    world.write("broadcast_oks", at, fields);
    let channels = world.draw.weighted(&[(0, 8), (1, 62), (2, 30)]);
    let all = ["moments", "group", "direct", "poster", "loudspeaker"];
    let first = world
        .draw
        .weighted(&[(0, 50), (1, 35), (2, 10), (3, 3), (4, 2)]);
    for n in 0..channels {
        let channel = all[(first + n) % all.len()];
        let reached = match channel {
            "moments" | "group" => Some(world.draw.between(40, 480)),
            "direct" => Some(world.draw.between(3, 40)),
            _ => None,
        };
        let fields = json!({
            "broadcast": broadcast,
            "user": area.instructor,
            "area": area.id,
            "channel": channel,
            "reached": reached,
            "at": at,
        });
        world.write("broadcast_passes", at, fields);
    }
}

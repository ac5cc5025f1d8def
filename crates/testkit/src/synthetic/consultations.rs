//! Consultations over 26 months, in the proportions of the model station: of 16,000 in two months 237 cases guided, 1,400 requests for
//! help, 3,154 declarations, 276 about fraud, 32 frauds stopped, the rest on disputes, household registration and residence.

use serde_json::json;

use super::area::{Neighbour, Village};
use super::words::consultations::{self as words, Exchange};
use super::world::World;

const KINDS: [(&str, u32); 8] = [
    ("case_guided", 237),
    ("help", 1_400),
    ("declaration", 3_154),
    ("fraud_consulted", 276),
    ("fraud_stopped", 32),
    ("dispute", 3_200),
    ("household", 3_600),
    ("residence", 4_200),
];

/// Writes the area's consultations, one for four people.
pub(super) fn write(world: &mut World<'_>, village: &Village<'_>) {
    for nth in 0..village.area.people.div_ceil(4) {
        write_one(world, village, nth);
    }
}

fn write_one(world: &mut World<'_>, village: &Village<'_>, nth: usize) {
    let turn = world.turns.consultations;
    world.turns.consultations += 1;
    // Rare kinds occur in every station, so the first ones go round.
    let kind = match KINDS.get(turn) {
        Some((kind, _)) => kind,
        None => world.draw.weighted(&KINDS),
    };
    // Every instructor has some of the last days that wait for an answer.
    let waiting = nth < 2;
    let days = match waiting {
        true => world.draw.between(0, 2),
        false => world.draw.days_back(world.calendar.span()),
    };
    let day = world.calendar.back(days);
    let (from, to) = world.draw.weighted(&[
        ((8 * 60, 12 * 60), 36),
        ((13 * 60, 18 * 60), 38),
        ((18 * 60, 22 * 60), 22),
        ((22 * 60, 24 * 60 - 1), 4),
    ]);
    let at = world.moment(day, from, to);
    let neighbour = village.neighbour(world, day);
    let known = neighbour.since <= day && world.draw.chance(76);
    let status = match waiting {
        true => "open",
        false => status(world, kind, days),
    };
    let Exchange { question, answer } =
        words::exchange(&mut world.draw, kind, &neighbour.door.text);
    let (person, asker) = match known {
        true => (Some(&neighbour.id), None),
        false => (None, Some(asker(world, neighbour))),
    };
    let fields = json!({
        "area": village.area.id,
        "kind": kind,
        "channel": channel(world),
        "person": person,
        "asker": asker,
        "text": question,
        "answer": (status != "open").then_some(answer),
        "status": status,
        "at": at,
        "by": village.area.instructor,
    });
    world.write("consultations", at, fields);
}

/// Only the last days wait for an answer.
fn status(world: &mut World<'_>, kind: &str, days: i64) -> &'static str {
    if days <= 3 && world.draw.chance(30) {
        return "open";
    }
    let handed_over = if kind == "case_guided" { 40 } else { 3 };
    match world.draw.chance(handed_over) {
        true => "handed_over",
        false => "answered",
    }
}

/// Who is not on record is called as people call each other.
fn asker(world: &mut World<'_>, like: &Neighbour) -> String {
    let first: String = like.name.chars().take(1).collect();
    let title = world.draw.pick(&["女士", "先生", "师傅", "老板", "阿姨"]);
    if first.is_ascii() {
        return like.name.clone();
    }
    format!("{first}{title}")
}

fn channel(world: &mut World<'_>) -> &'static str {
    world.draw.weighted(&[
        ("wecom", 52),
        ("phone", 17),
        ("door", 16),
        ("office", 11),
        ("street", 4),
    ])
}

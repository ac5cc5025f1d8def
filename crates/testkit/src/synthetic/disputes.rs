//! Disputes of all fifteen kinds with their parties, and how they ended.

use serde_json::json;

use super::area::{Neighbour, Village};
use super::words::disputes as words;
use super::world::World;

/// Weights as a village of tenants and small firms has them.
const KINDS: [(&str, u32); 15] = [
    ("neighbours", 20),
    ("housing", 22),
    ("labour", 14),
    ("family", 12),
    ("consumer", 6),
    ("contract", 5),
    ("business", 5),
    ("traffic", 5),
    ("property_management", 4),
    ("damages", 3),
    ("environment", 2),
    ("medical", 1),
    ("land", 1),
    ("demolition", 1),
    ("other", 3),
];

/// Writes the area's disputes: one for sixty people.
pub(super) fn write(world: &mut World<'_>, village: &Village<'_>) {
    for nth in 0..village.area.people.div_ceil(60) {
        write_one(world, village, nth);
    }
}

fn write_one(world: &mut World<'_>, village: &Village<'_>, nth: usize) {
    let turn = world.turns.disputes;
    world.turns.disputes += 1;
    let kind = match KINDS.get(turn) {
        Some((kind, _)) => kind,
        None => world.draw.weighted(&KINDS),
    };
    // Every instructor has one that is new and one that is being mediated.
    let (days, status) = match nth {
        0 => (world.draw.between(0, 5), "open"),
        1 => (world.draw.between(3, 20), "mediating"),
        _ => {
            let days = world.draw.days_back(world.calendar.span());
            (days, status(world, days))
        }
    };
    let day = world.calendar.back(days);
    let at = world.moment(day, 8 * 60, 21 * 60);
    let [applicant, respondent] = village.two_neighbours(world, day);
    let indoors = world.draw.chance(65);
    let place = match indoors {
        true => format!("{}{}", village.area.name, applicant.door.text),
        false => format!("{}{}", village.area.name, words::place(&mut world.draw)),
    };
    let (course, ending) = words::course(&mut world.draw, kind);
    let fields = json!({
        "area": village.area.id,
        "kind": kind,
        "source": world.draw.weighted(&[("active", 30), ("requested", 55), ("referred", 15)]),
        "place": place,
        "room": indoors.then_some(&applicant.door.id),
        "course": course,
        "at": at,
        "by": village.area.instructor,
        "status": status,
        "result": result(world, village, status, (at, days), ending),
    });
    let dispute = world.write("disputes", at, fields);
    write_party(world, &dispute, at, applicant, "applicant");
    write_party(world, &dispute, at, respondent, "respondent");
    if world.draw.chance(9) {
        let present = village.neighbour(world, day);
        write_party(world, &dispute, at, present, "witness");
    }
}

fn status(world: &mut World<'_>, days: i64) -> &'static str {
    world.draw.weighted(match days {
        ..=6 => &[("open", 45), ("mediating", 30), ("settled", 25)],
        7..=30 => &[
            ("open", 6),
            ("mediating", 24),
            ("settled", 60),
            ("ended", 10),
        ],
        31..=100 => &[
            ("mediating", 4),
            ("settled", 56),
            ("closed", 30),
            ("ended", 10),
        ],
        _ => &[("settled", 8), ("closed", 82), ("ended", 10)],
    })
}

/// How it ended; only an officer presides public-order mediation.
fn result(
    world: &mut World<'_>,
    village: &Village<'_>,
    status: &str,
    (opened_at, days): (i64, i64),
    ending: &str,
) -> Option<serde_json::Value> {
    let outcome = match status {
        "open" | "mediating" => return None,
        "ended" => world
            .draw
            .weighted(&[("ended", 50), ("court", 35), ("referred", 15)]),
        _ => world.draw.weighted(&[
            ("on_the_spot", 38),
            ("oral", 24),
            ("written", 18),
            ("performed", 13),
            ("police_mediation", 7),
        ]),
    };
    let text = match status {
        "ended" => words::unsettled(outcome),
        _ => ending,
    };
    let took = world.draw.between(0, 21.min(days));
    let day = world.calendar.back(days - took);
    let by = match outcome {
        "police_mediation" => &village.area.officer,
        _ => &village.area.instructor,
    };
    let at = world.office_hours(day).max(opened_at);
    Some(json!({ "outcome": outcome, "text": text, "at": at, "by": by }))
}

fn write_party(world: &mut World<'_>, dispute: &str, at: i64, who: &Neighbour, side: &str) {
    let on_record = world.draw.chance(80);
    let fields = json!({
        "dispute": dispute,
        "person": on_record.then_some(&who.id),
        "name": who.name,
        "phone": who.phone,
        "side": side,
    });
    world.write("dispute_parties", at, fields);
}

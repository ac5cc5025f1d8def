//! The month's report of a station with 120,000 contacts as workbook, pages and text, against counting its rows in plain SQL. The target is 1 s.

use app::reports::{self, Format, ReportWanted};
use domain::Role;
use serde_json::{Value, json};
use store::StoreError;
use tests::World;

use crate::{percentile, sync, timed};

const CONTACTS: usize = 120_000;
const AREAS: usize = 20;
const BUILDINGS: usize = 2_000;
const ROOMS: usize = 30_000;
/// A day of each month, ms since 1970: 15 January 2025 in China, and thirty days on.
const FIRST: i64 = 1_736_899_200_000;
const MONTH: i64 = 30 * 86_400_000;

/// As many people as contacts: two thirds still live there. They moved in over two years, nearly all declared it; every door is called at
/// twice a year.
fn residents(areas: &[String], user: &str, put: &mut impl FnMut(&str, usize, Value)) {
    let name =
        |kind: &str, number: usize| domain::ids::derived(&["report", kind, &number.to_string()]);
    for (number, area) in (0..BUILDINGS).zip(areas.iter().cycle()) {
        let address = json!({"number": number.to_string()});
        put(
            "buildings",
            number,
            json!({"area": area, "address": address}),
        );
    }
    for number in 0..ROOMS {
        let building = name("buildings", number % BUILDINGS);
        let place = json!({"label": number.to_string()});
        put(
            "rooms",
            number,
            json!({"building": building, "place": place}),
        );
        for round in 0..4 {
            let at = FIRST + ((number + round * 6) % 24) as i64 * MONTH;
            let fields =
                json!({"room": name("rooms", number), "result": "done", "at": at, "by": user});
            put("visits", number * 4 + round, fields);
        }
    }
    for (number, area) in (0..CONTACTS).zip(areas.iter().cycle()) {
        let (person, room) = (name("people", number), name("rooms", number % ROOMS));
        let household = json!({"code": if number.is_multiple_of(9) { "330782" } else { "341204" }});
        let fields = json!({"area": area, "name": "李伟", "household": household});
        put("people", number, fields);
        let day = |at: i64| store::day_of(at).to_string();
        let moved_in = FIRST + (number % 24) as i64 * MONTH;
        let until = number.is_multiple_of(3).then(|| day(moved_in + 5 * MONTH));
        let stay = json!({"person": person, "room": room, "since": day(moved_in), "until": until});
        put("residences", number, stay);
        if !number.is_multiple_of(10) {
            let status = json!({"state": "accepted", "at": moved_in, "by": user});
            let fields = json!({
                "person": person, "residence": name("residences", number), "room": room, "type": "arrive",
                "declared_on": day(moved_in + (number % 5) as i64 * 86_400_000), "status": status,
            });
            put("declarations", number, fields);
        }
    }
}

pub fn run() {
    let world = World::new();
    let areas: Vec<String> = (0..AREAS)
        .map(|number| world.area(&format!("村{number}")))
        .collect();
    let held: Vec<&str> = areas.iter().map(String::as_str).collect();
    let user = world.user("王丽", Role::Instructor, &held);
    let mut lines = String::new();
    let mut put = |kind: &str, number: usize, fields: Value| {
        let id = domain::ids::derived(&["report", kind, &number.to_string()]);
        lines.push_str(&json!({"kind": kind, "id": id, "fields": fields}).to_string());
        lines.push('\n');
    };
    for (number, area) in (0..CONTACTS).zip(areas.iter().cycle()) {
        put("contacts", number, sync::contact(area, &user, number));
    }
    let kinds = [
        "help",
        "residence",
        "household",
        "fraud_consulted",
        "fraud_stopped",
    ];
    // Two years of work: 2,000 consultations a month and 100 disputes.
    for number in 0..24 * 2_100 {
        let area = &areas[number % AREAS];
        let at = FIRST + (number as i64 % 24) * MONTH;
        if number.is_multiple_of(21) {
            put(
                "disputes",
                number,
                json!({"area": area, "kind": "neighbours", "course": "c", "at": at, "by": user}),
            );
        } else {
            put(
                "consultations",
                number,
                json!({"area": area, "kind": kinds[number % kinds.len()], "text": "t", "at": at, "by": user}),
            );
        }
    }
    residents(&areas, &user, &mut put);
    station::load(world.station(), lines.as_bytes()).expect("loaded");
    let laptop = world.laptop(&world.chief);
    let rows = "SELECT (SELECT count(*) FROM consultations) + (SELECT count(*) FROM disputes) + (SELECT count(*) FROM contacts)
                     + (SELECT count(*) FROM residences) + (SELECT count(*) FROM declarations) + (SELECT count(*) FROM visits)";
    let mut counting: Vec<_> = (0..20).map(|_| timed(|| laptop.count(rows)).1).collect();
    let period = "2026-10";
    let wanted = ReportWanted {
        period: period.to_owned(),
        areas: vec![],
    };
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..20 {
        let made = || reports::export(&laptop.desk, &wanted, &Format::ALL).expect("made");
        let (exported, time) = timed(made);
        bytes = exported.files.iter().map(|(_, file)| file.len()).sum();
        times.push(time);
    }
    let opened = laptop
        .desk
        .store
        .read(|connection| -> Result<i64, StoreError> {
            Ok(connection.query_row("SELECT count(*) FROM areas", [], |row| row.get(0))?)
        });
    let (report, count) = (percentile(&mut times, 0.5), percentile(&mut counting, 0.5));
    println!(
        "report of {period} over {} areas and {} rows, as workbook, pages and text of {bytes} bytes: {report:.1} ms (p50), {:.1} ms (p99); counting the rows takes {count:.1} ms, ratio {:.1}\n",
        opened.expect("read"),
        laptop.count(rows),
        percentile(&mut times, 0.99),
        report / count
    );
}

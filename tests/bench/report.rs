//! The month's report of a station with 120,000 contacts as workbook, pages and text, against counting its rows in plain SQL. The target is 1 s.

use app::reports::{self, Format, ReportWanted};
use domain::Role;
use serde_json::{Value, json};
use store::StoreError;
use tests::World;

use crate::{percentile, sync, timed};

const CONTACTS: usize = 120_000;
const AREAS: usize = 20;
/// A day of each month, ms since 1970: 15 January 2025 in China, and thirty days on.
const FIRST: i64 = 1_736_899_200_000;
const MONTH: i64 = 30 * 86_400_000;

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
    station::load(world.station(), lines.as_bytes()).expect("loaded");
    let laptop = world.laptop(&world.chief);
    let rows = "SELECT (SELECT count(*) FROM consultations) + (SELECT count(*) FROM disputes) + (SELECT count(*) FROM contacts)";
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

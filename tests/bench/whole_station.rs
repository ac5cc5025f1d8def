//! A laptop that holds a whole station of 300,000 people, as a chief's does (`BEATBOOK_BENCH_PEOPLE` names another size): search as it is
//! typed, saving, and opening screens, each beside the plainest thing that could do it over the same rows on the same disk.

use std::path::Path;
use std::time::Duration;

use app::people::{Opening, RegisterForm, page, register};
use app::records::{RecordForm, put};
use app::syncing::{self, LiveState};
use rusqlite::Connection;
use serde_json::{Value, json};
use store::StoreError;
use testkit::synthetic;
use tests::{Laptop, World, fields_of};

use crate::{percentile, timed};

/// Where nobody names another size.
const PEOPLE: usize = 300_000;
/// People who are looked for.
const SOUGHT: usize = 240;
/// Of the queries typed, one in so many is also asked of the reference, which reads everything.
const REFERENCE: usize = 40;
const SAVES: usize = 300;

pub fn run() {
    let world = World::new();
    let size = std::env::var("BEATBOOK_BENCH_PEOPLE").ok();
    let size = size.and_then(|size| size.parse().ok()).unwrap_or(PEOPLE);
    let lines = station_lines(size);
    station::load(world.station(), lines.as_bytes()).expect("loaded");
    drop(lines);
    let laptop = world.laptop(&world.chief);
    let people = laptop.count("SELECT count(*) FROM people");
    println!(
        "over {people} people, ms{:>19} {:>8} {:>8}",
        "p50", "p95", "p99"
    );
    search(&laptop);
    screens(&laptop);
    save(&laptop);
    println!();
}

fn line(name: &str, times: &mut [Duration]) -> (f64, f64) {
    let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|p| percentile(times, p));
    println!("{name:<32} {p50:>8.2} {p95:>8.2} {p99:>8.2}");
    (p50, p99)
}

fn ratio(ours: (f64, f64), reference: (f64, f64)) {
    println!(
        "ratio of p50 {:.2}, of p99 {:.2}",
        ours.0 / reference.0,
        ours.1 / reference.1
    );
}

/// What people type, letter by letter: half by the sounds of a name, then by its characters, the tail of a number, a room or a building.
fn typed(laptop: &Laptop) -> Vec<String> {
    let found = laptop
        .desk
        .store
        .read(|connection| -> Result<Vec<[String; 4]>, StoreError> {
            let mut statement = connection.prepare(
                "SELECT name, sort_key, phone, document_number FROM people WHERE document_number <> '' ORDER BY id LIMIT 20000",
            )?;
            let rows = statement.query_map([], |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("people");
    let every = (found.len() / SOUGHT).max(1);
    let prefixes = |text: &str| -> Vec<String> {
        let ends = text
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        ends.map(|end| text[..end].to_owned()).collect()
    };
    let tail = |text: &str| text[text.len().saturating_sub(4)..].to_owned();
    let mut queries = Vec::new();
    for (number, [name, sounds, phone, document]) in found.iter().step_by(every).enumerate() {
        let sounds: String = sounds.chars().filter(char::is_ascii_alphabetic).collect();
        match number % 10 {
            0..5 => queries.extend(prefixes(&sounds)),
            5 | 6 => queries.extend(prefixes(name)),
            7 if phone.is_ascii() => queries.extend(prefixes(&tail(phone)).into_iter().skip(2)),
            8 => queries.push(tail(document)),
            _ => {
                let rooms = ["402", "3-2-402", "12幢", "E区12幢", "A区1幢101"];
                queries.extend(prefixes(rooms[number / 10 % rooms.len()]));
            }
        }
    }
    queries.retain(|query| !query.is_empty());
    queries
}

fn search(laptop: &Laptop) {
    let queries = typed(laptop);
    let ask =
        |query: &String| timed(|| app::search::search(&laptop.desk, query, 20).expect("hits")).1;
    // The first round brings pages into memory, as the first minutes of a day do.
    for query in &queries {
        ask(query);
    }
    let mut ours: Vec<_> = queries.iter().map(ask).collect();
    let few = queries.iter().step_by(queries.len().div_ceil(REFERENCE));
    let mut likes: Vec<_> = few.map(|query| timed(|| like(laptop, query)).1).collect();
    let ours = line(&format!("search, {} queries", queries.len()), &mut ours);
    ratio(ours, line("LIKE over four columns", &mut likes));
}

fn like(laptop: &Laptop, query: &str) -> usize {
    let found = laptop
        .desk
        .store
        .read(|connection| -> Result<usize, StoreError> {
            let pattern = format!("%{query}%");
            let mut statement = connection.prepare_cached(
                "SELECT id, name, phone FROM people WHERE name LIKE ?1 OR sort_key LIKE ?1 OR phone LIKE ?1 OR document_number LIKE ?1 LIMIT 20",
            )?;
            let rows = statement.query_map([&pattern], |row| row.get::<_, String>(0))?;
            Ok(rows.count())
        });
    found.expect("rows")
}

/// Ids of some rows of a kind.
fn some(laptop: &Laptop, kind: &str, most: usize) -> Vec<String> {
    let sql = format!("SELECT id FROM {kind} ORDER BY id LIMIT {most}");
    laptop
        .desk
        .store
        .read(|connection| -> Result<Vec<String>, StoreError> {
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("ids")
}

fn screens(laptop: &Laptop) {
    // More than anybody opens within an hour.
    let why = Opening {
        purpose: Some("registration".into()),
        sure: true,
        ..Opening::default()
    };
    let mut opened: Vec<_> = some(laptop, "people", 200)
        .iter()
        .map(|id| timed(|| page(&laptop.desk, id, &why).expect("a page")).1)
        .collect();
    line("a person's page, with its entry", &mut opened);
    let area = &some(laptop, "areas", 1)[0];
    let desk = &laptop.desk;
    let again = |work: &dyn Fn()| -> Vec<Duration> { (0..20).map(|_| timed(work).1).collect() };
    line(
        "today, one area",
        &mut again(&|| drop(app::today::get(desk, Some(area)).expect("today"))),
    );
    line(
        "numbers of the navigation",
        &mut again(&|| assert!(app::today::nav_counts(desk, Some(area)).is_ok())),
    );
    line(
        "today, every area",
        &mut again(&|| drop(app::today::get(desk, None).expect("today"))),
    );
    line(
        "the sync page",
        &mut again(&|| drop(syncing::page(desk, &LiveState::default()).expect("a page"))),
    );
    line(
        "the station's page",
        &mut again(&|| drop(app::staff::page(desk).expect("a page"))),
    );
}

/// A consultation, and a tenant with stay and declaration, each saved with its entry in the access log, against one insert of as many bytes
/// into a plain SQLite file with the same promise of durability.
fn save(laptop: &Laptop) {
    let area = some(laptop, "areas", 1).remove(0);
    let rooms = some(laptop, "rooms", SAVES);
    let mut consultations = Vec::new();
    let mut tenants = Vec::new();
    for (number, room) in rooms.iter().enumerate() {
        let fields = json!({
            "area": area, "kind": "help", "text": "问电动车停放，已答复", "at": laptop.desk.now(), "by": laptop.desk.user,
        });
        let form = RecordForm {
            kind: "consultations".into(),
            id: None,
            base: None,
            fields: fields_of(fields),
        };
        consultations.push(timed(|| put(&laptop.desk, form).expect("saved")).1);
        let form: RegisterForm = serde_json::from_value(tenant(room, number)).expect("a form");
        tenants.push(timed(|| register(&laptop.desk, form).expect("registered")).1);
    }
    let plain = tempfile::tempdir().expect("a folder");
    let mut inserts = inserts(&plain.path().join("plain.db"));
    line("save a consultation", &mut consultations);
    let ours = line("register a tenant", &mut tenants);
    ratio(ours, line("one insert, plain SQLite", &mut inserts));
}

fn tenant(room: &str, number: usize) -> Value {
    json!({
        "room": room, "document_type": null, "number": null, "name": format!("测试{number}"), "name_latin": null, "sex": "male",
        "birth": "1990-01-01", "phone": format!("139{number:08}"), "household_code": "341204", "household_name": null,
        "nationality": null, "guardian": null, "since": "2026-11-20", "reason": null, "period": null, "dwelling": null,
        "employer": null, "person": null,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the reference reaches past the program"
)]
fn inserts(file: &Path) -> Vec<Duration> {
    let connection = Connection::open(file).expect("a file");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = EXTRA; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")
        .expect("a table");
    let body = "x".repeat(600);
    let insert = || {
        connection
            .execute("INSERT INTO t (body) VALUES (?1)", [&body])
            .expect("inserted")
    };
    (0..SAVES).map(|_| timed(insert).1).collect()
}

/// The synthetic station as lines, without its accounts: the world has its own.
pub fn station_lines(people: usize) -> String {
    let today = domain::dates::day_of(tests::MORNING);
    let mut lines = String::new();
    synthetic::generate_into(1, people, today, &mut |record| {
        let value: Value = serde_json::to_value(&record).expect("a record");
        lines.push_str(&value.to_string());
        lines.push('\n');
    });
    lines
}

//! Search as you type over the synthetic people, against `LIKE` over their names, phones and numbers.

use serde_json::Value;
use testkit::synthetic;
use tests::World;

use crate::{percentile, timed};

const PEOPLE: usize = 12_000;
const ROUNDS: usize = 20;

pub fn run() {
    let world = World::new();
    let lines = station_lines(PEOPLE);
    station::load(world.station(), lines.as_bytes()).expect("loaded");
    let laptop = world.laptop(&world.chief);
    let queries = [
        "王", "w", "wang", "wangl", "ouy", "oyx", "子涵", "1388", "0014", "402", "12幢", "nguyen",
        "单",
    ];
    let (mut ours, mut likes) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for query in queries {
            ours.push(timed(|| app::search::search(&laptop.desk, query, 20).expect("hits")).1);
            likes.push(timed(|| like(&laptop, query)).1);
        }
    }
    let people = laptop.count("SELECT count(*) FROM people");
    println!("search over {people} people, ms      p50      p99");
    for (name, times) in [
        ("search", &mut ours),
        ("LIKE over four columns", &mut likes),
    ] {
        println!(
            "{name:<32} {:>8.2} {:>8.2}",
            percentile(times, 0.5),
            percentile(times, 0.99)
        );
    }
    println!(
        "ratio of p50 {:.2}, of p99 {:.2}\n",
        percentile(&mut ours, 0.5) / percentile(&mut likes, 0.5),
        percentile(&mut ours, 0.99) / percentile(&mut likes, 0.99)
    );
}

fn like(laptop: &tests::Laptop, query: &str) -> usize {
    laptop
        .desk
        .store
        .read(|connection| -> Result<usize, store::StoreError> {
            let pattern = format!("%{query}%");
            let mut statement = connection.prepare_cached(
                "SELECT id, name, phone FROM people WHERE name LIKE ?1 OR sort_key LIKE ?1 OR phone LIKE ?1 OR document_number LIKE ?1 LIMIT 20",
            )?;
            let rows = statement.query_map([&pattern], |row| row.get::<_, String>(0))?;
            Ok(rows.count())
        })
        .expect("rows")
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

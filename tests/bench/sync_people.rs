//! Push and pull of 20,000 people over real HTTPS, against a raw SQLCipher insert of the same rows.

use domain::Role;
use serde_json::json;
use store::Edit;
use tests::{Laptop, World, fields_of};

use crate::timed;

const PEOPLE: usize = 20_000;

pub fn run() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let (sender, receiver) = (world.laptop(&user), world.laptop(&world.chief));
    let rows: Vec<serde_json::Value> = (0..PEOPLE).map(|index| person(&area, index)).collect();
    let (_, saved) = timed(|| save(&sender, &area, &rows));
    let (round, pushed) = timed(|| sender.sync());
    let (pulled_round, pulled) = timed(|| receiver.sync());
    let (_, raw) = timed(|| raw_insert(&rows));
    assert_eq!((round.pushed, pulled_round.pulled), (PEOPLE, PEOPLE));
    let per_second = |seconds: f64| PEOPLE as f64 / seconds;
    println!(
        "{PEOPLE} people of {} bytes         rows/s    of raw",
        rows[0].to_string().len()
    );
    let base = per_second(raw.as_secs_f64());
    for (name, time) in [
        ("raw SQLCipher insert", raw),
        ("saved on a laptop", saved),
        ("pushed, with the settling pull", pushed),
        ("pulled by another laptop", pulled),
    ] {
        let rate = per_second(time.as_secs_f64());
        println!("{name:<32} {rate:>8.0} {:>8.3}", rate / base);
    }
}

fn person(area: &str, index: usize) -> serde_json::Value {
    json!({
        "area": area,
        "name": format!("王子涵{index}"),
        "sex": "female",
        "birth": "1990-01-01",
        "document": {"type": "resident_id", "number": format!("33079919900101{:04}", index % 10_000)},
        "phone": format!("+86138{index:08}"),
        "household": {"code": "341202", "name": "安徽省阜阳市颍州区"},
        "nationality": "CHN",
    })
}

/// Actions of 500 rows, as an import makes them.
fn save(laptop: &Laptop, area: &str, rows: &[serde_json::Value]) {
    for part in rows.chunks(500) {
        laptop
            .desk
            .store
            .write(
                laptop.desk.now(),
                |write| -> Result<(), store::StoreError> {
                    for row in part {
                        write.put(Edit::create("people", area, fields_of(row.clone())))?;
                    }
                    Ok(())
                },
            )
            .expect("saved");
    }
}

/// The same rows into one table of an encrypted file with the same settings, in one transaction, with the id as only index.
fn raw_insert(rows: &[serde_json::Value]) {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = store::Identity {
        user: "u".into(),
        role: "chief".into(),
        ..store::Identity::default()
    };
    let store = store::create(
        folder.path(),
        tests::PASSPHRASE,
        &identity,
        store::KdfCost::FLOOR,
    )
    .expect("a store");
    store
        .write(0, |write| -> Result<(), store::StoreError> {
            let connection = write.connection();
            connection.execute_batch(
                "CREATE TABLE raw (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
            )?;
            let mut insert = connection.prepare("INSERT INTO raw (id, body) VALUES (?1, ?2)")?;
            for (index, row) in rows.iter().enumerate() {
                insert.execute((
                    domain::ids::derived(&["raw", &index.to_string()]),
                    row.to_string(),
                ))?;
            }
            Ok(())
        })
        .expect("inserted");
}

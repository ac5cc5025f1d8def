//! Sync over real HTTPS, beside a raw SQLCipher insert and a plain transfer of the same rows in the same run.

use domain::Role;
use serde_json::{Value, json};
use store::Edit;
use tests::{Laptop, World, fields_of};

use crate::timed;

/// Rows as an import makes them: actions of this many.
const ACTION: usize = 500;

pub fn run(contacts: usize) {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let (sender, receiver) = (world.laptop(&user), world.laptop(&world.chief));
    let rows: Vec<Value> = (0..contacts)
        .map(|index| contact(&area, &user, index))
        .collect();
    let (_, saved) = timed(|| save(&sender, &area, &rows));
    let (round, pushed) = timed(|| sender.sync());
    let (pulled_round, pulled) = timed(|| receiver.sync());
    let (_, raw) = timed(|| raw_insert(&rows));
    assert_eq!((round.pushed, pulled_round.pulled), (contacts, contacts));
    let per_second = |seconds: f64| contacts as f64 / seconds;
    println!(
        "{contacts} contacts of {} bytes         rows/s    of raw",
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

/// A contact of 12 fields and about 396 bytes.
fn contact(area: &str, user: &str, index: usize) -> Value {
    let mixed = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"];
    let given = [
        "子涵", "建国", "秀英", "志强", "丽", "伟", "芳", "敏", "静", "磊",
    ];
    let name = [
        surnames[(mixed >> 8) as usize % 10],
        given[(mixed >> 16) as usize % 10],
    ]
    .concat();
    json!({
        "area": area,
        "name": name,
        "role": "tenant",
        "phone": format!("+861{:010}", mixed % 10_000_000_000),
        "wecom": {"remark": format!("A区{}幢{}室 {name}", index % 120, 101 + index % 500), "nickname": format!("{:x}", mixed >> 40)},
        "group": format!("青岩刘村{}群", index % 20),
        "tags": [],
        "source": "import",
        "added_by": user,
        "added_at": 1_795_136_400_000_i64 - (mixed % 1_000_000_000) as i64,
    })
}

fn save(laptop: &Laptop, area: &str, rows: &[Value]) {
    for action in rows.chunks(ACTION) {
        laptop
            .desk
            .store
            .write(
                laptop.desk.now(),
                |write| -> Result<(), store::StoreError> {
                    for row in action {
                        write.put(Edit::create("contacts", area, fields_of(row.clone())))?;
                    }
                    write.forget_undo();
                    Ok(())
                },
            )
            .expect("saved");
    }
}

/// The same rows into one table of an encrypted file with the same settings, in one transaction, with the id as only index.
fn raw_insert(rows: &[Value]) {
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

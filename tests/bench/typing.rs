//! The warning while somebody is typed in who may be registered already, over 300,000 people. The target is 20 ms.

use app::people::{self, RegisterForm};
use serde_json::json;
use store::StoreError;
use tests::World;

use crate::{percentile, timed};

const ROUNDS: usize = 200;

pub fn run() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let laptop = world.laptop(&world.chief);
    let building = laptop.create(
        "buildings",
        &area,
        json!({"area": area, "address": {"number": "12"}}),
    );
    let room = laptop.create(
        "rooms",
        &area,
        json!({"building": building, "place": {"label": "402"}}),
    );
    laptop
        .desk
        .store
        .write(laptop.desk.now(), |write| -> Result<(), StoreError> {
            write
                .connection()
                .execute_batch(include_str!("typing.sql"))?;
            Ok(())
        })
        .expect("people");
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let form = RegisterForm {
            room: room.clone(),
            number: Some("330799199001010014".into()),
            name: "王子涵".into(),
            phone: Some(format!("138{:08}", round * 1_000)),
            birth: Some("1990-01-01".into()),
            since: "2026-11-20".into(),
            ..RegisterForm::default()
        };
        times.push(timed(|| people::check(&laptop.desk, form).expect("checked")).1);
    }
    println!(
        "typing over {} people, ms {:>8.2} {:>8.2}\n",
        laptop.count("SELECT count(*) FROM people"),
        percentile(&mut times, 0.5),
        percentile(&mut times, 0.99)
    );
}

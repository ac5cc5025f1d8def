//! Random histories of files, network and restored stations: whatever order they come in, nothing is lost and all copies end equal.

use domain::Role;
use serde_json::json;
use tests::{Laptop, World};

use crate::records;

/// Small and repeatable; quality does not matter here.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

struct History {
    world: World,
    laptops: Vec<Laptop>,
    /// Files on their way to the station, and answers on their way back, per laptop; none is ever thrown away.
    files: Vec<Vec<Vec<u8>>>,
    answers: Vec<Vec<Vec<u8>>>,
    people: Vec<String>,
    area: String,
}

impl History {
    fn new() -> History {
        let world = World::new();
        let area = world.area("青岩刘村");
        let laptops: Vec<Laptop> = ["王丽", "陈警官"]
            .into_iter()
            .map(|name| world.laptop(&world.user(name, Role::Officer, &[&area])))
            .collect();
        let people: Vec<String> = (0..3)
            .map(|number| records::person(&laptops[0], &area, &format!("人{number}")))
            .collect();
        for laptop in &laptops {
            laptop.sync();
        }
        History {
            world,
            files: vec![vec![]; laptops.len()],
            answers: vec![vec![]; laptops.len()],
            laptops,
            people,
            area,
        }
    }

    fn step(&mut self, draw: &mut Draw, backup: &mut Option<std::path::PathBuf>, number: usize) {
        let who = draw.below(self.laptops.len());
        self.world.clock.advance(60_000);
        match draw.below(12) {
            0..=3 => self.edit(draw, who, number),
            4 | 5 => {
                let file = self.laptops[who].courier_out().expect("written");
                self.files[who].push(file);
            }
            6 | 7 => {
                let (files, count) = (&self.files[who], self.files[who].len());
                if count > 0 {
                    let (_, answer) = self
                        .world
                        .courier(&files[draw.below(count)])
                        .expect("the station reads it");
                    self.answers[who].push(answer);
                }
            }
            8 | 9 => {
                let count = self.answers[who].len();
                if count > 0 {
                    // Refused as older, missing or to be handed back first, perhaps: but never harmful.
                    let _ = self.laptops[who].courier_in(&self.answers[who][draw.below(count)]);
                }
            }
            10 => {
                self.laptops[who].sync();
            }
            _ => match backup.take() {
                Some(file) => self.world.restore(&file),
                None => *backup = Some(self.world.backup(&format!("backup{number}"))),
            },
        }
    }

    fn edit(&mut self, draw: &mut Draw, who: usize, number: usize) {
        let name = format!("名{number}");
        let laptop = &self.laptops[who];
        if draw.below(3) == 0 {
            let id = records::person(laptop, &self.area, &name);
            self.people.push(id);
        } else {
            let person = &self.people[draw.below(self.people.len())];
            let known = laptop.text("SELECT name FROM people WHERE id = ?1", person);
            if known.is_none() {
                return;
            }
            laptop.change("people", person, json!({ "name": name }));
        }
    }

    /// Clean trips until nothing waits: what somebody does who reads the sentences.
    fn carry_until_quiet(&self) {
        for _ in 0..4 {
            for laptop in &self.laptops {
                let file = laptop.courier_out().expect("written");
                let (_, answer) = self.world.courier(&file).expect("the station reads it");
                match laptop.courier_in(&answer) {
                    Ok(_) => {}
                    Err(error) => assert_eq!(error.code, "courier_hand_back"),
                }
            }
        }
    }

    /// The last operation of each incarnation that the station has of a laptop.
    fn taken_of(&self, laptop: &Laptop) -> Vec<(i64, i64, String)> {
        let identity = laptop
            .desk
            .store
            .read(store::state::identity)
            .expect("read");
        let database = &self.world.station().database;
        database
            .read(|tx| tx.watermarks(&identity.device))
            .expect("read")
            .into_iter()
            .map(|(incarnation, mark)| (incarnation, mark.counter, mark.op))
            .collect()
    }

    fn rows(&self, laptop: &Laptop) -> Vec<String> {
        laptop
            .desk
            .store
            .read(|connection| -> Result<Vec<String>, store::StoreError> {
                let mut statement = connection
                    .prepare("SELECT id || ' ' || seq || ' ' || body FROM srv ORDER BY id")?;
                let rows = statement.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .expect("read")
    }
}

/// The last operation of each incarnation that a laptop still remembers.
fn last_of(laptop: &Laptop) -> Vec<(i64, i64, String)> {
    let read = laptop.desk.store.read(|connection| -> Result<_, store::StoreError> {
        let mut statement = connection.prepare(
            "SELECT incarnation, counter, id FROM op o WHERE counter =
             (SELECT max(counter) FROM op i WHERE i.incarnation = o.incarnation) ORDER BY incarnation",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    });
    read.expect("read")
}

#[test]
fn any_order_of_files_network_and_restores_ends_equal_and_loses_nothing() {
    for seed in 1..=6u64 {
        let mut draw = Draw(seed);
        let mut history = History::new();
        let mut backup = None;
        for number in 0..50 {
            history.step(&mut draw, &mut backup, number);
        }
        history.carry_until_quiet();
        let first = history.rows(&history.laptops[0]);
        for laptop in &history.laptops {
            assert_eq!(laptop.waiting(), 0, "seed {seed}");
            assert_eq!(
                laptop.count("SELECT count(*) FROM quarantined"),
                0,
                "seed {seed}"
            );
            assert_eq!(history.rows(laptop), first, "seed {seed}");
        }
        // What was taken and forgotten again by a restored station was given back, to the last operation of every incarnation.
        for laptop in &history.laptops {
            assert_eq!(history.taken_of(laptop), last_of(laptop), "seed {seed}");
        }
        for person in &history.people {
            let shown = history.laptops[0].text("SELECT name FROM people WHERE id = ?1", person);
            assert!(shown.is_some(), "seed {seed}: {person} is gone");
        }
    }
}

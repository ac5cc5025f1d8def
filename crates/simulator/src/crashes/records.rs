//! What happens to the station's records.

use std::collections::BTreeSet;
use std::path::Path;

use crash_disk::{Fault, Image};
use serde_json::json;
use station::{Database, staff};
use store::Identity;
use sync::wire::{Push, Pushed, Watermark, row_hash};

use super::{Bench, insert, name_in};
use crate::host::told;
use crate::inside;
use crate::template::{MORNING, Template};

impl Bench {
    pub(super) fn push(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        const BATCHES: usize = 3;
        let path = home.join("station.db");
        // Whether the file exists is asked of the real disk.
        std::fs::write(&path, b"").map_err(told)?;
        let image = Image::from([(name_in(home, "station.db"), self.station.clone())]);
        insert(home, image, fault, seed);
        let mut taken = 0;
        if let Ok(database) = Database::open(&path) {
            for number in 0..BATCHES {
                if push_batch(&database, &self.identity, 3, number).is_err() {
                    break;
                }
                taken += 1;
            }
        }
        let (operations, image) = crash_disk::eject();
        insert(home, image, None, 0);
        let checked = Database::open(&path).map_err(told).and_then(|database| {
            let mark = database
                .read(|tx| tx.watermarks(&self.identity.device))
                .map_err(told)?
                .remove(&3)
                .unwrap_or_default();
            let done = mark.counter as usize / BATCH;
            if done < taken || done > BATCHES {
                return Err(format!("{taken} batches were taken, {done} are there"));
            }
            for number in done..BATCHES {
                push_batch(&database, &self.identity, 3, number)?;
            }
            station_is_sound(&database, BATCHES)
        });
        crash_disk::eject();
        checked.map(|()| operations)
    }

    /// What was taken before and after stays, and a backup that was reported as written is one.
    pub(super) fn back_up(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        let (path, part) = (home.join("station.db"), home.join("backup.part"));
        std::fs::write(&path, b"").map_err(told)?;
        let image = Image::from([(name_in(home, "station.db"), self.station.clone())]);
        insert(home, image, fault, seed);
        let (mut taken, mut written) = (0, false);
        if let Ok(database) = Database::open(&path) {
            let first = push_batch(&database, &self.identity, 3, 0).is_ok();
            taken += usize::from(first);
            written = first && database.copy_to(&part).is_ok();
            taken += usize::from(written && push_batch(&database, &self.identity, 3, 1).is_ok());
        }
        let (operations, image) = crash_disk::eject();
        insert(home, image, None, 0);
        let checked = Database::open(&path)
            .map_err(told)
            .and_then(|database| station_is_sound(&database, taken))
            .and_then(|()| {
                if written {
                    // Whether the file exists is asked of the real disk.
                    std::fs::write(&part, b"").map_err(told)?;
                    let backup = Database::open(&part).map_err(told)?;
                    station_is_sound(&backup, 1)?;
                }
                Ok(())
            });
        crash_disk::eject();
        checked.map(|()| operations)
    }

    /// A backup that was reported as taken over holds everything and is of another history.
    pub(super) fn restore(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        let part = home.join("station.db.part");
        std::fs::write(&part, b"").map_err(told)?;
        let image = Image::from([(name_in(home, "station.db.part"), self.station.clone())]);
        insert(home, image, fault, seed);
        let begun = Database::begin_from(&part).is_ok();
        let (operations, image) = crash_disk::eject();
        insert(home, image, None, 0);
        let checked = Database::open(&part).map_err(told).and_then(|database| {
            let (epoch, ..) = inside::head(&database).map_err(told)?;
            if begun && epoch == 1 {
                return Err("the old history goes on".into());
            }
            station_is_sound(&database, 0)?;
            push_batch(&database, &self.identity, 3, 0)
        });
        crash_disk::eject();
        checked.map(|()| operations)
    }
}

/// Operations in a batch.
const BATCH: usize = 8;

/// Hands in the batch of this number under an incarnation.
pub(super) fn push_batch(
    database: &Database,
    identity: &Identity,
    incarnation: i64,
    number: usize,
) -> Result<(), String> {
    let template = Template::get();
    let (epoch, ..) = inside::head(database).map_err(told)?;
    let id = |counter: usize, what: &str| {
        domain::ids::derived(&[what, &incarnation.to_string(), &counter.to_string()])
    };
    let ops: Vec<serde_json::Value> = (number * BATCH + 1..=(number + 1) * BATCH)
        .map(|counter| {
            json!({
                "id": id(counter, "op"), "counter": counter, "row": id(counter, "row"), "kind": "consultations",
                "fields": {"area": template.areas[0], "kind": "help", "text": format!("t{counter}"), "at": MORNING, "by": identity.user},
                "hlc": MORNING, "base": {"epoch": 1, "seq": 0}, "scope": format!("area:{}", template.areas[0]),
                "scope_version": 1, "create": true,
            })
        })
        .collect();
    let after = Watermark {
        counter: (number * BATCH) as i64,
        op: if number == 0 {
            String::new()
        } else {
            id(number * BATCH, "op")
        },
    };
    let push: Push = serde_json::from_value(
        json!({"incarnation": incarnation, "epoch": epoch, "after": after, "ops": ops}),
    )
    .map_err(told)?;
    let caller = staff::Caller {
        device: identity.device.clone(),
        user: identity.user.clone(),
        role: domain::Role::Officer,
        revoked: false,
    };
    match station::asked::push(database, &caller, &push, MORNING).map_err(told)? {
        Pushed::Taken { quarantined: 0, .. } => Ok(()),
        other => Err(format!("a batch was answered {other:?}")),
    }
}

fn station_is_sound(database: &Database, batches: usize) -> Result<(), String> {
    let rows = inside::station_rows(database).map_err(told)?;
    for counter in 1..=batches * BATCH {
        let id = domain::ids::derived(&["row", "3", &counter.to_string()]);
        if !rows.contains_key(&id) {
            return Err(format!("operation {counter} was taken and is gone"));
        }
    }
    let scopes: BTreeSet<&String> = rows.values().flat_map(|row| &row.scopes).collect();
    for scope in scopes {
        let digests = database
            .read(|tx| tx.digests(&[scope.as_str()]))
            .map_err(told)?;
        let digest = digests
            .first()
            .map(|(_, digest)| *digest)
            .unwrap_or_default();
        let of_scope = || rows.iter().filter(|(_, row)| row.scopes.contains(scope));
        let sum = of_scope().fold(0i64, |sum, (id, row)| {
            sum.wrapping_add(row_hash(id, row.seq, &row.body))
        });
        if (digest.rows, digest.sum) != (of_scope().count() as i64, sum) {
            return Err(format!("the sum of {scope} is wrong"));
        }
    }
    let found: String = database
        .with_writer(|writer| writer.query_row("PRAGMA integrity_check", [], |row| row.get(0)))
        .map_err(told)?;
    if found == "ok" {
        Ok(())
    } else {
        Err(format!("the station is damaged: {found}"))
    }
}

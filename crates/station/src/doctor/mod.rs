//! What is wrong with a station, in words: what was found, what it means, what to do.

mod certificates;
mod folder;
mod port;
mod records;

use std::path::Path;

use serde::Serialize;

use crate::station::Station;

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Health {
    /// What is in order, a sentence each.
    pub sound: Vec<String>,
    /// What is not, with what to do, a sentence each.
    pub wrong: Vec<String>,
}

/// What lies around the station's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Time now, ms since 1970.
    pub now: i64,
    /// Where the station listens when it serves: `host:port`.
    pub listen: String,
    /// Bytes that are free where the folder is; none where the system does not tell.
    pub free_bytes: Option<u64>,
}

impl Surroundings {
    /// As they are.
    pub fn of(folder: &Path, now: i64, listen: &str) -> Surroundings {
        Surroundings {
            now,
            listen: listen.to_owned(),
            free_bytes: folder::free_bytes(folder),
        }
    }
}

/// Looks a station over. Nothing is changed, but a database of an older version is brought to the present one, as by any other command.
pub fn doctor(folder: &Path, around: &Surroundings) -> Health {
    let mut health = Health::default();
    if let Err(sentence) = folder::readable(folder) {
        health.wrong.push(sentence);
        return health;
    }
    for outcome in folder::rights(folder) {
        note(&mut health, outcome);
    }
    note(&mut health, folder::room(folder, around.free_bytes));
    for outcome in certificates::check(folder, around.now) {
        note(&mut health, outcome);
    }
    let records = records::check(folder, around.now);
    if records.is_ok() {
        note(&mut health, records::check_areas(folder));
    }
    note(&mut health, records);
    note(&mut health, records::check_backup(folder, around.now));
    note(&mut health, names(folder));
    note(&mut health, port::check(folder, &around.listen));
    health
}

fn note(health: &mut Health, outcome: Result<String, String>) {
    match outcome {
        Ok(sentence) => health.sound.push(sentence),
        Err(sentence) => health.wrong.push(sentence),
    }
}

fn names(folder: &Path) -> Result<String, String> {
    let names = Station::names(folder).map_err(|error| error.to_string())?;
    if names
        .iter()
        .all(|name| ["localhost", "127.0.0.1"].contains(&name.as_str()))
    {
        return Err(format!(
            "laptops can reach the station from this machine only: write its name or address, one a line, into {} and start it again",
            folder.join("names").display()
        ));
    }
    Ok(["laptops may reach it as ", &names.join(", ")].concat())
}

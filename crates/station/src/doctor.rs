//! What is wrong with a station, in words.

use std::path::Path;

use serde::Serialize;

use crate::database;
use crate::error::StationError;
use crate::place;
use crate::station::Station;
use crate::tls;

/// What `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// What is in order, a sentence each.
    pub sound: Vec<String>,
    /// What is not, with what to do, a sentence each.
    pub wrong: Vec<String>,
}

/// Looks a station over without changing it.
pub fn doctor(folder: &Path, now: i64) -> Health {
    let mut health = Health {
        sound: vec![],
        wrong: vec![],
    };
    note(&mut health, check_database(folder, now));
    note(
        &mut health,
        tls::fingerprint(folder)
            .map(|fingerprint| ["the root certificate has the fingerprint ", &fingerprint].concat())
            .map_err(|error| error.to_string()),
    );
    note(
        &mut health,
        Station::names(folder)
            .map(|names| ["laptops may reach it as ", &names.join(", ")].concat())
            .map_err(|error| error.to_string()),
    );
    health
}

fn note(health: &mut Health, outcome: Result<String, String>) {
    match outcome {
        Ok(sentence) => health.sound.push(sentence),
        Err(sentence) => health.wrong.push(sentence),
    }
}

fn check_database(folder: &Path, now: i64) -> Result<String, String> {
    let work = || -> Result<String, StationError> {
        let database = place::open(folder)?;
        if let Some(path) = database.file() {
            database::check_file(path)?;
        }
        let head = database.read(|tx| tx.head())?;
        if now < head.hlc - 86_400_000 {
            return Err(StationError::ClockBehind);
        }
        Ok(format!(
            "the database is sound: history {}, {} changes",
            head.epoch, head.seq
        ))
    };
    work().map_err(|error| error.to_string())
}

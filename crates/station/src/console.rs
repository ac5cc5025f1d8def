//! What is done at the server's console stands in the access log too: by which account of the operating system, what, and how it ended.
//! No entry names a person or a file.

use audit::{Act, CONSOLE};

use crate::access_log::{self, Own};
use crate::error::StationError;
use crate::station::Station;

/// How it ended, where nothing else is to be said.
const DONE: &str = "done";
/// It did not.
const FAILED: &str = "failed";

/// Something that is done at the console.
#[derive(Debug, Clone, Copy)]
pub struct Doing<'a> {
    /// What it is to the records.
    pub act: Act,
    /// What it is called.
    pub what: &'a str,
    /// Laptop, account or area concerned; empty where it is the whole station.
    pub object: &'a str,
}

impl<'a> Doing<'a> {
    /// Something about accounts, areas, laptops or the station itself.
    pub fn admin(what: &'a str, object: &'a str) -> Doing<'a> {
        Doing {
            act: Act::Admin,
            what,
            object,
        }
    }

    /// Something that takes records out of the station.
    pub fn disclose(what: &'a str, object: &'a str) -> Doing<'a> {
        Doing {
            act: Act::Disclose,
            what,
            object,
        }
    }
}

/// Who sits here: the account of the operating system, and of root also the one it was called by, as `sudo` says.
pub fn operator() -> String {
    let name = whoami::username().unwrap_or_else(|_| "?".to_owned());
    let called_by = std::env::var("SUDO_USER").ok();
    match called_by.filter(|called_by| name == "root" && !called_by.is_empty()) {
        Some(called_by) => [CONSOLE, &called_by, " (root)"].concat(),
        None => [CONSOLE, &name].concat(),
    }
}

/// Opens a station for whoever sits here.
///
/// # Errors
/// As [`Station::open`].
pub fn open(folder: &std::path::Path, clock: crate::Clock) -> Result<Station, StationError> {
    let mut station = Station::open(folder, clock)?;
    station.operator = operator();
    Ok(station)
}

/// Writes an entry: what was done, and how it ended.
///
/// # Errors
/// What the database says.
pub fn note(station: &Station, doing: &Doing<'_>, result: &str) -> Result<(), StationError> {
    let own = Own {
        act: doing.act,
        account: &station.operator,
        kind: "station",
        object: doing.object,
        field: doing.what,
        result,
    };
    let now = station.now();
    station.database.write(|tx| access_log::note(tx, &own, now))
}

/// Does something and writes down that it was done, with what `told` makes of it, or that it failed. What takes records out is written
/// down before: nothing leaves without its entry.
///
/// # Errors
/// What `work` returns; what the database says.
pub fn noted<T, E: From<StationError>>(
    station: &Station,
    doing: &Doing<'_>,
    work: impl FnOnce() -> Result<T, E>,
    told: impl FnOnce(&T) -> String,
) -> Result<T, E> {
    let before = doing.act == Act::Disclose;
    if before {
        note(station, doing, "")?;
    }
    let done = work();
    match &done {
        Ok(_) if before => {}
        Ok(output) => {
            let told = told(output);
            note(station, doing, if told.is_empty() { DONE } else { &told })?;
        }
        // Why it failed is told anyway; that it is not written down must not hide it.
        Err(_) => {
            if let Err(error) = note(station, doing, FAILED) {
                tracing::warn!(%error, "not in the access log");
            }
        }
    }
    done
}

//! The station: its files, what it answers, how it falls over and comes back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use station::{Database, Station, StationError, staff};
use sync::engine::{Reply, Request};
use sync::wire::{self, Hello, LogPush, Logged, Pull, Pulled, Push, Pushed};

use crate::inside;

/// What a request asks for; its path over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Open a round.
    Hello,
    /// Hand in.
    Push,
    /// Hand in the access log.
    Log,
    /// Read.
    Pull,
}

/// A request as it travels.
///
/// # Errors
/// If it cannot be written.
pub fn to_wire(request: &Request) -> Result<(Route, Vec<u8>), String> {
    let (route, bytes) = match request {
        Request::Hello(hello) => (Route::Hello, wire::encode(hello)),
        Request::Push(push) => (Route::Push, wire::encode(push)),
        Request::Log(log) => (Route::Log, wire::encode(log)),
        Request::Pull(pull) => (Route::Pull, wire::encode(pull)),
    };
    Ok((route, bytes.map_err(told)?))
}

/// An answer as the laptop reads it.
///
/// # Errors
/// If it cannot be read.
pub fn from_wire(route: Route, bytes: &[u8]) -> Result<Reply, wire::WireError> {
    Ok(match route {
        Route::Hello => Reply::Welcome(wire::decode(bytes)?),
        Route::Push => Reply::Pushed(wire::decode(bytes)?),
        Route::Log => Reply::Logged(wire::decode(bytes)?),
        Route::Pull => Reply::Pulled(wire::decode(bytes)?),
    })
}

/// What became of a request.
#[derive(Debug)]
pub enum Answered {
    /// This is the answer, and this is what it was, for the trace.
    With(Vec<u8>, String),
    /// Refused, for the trace.
    Refused(String),
    /// The station fell over in the middle and is up again.
    Crashed,
}

/// The station of one history.
#[derive(Debug)]
pub struct Host {
    folder: PathBuf,
    database: Option<Database>,
    /// Operations it took, in this state of its files: incarnation and id.
    taken: BTreeSet<(String, String)>,
    backups: Vec<(PathBuf, BTreeSet<(String, String)>)>,
}

/// Keys of the simulated station; no file is carried here.
pub fn courier_keys() -> sync::courier::PublicKeys {
    secret_keys().public()
}

fn secret_keys() -> sync::courier::SecretKeys {
    sync::courier::SecretKeys::from_random(&[7; 64])
}

impl Host {
    /// Opens the station whose files are in `folder`.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(folder: &Path) -> Result<Host, StationError> {
        Ok(Host {
            database: Some(Database::open(&folder.join("station.db"))?),
            folder: folder.to_owned(),
            taken: BTreeSet::new(),
            backups: Vec::new(),
        })
    }

    /// The open database.
    ///
    /// # Panics
    /// Never: it is closed only within this module.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("the station is open")
    }

    fn reopen(&mut self) -> Result<(), StationError> {
        self.database = None;
        self.database = Some(Database::open(&self.folder.join("station.db"))?);
        Ok(())
    }

    /// Writes a backup.
    ///
    /// # Errors
    /// What the station says.
    pub fn back_up(&mut self) -> Result<(), StationError> {
        let path = self.folder.join(format!("backup-{}", self.backups.len()));
        self.database().backup(&path)?;
        self.backups.push((path, self.taken.clone()));
        Ok(())
    }

    /// Number of backups.
    pub fn backups(&self) -> usize {
        self.backups.len()
    }

    /// Puts a backup in place, by the command or by copying the file.
    ///
    /// # Errors
    /// What the station says.
    pub fn restore(&mut self, which: usize, by_hand: bool, now: i64) -> Result<(), StationError> {
        let (backup, taken) = self.backups[which].clone();
        self.database = None;
        if by_hand {
            let path = self.folder.join("station.db");
            for suffix in ["-wal", "-shm"] {
                let mut name = path.clone().into_os_string();
                name.push(suffix);
                let _ = fs::remove_file(PathBuf::from(name));
            }
            fs::copy(backup, path)?;
        } else {
            Station::restore(&self.folder, &backup)?;
        }
        self.taken = taken;
        self.reopen()?;
        // As a station does that finds itself put back.
        station::erasing::replay(self.database(), &self.folder, now).map(|_| ())
    }

    /// Two people have a person erased; all records that went.
    ///
    /// # Errors
    /// What the station says.
    pub fn erase(&self, person: &str, now: i64) -> Result<BTreeSet<String>, StationError> {
        let gone = || -> Result<BTreeSet<String>, StationError> {
            let rows = inside::station_rows(self.database())?;
            let gone = rows.into_iter().filter(|(_, row)| row.is_erased());
            Ok(gone.map(|(id, _)| id).collect())
        };
        let before = gone()?;
        station::erasing::erase(self.database(), &self.folder, person, now)?;
        Ok(gone()?.difference(&before).cloned().collect())
    }

    /// Answers one request as the server does, with `crash` killing it after so many steps of its database.
    ///
    /// # Errors
    /// A sentence when a promise was broken.
    pub fn answer(
        &mut self,
        route: Route,
        device: &str,
        body: &[u8],
        now: i64,
        crash: Option<usize>,
    ) -> Result<Answered, String> {
        let fired = match crash {
            Some(steps) => {
                let armed = self
                    .database()
                    .with_writer(|writer| inside::arm(writer, steps));
                Some(armed.map_err(told)?)
            }
            None => None,
        };
        let answered = self.work(route, device, body, now)?;
        if fired.is_some_and(|fired| fired.load(std::sync::atomic::Ordering::Relaxed)) {
            self.reopen().map_err(told)?;
            return Ok(Answered::Crashed);
        }
        if crash.is_some() {
            self.database().with_writer(inside::disarm).map_err(told)?;
        }
        match answered {
            Ok((bytes, what)) => Ok(Answered::With(bytes, what)),
            Err(StationError::NotAuthorised | StationError::OutOfService(..)) => {
                Ok(Answered::Refused("not authorised".into()))
            }
            Err(StationError::BadRequest(why)) => Ok(Answered::Refused(why.to_owned())),
            Err(error) => Err(format!("the station failed: {error}")),
        }
    }

    fn work(
        &mut self,
        route: Route,
        device: &str,
        body: &[u8],
        now: i64,
    ) -> Result<Result<(Vec<u8>, String), StationError>, String> {
        let database = self.database.as_ref().expect("the station is open");
        let caller = match staff::caller(database, device) {
            Ok(caller) => caller,
            Err(error) => return Ok(Err(error)),
        };
        let unreadable = StationError::BadRequest("message unreadable");
        Ok(match route {
            Route::Hello => match wire::decode::<Hello>(body) {
                Err(_) => Err(unreadable),
                Ok(request) => {
                    station::asked::hello(database, &caller, &request, &courier_keys(), now)
                        .and_then(|welcome| packed(&welcome, format!("welcome {}", welcome.epoch)))
                }
            },
            Route::Push => match wire::decode::<Push>(body) {
                Err(_) => Err(unreadable),
                Ok(request) => {
                    let ops: Vec<String> = request.ops.iter().map(|op| op.id.clone()).collect();
                    let device = format!("{}#{}", caller.device, request.incarnation);
                    let pushed = station::asked::push(database, &caller, &request, now);
                    if let Ok(Pushed::Taken { .. }) = &pushed {
                        self.count(&device, ops)?;
                    }
                    pushed.and_then(|pushed| {
                        let what = match &pushed {
                            Pushed::Again => "again".to_owned(),
                            Pushed::Taken {
                                watermark,
                                quarantined,
                                ..
                            } => format!("taken {} aside {quarantined}", watermark.counter),
                        };
                        packed(&pushed, what)
                    })
                }
            },
            Route::Log => match wire::decode::<LogPush>(body) {
                Err(_) => Err(unreadable),
                Ok(request) => {
                    let keys = secret_keys();
                    station::asked::take_log(database, &caller, &request, &keys, now).and_then(
                        |logged| {
                            let what = match &logged {
                                Logged::Again(ends) => format!("log again after {}", ends.len()),
                                Logged::Taken { head, .. } => format!("log of {}", head.head.size),
                            };
                            packed(&logged, what)
                        },
                    )
                }
            },
            Route::Pull => match wire::decode::<Pull>(body) {
                Err(_) => Err(unreadable),
                Ok(request) => match station::asked::pull(database, &caller, &request, now) {
                    Ok(pulled) => {
                        check_page(database, &caller, &pulled)?;
                        let what = match &pulled {
                            Pulled::Again => "again".to_owned(),
                            Pulled::Page(page) => format!(
                                "page {} rows {} leaves {} complete {}",
                                page.cursor.head,
                                page.rows.len(),
                                page.leaves.len(),
                                page.complete
                            ),
                        };
                        packed(&pulled, what)
                    }
                    Err(error) => Err(error),
                },
            },
        })
    }

    /// Each operation of an incarnation is taken once.
    fn count(&mut self, device: &str, ops: Vec<String>) -> Result<(), String> {
        for op in ops {
            if !self.taken.insert((device.to_owned(), op.clone())) {
                return Err(format!("operation {op} of {device} was taken twice"));
            }
        }
        Ok(())
    }
}

fn packed<T: Serialize>(message: &T, what: String) -> Result<(Vec<u8>, String), StationError> {
    wire::encode(message)
        .map(|bytes| (bytes, what))
        .map_err(|_| StationError::BadRequest("answer unwritable"))
}

/// No row outside the caller's scopes leaves the station, and the scopes are those its own records give.
fn check_page(database: &Database, caller: &staff::Caller, pulled: &Pulled) -> Result<(), String> {
    let Pulled::Page(page) = pulled else {
        return Ok(());
    };
    let areas: BTreeSet<String> = page
        .scopes
        .iter()
        .filter(|scope| scope.starts_with("area:"))
        .cloned()
        .collect();
    if caller.role != domain::Role::Chief {
        let assigned = inside::assigned(database, &caller.user).map_err(told)?;
        if areas != assigned {
            return Err("a laptop was given other areas than its account has".into());
        }
    }
    for row in &page.rows {
        if !row.scopes.iter().any(|scope| page.scopes.contains(scope)) {
            return Err(format!("row {} left the station out of scope", row.id));
        }
    }
    Ok(())
}

/// An error as a sentence.
pub fn told(error: impl std::fmt::Display) -> String {
    format!("failed: {error}")
}

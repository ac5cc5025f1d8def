//! Crash at every write: real work of store and station over a disk that fails at one operation, then everything opened again.

mod laptop;
mod records;

use std::path::{Path, PathBuf};

use crash_disk::{Fault, Image};
use serde_json::json;
use store::{Edit, Identity, Store, StoreError};
use sync::engine::{Action, Event};

use crate::host::{self, Answered, Host, told};
use crate::machine::{Machine, Step};
use crate::template::{self, KEY, MORNING, Template};

/// What is being done when the fault comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A new store is filled and migrated.
    Create,
    /// Forms are saved.
    Save,
    /// A round of sync: handing in, taking pages, settling.
    Round,
    /// A round of sync that finds the copy different from the station's and reads it again.
    Reread,
    /// The station takes batches.
    Push,
    /// The station writes a backup of itself between two batches.
    Backup,
    /// A backup becomes the station's records in another history.
    Restore,
}

impl Work {
    /// All work.
    pub const ALL: [Work; 7] = [
        Work::Create,
        Work::Save,
        Work::Round,
        Work::Reread,
        Work::Push,
        Work::Backup,
        Work::Restore,
    ];
}

/// What the crash tests begin from.
pub struct Bench {
    folder: tempfile::TempDir,
    store: Vec<u8>,
    damaged: Vec<u8>,
    identity: Identity,
    station: Vec<u8>,
}

/// Account and laptop that work here.
const LAPTOP: usize = 1;

impl Bench {
    /// Makes a station with rows and a laptop that has read some of them.
    ///
    /// # Errors
    /// A sentence.
    pub fn new() -> Result<Bench, String> {
        let template = Template::get();
        let folder = template::scratch().map_err(told)?;
        let (user, identity) = &template.laptops[LAPTOP];
        let home = folder.path().join("first");
        template.laptop(LAPTOP, KEY, &home).map_err(told)?;
        template
            .station(&folder.path().join("station.db"))
            .map_err(told)?;
        let mut host = Host::open(folder.path()).map_err(told)?;
        let mut machine = Machine::open(&home, KEY, *user, identity).map_err(told)?;
        finish_round(&mut machine, &mut host, MORNING)?;
        save(machine.store(), "before").map_err(told)?;
        finish_round(&mut machine, &mut host, MORNING)?;
        machine.store().check().map_err(told)?;
        drop(machine);
        let store = std::fs::read(home.join("store.db")).map_err(told)?;
        let damaged = laptop::damaged(&home)?;
        // Somebody else hands in rows that the laptop has not read.
        for number in 0..3 {
            records::push_batch(host.database(), identity, 2, number)?;
        }
        host.database()
            .backup(&folder.path().join("full.db"))
            .map_err(told)?;
        let station = std::fs::read(folder.path().join("full.db")).map_err(told)?;
        Ok(Bench {
            folder,
            store,
            damaged,
            identity: identity.clone(),
            station,
        })
    }

    /// Operations that a piece of work takes when nothing fails.
    ///
    /// # Errors
    /// A sentence.
    pub fn operations(&self, work: Work) -> Result<u64, String> {
        self.point(work, None, 0)
    }

    /// Does the work with a fault at one operation, opens everything again and checks what was promised. Returns the operations seen.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn point(&self, work: Work, fault: Option<(u64, Fault)>, seed: u64) -> Result<u64, String> {
        let home = self.folder.path().join("home");
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).map_err(told)?;
        match work {
            Work::Create => self.create(&home, fault, seed),
            Work::Save => self.save_forms(&home, fault, seed),
            Work::Round => self.round(&home, &self.store, fault, seed),
            Work::Reread => self.reread(&home, fault, seed),
            Work::Push => self.push(&home, fault, seed),
            Work::Backup => self.back_up(&home, fault, seed),
            Work::Restore => self.restore(&home, fault, seed),
        }
    }
}

fn insert(home: &Path, image: Image, fault: Option<(u64, Fault)>, seed: u64) {
    crash_disk::insert(&home.to_string_lossy(), image, fault, seed);
}

fn name_in(home: &Path, name: &str) -> String {
    let path: PathBuf = home.join(name);
    path.to_string_lossy().into_owned()
}

/// Makes a consultation and corrects it, in two actions; its id.
pub(crate) fn save(store: &Store, text: &str) -> Result<String, StoreError> {
    let template = Template::get();
    let (area, by) = (&template.areas[0], &template.users[1]);
    let fields = json!({"area": area, "kind": "help", "text": "first", "at": MORNING, "by": by});
    let fields = serde_json::from_value(fields)?;
    let (id, _) = store.write(MORNING, |write| {
        write.put(Edit::create("consultations", area, fields))
    })?;
    let change = serde_json::from_value(json!({ "text": text }))?;
    store.write(MORNING, |write| {
        write.put(Edit::change("consultations", &id, None, change))
    })?;
    Ok(id)
}

/// One round over a network without faults.
pub(crate) fn finish_round(machine: &mut Machine, host: &mut Host, now: i64) -> Result<(), String> {
    let mut event = Event::Poke;
    for _ in 0..500 {
        let request = match machine.step(event, now, None).map_err(told)? {
            Step::Do(Action::Send(request)) => request,
            Step::Do(Action::Finished(round)) => {
                machine.reread += round.reread.len();
                return Ok(());
            }
            other => return Err(format!("a round without faults ended in {other:?}")),
        };
        let (route, bytes) = host::to_wire(&request)?;
        let device = machine.device.clone();
        let answered = host.answer(route, &device, &bytes, now, None)?;
        let Answered::With(bytes, _) = answered else {
            return Err(format!(
                "a request without faults was answered {answered:?}"
            ));
        };
        event = Event::Reply(host::from_wire(route, &bytes).map_err(told)?);
    }
    Err("a round without faults did not end".into())
}

//! Crash at every write: real work of store and station over a disk that fails at one operation, then everything opened again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crash_disk::{Fault, Image};
use serde_json::json;
use station::{Database, staff};
use store::{Edit, Identity, Store, StoreError};
use sync::engine::{Action, Event, Reply, Request};
use sync::wire::{self, Push, Pushed, Watermark, row_hash};

use crate::host::{Answered, Host, Route, told};
use crate::inside;
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
    /// The station takes batches.
    Push,
}

impl Work {
    /// All work.
    pub const ALL: [Work; 4] = [Work::Create, Work::Save, Work::Round, Work::Push];
}

/// What the crash tests begin from.
pub struct Bench {
    folder: tempfile::TempDir,
    store: Vec<u8>,
    identity: Identity,
    station: Vec<u8>,
}

/// Account and laptop that work here.
const LAPTOP: usize = 1;
/// Forms saved in one piece of work.
const FORMS: usize = 5;

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
        // Somebody else hands in rows that the laptop has not read.
        for number in 0..3 {
            push_batch(host.database(), identity, 2, number)?;
        }
        host.database()
            .backup(&folder.path().join("full.db"))
            .map_err(told)?;
        let station = std::fs::read(folder.path().join("full.db")).map_err(told)?;
        Ok(Bench {
            folder,
            store,
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
            Work::Round => self.round(&home, fault, seed),
            Work::Push => self.push(&home, fault, seed),
        }
    }

    fn laptop_disk(&self, home: &Path) -> Image {
        Image::from([(name_in(home, "store.db"), self.store.clone())])
    }

    /// A store that was not finished is made anew by the program, whatever lies there.
    fn create(&self, home: &Path, fault: Option<(u64, Fault)>, seed: u64) -> Result<u64, String> {
        let path = home.join("store.db");
        insert(home, Image::new(), fault, seed);
        let made = store::simulated::make(&path, KEY, &self.identity);
        let (operations, mut image) = crash_disk::eject();
        if made.is_err() {
            image.clear();
        }
        insert(home, image, None, 0);
        if made.is_err() {
            store::simulated::make(&path, KEY, &self.identity).map_err(told)?;
        }
        let opened = store::simulated::open(home, KEY).map_err(told);
        let checked = opened.and_then(|store| is_sound(&store));
        crash_disk::eject();
        checked.map(|()| operations)
    }

    fn save_forms(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        insert(home, self.laptop_disk(home), fault, seed);
        let mut saved = Vec::new();
        if let Ok(store) = store::simulated::open(home, KEY) {
            for number in 0..FORMS {
                if let Ok(id) = save(&store, &format!("form {number}")) {
                    saved.push((id, format!("form {number}")));
                }
            }
        }
        let (operations, image) = crash_disk::eject();
        insert(home, image, None, 0);
        let checked = store::simulated::open(home, KEY)
            .map_err(told)
            .and_then(|store| {
                for (id, text) in &saved {
                    let shown = inside::typed(&store, "consultations", id, "text").map_err(told)?;
                    let waits = inside::own(&store).map_err(told)?;
                    if shown.as_ref() != Some(text) || !waits.iter().any(|own| own.row == *id) {
                        return Err(format!("{text} was saved and is gone"));
                    }
                }
                is_sound(&store)
            });
        crash_disk::eject();
        checked.map(|()| operations)
    }

    /// The station is on a disk that does not fail.
    fn round(&self, home: &Path, fault: Option<(u64, Fault)>, seed: u64) -> Result<u64, String> {
        let station = self.folder.path().join("station");
        let _ = std::fs::remove_dir_all(&station);
        std::fs::create_dir_all(&station).map_err(told)?;
        std::fs::write(station.join("station.db"), &self.station).map_err(told)?;
        let mut host = Host::open(&station).map_err(told)?;
        wire::small::ROWS.set(Some(8));
        insert(home, self.laptop_disk(home), fault, seed);
        let mut saved = Vec::new();
        if let Ok(mut machine) = Machine::open(home, KEY, 1, &self.identity) {
            for number in 0..2 {
                if let Ok(id) = save(machine.store(), &format!("form {number}")) {
                    saved.push(id);
                }
            }
            let _ = finish_round(&mut machine, &mut host, MORNING);
        }
        let (operations, image) = crash_disk::eject();
        insert(home, image, None, 0);
        let checked = Machine::open(home, KEY, 1, &self.identity)
            .map_err(told)
            .and_then(|mut machine| {
                finish_round(&mut machine, &mut host, MORNING)?;
                finish_round(&mut machine, &mut host, MORNING)?;
                let rows = inside::station_rows(host.database()).map_err(told)?;
                let copy = inside::laptop_rows(machine.store()).map_err(told)?;
                for id in &saved {
                    if !rows.contains_key(id) || copy.get(id) != rows.get(id) {
                        return Err("a form was saved and is gone".into());
                    }
                }
                let held = inside::held(machine.store()).map_err(told)?;
                let wanted = rows
                    .iter()
                    .filter(|(_, row)| row.scopes.iter().any(|scope| held.contains_key(scope)));
                if !wanted.eq(copy.iter()) {
                    return Err("the copy is not the station's".into());
                }
                if machine.reread > 0 {
                    return Err("the copy had to be read again".into());
                }
                is_sound(machine.store())
            });
        crash_disk::eject();
        wire::small::ROWS.set(None);
        checked.map(|()| operations)
    }

    fn push(&self, home: &Path, fault: Option<(u64, Fault)>, seed: u64) -> Result<u64, String> {
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

fn is_sound(store: &Store) -> Result<(), String> {
    if let Some(problem) = store.check().map_err(told)? {
        return Err(format!("the store is damaged: {problem}"));
    }
    save(store, "one more").map_err(told).map(|_| ())
}

/// Operations in a batch.
const BATCH: usize = 8;

/// Hands in the batch of this number under an incarnation.
fn push_batch(
    database: &Database,
    identity: &Identity,
    incarnation: i64,
    number: usize,
) -> Result<(), String> {
    let template = Template::get();
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
        json!({"incarnation": incarnation, "epoch": 1, "after": after, "ops": ops}),
    )
    .map_err(told)?;
    let caller = staff::Caller {
        device: identity.device.clone(),
        user: identity.user.clone(),
        role: domain::Role::Officer,
        revoked: false,
    };
    match station::push(database, &caller, push, MORNING).map_err(told)? {
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
        let (route, bytes) = match &request {
            Request::Hello(hello) => (Route::Hello, wire::encode(hello)),
            Request::Push(push) => (Route::Push, wire::encode(push)),
            Request::Pull(pull) => (Route::Pull, wire::encode(pull)),
        };
        let authorization = machine.authorization.clone();
        let bytes = bytes.map_err(told)?;
        let answered = host.answer(route, &authorization, &bytes, now, None)?;
        let Answered::With(bytes, _) = answered else {
            return Err(format!(
                "a request without faults was answered {answered:?}"
            ));
        };
        event = Event::Reply(match route {
            Route::Hello => Reply::Welcome(wire::decode(&bytes).map_err(told)?),
            Route::Push => Reply::Pushed(wire::decode(&bytes).map_err(told)?),
            Route::Pull => Reply::Pulled(wire::decode(&bytes).map_err(told)?),
        });
    }
    Err("a round without faults did not end".into())
}

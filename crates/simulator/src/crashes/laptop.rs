//! What happens to a laptop's store.

use std::path::Path;

use crash_disk::{Fault, Image};
use store::Store;
use sync::wire;

use super::{Bench, finish_round, insert, name_in, save};
use crate::host::{Host, told};
use crate::inside;
use crate::machine::Machine;
use crate::template::{KEY, MORNING};

/// Forms saved in one piece of work.
const FORMS: usize = 5;

impl Bench {
    /// A store that was not finished is made anew by the program, whatever lies there.
    pub(super) fn create(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
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

    pub(super) fn save_forms(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        insert(home, disk(home, &self.store), fault, seed);
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
    pub(super) fn round(
        &self,
        home: &Path,
        store: &[u8],
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        let station = self.folder.path().join("station");
        let _ = std::fs::remove_dir_all(&station);
        std::fs::create_dir_all(&station).map_err(told)?;
        std::fs::write(station.join("station.db"), &self.station).map_err(told)?;
        let mut host = Host::open(&station).map_err(told)?;
        wire::small::ROWS.set(Some(8));
        insert(home, disk(home, store), fault, seed);
        let (mut saved, mut reread) = (Vec::new(), 0);
        if let Ok(mut machine) = Machine::open(home, KEY, 1, &self.identity) {
            for number in 0..2 {
                if let Ok(id) = save(machine.store(), &format!("form {number}")) {
                    saved.push(id);
                }
            }
            let _ = finish_round(&mut machine, &mut host, MORNING);
            reread += machine.reread;
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
                reread += machine.reread;
                if reread > 0 && store == self.store {
                    return Err("the copy had to be read again".into());
                }
                if reread == 0 && store != self.store && fault.is_none() {
                    return Err("that the copy differs was not noticed".into());
                }
                is_sound(machine.store())
            });
        crash_disk::eject();
        wire::small::ROWS.set(None);
        checked.map(|()| operations)
    }

    /// As a round, over a store that lost a row of its copy.
    pub(super) fn reread(
        &self,
        home: &Path,
        fault: Option<(u64, Fault)>,
        seed: u64,
    ) -> Result<u64, String> {
        self.round(home, &self.damaged, fault, seed)
    }
}

fn disk(home: &Path, store: &[u8]) -> Image {
    Image::from([(name_in(home, "store.db"), store.to_vec())])
}

/// The store in `home` without one row of its copy, as a bad block leaves it.
pub(super) fn damaged(home: &Path) -> Result<Vec<u8>, String> {
    let store = store::simulated::open(home, KEY).map_err(told)?;
    let rows = inside::laptop_rows(&store).map_err(told)?;
    let mut consultations = rows.iter().filter(|(_, row)| row.kind == "consultations");
    let (id, _) = consultations.next().ok_or("nothing to lose")?;
    inside::damage(&store, MORNING, id).map_err(told)?;
    store.check().map_err(told)?;
    drop(store);
    std::fs::read(home.join("store.db")).map_err(told)
}

fn is_sound(store: &Store) -> Result<(), String> {
    if let Some(problem) = store.check().map_err(told)? {
        return Err(format!("the store is damaged: {problem}"));
    }
    save(store, "one more").map_err(told).map(|_| ())
}

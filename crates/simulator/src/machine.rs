//! One laptop: its files, its store, its engine and the person at it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use store::{Identity, Store, StoreError};
use sync::Base;
use sync::engine::{Action, Engine, Event};

use crate::inside;

/// A form that is open, with what was on the screen when it was opened.
#[derive(Debug, Clone)]
pub struct Form {
    /// Kind of the row.
    pub kind: &'static str,
    /// The row.
    pub row: String,
    /// The field being edited.
    pub field: &'static str,
    /// The copy on the screen.
    pub base: Base,
    /// Its text on the screen.
    pub seen: String,
    /// When it is saved.
    pub saved_at: i64,
}

/// One laptop.
#[derive(Debug)]
pub struct Machine {
    /// Key of its store.
    key: [u8; 32],
    /// Account.
    pub user: usize,
    /// Its device.
    pub device: String,
    /// Its clock minus the true time, ms.
    pub clock: i64,
    /// Whether it meets kinds it does not know.
    pub old: bool,
    /// Whether the station will not speak to it any more.
    pub revoked: bool,
    /// No network until then, in ticks.
    pub cut_until: i64,
    /// No room on the disk until then, in ticks.
    pub full_until: i64,
    /// The request it waits for, and until when.
    pub asked: Option<(u64, i64)>,
    /// An open form.
    pub form: Option<Form>,
    /// The last round: when it ended and whether it moved nothing.
    pub last_round: Option<(i64, bool)>,
    /// Scopes it had to read again.
    pub reread: usize,
    home: PathBuf,
    store: Option<Store>,
    engine: Engine,
    copies: Vec<PathBuf>,
}

/// What a step of the engine came to.
#[derive(Debug)]
pub enum Step {
    /// What to do next.
    Do(Action),
    /// The store could not; the engine tries again later.
    Failed(StoreError),
    /// The laptop was killed in the middle of a write and is up again.
    Crashed,
}

impl Machine {
    /// A laptop over the files in `home`.
    ///
    /// # Errors
    /// What the store says.
    pub fn open(
        home: &Path,
        key: [u8; 32],
        user: usize,
        identity: &Identity,
    ) -> Result<Machine, StoreError> {
        Ok(Machine {
            user,
            device: identity.device.clone(),
            clock: 0,
            old: false,
            revoked: false,
            cut_until: 0,
            full_until: 0,
            asked: None,
            form: None,
            last_round: None,
            reread: 0,
            store: Some(store::simulated::open(home, key)?),
            key,
            home: home.to_owned(),
            engine: Engine::new("simulated"),
            copies: Vec::new(),
        })
    }

    /// The open store.
    ///
    /// # Panics
    /// Never: it is closed only within this module.
    pub fn store(&self) -> &Store {
        self.store.as_ref().expect("the store is open")
    }

    /// Whether a round is under way.
    pub fn is_running(&self) -> bool {
        self.engine.is_running()
    }

    /// Ends the process and starts it again.
    ///
    /// # Errors
    /// What the store says.
    pub fn restart(&mut self) -> Result<(), StoreError> {
        self.store = None;
        self.engine = Engine::new("simulated");
        self.asked = None;
        self.form = None;
        self.full_until = 0;
        self.store = Some(store::simulated::open(&self.home, self.key)?);
        Ok(())
    }

    /// Moves the engine on, `crash` killing the laptop after so many steps of its database.
    ///
    /// # Errors
    /// What the store says outside of the step.
    pub fn step(
        &mut self,
        event: Event,
        now: i64,
        crash: Option<usize>,
    ) -> Result<Step, StoreError> {
        let now = now + self.clock;
        let store = self.store.as_ref().expect("the store is open");
        let mut fired = None;
        if let Some(steps) = crash {
            fired = Some(store.with_writer(|writer| inside::arm(writer, steps))?);
        }
        let mut round = store.round(now);
        let done = self.engine.on(event, now, &mut round);
        if let Some(fired) = fired {
            if fired.load(Ordering::Relaxed) {
                self.restart()?;
                return Ok(Step::Crashed);
            }
            store.with_writer(inside::disarm)?;
        }
        Ok(match done {
            Ok(action) => Step::Do(action),
            Err(error) => Step::Failed(error),
        })
    }

    /// Copies its files as they lie on the disk, as a backup program does.
    ///
    /// # Errors
    /// If they cannot be copied.
    pub fn copy(&mut self) -> std::io::Result<()> {
        let to = self
            .home
            .with_extension(format!("copy-{}", self.copies.len()));
        copy_files(&self.home, &to)?;
        self.copies.push(to);
        Ok(())
    }

    /// Number of copies.
    pub fn copies(&self) -> usize {
        self.copies.len()
    }

    /// Puts a copy in place of its files.
    ///
    /// # Errors
    /// What the store says.
    pub fn go_back(&mut self, which: usize) -> Result<(), StoreError> {
        self.store = None;
        for name in ["store.db", "store.db-wal", "store.db-shm"] {
            let _ = fs::remove_file(self.home.join(name));
        }
        copy_files(&self.copies[which], &self.home)?;
        self.restart()
    }

    /// Another laptop over a copy of these files, with the same proof of itself.
    ///
    /// # Errors
    /// What the store says.
    pub fn twin(&self, number: usize) -> Result<Machine, StoreError> {
        let home = self.home.with_extension(format!("twin-{number}"));
        copy_files(&self.home, &home)?;
        Ok(Machine {
            store: Some(store::simulated::open(&home, self.key)?),
            key: self.key,
            home,
            engine: Engine::new("simulated"),
            device: self.device.clone(),
            asked: None,
            form: None,
            last_round: None,
            copies: Vec::new(),
            full_until: 0,
            ..*self
        })
    }
}

fn copy_files(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for name in ["store.db", "store.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name))?;
        }
    }
    Ok(())
}

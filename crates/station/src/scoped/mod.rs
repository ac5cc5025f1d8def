//! What a caller may see and do is a type. A handler is given a [`Door`]; each transaction that it opens looks first whether the policy
//! of the route holds for the caller as the records stand now, and hands out a [`Scoped`]: who calls, which scopes they hold, and the verbs
//! below this folder, each of which keeps to these scopes. The transaction itself is private to this folder, so a handler that reaches past
//! it does not compile.
//!
//! What the station does by itself keeps the database: merging what was checked (`push/`), tidying, forgetting, restoring, the console.

mod acts;
mod enrol;
mod hello;
mod log;
mod lookup;
mod older;
mod pull;
mod push;
#[cfg(feature = "simulated")]
pub mod simulated;

use std::cell::{Cell, OnceCell};

pub(crate) use enrol::Stranger;
pub(crate) use hello::note_taken;
pub(crate) use pull::{begin_another_history, is_unknown};

use crate::database::{Database, Tx};
use crate::error::StationError;
use crate::policy::Policy;
use crate::staff::{self, Caller};

/// The way of one request, or of one courier file, to the records.
pub(crate) struct Door<'s> {
    database: &'s Database,
    device: String,
    policy: Policy,
    now: i64,
    overstepped: Cell<bool>,
}

/// The records as one caller has them, during one transaction.
pub(crate) struct Scoped<'t, 'c> {
    tx: &'t Tx<'c>,
    caller: Caller,
    now: i64,
    held: OnceCell<(i64, Vec<String>)>,
    overstepped: &'t Cell<bool>,
}

impl<'s> Door<'s> {
    /// For a laptop that proved who it is, at `now`, ms.
    pub fn of(database: &'s Database, device: &str, policy: Policy, now: i64) -> Door<'s> {
        Door {
            database,
            device: device.to_owned(),
            policy,
            now,
            overstepped: Cell::new(false),
        }
    }

    /// Time of the request, ms.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The laptop.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// Whether something was named that is not the caller's.
    pub fn overstepped(&self) -> bool {
        self.overstepped.get()
    }

    /// Reads one snapshot.
    ///
    /// # Errors
    /// As [`Policy::admit`]; what `work` returns.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Scoped<'_, '_>) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut work = Some(work);
        let mut look = || {
            self.database.read(|tx| {
                let caller = self.policy.admit(tx, &self.device)?;
                if !self.database.scopes_are_of(&caller.user, self.day()) {
                    return Ok(None);
                }
                work.take()
                    .map(|work| work(&self.scoped(tx, caller)))
                    .transpose()
            })
        };
        if let Some(found) = look()? {
            return Ok(found);
        }
        // Assignments begin and end with days, not with edits.
        self.write(|_| Ok(()))?;
        look()?.ok_or(StationError::NotAuthorised)
    }

    /// Writes: all or nothing.
    ///
    /// # Errors
    /// As [`Policy::admit`]; what `work` returns.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Scoped<'_, '_>) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let (user, done) = self.database.write(|tx| {
            let caller = self.policy.admit(tx, &self.device)?;
            let user = caller.user.clone();
            if !self.database.scopes_are_of(&user, self.day()) {
                staff::refresh_scopes(tx, &user, self.day())?;
            }
            work(&self.scoped(tx, caller)).map(|done| (user, done))
        })?;
        self.database.note_scopes(&user, self.day());
        Ok(done)
    }

    fn day(&self) -> chrono::NaiveDate {
        staff::day_of(self.now)
    }

    fn scoped<'t, 'c>(&'t self, tx: &'t Tx<'c>, caller: Caller) -> Scoped<'t, 'c> {
        Scoped {
            tx,
            caller,
            now: self.now,
            held: OnceCell::new(),
            overstepped: &self.overstepped,
        }
    }
}

impl Scoped<'_, '_> {
    /// Who calls.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Version and names of the scopes that the caller holds now.
    ///
    /// # Errors
    /// What the database says.
    pub fn scopes(&self) -> Result<&(i64, Vec<String>), StationError> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        let held = staff::scopes_of(self.tx, &self.caller.user)?;
        Ok(self.held.get_or_init(|| held))
    }

    /// Something was named that is not the caller's, or is not there: nobody is told which.
    fn overstep(&self) {
        self.overstepped.set(true);
    }
}

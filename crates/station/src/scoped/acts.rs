//! Acts of running the station, and the receipt of a laptop that has erased itself.

use super::Scoped;
use crate::error::StationError;
use crate::staff::{self, Act, ActDone};

impl Scoped<'_, '_> {
    /// Writes down that the caller asks for this act: one that then fails was asked for all the same.
    ///
    /// # Errors
    /// [`StationError::NotAuthorised`] if the role may not do it; then nothing is written down here.
    pub fn ask(&self, act: &Act) -> Result<(), StationError> {
        staff::ask(self.tx, &self.caller, act, self.now)
    }

    /// Does it.
    ///
    /// # Errors
    /// As [`staff::act_in`].
    pub fn act(&self, act: &Act) -> Result<ActDone, StationError> {
        staff::act_in(self.tx, &self.caller, act, self.now)
    }

    /// The caller's laptop says that it has erased itself.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_erased(&self) -> Result<(), StationError> {
        staff::note_erased(self.tx, &self.caller.device, self.now)
    }
}

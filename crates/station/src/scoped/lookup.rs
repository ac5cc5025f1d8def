//! One person outside the caller's scopes (TRUST P17): the one verb that leaves them, with its own bounds, entries and notice.

use sync::lookup::{Looked, Lookup};

use super::Scoped;
use crate::error::StationError;
use crate::lookups;

impl Scoped<'_, '_> {
    /// Answers one question, or refuses it.
    ///
    /// # Errors
    /// As [`lookups::lookup`].
    pub fn look_up(&self, asked: &Lookup) -> Result<Looked, StationError> {
        lookups::lookup(self.tx, &self.caller, asked, self.now)
    }
}

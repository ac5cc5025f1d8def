//! Handing in operations. Each is judged by itself in `push/judge.rs`: by the scopes its author held when it was made.

use sync::wire::{PUSH_OPS, Push, Pushed};

use super::Scoped;
use crate::error::StationError;
use crate::push;

impl Scoped<'_, '_> {
    /// Takes a batch.
    ///
    /// # Errors
    /// [`StationError::BadRequest`] for a batch that is too large; otherwise only what the database says.
    pub fn push(&self, push: &Push) -> Result<Pushed, StationError> {
        if push.ops.len() > PUSH_OPS {
            return Err(StationError::BadRequest("too many operations"));
        }
        let taken = push::take_in(self.tx, &self.caller, push, self.now)?;
        if taken.overstepped {
            self.overstep();
        }
        Ok(taken.answer)
    }
}

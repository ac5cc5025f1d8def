//! Somebody who has proved nothing yet may use up an invitation, and nothing else.

use sync::courier::PublicKeys;
use sync::invite::{Enrol, Enrolled};

use crate::database::Database;
use crate::error::StationError;
use crate::staff;

/// Whoever asks to be admitted.
pub(crate) struct Stranger<'s> {
    database: &'s Database,
    now: i64,
}

impl<'s> Stranger<'s> {
    /// At `now`, ms.
    pub fn at(database: &'s Database, now: i64) -> Stranger<'s> {
        Stranger { database, now }
    }

    /// Admits a laptop whose proof fits an open invitation.
    ///
    /// # Errors
    /// As [`staff::enrol`].
    pub fn enrol(
        &self,
        request: &Enrol,
        fingerprint: &str,
        keys: &PublicKeys,
    ) -> Result<Enrolled, StationError> {
        staff::enrol(self.database, request, fingerprint, keys, self.now)
    }
}

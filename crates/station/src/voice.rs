//! What a station says of itself to a laptop: keys, leases, addresses, the time. No record of anybody.

use sync::courier::SecretKeys;
use sync::lease::Lease;
use sync::recovery::RecoveryKey;

use crate::error::StationError;
use crate::station::Station;

/// A station without its records.
pub(crate) struct Voice<'s>(&'s Station);

impl<'s> Voice<'s> {
    /// Of a station.
    pub fn of(station: &'s Station) -> Voice<'s> {
        Voice(station)
    }

    /// Keys under which it signs.
    pub fn keys(&self) -> &SecretKeys {
        &self.0.courier
    }

    /// Fingerprint of its root certificate.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// Addresses of all its servers, where it has several.
    pub fn servers(&self) -> Vec<String> {
        self.0.servers.clone()
    }

    /// A laptop's lease from `now`, ms, on.
    pub fn lease(&self, device: &str, now: i64) -> Lease {
        self.0.lease(device, now)
    }

    /// The key to which laptops seal theirs for a recovery.
    ///
    /// # Errors
    /// If its file cannot be read.
    pub fn recovery(&self) -> Result<Option<Box<RecoveryKey>>, StationError> {
        self.0.recovery()
    }

    /// Has the station look at once whether something is to be erased; nobody waits for it.
    pub fn forget_soon(&self) {
        self.0.forget_soon.notify_one();
    }
}

//! Signing requests as this laptop, by the station's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use data_encoding::BASE64;
use sync::courier::SecretKeys;
use sync::invite;
use sync::request::{Proof, Target, read_time};
use sync::wipe::Order;

use crate::clock::Clock;
use crate::desk::Desk;
use crate::error::AppError;

/// What every request of this laptop is signed with.
pub(super) struct Signer {
    device: String,
    station: String,
    keys: SecretKeys,
    /// The station's public key, Ed25519, hexadecimal.
    station_key: Option<String>,
    clock: Arc<dyn Clock>,
    /// How far the station's clock is ahead of this one, ms.
    offset: AtomicI64,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Signer")
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// This laptop's, with what it knows of the station's time.
    pub fn of(desk: &Desk, identity: &store::Identity, root: &[u8]) -> Result<Signer, AppError> {
        let (keys, theirs) = desk.store.courier_keys(desk.now())?;
        let offset = desk
            .store
            .read(|connection| store::state::number(connection, "clock_offset"))?;
        Ok(Signer {
            device: identity.device.clone(),
            station: invite::fingerprint(root),
            keys,
            station_key: theirs.map(|theirs| theirs.sign),
            clock: desk.clock.clone(),
            offset: AtomicI64::new(offset),
        })
    }

    /// Proves a request to this path with this body.
    pub fn prove(&self, path: &str, body: &[u8]) -> Result<Proof, AppError> {
        let mut nonce = [0u8; 16];
        getrandom::fill(&mut nonce).map_err(|_| AppError::new("unsafe_build"))?;
        let at = self
            .clock
            .now()
            .saturating_add(self.offset.load(Ordering::Relaxed));
        let target = Target {
            station: &self.station,
            path,
        };
        Ok(Proof::sign(
            &self.keys,
            target,
            &self.device,
            at,
            &nonce,
            body,
        ))
    }

    /// Whether the station orders this laptop to erase itself.
    pub fn is_ordered(&self, order: &Order) -> bool {
        let key = self.station_key.as_deref();
        key.is_some_and(|key| order.is_by(key, &self.device))
    }

    /// Whether the station said, in answer to this request, what its time is: this clock is wrong, or was.
    pub fn learn_time(&self, told: &str, request: &Proof) -> bool {
        let key = self.station_key.as_deref();
        let Some(station) = key.and_then(|key| read_time(told, key, request)) else {
            return false;
        };
        let offset = station.saturating_sub(self.clock.now());
        self.offset.store(offset, Ordering::Relaxed);
        true
    }
}

/// The station's root certificate that this laptop trusts.
pub(super) fn root_of(identity: &store::Identity) -> Result<Vec<u8>, AppError> {
    BASE64
        .decode(identity.station_ca.as_bytes())
        .map_err(|_| AppError::new("station_foreign"))
}

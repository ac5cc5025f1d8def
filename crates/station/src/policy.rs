//! Who may use a route: one policy for each, looked at before a byte of the body is read and again inside the transaction.

use domain::Role;

use crate::database::Tx;
use crate::error::StationError;
use crate::gate::Cost;
use crate::staff::{self, Caller};

/// Which laptops a route is for. One that nobody has confirmed yet is refused everywhere, and so is one whose account is closed, unless
/// it is out of service and hands in what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nobody has proved anything yet.
    Anybody,
    /// A laptop in service.
    InService,
    /// Also one that was handed back: it may still hand in what it has.
    HandsIn,
    /// Only one that is out of service, in foreign hands or not.
    OutOfService,
}

/// What a route asks of its caller, and what a request to it may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Which laptops.
    pub who: Who,
    /// Roles of their accounts.
    pub roles: &'static [Role],
    /// What its body may cost once it is unpacked.
    pub cost: Cost,
    /// Largest body, bytes.
    pub limit: usize,
}

impl Policy {
    /// The caller, if this policy holds for a laptop as the records stand in this transaction.
    ///
    /// # Errors
    /// [`StationError::NotAuthorised`] for who is not known, for a closed account and for a role that may not;
    /// [`StationError::NotConfirmed`], [`StationError::OutOfService`]; [`StationError::BadRequest`] where only a laptop out of service may ask.
    pub(crate) fn admit(&self, tx: &Tx<'_>, device: &str) -> Result<Caller, StationError> {
        let found = tx.device(device)?.ok_or(StationError::NotAuthorised)?;
        let caller = match self.who {
            Who::Anybody => return Err(StationError::NotAuthorised),
            Who::InService => {
                let caller = staff::caller_in(tx, device, &found)?;
                caller.in_service()?;
                caller
            }
            Who::HandsIn => staff::caller_in(tx, device, &found)?,
            Who::OutOfService if found.revoked_at == 0 => {
                return Err(StationError::BadRequest("the laptop is in service"));
            }
            Who::OutOfService => Caller {
                device: device.to_owned(),
                role: staff::active_role(tx, &found.account)?.unwrap_or(Role::Instructor),
                user: found.account,
                revoked: true,
            },
        };
        if self.roles.contains(&caller.role) {
            Ok(caller)
        } else {
            Err(StationError::NotAuthorised)
        }
    }
}

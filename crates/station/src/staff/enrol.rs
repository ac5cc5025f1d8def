//! Admitting a laptop by a one-time code.

use data_encoding::HEXLOWER;
use serde_json::json;
use sync::courier::PublicKeys;
use sync::invite::{self, Claim, Enrol, Enrolled, Side};
use sync::request;

use super::acts::write_row_in;
use super::{active_role, day_of, refresh_scopes};
use crate::access_log;
use crate::database::{Database, Invitation, Tx};
use crate::error::StationError;

/// Wrong proofs after which all open invitations end.
const TRIES: i64 = 5;

/// Admits a laptop whose proof fits an open invitation; the invitation is used up.
///
/// `fingerprint` is that of this station's own root certificate, `keys` its courier keys: a laptop that says its own is told them.
///
/// # Errors
/// [`StationError::NotAuthorised`] for a wrong, used or expired code, all alike.
pub fn enrol(
    database: &Database,
    request: &Enrol,
    fingerprint: &str,
    keys: &PublicKeys,
    now: i64,
) -> Result<Enrolled, StationError> {
    let outcome = database.write(|tx| {
        let Some((invitation, key)) = find(tx, request, fingerprint, now)? else {
            // A proof tells nothing of the code it was made with, so a wrong one counts against every open invitation.
            tx.count_wrong_proof()?;
            return Ok(None);
        };
        tx.use_invitation(&invitation.id, now)?;
        let user = invitation.account;
        let held = tx.row(&user)?.ok_or(StationError::NotAuthorised)?;
        let role = active_role(tx, &user)?.ok_or(StationError::NotAuthorised)?;
        // Without a key of its own it could prove nothing afterwards.
        let theirs = request.courier.as_ref();
        let theirs = theirs.ok_or(StationError::BadRequest("laptop has said no key"))?;
        let device = sync::ids::fresh();
        tx.add_device(&device, &user, now)?;
        let values = json!({
            "user": user,
            "name": request.laptop.chars().take(60).collect::<String>(),
            "enrolled_at": now,
            "seen_at": now,
            "app_version": request.app_version.chars().take(40).collect::<String>(),
            "check_digits": request::check_digits(&theirs.sign),
        });
        write_row_in(tx, "laptops", &device, values, now)?;
        refresh_scopes(tx, &user, day_of(now))?;
        tx.set_courier_keys(&device, theirs)?;
        access_log::note_key(tx, &device, &theirs.sign, now)?;
        let courier = Some(keys.clone());
        let claim = Claim {
            side: Side::Station,
            fingerprint,
            nonce: &request.nonce,
            courier: courier.as_ref(),
        };
        Ok(Some(Enrolled {
            proof: invite::proof(&key, &claim),
            device,
            user,
            user_name: held.text("name").unwrap_or_default().to_owned(),
            role: role.as_str().to_owned(),
            courier,
        }))
    })?;
    outcome.ok_or(StationError::NotAuthorised)
}

fn find(
    tx: &Tx<'_>,
    request: &Enrol,
    fingerprint: &str,
    now: i64,
) -> Result<Option<(Invitation, Vec<u8>)>, StationError> {
    for invitation in tx.open_invitations(now, TRIES)? {
        let key = HEXLOWER
            .decode(invitation.proof_key.as_bytes())
            .unwrap_or_default();
        let claim = Claim {
            side: Side::Laptop,
            fingerprint,
            nonce: &request.nonce,
            courier: request.courier.as_ref(),
        };
        if invite::is_proof(&key, &claim, &request.proof) {
            return Ok(Some((invitation, key)));
        }
    }
    Ok(None)
}

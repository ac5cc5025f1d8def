//! Admitting a laptop by a one-time code.

use data_encoding::HEXLOWER;
use rusqlite::params;
use serde_json::json;
use sync::invite::{self, Enrol, Enrolled, Side};

use super::acts::write_row_in;
use super::{active_role, day_of, refresh_scopes};
use crate::database::{Database, Tx};
use crate::error::StationError;
use crate::secret;

/// Wrong proofs after which all open invitations end.
const TRIES: i64 = 5;

/// Admits a laptop whose proof fits an open invitation; the invitation is used up.
///
/// `fingerprint` is that of this station's own root certificate.
///
/// # Errors
/// [`StationError::NotAuthorised`] for a wrong, used or expired code, all alike.
pub fn enrol(
    database: &Database,
    request: &Enrol,
    fingerprint: &str,
    now: i64,
) -> Result<Enrolled, StationError> {
    let outcome = database.write(|tx| {
        let Some((invitation, user, key)) = find(tx, request, fingerprint, now)? else {
            // A proof tells nothing of the code it was made with, so a wrong one counts against every open invitation.
            tx.connection().execute(
                "UPDATE invitation SET tries = tries + 1 WHERE used_at = 0",
                [],
            )?;
            return Ok(None);
        };
        tx.connection().execute(
            "UPDATE invitation SET used_at = ?2 WHERE id = ?1",
            params![invitation, now],
        )?;
        let held = tx.row(&user)?.ok_or(StationError::NotAuthorised)?;
        let role = active_role(tx, &user)?.ok_or(StationError::NotAuthorised)?;
        let (device, token) = (sync::ids::fresh(), secret::device_token()?);
        tx.connection().execute(
            "INSERT INTO device (id, user, token_hash, seen_at) VALUES (?1, ?2, ?3, ?4)",
            params![device, user, secret::token_hash(&token), now],
        )?;
        let values = json!({
            "user": user,
            "name": request.laptop.chars().take(60).collect::<String>(),
            "enrolled_at": now,
            "seen_at": now,
            "app_version": request.app_version.chars().take(40).collect::<String>(),
        });
        write_row_in(tx, "laptops", &device, values, now)?;
        refresh_scopes(tx, &user, day_of(now))?;
        Ok(Some(Enrolled {
            proof: invite::proof(&key, Side::Station, fingerprint, &request.nonce),
            device,
            token,
            user,
            user_name: held.text("name").unwrap_or_default().to_owned(),
            role: role.as_str().to_owned(),
        }))
    })?;
    outcome.ok_or(StationError::NotAuthorised)
}

fn find(
    tx: &Tx<'_>,
    request: &Enrol,
    fingerprint: &str,
    now: i64,
) -> Result<Option<(String, String, Vec<u8>)>, StationError> {
    let mut statement = tx.connection().prepare(
        "SELECT id, user, key FROM invitation WHERE used_at = 0 AND expires_at > ?1 AND tries < ?2",
    )?;
    let mut rows = statement.query([now, TRIES])?;
    while let Some(row) = rows.next()? {
        let (id, user, key): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let key = HEXLOWER.decode(key.as_bytes()).unwrap_or_default();
        let fits = invite::is_proof(
            &key,
            Side::Laptop,
            fingerprint,
            &request.nonce,
            &request.proof,
        );
        if fits {
            return Ok(Some((id, user, key)));
        }
    }
    Ok(None)
}

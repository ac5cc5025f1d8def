//! Opening a round of sync.

use rusqlite::params;
use serde_json::json;
use sync::courier::PublicKeys;
use sync::wire::{Hello, OLDEST_PROTOCOL, PROTOCOL, Welcome};

use crate::database::Database;
use crate::error::StationError;
use crate::staff::{self, Caller};

/// A laptop's last contact is written to its row no more often than this, ms.
const SEEN_EVERY: i64 = 10 * 60 * 1_000;

/// Answers a hello. A laptop that says its courier keys is told those of the station (`keys`).
///
/// # Errors
/// [`StationError::BadRequest`] for a protocol this station no longer speaks.
pub fn hello(
    database: &Database,
    caller: &Caller,
    hello: &Hello,
    keys: &PublicKeys,
    now: i64,
) -> Result<Welcome, StationError> {
    if hello.protocol < OLDEST_PROTOCOL {
        return Err(StationError::BadRequest("protocol too old"));
    }
    database.write(|tx| {
        // Assignments begin and end with days, not with edits.
        staff::refresh_scopes(tx, &caller.user, staff::day_of(now))?;
        let seen: i64 = tx.connection().query_row(
            "SELECT seen_at FROM device WHERE id = ?1",
            [&caller.device],
            |row| row.get(0),
        )?;
        if now - seen > SEEN_EVERY {
            tx.connection().execute(
                "UPDATE device SET seen_at = ?2 WHERE id = ?1",
                params![caller.device, now],
            )?;
            let values = json!({
                "seen_at": now,
                "app_version": hello.app_version.chars().take(40).collect::<String>(),
            });
            staff::write_row_in(tx, "laptops", &caller.device, values, now)?;
        }
        if let Some(theirs) = &hello.courier {
            tx.set_courier_keys(&caller.device, theirs)?;
        }
        let (epoch, _, _) = tx.head()?;
        Ok(Welcome {
            protocol: PROTOCOL,
            epoch,
            now,
            watermarks: tx.watermarks(&caller.device)?,
            courier: hello.courier.as_ref().map(|_| keys.clone()),
        })
    })
}

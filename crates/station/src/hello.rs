//! Opening a round of sync.

use serde_json::json;
use sync::wire::{Hello, PROTOCOL, Welcome};

use crate::database::Database;
use crate::error::StationError;
use crate::staff::{self, Caller};

/// A laptop's last contact is written to its row no more often than this, ms.
const SEEN_EVERY: i64 = 10 * 60 * 1_000;

/// Answers a hello.
///
/// # Errors
/// What the database says. A laptop too old to read may still hand in what it has.
pub fn hello(
    database: &Database,
    caller: &Caller,
    hello: &Hello,
    now: i64,
) -> Result<Welcome, StationError> {
    database.write(|tx| {
        // Assignments begin and end with days, not with edits.
        staff::refresh_scopes(tx, &caller.user, staff::day_of(now))?;
        if now - tx.seen_at(&caller.device)? > SEEN_EVERY {
            tx.set_seen(&caller.device, now)?;
            let values = json!({
                "seen_at": now,
                "app_version": hello.app_version.chars().take(40).collect::<String>(),
            });
            staff::write_row_in(tx, "laptops", &caller.device, values, now)?;
        }
        Ok(Welcome {
            protocol: PROTOCOL,
            epoch: tx.head()?.epoch,
            now,
            watermarks: tx.watermarks(&caller.device)?,
            servers: vec![],
        })
    })
}

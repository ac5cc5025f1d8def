//! Laptops when a backup is put back: what became of them since is no record that laptops give back, and it must not be undone. One that was
//! revoked stays so, one that came since is known.

use serde_json::{Value, json};

use crate::access_log;
use crate::database::{Database, Device, Tx};
use crate::error::StationError;
use crate::staff::write_row_in;
use sync::courier::PublicKeys;

/// What is carried of a laptop's row.
const FIELDS: [&str; 7] = [
    "user",
    "name",
    "enrolled_at",
    "seen_at",
    "app_version",
    "check_digits",
    "waiting",
];

/// A laptop as the records that are replaced know it.
struct Held {
    id: String,
    device: Device,
    keys: PublicKeys,
    row: serde_json::Map<String, Value>,
}

/// Brings what `from` knows of laptops into records that are older; how many it concerned.
///
/// # Errors
/// What the databases say.
pub(crate) fn carry(from: &Database, to: &Database) -> Result<usize, StationError> {
    let (held, now) = from.read(|tx| Ok((all(tx)?, tx.head()?.hlc)))?;
    to.write(|tx| {
        let mut carried = 0;
        for laptop in &held {
            carried += usize::from(carry_one(tx, laptop, now)?);
        }
        Ok(carried)
    })
}

fn all(tx: &Tx<'_>) -> Result<Vec<Held>, StationError> {
    let mut held = Vec::new();
    for id in tx.devices()? {
        let (Some(device), Some(laptop)) = (tx.device(&id)?, tx.courier_laptop(&id)?) else {
            continue;
        };
        let fields = tx.row(&id)?.map(|held| held.state.fields);
        let row = fields.unwrap_or_default().into_iter();
        held.push(Held {
            row: row
                .filter(|(name, _)| FIELDS.contains(&name.as_str()))
                .collect(),
            keys: laptop.keys,
            device,
            id,
        });
    }
    Ok(held)
}

/// Whether anything had to be brought along. An account that the backup does not know has to be made again, and its laptop with it.
fn carry_one(tx: &Tx<'_>, laptop: &Held, now: i64) -> Result<bool, StationError> {
    let Held {
        id,
        device,
        keys,
        row,
    } = laptop;
    if tx.row(&device.account)?.is_none() {
        return Ok(false);
    }
    let known = tx.device(id)?;
    let mut values = row.clone();
    if known.is_none() {
        tx.add_device(id, &device.account, device.seen_at)?;
        tx.set_courier_keys(id, keys)?;
        access_log::note_key(tx, id, &keys.sign, now)?;
    } else {
        values.clear();
    }
    let was = |of: fn(&Device) -> i64| known.as_ref().map_or(0, of);
    if device.confirmed_at > was(|known| known.confirmed_at) {
        tx.confirm(id, "", device.confirmed_at)?;
        values.insert("confirmed_at".into(), json!(device.confirmed_at));
    }
    let stolen = device.stolen_at > was(|known| known.stolen_at);
    if stolen || device.revoked_at > was(|known| known.revoked_at) {
        tx.revoke(id, stolen, device.revoked_at)?;
        values.insert("revoked_at".into(), json!(device.revoked_at));
    }
    if values.is_empty() {
        return Ok(false);
    }
    write_row_in(tx, "laptops", id, Value::Object(values), now)?;
    Ok(true)
}

//! Laptops and their courier files.

use sync::courier::{CourierError, PublicKeys};
use sync::wire::Cursor;

use super::tx::Tx;
use crate::error::StationError;

/// What the station knows of a laptop that takes courier files.
#[derive(Debug, Clone)]
pub struct CourierLaptop {
    /// Its public keys.
    pub keys: PublicKeys,
    /// Highest number of a file read from it.
    pub serial_in: i64,
    /// How far it had read when it wrote that file.
    pub cursor: Cursor,
}

impl Tx<'_> {
    /// A laptop with its keys; none if it is unknown or never said its keys.
    pub fn courier_laptop(&self, device: &str) -> Result<Option<CourierLaptop>, StationError> {
        self.query_one(
            "SELECT c.sign, c.seal, c.serial_in, c.read_to
             FROM courier c JOIN device d ON d.station = c.station AND d.id = c.device WHERE c.station = ?1 AND c.device = ?2",
            &[device.into()],
            |record| {
                let read_to = record.text(3)?;
                let cursor = if read_to.is_empty() {
                    Cursor::default()
                } else {
                    serde_json::from_str(read_to)?
                };
                Ok(CourierLaptop {
                    keys: PublicKeys {
                        sign: record.string(0)?,
                        seal: record.string(1)?,
                    },
                    serial_in: record.int(2)?,
                    cursor,
                })
            },
        )
    }

    /// Keeps the public keys of a laptop that has proved itself.
    ///
    /// # Errors
    /// [`CourierError::BadKey`] if they are none.
    pub fn set_courier_keys(&self, device: &str, keys: &PublicKeys) -> Result<(), StationError> {
        let known = self.courier_laptop(device)?;
        if known.is_some_and(|known| known.keys == *keys) {
            return Ok(());
        }
        if !keys.are_sound() {
            return Err(CourierError::BadKey.into());
        }
        self.execute(
            "INSERT INTO courier (station, device, sign, seal, serial_in, read_to, serial_out) VALUES (?1, ?2, ?3, ?4, 0, '', 0)
             ON CONFLICT (station, device) DO UPDATE SET sign = excluded.sign, seal = excluded.seal",
            &[device.into(), (&keys.sign).into(), (&keys.seal).into()],
        )?;
        Ok(())
    }

    /// Remembers a file that was read, unless a newer one was.
    pub fn note_courier_in(
        &self,
        device: &str,
        serial: i64,
        cursor: &Cursor,
    ) -> Result<(), StationError> {
        self.execute(
            "UPDATE courier SET serial_in = ?3, read_to = ?4 WHERE station = ?1 AND device = ?2 AND serial_in < ?3",
            &[
                device.into(),
                serial.into(),
                (&serde_json::to_string(cursor)?).into(),
            ],
        )?;
        Ok(())
    }

    /// Number of the next file for a laptop.
    pub fn next_courier_out(&self, device: &str) -> Result<i64, StationError> {
        self.query_one(
            "UPDATE courier SET serial_out = serial_out + 1 WHERE station = ?1 AND device = ?2 RETURNING serial_out",
            &[device.into()],
            |record| record.int(0),
        )?
        .ok_or(StationError::NotFound)
    }

    /// Laptops with this id or name.
    pub fn laptops_called(&self, id_or_name: &str) -> Result<Vec<String>, StationError> {
        let devices = self.texts("SELECT device FROM courier WHERE station = ?1", &[])?;
        let mut found = Vec::new();
        for device in devices {
            let named = self
                .row(&device)?
                .is_some_and(|held| held.text("name") == Some(id_or_name));
            if device == id_or_name || named {
                found.push(device);
            }
        }
        Ok(found)
    }
}

//! Laptops and their courier files.

use rusqlite::{OptionalExtension, params};
use sync::courier::{CourierError, PublicKeys};
use sync::wire::Cursor;

use super::rows::Tx;
use crate::error::StationError;

/// What the station knows of a laptop that takes courier files.
#[derive(Debug, Clone)]
pub struct CourierLaptop {
    /// Account.
    pub user: String,
    /// When it was revoked, ms; 0 if it was not.
    pub revoked_at: i64,
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
        let found = self
            .connection()
            .prepare_cached(
                "SELECT d.user, d.revoked_at, c.sign, c.seal, c.serial_in, c.cursor
                 FROM courier c JOIN device d ON d.id = c.device WHERE c.device = ?1",
            )?
            .query_row([device], |row| {
                let cursor: String = row.get(5)?;
                let laptop = CourierLaptop {
                    user: row.get(0)?,
                    revoked_at: row.get(1)?,
                    keys: PublicKeys {
                        sign: row.get(2)?,
                        seal: row.get(3)?,
                    },
                    serial_in: row.get(4)?,
                    cursor: Cursor::default(),
                };
                Ok((laptop, cursor))
            })
            .optional()?;
        let Some((mut laptop, cursor)) = found else {
            return Ok(None);
        };
        if !cursor.is_empty() {
            laptop.cursor = serde_json::from_str(&cursor)?;
        }
        Ok(Some(laptop))
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
        self.connection().execute(
            "INSERT INTO courier (device, sign, seal) VALUES (?1, ?2, ?3)
             ON CONFLICT (device) DO UPDATE SET sign = excluded.sign, seal = excluded.seal",
            params![device, keys.sign, keys.seal],
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
        self.connection().execute(
            "UPDATE courier SET serial_in = ?2, cursor = ?3 WHERE device = ?1 AND serial_in < ?2",
            params![device, serial, serde_json::to_string(cursor)?],
        )?;
        Ok(())
    }

    /// Number of the next file for a laptop.
    pub fn next_courier_out(&self, device: &str) -> Result<i64, StationError> {
        Ok(self.connection().query_row(
            "UPDATE courier SET serial_out = serial_out + 1 WHERE device = ?1 RETURNING serial_out",
            [device],
            |row| row.get(0),
        )?)
    }

    /// Laptops with this id or name.
    pub fn laptops_called(&self, id_or_name: &str) -> Result<Vec<String>, StationError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT device FROM courier")?;
        let devices = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
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

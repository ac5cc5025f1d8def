//! Small facts about this laptop, one row each.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

/// Who this laptop is to its station; written once, at enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Account.
    pub user: String,
    /// Its name.
    pub user_name: String,
    /// Its role, as stored.
    pub role: String,
    /// Id of the laptop.
    pub device: String,
    /// Address of the station, `https://host:port`.
    pub station_url: String,
    /// The station's root certificate, DER in base64.
    pub station_ca: String,
}

/// The text under a key, empty when there is none.
///
/// # Errors
/// If the database cannot be read.
pub fn text(connection: &Connection, key: &str) -> Result<String, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM state WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?
        .unwrap_or_default())
}

/// The number under a key, 0 when there is none.
///
/// # Errors
/// If the database cannot be read.
pub fn number(connection: &Connection, key: &str) -> Result<i64, StoreError> {
    Ok(text(connection, key)?.parse().unwrap_or(0))
}

/// Writes a text or number under a key.
///
/// # Errors
/// If the database cannot be written.
pub fn set(connection: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO state (key, value) VALUES (?1, ?2)")?
        .execute(params![key, value])?;
    Ok(())
}

const IDENTITY: [&str; 6] = [
    "user",
    "user_name",
    "role",
    "device",
    "station_url",
    "station_ca",
];

/// Who this laptop is.
///
/// # Errors
/// If the database cannot be read.
pub fn identity(connection: &Connection) -> Result<Identity, StoreError> {
    Ok(Identity {
        user: text(connection, IDENTITY[0])?,
        user_name: text(connection, IDENTITY[1])?,
        role: text(connection, IDENTITY[2])?,
        device: text(connection, IDENTITY[3])?,
        station_url: text(connection, IDENTITY[4])?,
        station_ca: text(connection, IDENTITY[5])?,
    })
}

pub(crate) fn write_identity(
    connection: &Connection,
    identity: &Identity,
) -> Result<(), StoreError> {
    let values = [
        &identity.user,
        &identity.user_name,
        &identity.role,
        &identity.device,
        &identity.station_url,
        &identity.station_ca,
    ];
    for (key, value) in IDENTITY.iter().zip(values) {
        set(connection, key, value)?;
    }
    for (key, value) in [
        ("incarnation", "1"),
        ("next_counter", "1"),
        ("generation", "1"),
    ] {
        set(connection, key, value)?;
    }
    Ok(())
}

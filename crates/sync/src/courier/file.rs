//! The head of a courier file, in clear: who wrote it, for whom, which one it is.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::{CourierError, HEADER_LIMIT, MAGIC, VERSION};

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// From a laptop to its station: operations.
    ToStation,
    /// From the station to a laptop: pages.
    ToLaptop,
}

/// Who wrote a file, for whom, which one it is. No personal data: it can be read without a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Which way it goes.
    pub kind: Kind,
    /// Fingerprint of the station's root certificate.
    pub station: String,
    /// Id of the laptop.
    pub laptop: String,
    /// Number in its writer's own order, from 1.
    pub serial: i64,
    /// When it was written, ms since 1970, by its writer's clock.
    pub created: i64,
}

impl Header {
    /// The head of a file as bytes.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, CourierError> {
        let json = serde_json::to_vec(self).map_err(|_| CourierError::Damaged)?;
        let length = u16::try_from(json.len()).map_err(|_| CourierError::TooLarge)?;
        if json.len() > HEADER_LIMIT {
            return Err(CourierError::TooLarge);
        }
        Ok([
            MAGIC.as_slice(),
            &VERSION.to_be_bytes(),
            &length.to_be_bytes(),
            &json,
        ]
        .concat())
    }

    /// Reads the head of a file: its bytes as they stand, and what they say. Nothing of it is proved yet.
    pub(super) fn read(input: &mut impl Read) -> Result<(Vec<u8>, Header), CourierError> {
        let mut start = [0u8; 12];
        let mut have = 0;
        while have < start.len() {
            match input.read(&mut start[have..])? {
                0 => break,
                read => have += read,
            }
        }
        if have < MAGIC.len() || start[..MAGIC.len()] != MAGIC {
            return Err(CourierError::NotCourier);
        }
        if have < start.len() {
            return Err(CourierError::Truncated);
        }
        let version = u16::from_be_bytes([start[8], start[9]]);
        if version > VERSION {
            return Err(CourierError::Newer(version));
        }
        let length = usize::from(u16::from_be_bytes([start[10], start[11]]));
        if version == 0 || length > HEADER_LIMIT {
            return Err(CourierError::Damaged);
        }
        let mut bytes = start.to_vec();
        bytes.resize(start.len() + length, 0);
        input.read_exact(&mut bytes[start.len()..])?;
        let header =
            serde_json::from_slice(&bytes[start.len()..]).map_err(|_| CourierError::Damaged)?;
        Ok((bytes, header))
    }
}

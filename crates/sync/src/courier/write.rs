//! Writing a courier file, message by message.

use std::io::Write;

use serde::Serialize;

use super::seal::Sealer;
use super::{CourierError, Header, PublicKeys, SecretKeys};
use crate::limits::DECODED_LIMIT;
use crate::wire::WireError;

/// Level of compression; a stick is slow and a file is written seldom.
const LEVEL: i32 = 6;

/// A courier file being written.
pub struct Writer<W: Write> {
    messages: zstd::Encoder<'static, Sealer<W>>,
    by: SecretKeys,
}

impl<W: Write> Writer<W> {
    /// Begins a file that only the owner of `to` can open.
    ///
    /// # Errors
    /// [`CourierError::BadKey`], [`CourierError::Io`].
    pub fn new(
        out: W,
        header: &Header,
        to: &PublicKeys,
        by: &SecretKeys,
    ) -> Result<Writer<W>, CourierError> {
        let sealer = Sealer::new(out, &header.to_bytes()?, to)?;
        Ok(Writer {
            messages: zstd::Encoder::new(sealer, LEVEL)?,
            by: by.clone(),
        })
    }

    /// Adds a message.
    ///
    /// # Errors
    /// [`CourierError::TooLarge`] if the file would be, [`CourierError::Io`].
    pub fn put<T: Serialize>(&mut self, message: &T) -> Result<(), CourierError> {
        let json = serde_json::to_vec(message).map_err(WireError::NotReadable)?;
        if json.len() > DECODED_LIMIT {
            return Err(CourierError::TooLarge);
        }
        self.messages
            .write_all(&(json.len() as u32).to_be_bytes())?;
        Ok(self.messages.write_all(&json)?)
    }

    /// Ends and signs the file; only now is it one.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn finish(self) -> Result<W, CourierError> {
        self.messages.finish()?.finish(&self.by)
    }
}

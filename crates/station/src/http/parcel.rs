//! Bodies of requests and answers: messages of `sync::wire`.

use axum::body::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::wire;
use tokio::sync::OwnedSemaphorePermit;

use crate::error::StationError;

/// An answer, packed.
pub type Answer = Result<Vec<u8>, StationError>;

/// A body that came whole, with its share of memory.
pub struct Parcel {
    body: Bytes,
    held: OwnedSemaphorePermit,
}

impl Parcel {
    /// A body, and the share that is held for it.
    pub fn new(body: Bytes, held: OwnedSemaphorePermit) -> Parcel {
        Parcel { body, held }
    }

    /// The message in it; the body's share is free then.
    ///
    /// # Errors
    /// [`StationError::BadRequest`] for what is no such message.
    pub fn open<Q: DeserializeOwned>(self) -> Result<Q, StationError> {
        let message = wire::decode(&self.body);
        drop(self.held);
        message.map_err(|_| StationError::BadRequest("message unreadable"))
    }
}

/// Packs an answer.
///
/// # Errors
/// [`StationError::BadRequest`] if it cannot be written.
pub fn pack<A: Serialize>(answer: &A) -> Answer {
    wire::encode(answer).map_err(|_| StationError::BadRequest("answer unwritable"))
}

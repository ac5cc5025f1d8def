//! What the sync page says of the courier.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::desk::Desk;
use crate::error::AppError;
use crate::places::{Place, places};
use crate::saying;

/// The courier on the sync page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CourierState {
    /// Whether a file can be written: the station's keys are known.
    pub ready: bool,
    /// When the last file was written and when the station took it, ready to show, a sentence each.
    pub sentences: Vec<String>,
    /// Where a file can be written to now, removable media first.
    pub places: Vec<Place>,
}

/// What was handed to a courier and what the station said it took.
///
/// # Errors
/// If the store cannot be read.
pub fn state(desk: &Desk) -> Result<CourierState, AppError> {
    let said = |error: store::StoreError| AppError::from(error).in_language(desk.language);
    let (handed, receipt) = desk.store.courier_history().map_err(said)?;
    let (_, station) = desk.store.courier_keys(desk.now()).map_err(said)?;
    let now = desk.now();
    let moment = |at| saying::moment(desk.language, at, now);
    let mut sentences = Vec::new();
    if let Some(handed) = &handed {
        let taken = receipt
            .as_ref()
            .is_some_and(|receipt| receipt.serial >= handed.serial);
        let (time, count) = (moment(handed.at), handed.ops.to_string());
        let key = if taken {
            "courier.handed"
        } else {
            "courier.handed_open"
        };
        sentences.push(desk.say(key, &[("time", &time), ("count", &count)]));
    }
    if let Some(receipt) = &receipt {
        let (time, count) = (moment(receipt.at), receipt.taken.to_string());
        sentences.push(desk.say("courier.taken", &[("time", &time), ("count", &count)]));
    }
    if station.is_none() {
        sentences.push(desk.say("error.courier_no_key", &[]));
    }
    Ok(CourierState {
        ready: station.is_some(),
        sentences,
        places: places(desk.language),
    })
}

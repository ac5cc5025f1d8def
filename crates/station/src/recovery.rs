//! Recovery of a laptop's store by two officers (`sync::recovery`). The station keeps the public halves of its recovery keys; the private
//! half of each is on paper alone.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sync::courier::SecretKeys;
use sync::recovery::{self, Answer, RecoveryError, RecoveryKey, Request, Sheet};
use zeroize::Zeroizing;

use crate::access_log::{self, Own};
use crate::error::StationError;
use crate::station::Station;
use crate::{secret, tls};

/// File with the public halves, oldest first.
const FILE: &str = "recovery.keys";

/// A recovery key of this station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its public half, X25519, hexadecimal.
    pub key: String,
    /// When it was made, ms.
    pub made_at: i64,
    /// How many officers have a sheet of it.
    pub sheets: u8,
}

/// All that were ever made, oldest first.
///
/// # Errors
/// If the file cannot be read.
pub fn known(folder: &Path) -> Result<Vec<Known>, StationError> {
    match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error.into()),
    }
}

/// The newest, signed for laptops; none if none was made.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn signed(
    folder: &Path,
    keys: &SecretKeys,
) -> Result<Option<Box<RecoveryKey>>, StationError> {
    let newest = known(folder)?.pop();
    Ok(newest.map(|known| Box::new(RecoveryKey::sign(keys, &known.key, known.made_at))))
}

/// Draws a recovery key for so many officers. The sheets are nowhere else: once they are on paper, [`publish`] has laptops seal to it.
///
/// # Errors
/// [`StationError::Recovery`] for fewer than two sheets or more than a key can have; what the disk says.
pub fn draw(station: &Station, sheets: u8) -> Result<(Known, Vec<Sheet>), StationError> {
    if !(2..=recovery::MOST_SHEETS).contains(&sheets) {
        return Err(RecoveryError::BadKey.into());
    }
    let private = Zeroizing::new(secret::random::<32>()?);
    let pads = (0..recovery::pads(sheets))
        .map(|_| Ok(Zeroizing::new(secret::random::<32>()?)))
        .collect::<Result<Vec<_>, StationError>>()?;
    let made = recovery::split(&private, &pads)?;
    let newest = known(station.folder())?;
    let newest = newest.iter().map(|known| known.made_at).max();
    let new = Known {
        key: recovery::public_of(&private),
        // A clock that was set back must not make it look older than the one before.
        made_at: station.now().max(newest.unwrap_or(0) + 1),
        sheets,
    };
    Ok((new, made))
}

/// From now on laptops seal to this key.
///
/// # Errors
/// What the database or the disk says; laptops seal to the key before, then.
pub fn publish(station: &Station, new: &Known) -> Result<(), StationError> {
    let short: String = new.key.chars().take(16).collect();
    let own = Own {
        account: &station.operator,
        field: "make_recovery",
        result: &short,
        ..Own::admin("recovery", "")
    };
    let now = station.now();
    station
        .database
        .write(|tx| access_log::note(tx, &own, now))?;
    let mut all = known(station.folder())?;
    all.push(new.clone());
    let (path, part) = (
        station.folder().join(FILE),
        station.folder().join("recovery.keys.part"),
    );
    let _ = fs::remove_file(&part);
    tls::write_private(&part, &serde_json::to_string_pretty(&all)?)?;
    fs::rename(part, path)?;
    Ok(fs::File::open(station.folder())?.sync_all()?)
}

/// A request that this station may answer.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What the laptop wrote.
    pub request: Request,
    /// Name of the account, as the station knows it.
    pub user_name: String,
    /// Name of the laptop.
    pub laptop: String,
    /// The recovery key it is sealed to.
    pub key: Known,
    /// Whether the station has made another one since.
    pub older: bool,
}

/// Looks whether a request is of a laptop of this station that is in service.
///
/// # Errors
/// [`StationError::Recovery`], [`StationError::RecoveryUnknown`], [`StationError::RecoveryRevoked`].
pub fn look(station: &Station, text: &str) -> Result<Asked, StationError> {
    let request = Request::parse(text)?;
    let known = known(station.folder())?;
    let newest = known.last().map(|known| known.made_at);
    let key = known.into_iter().find(|known| known.key == request.key);
    let key = key.ok_or(StationError::RecoveryUnknown)?;
    let (device, row, user) = station.database.read(|tx| {
        Ok((
            tx.device(&request.device)?,
            tx.row(&request.device)?.map(|held| held.state.fields),
            tx.row(&request.user)?.map(|held| held.state.fields),
        ))
    })?;
    let device = device.ok_or(StationError::RecoveryUnknown)?;
    if device.account != request.user {
        return Err(RecoveryError::RequestAltered.into());
    }
    if device.revoked_at > 0 || device.stolen_at > 0 {
        return Err(StationError::RecoveryRevoked);
    }
    let name = |fields: Option<domain::Fields>| {
        let fields = fields.unwrap_or_default();
        let name = domain::fields::text(&fields, "name");
        name.unwrap_or_default().to_owned()
    };
    Ok(Asked {
        user_name: name(user),
        laptop: name(row),
        older: newest != Some(key.made_at),
        key,
        request,
    })
}

/// Opens a laptop's key by a code of each of two sheets and seals it for that laptop alone. That it was done stands in the access log
/// before the answer is given.
///
/// # Errors
/// [`StationError::Recovery`]; what the database says.
pub fn answer(
    station: &Station,
    asked: &Asked,
    first: &str,
    second: &str,
) -> Result<Answer, StationError> {
    let request = &asked.request;
    let (private, sheets) = recovery::join(&request.key, first, second)?;
    let answer = request.answer(&private)?;
    drop(private);
    let sheets = format!("{}+{}", sheets[0], sheets[1]);
    let own = Own {
        account: &station.operator,
        field: "recover_laptop",
        result: &sheets,
        ..Own::admin("laptops", &request.device)
    };
    let now = station.now();
    station
        .database
        .write(|tx| access_log::note(tx, &own, now))?;
    Ok(answer)
}

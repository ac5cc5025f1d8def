//! The curtain: for the minutes between two doors a short PIN instead of the passphrase. The store stays open behind it, and no command
//! gets at it (`src-tauri`, `Shell`); a few wrong ones end in the ordinary lock.

mod weak;

use serde::{Deserialize, Serialize};
use specta::Type;
use store::pin::Tried;
use zeroize::Zeroizing;

use crate::desk::{Desk, Done};
use crate::error::AppError;
use crate::passphrase;

/// Code of a lift that ended in the lock.
pub const SPENT: &str = "curtain_spent";

/// The curtain on the page of one's own laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CurtainState {
    /// Whether there is a PIN.
    pub set: bool,
}

/// What setting a PIN asks for.
#[derive(Clone, Serialize, Deserialize, Type)]
pub struct CurtainForm {
    /// The passphrase.
    pub passphrase: String,
    /// The PIN; empty to do without.
    pub pin: String,
}

/// Whether there is a PIN.
///
/// # Errors
/// If the store cannot be read.
pub fn state(desk: &Desk) -> Result<CurtainState, AppError> {
    Ok(CurtainState {
        set: desk.store.has_pin()?,
    })
}

/// Sets the PIN, or does without one. Who does it proves with the passphrase that it is their laptop.
///
/// # Errors
/// `wrong_passphrase`, `wait_seconds`, `wait_minutes`; `pin_form` and `pin_guessable` for the PIN.
pub fn set(desk: &Desk, form: &CurtainForm) -> Result<Done, AppError> {
    let form = Zeroizing::new((form.passphrase.clone(), form.pin.clone()));
    let pin = Some(form.1.as_str()).filter(|pin| !pin.is_empty());
    let done = pin.map_or(Ok(()), weak::check).and_then(|()| {
        passphrase::tried(desk.store.home(), desk.now(), || {
            Ok(desk.store.check_passphrase(&form.0)?)
        })?;
        Ok(desk.store.set_pin(desk.now(), pin)?)
    });
    done.map_err(|error| error.in_language(desk.language))?;
    let key = if pin.is_some() {
        "curtain.set"
    } else {
        "curtain.off"
    };
    Ok(Done {
        id: None,
        message: desk.say(key, &[]),
        undo: None,
    })
}

/// Tries a PIN on the curtain.
///
/// # Errors
/// `pin_wrong` with how many may follow; [`SPENT`] if none may: lock then.
pub fn lift(desk: &Desk, pin: &str) -> Result<(), AppError> {
    let tried = desk.store.try_pin(desk.now(), pin);
    match tried.map_err(AppError::from)? {
        Tried::Right => Ok(()),
        Tried::Wrong(0) | Tried::Spent => Err(AppError::new(SPENT)),
        Tried::Wrong(left) => Err(AppError::at("pin_wrong", &left.to_string())),
    }
    .map_err(|error: AppError| error.in_language(desk.language))
}

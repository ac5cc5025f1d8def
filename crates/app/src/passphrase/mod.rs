//! The passphrase of a laptop: what one has to be, how often one may be tried, and how it becomes another.

mod attempts;
mod strength;

use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;
use zeroize::Zeroizing;

use crate::desk::{Desk, Done};
use crate::error::AppError;

pub(crate) use attempts::Attempts;
pub(crate) use strength::check;

/// What changing the passphrase asks for.
#[derive(Clone, Serialize, Deserialize, Type)]
pub struct PassphraseForm {
    /// The one that opens the store now.
    pub held: String,
    /// The one that is to open it from now on.
    pub wanted: String,
}

/// Changes the passphrase: the store's key is wrapped anew, the store itself is left alone. Backups made before open with the old one.
///
/// # Errors
/// `wrong_passphrase`, `wait_seconds` and `wait_minutes` for the old one, counted as at the door; `passphrase_too_short` and
/// `passphrase_guessable` for the new one.
pub fn change(desk: &Desk, form: &PassphraseForm) -> Result<Done, AppError> {
    let form = (
        Zeroizing::new(form.held.clone()),
        Zeroizing::new(form.wanted.clone()),
    );
    let changed = try_change(desk, &form.0, &form.1);
    changed.map_err(|error| error.in_language(desk.language))?;
    Ok(Done {
        id: None,
        message: desk.say("passphrase.changed", &[]),
        undo: None,
    })
}

fn try_change(desk: &Desk, held: &str, wanted: &str) -> Result<(), AppError> {
    let name = crate::session::me(desk)?.name;
    check(wanted, &[&name])?;
    tried(desk.store.home(), desk.now(), || {
        Ok(desk.store.change_passphrase(held, wanted)?)
    })
}

/// Carries out what a passphrase opens. A wrong one is counted before it is tried, so that ending the program in between gains nothing,
/// and each makes the next one wait longer. A thief with a copy of the disk counts for himself: what holds there is the work that
/// each guess costs.
pub(crate) fn tried<T>(
    home: &Path,
    now: i64,
    attempt: impl FnOnce() -> Result<T, AppError>,
) -> Result<T, AppError> {
    let attempts = Attempts::read(home);
    attempts.check(now)?;
    attempts.one_more(now).write(home);
    let outcome = attempt();
    match &outcome {
        Err(error) if error.code == "wrong_passphrase" => {}
        // Any other failure says nothing about the passphrase.
        Err(_) => attempts.write(home),
        Ok(_) => Attempts::default().write(home),
    }
    outcome
}

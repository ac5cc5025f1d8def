//! A forgotten passphrase: two officers of the station open the store's key by what the laptop asks of them (`sync::recovery`). Most of
//! this works while the store is closed.

#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Store, StoreError};
use sync::recovery::{RecoveryKey, Request};
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::passphrase::{self, Attempts};
use crate::places::{self, Place};
use crate::saying;
use crate::wipe;
use crate::words::{self, Language};

/// How the name of a request ends.
const EXTENSION: &str = "beatbook-request";

/// What the locked window says of recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecoveryState {
    /// Whether officers of the station can open this laptop.
    pub ready: bool,
    /// What can be done when the passphrase is forgotten, ready to show.
    pub sentence: String,
    /// Whether the passphrase was wrong so often that it is probably forgotten.
    pub urged: bool,
    /// The request that waits for its answer.
    pub asked: Option<RecoveryAsked>,
    /// Where a request can be written to now, removable media first.
    pub places: Vec<Place>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecoveryAsked {
    /// Six digits that the officers compare.
    pub digits: String,
    /// Where it was written to, if it was now.
    pub path: Option<String>,
    /// What to do with it, ready to show.
    pub message: String,
}

/// What the answer asks for.
#[derive(Clone, Serialize, Deserialize, Type)]
pub struct RecoveryForm {
    /// The station's answer, as typed or as it stands in the file.
    pub answer: String,
    /// The passphrase that is to open the store from now on.
    pub passphrase: String,
}

/// How a closed store stands. `now` is ms since 1970.
///
/// # Errors
/// `key_file_damaged`.
pub fn state(home: &Path, language: Language, now: i64) -> Result<RecoveryState, AppError> {
    let standing = store::recovery_standing(home)
        .map_err(|error| AppError::from(error).in_language(language))?;
    let key = match &standing {
        Some(_) => "recovery.can",
        None => "recovery.cannot",
    };
    let asked = standing
        .as_ref()
        .and_then(|standing| standing.asked.as_ref());
    Ok(RecoveryState {
        ready: standing.is_some(),
        sentence: words::say(language, key, &[]),
        urged: Attempts::read(home).are_many(),
        asked: asked.map(|request| told(request, None, language, now)),
        places: places::places(language),
    })
}

fn told(request: &Request, path: Option<&Path>, language: Language, now: i64) -> RecoveryAsked {
    let digits = request.digits();
    let time = saying::moment(language, request.made_at, now);
    let path = path.map(|path| path.display().to_string());
    let (key, place) = match &path {
        Some(path) => ("recovery.asked", path.as_str()),
        None => ("recovery.asked_before", time.as_str()),
    };
    let args = [("place", place), ("digits", digits.as_str())];
    RecoveryAsked {
        message: words::say(language, key, &args),
        digits,
        path,
    }
}

/// Writes the request to a path, which must not exist yet: the one that waits, or a new one.
///
/// # Errors
/// `recovery_not_ready`, `courier_exists`, `courier_file`.
pub fn ask_to(
    home: &Path,
    path: &Path,
    language: Language,
    now: i64,
) -> Result<RecoveryAsked, AppError> {
    let request = store::ask_recovery(home, now);
    write(request, path, language, now)
}

/// The same for the key of a backup, before there is a store.
///
/// # Errors
/// As [`ask_to`], and those of a file that is no backup.
pub fn ask_of_backup(
    home: &Path,
    backup: &Path,
    path: &Path,
    language: Language,
    now: i64,
) -> Result<RecoveryAsked, AppError> {
    let request = store::ask_recovery_of(home, backup, now);
    write(request, path, language, now)
}

/// Writes it into one of [`crate::places::places`], under a name of its own.
///
/// # Errors
/// As [`ask_to`].
pub fn save(
    home: &Path,
    place: &str,
    language: Language,
    now: i64,
) -> Result<RecoveryAsked, AppError> {
    let folder = places::folder(language, place)
        .ok_or_else(|| AppError::new("courier_file").in_language(language))?;
    let stem = format!("beatbook-{}", store::day_of(now));
    ask_to(
        home,
        &places::free_name(&folder, &stem, EXTENSION),
        language,
        now,
    )
}

fn write(
    request: Result<Request, StoreError>,
    path: &Path,
    language: Language,
    now: i64,
) -> Result<RecoveryAsked, AppError> {
    let said = |error: AppError| error.in_language(language);
    let request = request.map_err(|error| said(error.into()))?;
    let failed = |error: std::io::Error| {
        said(AppError::new(match error.kind() {
            std::io::ErrorKind::AlreadyExists => "courier_exists",
            std::io::ErrorKind::StorageFull => "courier_full",
            _ => "courier_file",
        }))
    };
    let mut file = fs::File::create_new(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, request.to_text().as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    Ok(told(&request, Some(path), language, now))
}

/// Opens the store by the answer and puts it under a new passphrase.
///
/// # Errors
/// `recovery_no_request`, `recovery_answer_mistyped`, `recovery_answer_other_laptop`, `recovery_answer_earlier`,
/// `recovery_answer_altered`, `recovery_other_store`; `passphrase_too_short` and `passphrase_guessable` for the new one.
pub fn answer(
    home: &Path,
    form: &RecoveryForm,
    language: Language,
    now: i64,
) -> Result<Store, AppError> {
    let opened = try_answer(home, form, now);
    opened.map_err(|error| error.in_language(language))
}

fn try_answer(home: &Path, form: &RecoveryForm, now: i64) -> Result<Store, AppError> {
    let form = Zeroizing::new((form.answer.clone(), form.passphrase.clone()));
    store::finish_destroying(home)?;
    let owner = store::peek(home)?.ok_or_else(|| AppError::new("store_missing"))?;
    passphrase::check(&form.1, &[&owner.user_name])?;
    let store = store::recover(home, &form.0, &form.1, now)?;
    Attempts::default().write(home);
    Ok(store)
}

/// Puts a backup back by the answer, where there is no store.
///
/// # Errors
/// As [`answer`], and as [`crate::backup::restore`].
pub fn answer_backup(
    home: &Path,
    backup: &Path,
    form: &RecoveryForm,
    now: i64,
) -> Result<Store, AppError> {
    passphrase::check(&form.passphrase, &[])?;
    let store = store::restore_recovered(home, backup, &form.answer, &form.passphrase, now)?;
    crate::backup::note_restored(&store, now)?;
    Attempts::default().write(home);
    wipe::begin_anew(home);
    Ok(store)
}

/// Takes a recovery key that the station makes known; one that is not signed by the keys of the enrolment is passed over.
pub(crate) fn take(desk: &Desk, key: &RecoveryKey) -> Result<(), AppError> {
    let (_, station) = desk.store.courier_keys(desk.now())?;
    if !station.is_some_and(|station| key.is_by(&station.sign)) {
        tracing::warn!("a recovery key that is not the station's");
        return Ok(());
    }
    match desk.store.seal_for_recovery(desk.now(), key) {
        Ok(_) => Ok(()),
        // Sync goes on: the next contact tries again.
        Err(error) => {
            tracing::warn!(code = error.code(), "not sealed to the recovery key");
            Ok(())
        }
    }
}

/// What an open laptop says of its recovery, a sentence each.
///
/// # Errors
/// If the store cannot be read.
pub fn standing(desk: &Desk) -> Result<Vec<String>, AppError> {
    let day = |at| saying::day(desk.language, store::day_of(at), desk.today());
    let found = store::recovery_standing(desk.store.home()).and_then(|standing| {
        let replaced = desk.store.recovery_replaced()?;
        Ok((standing, replaced))
    });
    let (standing, replaced) =
        found.map_err(|error| AppError::from(error).in_language(desk.language))?;
    let Some(standing) = standing else {
        return Ok(vec![desk.say("recovery.none_yet", &[])]);
    };
    let made = day(standing.made_at);
    let mut said = vec![desk.say("recovery.ready", &[("date", &made)])];
    if let Some((old, at)) = replaced {
        let (old, at) = (day(old), day(at));
        said.push(desk.say("recovery.replaced", &[("date", &old), ("time", &at)]));
    }
    Ok(said)
}

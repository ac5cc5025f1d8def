//! Enrolling, unlocking, locking, language.

use app::curtain::{self, CurtainForm, CurtainState};
use app::passphrase::{self, PassphraseForm};
use app::recovery::{self, RecoveryAsked, RecoveryForm, RecoveryState};
use app::session::{EnrolForm, Me, SessionState};
use app::{AppError, Done, Language};
use tauri::State;
use zeroize::Zeroizing;

use crate::shell::Shell;

/// Where the program stands.
#[tauri::command(async)]
#[specta::specta]
pub fn session_state(shell: State<'_, Shell>) -> Result<SessionState, AppError> {
    Ok(shell.state())
}

/// Enrols this laptop.
#[tauri::command(async)]
#[specta::specta]
pub fn session_enrol(shell: State<'_, Shell>, form: EnrolForm) -> Result<Me, AppError> {
    shell.enrol(&form)
}

/// Another user's book is to be opened; where the program stands then.
#[tauri::command(async)]
#[specta::specta]
pub fn session_choose(shell: State<'_, Shell>, book: String) -> Result<SessionState, AppError> {
    Ok(shell.choose(book))
}

/// Unlocks the chosen book.
#[tauri::command(async)]
#[specta::specta]
pub fn session_unlock(shell: State<'_, Shell>, passphrase: String) -> Result<Me, AppError> {
    shell.unlock(&Zeroizing::new(passphrase))
}

/// Changes the passphrase.
#[tauri::command(async)]
#[specta::specta]
pub fn session_passphrase(shell: State<'_, Shell>, form: PassphraseForm) -> Result<Done, AppError> {
    passphrase::change(&shell.desk()?, &form)
}

/// What can be done about a forgotten passphrase; asked while it is locked.
#[tauri::command(async)]
#[specta::specta]
pub fn recovery_state(shell: State<'_, Shell>) -> Result<RecoveryState, AppError> {
    shell.recovery()
}

/// Writes the request for two officers into one of the places that `recovery_state` named.
#[tauri::command(async)]
#[specta::specta]
pub fn recovery_ask(shell: State<'_, Shell>, place: String) -> Result<RecoveryAsked, AppError> {
    shell.ask_recovery(&place)
}

/// Opens the store by their answer, under a new passphrase.
#[tauri::command(async)]
#[specta::specta]
pub fn recovery_answer(shell: State<'_, Shell>, form: RecoveryForm) -> Result<Me, AppError> {
    shell.recover(&form)
}

/// What an open laptop says of its recovery.
#[tauri::command(async)]
#[specta::specta]
pub fn recovery_standing(shell: State<'_, Shell>) -> Result<Vec<String>, AppError> {
    recovery::standing(&shell.desk()?)
}

/// Whether there is a PIN for the curtain.
#[tauri::command(async)]
#[specta::specta]
pub fn curtain_state(shell: State<'_, Shell>) -> Result<CurtainState, AppError> {
    curtain::state(&shell.desk()?)
}

/// Sets the PIN, or does without one.
#[tauri::command(async)]
#[specta::specta]
pub fn curtain_set(shell: State<'_, Shell>, form: CurtainForm) -> Result<Done, AppError> {
    curtain::set(&shell.desk()?, &form)
}

/// Lets the curtain down; where the program stands then.
#[tauri::command(async)]
#[specta::specta]
pub fn curtain_drop(shell: State<'_, Shell>) -> Result<SessionState, AppError> {
    shell.cover();
    Ok(shell.state())
}

/// Lifts the curtain.
#[tauri::command(async)]
#[specta::specta]
pub fn curtain_lift(shell: State<'_, Shell>, pin: String) -> Result<(), AppError> {
    shell.lift(&Zeroizing::new(pin))
}

/// Locks it.
#[tauri::command(async)]
#[specta::specta]
pub fn session_lock(shell: State<'_, Shell>) -> Result<(), AppError> {
    shell.lock();
    Ok(())
}

/// Somebody types or points: the page says so now and then.
#[tauri::command(async)]
#[specta::specta]
pub fn window_used(shell: State<'_, Shell>) -> Result<(), AppError> {
    shell.sign();
    Ok(())
}

/// Changes the language.
#[tauri::command(async)]
#[specta::specta]
pub fn set_language(shell: State<'_, Shell>, language: String) -> Result<(), AppError> {
    shell.set_language(Language::parse(&language));
    Ok(())
}

/// The first screen is painted: told on standard output, for whoever measures or waits.
#[tauri::command(async)]
#[specta::specta]
pub fn window_painted(shell: State<'_, Shell>) -> Result<(), AppError> {
    shell.painted();
    Ok(())
}

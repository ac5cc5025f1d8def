//! Enrolling, unlocking, locking, language.

use app::passphrase::{self, PassphraseForm};
use app::session::{EnrolForm, Me, SessionState};
use app::{AppError, Done, Language};
use tauri::State;

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

/// Unlocks the store.
#[tauri::command(async)]
#[specta::specta]
pub fn session_unlock(shell: State<'_, Shell>, passphrase: String) -> Result<Me, AppError> {
    shell.unlock(&passphrase)
}

/// Changes the passphrase.
#[tauri::command(async)]
#[specta::specta]
pub fn session_passphrase(shell: State<'_, Shell>, form: PassphraseForm) -> Result<Done, AppError> {
    passphrase::change(&shell.desk()?, &form)
}

/// Locks it.
#[tauri::command(async)]
#[specta::specta]
pub fn session_lock(shell: State<'_, Shell>) -> Result<(), AppError> {
    shell.lock();
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

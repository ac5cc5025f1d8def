//! Any record: get, put, reveal; drafts; taking back.

use app::AppError;
use app::Done;
use app::records::{self, Draft, RecordForm, RecordView, RevealForm};
use tauri::State;

use crate::shell::Shell;

/// A record as a form opens it.
#[tauri::command(async)]
#[specta::specta]
pub fn record_get(
    shell: State<'_, Shell>,
    kind: String,
    id: String,
) -> Result<RecordView, AppError> {
    records::get(&shell.desk()?, &kind, &id)
}

/// Makes or changes a record.
#[tauri::command(async)]
#[specta::specta]
pub fn record_put(shell: State<'_, Shell>, form: RecordForm) -> Result<Done, AppError> {
    records::put(&shell.desk()?, form)
}

/// A number unmasked, with its purpose on record.
#[tauri::command(async)]
#[specta::specta]
pub fn record_reveal(shell: State<'_, Shell>, form: RevealForm) -> Result<String, AppError> {
    records::reveal(&shell.desk()?, form)
}

/// Keeps a form as it is typed.
#[tauri::command(async)]
#[specta::specta]
pub fn draft_save(shell: State<'_, Shell>, draft: Draft) -> Result<(), AppError> {
    records::draft_save(&shell.desk()?, &draft)
}

/// The kept form.
#[tauri::command(async)]
#[specta::specta]
pub fn draft_get(shell: State<'_, Shell>, key: String) -> Result<Option<Draft>, AppError> {
    records::draft_get(&shell.desk()?, &key)
}

/// Forgets a kept form.
#[tauri::command(async)]
#[specta::specta]
pub fn draft_drop(shell: State<'_, Shell>, key: String) -> Result<(), AppError> {
    records::draft_drop(&shell.desk()?, &key)
}

/// Takes an action back.
#[tauri::command(async)]
#[specta::specta]
pub fn undo(shell: State<'_, Shell>, token: String) -> Result<Done, AppError> {
    records::undo(&shell.desk()?, &token)
}

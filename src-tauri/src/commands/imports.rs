//! Imports.

use app::importing::{self, ImportBatch, ImportOpen, ImportPreview, ImportResult};
use app::{AppError, Done};
use tauri::State;

use crate::shell::Shell;

/// Opens a file and says what taking it in would do.
#[tauri::command(async)]
#[specta::specta]
pub fn import_open(shell: State<'_, Shell>, form: ImportOpen) -> Result<ImportPreview, AppError> {
    let prepared = importing::open(&shell.desk()?, &form)?;
    Ok(shell.keep_import(prepared))
}

/// Takes an opened file in.
#[tauri::command(async)]
#[specta::specta]
pub fn import_commit(shell: State<'_, Shell>, id: String) -> Result<ImportResult, AppError> {
    let prepared = shell.take_import(&id)?;
    importing::commit(&shell.desk()?, &prepared)
}

/// Takes an import back.
#[tauri::command(async)]
#[specta::specta]
pub fn import_undo(shell: State<'_, Shell>, batch: String) -> Result<Done, AppError> {
    importing::undo(&shell.desk()?, &batch)
}

/// Past imports.
#[tauri::command(async)]
#[specta::specta]
pub fn imports_list(shell: State<'_, Shell>) -> Result<Vec<ImportBatch>, AppError> {
    importing::list(&shell.desk()?)
}

//! Imports.

use app::importing::{
    self, ImportBatch, ImportChoice, ImportMapped, ImportOpen, ImportPreview, ImportResult,
};
use app::reports::Saved;
use app::{AppError, Done};
use tauri::State;

use crate::shell::Shell;

/// Opens a file and says what taking it in would do.
#[tauri::command(async)]
#[specta::specta]
pub fn import_open(shell: State<'_, Shell>, form: ImportOpen) -> Result<ImportPreview, AppError> {
    let prepared = importing::open(&shell.desk()?, &form, &shell.import_progress())?;
    Ok(shell.keep_import(prepared))
}

/// Reads the columns of an opened file as somebody says.
#[tauri::command(async)]
#[specta::specta]
pub fn import_map(
    shell: State<'_, Shell>,
    id: String,
    columns: Vec<ImportMapped>,
) -> Result<ImportPreview, AppError> {
    let (file, _) = shell.import(&id)?;
    let prepared = importing::map(&shell.desk()?, &file, &columns, &shell.import_progress())?;
    Ok(shell.keep_import(prepared))
}

/// Takes an opened file in, once.
#[tauri::command(async)]
#[specta::specta]
pub fn import_commit(
    shell: State<'_, Shell>,
    id: String,
    choice: ImportChoice,
) -> Result<ImportResult, AppError> {
    let desk = shell.desk()?;
    let (file, taken) = shell.import(&id)?;
    if taken {
        return Err(AppError::new("not_found").in_language(desk.language));
    }
    let result = importing::commit_with(&desk, &file, &choice, &shell.import_progress())?;
    shell.import_taken(&id);
    Ok(result)
}

/// Calls off what is under way with a file; nothing of it stays.
#[tauri::command(async)]
#[specta::specta]
pub fn import_cancel(shell: State<'_, Shell>) -> Result<(), AppError> {
    shell.cancel_import();
    Ok(())
}

/// Saves the rows left out in one of the places that `report_places` names; leaves an entry in the access log.
#[tauri::command(async)]
#[specta::specta]
pub fn import_left_out_save(
    shell: State<'_, Shell>,
    id: String,
    place: String,
) -> Result<Saved, AppError> {
    let (file, _) = shell.import(&id)?;
    importing::save_left_out(&shell.desk()?, &file, &place)
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

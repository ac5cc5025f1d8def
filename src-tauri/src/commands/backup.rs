//! A laptop's store as one sealed file.

use app::AppError;
use app::backup::{self, BackupMade, BackupState, FoundBackup};
use tauri::State;

use crate::shell::Shell;

/// When the last backup was made, and where the next can be written to.
#[tauri::command(async)]
#[specta::specta]
pub fn backup_state(shell: State<'_, Shell>) -> Result<BackupState, AppError> {
    backup::state(&shell.desk()?)
}

/// Writes a backup into one of the places that `backup_state` named.
#[tauri::command(async)]
#[specta::specta]
pub fn backup_save(shell: State<'_, Shell>, place: String) -> Result<BackupMade, AppError> {
    backup::save(&shell.desk()?, &place)
}

/// Backups that lie in places now; asked before there is a store.
#[tauri::command(async)]
#[specta::specta]
pub fn backups_found(shell: State<'_, Shell>) -> Result<Vec<FoundBackup>, AppError> {
    Ok(shell.backups_found())
}

/// Puts one of them back where there is no store.
#[tauri::command(async)]
#[specta::specta]
pub fn backup_restore(
    shell: State<'_, Shell>,
    id: String,
    passphrase: String,
) -> Result<String, AppError> {
    shell.restore(&id, &passphrase)
}

//! Lists of people that leave the program.

use app::exports::{self, ExportForm, ExportRequest, ExportSaved, ExportWeight};
use app::{AppError, Done};
use tauri::State;

use crate::shell::Shell;

/// Requests of the last days.
#[tauri::command(async)]
#[specta::specta]
pub fn exports_page(shell: State<'_, Shell>) -> Result<Vec<ExportRequest>, AppError> {
    exports::page(&shell.desk()?)
}

/// How many a list would hold, and whether a second person has to agree.
#[tauri::command(async)]
#[specta::specta]
pub fn export_weigh(shell: State<'_, Shell>, form: ExportForm) -> Result<ExportWeight, AppError> {
    exports::weigh(&shell.desk()?, &form)
}

/// Saves a list that needs no second person in one of the places.
#[tauri::command(async)]
#[specta::specta]
pub fn export_save(
    shell: State<'_, Shell>,
    form: ExportForm,
    place: String,
) -> Result<ExportSaved, AppError> {
    exports::save(&shell.desk()?, &form, &place)
}

/// Saves the one file of a request that somebody agreed to.
#[tauri::command(async)]
#[specta::specta]
pub fn export_save_agreed(
    shell: State<'_, Shell>,
    id: String,
    place: String,
) -> Result<ExportSaved, AppError> {
    exports::save_agreed(&shell.desk()?, &id, &place)
}

/// Asks a second person about a list.
#[tauri::command(async)]
#[specta::specta]
pub fn export_ask(shell: State<'_, Shell>, form: ExportForm) -> Result<Done, AppError> {
    exports::ask(&shell.desk()?, &form)
}

/// Agrees to another's list.
#[tauri::command(async)]
#[specta::specta]
pub fn export_agree(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    exports::agree(&shell.desk()?, &id)
}

/// Refuses another's list, with the reason.
#[tauri::command(async)]
#[specta::specta]
pub fn export_refuse(
    shell: State<'_, Shell>,
    id: String,
    reason: String,
) -> Result<Done, AppError> {
    exports::refuse(&shell.desk()?, &id, &reason)
}

/// Takes one's own request back.
#[tauri::command(async)]
#[specta::specta]
pub fn export_withdraw(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    exports::withdraw(&shell.desk()?, &id)
}

//! How long records are kept.

use app::retention::{self, RetentionForm, RetentionPage};
use app::{AppError, Done};
use tauri::State;

use crate::shell::Shell;

/// What is erased soon, what was decided otherwise, and the periods.
#[tauri::command(async)]
#[specta::specta]
pub fn retention_page(shell: State<'_, Shell>) -> Result<RetentionPage, AppError> {
    retention::page(&shell.desk()?)
}

/// Keeps a record longer or has it erased, once another person confirms it.
#[tauri::command(async)]
#[specta::specta]
pub fn retention_decide(shell: State<'_, Shell>, form: RetentionForm) -> Result<Done, AppError> {
    retention::decide(&shell.desk()?, &form)
}

/// Confirms another's decision.
#[tauri::command(async)]
#[specta::specta]
pub fn retention_confirm(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    retention::confirm(&shell.desk()?, &id)
}

/// Takes a decision back.
#[tauri::command(async)]
#[specta::specta]
pub fn retention_withdraw(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    retention::withdraw(&shell.desk()?, &id)
}

/// Sets the period of a class of records.
#[tauri::command(async)]
#[specta::specta]
pub fn retention_set_period(
    shell: State<'_, Shell>,
    of: String,
    months: u32,
) -> Result<Done, AppError> {
    retention::set_period(&shell.desk()?, &of, months)
}

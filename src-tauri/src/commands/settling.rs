//! What people settle: conflicts, edits that were not accepted, records that may be one person.

use app::conflicts::{self, ConflictCard, Mark, SettleForm};
use app::duplicates::{self, DuplicatesPage, MergeForm};
use app::refused::{self, ResendForm, ResendPage};
use app::{AppError, Done};
use tauri::State;

use crate::shell::Shell;

/// Open conflicts.
#[tauri::command(async)]
#[specta::specta]
pub fn conflicts_list(shell: State<'_, Shell>) -> Result<Vec<ConflictCard>, AppError> {
    conflicts::list(&shell.desk()?)
}

/// What waits for a decision about these records.
#[tauri::command(async)]
#[specta::specta]
pub fn marks_of(shell: State<'_, Shell>, rows: Vec<String>) -> Result<Vec<Mark>, AppError> {
    conflicts::marks(&shell.desk()?, &rows)
}

/// Settles a conflict.
#[tauri::command(async)]
#[specta::specta]
pub fn conflict_settle(shell: State<'_, Shell>, form: SettleForm) -> Result<Done, AppError> {
    conflicts::settle(&shell.desk()?, form)
}

/// An action that was not accepted, for correcting.
#[tauri::command(async)]
#[specta::specta]
pub fn refused_open(shell: State<'_, Shell>, refused: String) -> Result<ResendPage, AppError> {
    refused::open(&shell.desk()?, &refused)
}

/// Sends it again, corrected.
#[tauri::command(async)]
#[specta::specta]
pub fn refused_resend(shell: State<'_, Shell>, form: ResendForm) -> Result<Done, AppError> {
    refused::resend(&shell.desk()?, form)
}

/// Gives it up.
#[tauri::command(async)]
#[specta::specta]
pub fn refused_drop(shell: State<'_, Shell>, refused: String) -> Result<Done, AppError> {
    refused::drop_it(&shell.desk()?, &refused)
}

/// Records that may be one person.
#[tauri::command(async)]
#[specta::specta]
pub fn duplicates_page(shell: State<'_, Shell>) -> Result<DuplicatesPage, AppError> {
    duplicates::page(&shell.desk()?)
}

/// Merges two records.
#[tauri::command(async)]
#[specta::specta]
pub fn duplicate_merge(shell: State<'_, Shell>, form: MergeForm) -> Result<Done, AppError> {
    duplicates::merge(&shell.desk()?, form)
}

/// Two people, not one.
#[tauri::command(async)]
#[specta::specta]
pub fn duplicate_distinct(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    duplicates::distinct(&shell.desk()?, &id)
}

/// Takes a merge apart.
#[tauri::command(async)]
#[specta::specta]
pub fn duplicate_unmerge(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    duplicates::unmerge(&shell.desk()?, &id)
}

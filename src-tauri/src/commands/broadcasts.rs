//! Broadcasts.

use app::AppError;
use app::Done;
use app::broadcasts::{
    self, BroadcastDecideForm, BroadcastForm, BroadcastPage, BroadcastRow, PassForm,
};
use app::records::{Finding, Page};
use tauri::State;

use crate::shell::Shell;

/// One page of broadcasts.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcasts_list(
    shell: State<'_, Shell>,
    offset: u32,
    limit: u32,
) -> Result<Page<BroadcastRow>, AppError> {
    broadcasts::list(&shell.desk()?, offset, limit)
}

/// A broadcast and whom it reached.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcast_page(shell: State<'_, Shell>, id: String) -> Result<BroadcastPage, AppError> {
    broadcasts::page(&shell.desk()?, &id)
}

/// What the wording desk says.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcast_check(
    shell: State<'_, Shell>,
    title: String,
    text: String,
) -> Result<Vec<Finding>, AppError> {
    broadcasts::check(&shell.desk()?, &title, &text)
}

/// Writes a broadcast.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcast_write(shell: State<'_, Shell>, form: BroadcastForm) -> Result<Done, AppError> {
    broadcasts::write(&shell.desk()?, form)
}

/// Approves, returns or withdraws one.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcast_decide(
    shell: State<'_, Shell>,
    form: BroadcastDecideForm,
) -> Result<Done, AppError> {
    broadcasts::decide(&shell.desk()?, form)
}

/// Confirms one.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcast_ok(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    broadcasts::ok(&shell.desk()?, &id)
}

/// Marks where one was passed on.
#[tauri::command(async)]
#[specta::specta]
pub fn broadcast_pass(shell: State<'_, Shell>, form: PassForm) -> Result<Done, AppError> {
    broadcasts::pass_on(&shell.desk()?, form)
}

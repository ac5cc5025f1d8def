//! People outside one's own areas.

use app::lookups::{self, LookupAnswer, LookupForm, LookupRow, LookupUnmask};
use app::{AppError, Done};
use tauri::State;

use crate::shell::Shell;

/// Asks the station who this is.
#[tauri::command(async)]
#[specta::specta]
pub fn lookup_find(shell: State<'_, Shell>, form: LookupForm) -> Result<LookupAnswer, AppError> {
    lookups::find(&shell.desk()?, &form)
}

/// A number of somebody in an answer, in full.
#[tauri::command(async)]
#[specta::specta]
pub fn lookup_reveal(shell: State<'_, Shell>, form: LookupUnmask) -> Result<String, AppError> {
    lookups::reveal(&shell.desk()?, &form)
}

/// Lookups that wait to be signed, and those of a week.
#[tauri::command(async)]
#[specta::specta]
pub fn lookups_list(shell: State<'_, Shell>) -> Result<Vec<LookupRow>, AppError> {
    lookups::list(&shell.desk()?)
}

/// Signs that a lookup was looked at.
#[tauri::command(async)]
#[specta::specta]
pub fn lookup_check(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    lookups::check(&shell.desk()?, &id)
}

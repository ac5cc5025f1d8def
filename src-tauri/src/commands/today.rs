//! Today and the counts in the navigation.

use app::AppError;
use app::today::{self, NavCounts, Today};
use tauri::State;

use crate::shell::Shell;

/// Work for me, per screen.
#[tauri::command(async)]
#[specta::specta]
pub fn nav_counts(shell: State<'_, Shell>, area: Option<String>) -> Result<NavCounts, AppError> {
    today::nav_counts(&shell.desk()?, area.as_ref())
}

/// The walk of the day.
#[tauri::command(async)]
#[specta::specta]
pub fn today_get(shell: State<'_, Shell>, area: Option<String>) -> Result<Today, AppError> {
    today::get(&shell.desk()?, area.as_ref())
}

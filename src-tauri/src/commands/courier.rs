//! Sync by files that are carried.

use app::AppError;
use app::courier::{self, CourierRead, CourierState, CourierWritten};
use tauri::State;

use crate::shell::Shell;

/// What was handed to a courier, what was taken, and where a file can be written to.
#[tauri::command(async)]
#[specta::specta]
pub fn courier_state(shell: State<'_, Shell>) -> Result<CourierState, AppError> {
    courier::state(&shell.desk()?)
}

/// Writes a file for the station into one of the places that `courier_state` named.
#[tauri::command(async)]
#[specta::specta]
pub fn courier_save(shell: State<'_, Shell>, place: String) -> Result<CourierWritten, AppError> {
    courier::save(&shell.desk()?, &place)
}

/// Reads a file of the station.
#[tauri::command(async)]
#[specta::specta]
pub fn courier_read(shell: State<'_, Shell>, base64: String) -> Result<CourierRead, AppError> {
    courier::read_base64(&shell.desk()?, &base64)
}

//! What the station put away.

use app::AppError;
use app::older::{self, OlderAnswer, OlderForm};
use tauri::State;

use crate::shell::Shell;

/// Asks the station for records that are older than this laptop holds.
#[tauri::command(async)]
#[specta::specta]
pub fn older_ask(shell: State<'_, Shell>, form: OlderForm) -> Result<OlderAnswer, AppError> {
    older::ask(&shell.desk()?, &form)
}

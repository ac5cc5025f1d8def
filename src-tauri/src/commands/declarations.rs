//! Declarations.

use app::AppError;
use app::Done;
use app::declarations::{self, DecideForm, DeclarationQuery, DeclarationRow, ProposeForm};
use app::records::Page;
use tauri::State;

use crate::shell::Shell;

/// One page of declarations.
#[tauri::command(async)]
#[specta::specta]
pub fn declarations_list(
    shell: State<'_, Shell>,
    query: DeclarationQuery,
) -> Result<Page<DeclarationRow>, AppError> {
    declarations::list(&shell.desk()?, query)
}

/// An instructor proposes.
#[tauri::command(async)]
#[specta::specta]
pub fn declaration_propose(shell: State<'_, Shell>, form: ProposeForm) -> Result<Done, AppError> {
    declarations::propose(&shell.desk()?, form)
}

/// An officer decides.
#[tauri::command(async)]
#[specta::specta]
pub fn declaration_decide(shell: State<'_, Shell>, form: DecideForm) -> Result<Done, AppError> {
    declarations::decide(&shell.desk()?, form)
}

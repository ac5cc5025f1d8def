//! People.

use app::AppError;
use app::Done;
use app::people::{self, PeopleQuery, PersonCheck, PersonPage, PersonRow, RegisterForm};
use app::records::Page;
use tauri::State;

use crate::shell::Shell;

/// One page of people.
#[tauri::command(async)]
#[specta::specta]
pub fn people_list(
    shell: State<'_, Shell>,
    query: PeopleQuery,
) -> Result<Page<PersonRow>, AppError> {
    people::list(&shell.desk()?, query)
}

/// A person with their timeline.
#[tauri::command(async)]
#[specta::specta]
pub fn person_page(shell: State<'_, Shell>, id: String) -> Result<PersonPage, AppError> {
    people::page(&shell.desk()?, &id)
}

/// What a form in progress says.
#[tauri::command(async)]
#[specta::specta]
pub fn person_check(shell: State<'_, Shell>, form: RegisterForm) -> Result<PersonCheck, AppError> {
    people::check(&shell.desk()?, form)
}

/// Person, stay and declaration in one action.
#[tauri::command(async)]
#[specta::specta]
pub fn person_register(shell: State<'_, Shell>, form: RegisterForm) -> Result<Done, AppError> {
    people::register(&shell.desk()?, form)
}

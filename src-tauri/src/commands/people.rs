//! People.

use app::AppError;
use app::Done;
use app::notes::{self, NoteForm};
use app::people::{
    self, Changes, CopyForm, Opening, PeopleQuery, PersonCheck, PersonPage, PersonRow, RegisterForm,
};
use app::records::Page;
use app::reports::Saved;
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

/// A person with their timeline; why they are opened is put on record.
#[tauri::command(async)]
#[specta::specta]
pub fn person_page(
    shell: State<'_, Shell>,
    id: String,
    opening: Opening,
) -> Result<PersonPage, AppError> {
    people::page(&shell.desk()?, &id, &opening)
}

/// How a person's records were corrected.
#[tauri::command(async)]
#[specta::specta]
pub fn person_changes(shell: State<'_, Shell>, id: String) -> Result<Changes, AppError> {
    people::changes(&shell.desk()?, &id)
}

/// Saves the paper for a person in one of the places.
#[tauri::command(async)]
#[specta::specta]
pub fn person_copy(
    shell: State<'_, Shell>,
    form: CopyForm,
    place: String,
) -> Result<Saved, AppError> {
    people::save_copy(&shell.desk()?, &form, &place)
}

/// Notes something about a person.
#[tauri::command(async)]
#[specta::specta]
pub fn note_write(shell: State<'_, Shell>, form: NoteForm) -> Result<Done, AppError> {
    notes::write(&shell.desk()?, form)
}

/// Renews an assessment.
#[tauri::command(async)]
#[specta::specta]
pub fn note_renew(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    notes::renew(&shell.desk()?, &id)
}

/// Takes a note back.
#[tauri::command(async)]
#[specta::specta]
pub fn note_remove(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    notes::remove(&shell.desk()?, &id)
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

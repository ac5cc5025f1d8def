//! Contacts, consultations and disputes.

use app::AppError;
use app::Done;
use app::consultations::{self, ConsultationForm, ConsultationQuery, ConsultationRow};
use app::contacts::matching::{self, ContactMatches, ContactPerson};
use app::contacts::{self, ContactQuery, ContactRow};
use app::disputes::{self, DisputeCloseForm, DisputeForm, DisputePage, DisputeQuery, DisputeRow};
use app::records::Page;
use tauri::State;

use crate::shell::Shell;

/// One page of contacts.
#[tauri::command(async)]
#[specta::specta]
pub fn contacts_list(
    shell: State<'_, Shell>,
    query: ContactQuery,
) -> Result<Page<ContactRow>, AppError> {
    contacts::list(&shell.desk()?, query)
}

/// Contacts that may reach somebody registered.
#[tauri::command(async)]
#[specta::specta]
pub fn contact_matches(
    shell: State<'_, Shell>,
    area: Option<String>,
) -> Result<ContactMatches, AppError> {
    matching::suggest(&shell.desk()?, area)
}

/// Joins contacts with the persons they reach.
#[tauri::command(async)]
#[specta::specta]
pub fn contact_matches_confirm(
    shell: State<'_, Shell>,
    pairs: Vec<ContactPerson>,
) -> Result<Done, AppError> {
    matching::confirm(&shell.desk()?, &pairs)
}

/// Does not suggest these persons for these contacts again.
#[tauri::command(async)]
#[specta::specta]
pub fn contact_matches_turn_down(
    shell: State<'_, Shell>,
    pairs: Vec<ContactPerson>,
) -> Result<Done, AppError> {
    matching::turn_down(&shell.desk()?, &pairs)
}

/// One page of consultations.
#[tauri::command(async)]
#[specta::specta]
pub fn consultations_list(
    shell: State<'_, Shell>,
    query: ConsultationQuery,
) -> Result<Page<ConsultationRow>, AppError> {
    consultations::list(&shell.desk()?, query)
}

/// Logs a consultation.
#[tauri::command(async)]
#[specta::specta]
pub fn consultation_log(shell: State<'_, Shell>, form: ConsultationForm) -> Result<Done, AppError> {
    consultations::log(&shell.desk()?, form)
}

/// One page of disputes.
#[tauri::command(async)]
#[specta::specta]
pub fn disputes_list(
    shell: State<'_, Shell>,
    query: DisputeQuery,
) -> Result<Page<DisputeRow>, AppError> {
    disputes::list(&shell.desk()?, query)
}

/// A dispute with its parties.
#[tauri::command(async)]
#[specta::specta]
pub fn dispute_page(shell: State<'_, Shell>, id: String) -> Result<DisputePage, AppError> {
    disputes::page(&shell.desk()?, &id)
}

/// Opens a dispute.
#[tauri::command(async)]
#[specta::specta]
pub fn dispute_open(shell: State<'_, Shell>, form: DisputeForm) -> Result<Done, AppError> {
    disputes::open(&shell.desk()?, form)
}

/// Records how it stands or ended.
#[tauri::command(async)]
#[specta::specta]
pub fn dispute_close(shell: State<'_, Shell>, form: DisputeCloseForm) -> Result<Done, AppError> {
    disputes::close(&shell.desk()?, form)
}

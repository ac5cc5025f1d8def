//! Station, reports, search and sync.

use app::AppError;
use app::Done;
use app::access_log::{self, AccessPage, AccessWanted};
use app::handover::{self, HandoverPage};
use app::places::Place;
use app::reports::{
    self, Format, Report, ReportRow, ReportRowsQuery, ReportWanted, Saved, TotalForm,
};
use app::search::{self as finding, Hit};
use app::staff::{self, StationPage};
use app::staff_acts::{self, StationAct, StationActDone};
use app::syncing::{self, SyncPage, SyncState};
use tauri::State;

use crate::shell::Shell;

/// Users, areas, laptops.
#[tauri::command(async)]
#[specta::specta]
pub fn station_page(shell: State<'_, Shell>) -> Result<StationPage, AppError> {
    staff::page(&shell.desk()?)
}

/// An act of running the station.
#[tauri::command(async)]
#[specta::specta]
pub fn station_act(shell: State<'_, Shell>, act: StationAct) -> Result<StationActDone, AppError> {
    staff_acts::act(&shell.desk()?, &act)
}

/// Takes note of a notice that somebody opened many persons.
#[tauri::command(async)]
#[specta::specta]
pub fn notice_seen(shell: State<'_, Shell>, id: String) -> Result<Done, AppError> {
    staff::take_note(&shell.desk()?, &id)
}

/// What is open in somebody's areas.
#[tauri::command(async)]
#[specta::specta]
pub fn handover_page(shell: State<'_, Shell>, user: String) -> Result<HandoverPage, AppError> {
    handover::page(&shell.desk()?, &user)
}

/// Saves it as one page in one of the places.
#[tauri::command(async)]
#[specta::specta]
pub fn handover_print(
    shell: State<'_, Shell>,
    user: String,
    place: String,
) -> Result<Saved, AppError> {
    handover::save(&shell.desk()?, &user, &place)
}

/// What stands in the station's access log.
#[tauri::command(async)]
#[specta::specta]
pub fn access_find(shell: State<'_, Shell>, wanted: AccessWanted) -> Result<AccessPage, AppError> {
    access_log::find(&shell.desk()?, &wanted)
}

/// The figures of a period.
#[tauri::command(async)]
#[specta::specta]
pub fn report(shell: State<'_, Shell>, wanted: ReportWanted) -> Result<Report, AppError> {
    reports::report(&shell.desk()?, &wanted)
}

/// The records behind a figure.
#[tauri::command(async)]
#[specta::specta]
pub fn report_rows(
    shell: State<'_, Shell>,
    query: ReportRowsQuery,
) -> Result<Vec<ReportRow>, AppError> {
    reports::rows(&shell.desk()?, &query)
}

/// Closes a month.
#[tauri::command(async)]
#[specta::specta]
pub fn report_close(shell: State<'_, Shell>, month: String) -> Result<Done, AppError> {
    reports::close_month(&shell.desk()?, &month)
}

/// Enters a month's total of police incidents.
#[tauri::command(async)]
#[specta::specta]
pub fn report_total(shell: State<'_, Shell>, form: TotalForm) -> Result<Done, AppError> {
    reports::enter_total(&shell.desk()?, &form)
}

/// Where a report can be saved.
#[tauri::command(async)]
#[specta::specta]
pub fn report_places(shell: State<'_, Shell>) -> Result<Vec<Place>, AppError> {
    Ok(reports::places(&shell.desk()?))
}

/// Saves the report of a period in one of the places.
#[tauri::command(async)]
#[specta::specta]
pub fn report_save(
    shell: State<'_, Shell>,
    wanted: ReportWanted,
    format: Format,
    place: String,
) -> Result<Saved, AppError> {
    reports::save(&shell.desk()?, &wanted, format, &place)
}

/// Forms of the station's own.
#[tauri::command(async)]
#[specta::specta]
pub fn report_forms(shell: State<'_, Shell>) -> Result<Vec<String>, AppError> {
    reports::forms(&shell.desk()?)
}

/// Fills a form and saves it in one of the places.
#[tauri::command(async)]
#[specta::specta]
pub fn report_form(
    shell: State<'_, Shell>,
    wanted: ReportWanted,
    form: String,
    place: String,
) -> Result<Saved, AppError> {
    reports::fill_form(&shell.desk()?, &wanted, &form, &place)
}

/// Saves a form to begin with.
#[tauri::command(async)]
#[specta::specta]
pub fn report_sample(shell: State<'_, Shell>, place: String) -> Result<Saved, AppError> {
    reports::sample_form(&shell.desk()?, &place)
}

/// Finds everything.
#[tauri::command(async)]
#[specta::specta]
pub fn search(shell: State<'_, Shell>, text: String, limit: u32) -> Result<Vec<Hit>, AppError> {
    finding::search(&shell.desk()?, &text, limit)
}

/// The status line.
#[tauri::command(async)]
#[specta::specta]
pub fn sync_state(shell: State<'_, Shell>) -> Result<SyncState, AppError> {
    syncing::state(&shell.desk()?, &shell.live())
}

/// What waits and what was not accepted.
#[tauri::command(async)]
#[specta::specta]
pub fn sync_page(shell: State<'_, Shell>) -> Result<SyncPage, AppError> {
    syncing::page(&shell.desk()?, &shell.live())
}

/// Asks for a round.
#[tauri::command(async)]
#[specta::specta]
pub fn sync_now(shell: State<'_, Shell>) -> Result<(), AppError> {
    shell.poke();
    Ok(())
}

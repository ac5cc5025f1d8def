//! Station, reports, search and sync.

use app::AppError;
use app::places::Place;
use app::reports::{self, Format, Report, Saved};
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

/// The figures of a period.
#[tauri::command(async)]
#[specta::specta]
pub fn report(
    shell: State<'_, Shell>,
    period: String,
    area: Option<String>,
) -> Result<Report, AppError> {
    reports::report(&shell.desk()?, &period, area)
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
    period: String,
    area: Option<String>,
    format: Format,
    place: String,
) -> Result<Saved, AppError> {
    reports::save(&shell.desk()?, &period, area, format, &place)
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

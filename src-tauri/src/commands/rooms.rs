//! Door to door.

use app::AppError;
use app::Done;
use app::areas::{self, AreaRow};
use app::rooms::{self, BuildingForm, BuildingRow, Grid, LeaveForm, RoomForm, RoomPage, VisitForm};
use tauri::State;

use crate::shell::Shell;

/// Areas on this laptop.
#[tauri::command(async)]
#[specta::specta]
pub fn areas_list(shell: State<'_, Shell>) -> Result<Vec<AreaRow>, AppError> {
    areas::list(&shell.desk()?)
}

/// Buildings of an area.
#[tauri::command(async)]
#[specta::specta]
pub fn buildings_list(shell: State<'_, Shell>, area: String) -> Result<Vec<BuildingRow>, AppError> {
    rooms::buildings_list(&shell.desk()?, &area)
}

/// A building as a grid of rooms.
#[tauri::command(async)]
#[specta::specta]
pub fn building_grid(shell: State<'_, Shell>, building: String) -> Result<Grid, AppError> {
    rooms::building_grid(&shell.desk()?, &building)
}

/// Everything at one door.
#[tauri::command(async)]
#[specta::specta]
pub fn room_page(shell: State<'_, Shell>, room: String) -> Result<RoomPage, AppError> {
    rooms::room_page(&shell.desk()?, &room)
}

/// A new building with its rooms.
#[tauri::command(async)]
#[specta::specta]
pub fn building_create(shell: State<'_, Shell>, form: BuildingForm) -> Result<Done, AppError> {
    rooms::building_create(&shell.desk()?, form)
}

/// One more room.
#[tauri::command(async)]
#[specta::specta]
pub fn room_create(shell: State<'_, Shell>, form: RoomForm) -> Result<Done, AppError> {
    rooms::room_create(&shell.desk()?, form)
}

/// A call at a door.
#[tauri::command(async)]
#[specta::specta]
pub fn visit_record(shell: State<'_, Shell>, form: VisitForm) -> Result<Done, AppError> {
    rooms::record_visit(&shell.desk()?, form)
}

/// Somebody has left.
#[tauri::command(async)]
#[specta::specta]
pub fn residence_leave(shell: State<'_, Shell>, form: LeaveForm) -> Result<Done, AppError> {
    rooms::leave(&shell.desk()?, form)
}

//! Buildings, their rooms as a grid, and what is done at a door: registering a building, recording a visit, ending a stay.

mod buildings;
mod create;
mod grid;
mod leave;
mod open;
mod page;
mod state;
mod visit;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use buildings::buildings_list;
pub use create::{building_create, room_create};
pub use grid::building_grid;
pub use leave::leave;
pub use page::room_page;
pub(crate) use page::{name_authors, user_name, visit_text};
pub(crate) use state::standing_room;
pub(crate) use visit::area_of_room;
pub use visit::record_visit;

use crate::due::DueState;
use crate::records::{Base, HistoryLine};
use crate::today::TaskItem;

/// A building in the list of an area. `due` and `late` count rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BuildingRow {
    /// The building.
    pub id: String,
    /// Short name, `E区12幢`.
    pub label: String,
    /// Code of `building_kind`.
    pub kind: String,
    /// Rooms.
    pub rooms: u32,
    /// Rooms called at within 30 days.
    pub visited: u32,
    /// Rooms in which something is due.
    pub due: u32,
    /// Rooms in which something is late.
    pub late: u32,
    /// People living there.
    pub people: u32,
}

/// What a door looks like on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Called at within 90 days, everything as before.
    Confirmed,
    /// Somebody's declaration is due within 14 days.
    Due,
    /// Somebody's declaration is late.
    Late,
    /// Nobody was home at the last call.
    NobodyHome,
    /// The last call was refused.
    Refused,
    /// Nobody lives there.
    Vacant,
    /// Not called at for 90 days.
    Unknown,
}

/// One door on the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Cell {
    /// The room.
    pub room_id: String,
    /// Its label.
    pub label: String,
    /// Its unit; empty when the building has none.
    pub unit: String,
    /// What it looks like.
    pub state: CellState,
    /// People living there.
    pub occupants: u32,
    /// Code of `room_use`.
    pub room_use: Option<String>,
    /// Whether something here waits to be sent.
    pub pending: bool,
}

/// One floor of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Floor {
    /// Its name.
    pub floor: String,
    /// Its doors in order.
    pub cells: Vec<Cell>,
}

/// A building as one stands before it: top floor first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Grid {
    /// The building.
    pub building_id: String,
    /// Its area.
    pub area_id: String,
    /// Name of the area.
    pub area: String,
    /// Short name of the building.
    pub label: String,
    /// Floors.
    pub floors: Vec<Floor>,
    /// Rooms.
    pub total: u32,
    /// Rooms called at within 30 days.
    pub visited: u32,
    /// Rooms in which something is due.
    pub due: u32,
    /// Rooms in which something is late.
    pub late: u32,
}

/// Someone living in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Occupant {
    /// The person.
    pub person_id: String,
    /// Their stay here.
    pub residence_id: String,
    /// Name.
    pub name: String,
    /// Code of `sex`.
    pub sex: Option<String>,
    /// Completed years.
    pub age: Option<i32>,
    /// Under 14.
    pub minor: bool,
    /// Name of the guardian.
    pub guardian: Option<String>,
    /// Code of `residence_reason`.
    pub reason: Option<String>,
    /// Day of arrival.
    pub since: String,
    /// Last day of the next declaration.
    pub due: Option<String>,
    /// Law or station default behind it.
    pub due_source: Option<String>,
    /// How near it is.
    pub due_state: DueState,
    /// Document number, masked.
    pub document: String,
    /// Telephone, masked.
    pub phone: String,
    /// The declaration that counts.
    pub declaration_id: Option<String>,
    /// Its state.
    pub declaration_state: Option<String>,
    /// Whether something waits to be sent.
    pub pending: bool,
}

/// Whom to ask about a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Landlord {
    /// The contact.
    pub contact_id: String,
    /// Name.
    pub name: String,
    /// Telephone, masked.
    pub phone: String,
}

/// Everything about one room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RoomPage {
    /// The room.
    pub id: String,
    /// Its building.
    pub building_id: String,
    /// Its area.
    pub area_id: String,
    /// Name of the area.
    pub area: String,
    /// Area, building and door.
    pub full: String,
    /// Label of the room.
    pub label: String,
    /// Code of `room_use`.
    pub room_use: Option<String>,
    /// Whom to ask.
    pub landlord: Option<Landlord>,
    /// Who lives there, the longest first.
    pub occupants: Vec<Occupant>,
    /// What is still open here.
    pub open: Vec<TaskItem>,
    /// What happened here, newest first.
    pub history: Vec<HistoryLine>,
    /// For editing the room.
    pub base: Base,
    /// What it looks like on the grid.
    pub state: CellState,
}

/// A call at a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VisitForm {
    /// The room.
    pub room: String,
    /// Code of `visit_result`.
    pub result: String,
    /// Stays confirmed unchanged; none means all.
    pub confirmed: Option<Vec<String>>,
    /// What to know next time.
    pub note: Option<String>,
}

/// The end of a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LeaveForm {
    /// The stay.
    pub residence: String,
    /// Day of departure.
    pub on: String,
}

/// A building with its rooms laid out by floors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BuildingForm {
    /// Area it belongs to.
    pub area: String,
    /// Street or lane.
    pub street: Option<String>,
    /// Zone within the village.
    pub zone: Option<String>,
    /// Number of the building.
    pub number: String,
    /// Code of `building_kind`.
    pub kind: Option<String>,
    /// Floors; 0 makes no rooms.
    pub floors: u32,
    /// Rooms on each floor of each unit.
    pub rooms_per_floor: u32,
    /// Units; 1 means the rooms name none.
    pub units: u32,
}

/// One door more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RoomForm {
    /// Its building.
    pub building: String,
    /// Unit.
    pub unit: Option<String>,
    /// Floor; derived from the label when not given.
    pub floor: Option<String>,
    /// Label on the door.
    pub label: String,
    /// Code of `room_use`.
    pub room_use: Option<String>,
}

#[cfg(test)]
mod tests;

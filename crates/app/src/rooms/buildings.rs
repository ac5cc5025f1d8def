use rusqlite::params;

use super::BuildingRow;
use super::state::round_began;
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// The buildings of an area in walking order, each with what is to be done in it.
///
/// # Errors
/// If the store cannot be read.
pub fn buildings_list(desk: &Desk, area: &str) -> Result<Vec<BuildingRow>, AppError> {
    let today = desk.today();
    desk.read(|connection| {
        let mut statement = connection.prepare_cached(include_str!("buildings.sql"))?;
        let rows = statement.query_map(
            params![
                area,
                today.to_string(),
                due::window_end(today).to_string(),
                round_began(desk.now())
            ],
            |row| {
                Ok(BuildingRow {
                    id: row.get("id")?,
                    label: row.get("label")?,
                    kind: row.get("kind")?,
                    rooms: row.get("rooms")?,
                    visited: row.get("visited")?,
                    due: row.get("due")?,
                    late: row.get("late")?,
                    people: row.get("people")?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

use std::collections::HashMap;

use domain::addresses;
use rusqlite::{Connection, OptionalExtension};

use super::state::{Door, standing_building};
use super::{Cell, CellState, Floor, Grid};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;

/// The grid of a building. A building that was merged shows the one it was merged into.
///
/// # Errors
/// `not_found` if the building is not on this laptop.
pub fn building_grid(desk: &Desk, building: &str) -> Result<Grid, AppError> {
    desk.read(|connection| {
        let building = standing_building(connection, building)?;
        let mut grid = empty_grid(connection, &building)?;
        let known = doors(connection, &building)?;
        for (floor, mut cell) in cells(connection, &building)? {
            let mut door = known.get(&cell.room_id).cloned().unwrap_or_default();
            door.door.room_use = cell.room_use.clone().unwrap_or_default();
            cell.state = door.door.state(desk.now(), desk.today());
            cell.occupants = door.door.occupants;
            cell.pending |= door.pending;
            grid.total += 1;
            grid.visited += u32::from(door.door.visited(desk.now()));
            grid.due += u32::from(cell.state == CellState::Due);
            grid.late += u32::from(cell.state == CellState::Late);
            put_on_floor(&mut grid.floors, floor, cell);
        }
        grid.floors
            .sort_by_key(|floor| std::cmp::Reverse(height(&floor.floor)));
        Ok(grid)
    })
}

fn empty_grid(connection: &Connection, building: &str) -> Result<Grid, AppError> {
    connection
        .prepare_cached(
            "SELECT b.label AS label, b.area_id AS area_id, coalesce(a.name, '') AS area
             FROM buildings b LEFT JOIN areas a ON a.id = b.area_id WHERE b.id = ?1",
        )?
        .query_row([building], |row| {
            Ok(Grid {
                building_id: building.to_owned(),
                area_id: row.get("area_id")?,
                area: row.get("area")?,
                label: row.get("label")?,
                floors: Vec::new(),
                total: 0,
                visited: 0,
                due: 0,
                late: 0,
            })
        })
        .optional()?
        .ok_or_else(|| AppError::new("not_found"))
}

#[derive(Default, Clone)]
struct Known {
    door: Door,
    pending: bool,
}

/// Stays and last calls by door.
fn doors(connection: &Connection, building: &str) -> Result<HashMap<String, Known>, AppError> {
    let mut doors: HashMap<String, Known> = HashMap::new();
    let mut statement = connection.prepare_cached(include_str!("grid_stays.sql"))?;
    let mut rows = statement.query([building])?;
    while let Some(row) = rows.next()? {
        let known = doors.entry(row.get("door")?).or_default();
        known.door.add_stay(&row.get::<_, String>("due_on")?);
        known.pending |= row.get::<_, i64>("pending")? > 0;
    }
    let mut statement = connection.prepare_cached(include_str!("grid_visits.sql"))?;
    let mut rows = statement.query([building])?;
    while let Some(row) = rows.next()? {
        let known = doors.entry(row.get("door")?).or_default();
        known.door.result = row.get("result")?;
        known.door.at = row.get("at")?;
        known.pending |= row.get::<_, i64>("pending")? > 0;
    }
    Ok(doors)
}

/// Every door with the floor it is on.
fn cells(connection: &Connection, building: &str) -> Result<Vec<(String, Cell)>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("grid_doors.sql"))?;
    let rows = statement.query_map([building], |row| {
        let label: String = row.get("label")?;
        let floor = due::some(row.get("floor")?).or_else(|| addresses::floor_of_room(&label));
        let cell = Cell {
            room_id: row.get("id")?,
            label,
            unit: row.get("unit")?,
            state: CellState::Unknown,
            occupants: 0,
            room_use: due::some(row.get("use")?),
            pending: row.get::<_, i64>("pending")? > 0,
        };
        Ok((floor.unwrap_or_default(), cell))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn put_on_floor(floors: &mut Vec<Floor>, name: String, cell: Cell) {
    match floors.iter_mut().find(|floor| floor.floor == name) {
        Some(floor) => floor.cells.push(cell),
        None => floors.push(Floor {
            floor: name,
            cells: vec![cell],
        }),
    }
}

/// How high a floor is; named levels sit at the ends, rooms without a floor beneath everything.
fn height(floor: &str) -> i32 {
    match floor {
        "" => i32::MIN,
        "顶" => i32::MAX,
        "底" => 0,
        number => number
            .trim_end_matches(['层', '楼', 'F'])
            .parse()
            .unwrap_or(i32::MIN + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_floor_is_highest_and_the_basement_lowest() {
        let mut floors = vec!["-1", "", "12", "底", "2", "顶"];
        floors.sort_by_key(|floor| std::cmp::Reverse(height(floor)));
        assert_eq!(floors, ["顶", "12", "2", "底", "-1", ""]);
    }
}

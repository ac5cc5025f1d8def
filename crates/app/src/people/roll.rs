use chrono::NaiveDate;
use rusqlite::Connection;

use super::pick::{self, Filter};
use super::row;
use crate::due;
use crate::error::AppError;

/// One person of a list that is to leave the program. Numbers are whole here: whoever writes them out masks them.
pub(crate) struct RollLine {
    pub id: String,
    pub name: String,
    /// Code of `sex`.
    pub sex: Option<String>,
    pub age: Option<i32>,
    pub number: String,
    pub phone: String,
    pub area: Option<String>,
    pub room: Option<String>,
    pub since: Option<String>,
    pub due: Option<String>,
    /// Under 14.
    pub is_child: bool,
}

/// Who stands on a list as the People page shows it, in walking order; of one building where it is named. At most `most`.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn roll(
    connection: &Connection,
    (area, building, filter): (Option<&str>, Option<&str>, &str),
    most: u32,
    today: NaiveDate,
) -> Result<Vec<RollLine>, AppError> {
    let choice = pick::choose(
        connection,
        &Filter {
            filter,
            area,
            sort: "name",
            descending: false,
            today,
            limit: if building.is_some() { 1_000_000 } else { most },
            offset: 0,
        },
    )?;
    let mut lines = Vec::new();
    for picked in &choice.picked {
        let Some(known) = row::known(connection, picked, today)? else {
            continue;
        };
        if building.is_some_and(|building| building != known.building_id) {
            continue;
        }
        let walk = (known.row.area.clone(), known.walk, known.sort_key);
        let line = RollLine {
            is_child: due::is_minor(&known.birth, today),
            id: known.row.id,
            name: known.row.name,
            sex: known.row.sex,
            age: known.row.age,
            number: known.number,
            phone: known.phone,
            area: known.row.area,
            room: known.row.room,
            since: known.row.since,
            due: known.row.due,
        };
        lines.push((walk, line));
    }
    lines.sort_by(|(a, _), (b, _)| a.cmp(b));
    lines.truncate(most as usize);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

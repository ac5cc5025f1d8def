//! One person of a list with the stay that counts.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};

use super::PersonRow;
use crate::due::{self, DueState};
use crate::error::AppError;

/// A person and, where the list is one of stays, the stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picked {
    pub person: String,
    /// Empty: the open stay, else the last.
    pub residence: String,
}

/// A row with what lists of few rows are filtered and sorted by.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub row: PersonRow,
    pub sort_key: String,
    pub walk: String,
    pub area_id: String,
    pub birth: String,
    pub nationality: String,
    pub building_id: String,
    /// Numbers as they are stored; a list masks them.
    pub number: String,
    pub phone: String,
    /// Lives here now.
    pub here: bool,
    /// Lived here and left.
    pub left: bool,
}

impl Known {
    /// Whether the row belongs to a filter of the list.
    pub fn fits(&self, filter: &str, today: NaiveDate) -> bool {
        match filter {
            "here" => self.here,
            "due" => self.here && self.row.due_state == DueState::Due,
            "late" => self.here && self.row.due_state == DueState::Late,
            "foreign" => self.here && !matches!(self.nationality.as_str(), "" | "CHN"),
            "minors" => self.here && due::is_minor(&self.birth, today),
            "left" => self.left,
            _ => true,
        }
    }

    /// What a list sorted by this column compares.
    pub fn key(&self, sort: &str) -> (bool, &str) {
        let text = match sort {
            "since" => self.row.since.as_deref().unwrap_or_default(),
            "due" => self.row.due.as_deref().unwrap_or_default(),
            "room" => &self.walk,
            _ => &self.sort_key,
        };
        // What is not known stands at the end.
        (text.is_empty(), text)
    }
}

/// Reads a picked person; none if this laptop no longer holds them.
pub(super) fn known(
    connection: &Connection,
    picked: &Picked,
    today: NaiveDate,
) -> Result<Option<Known>, AppError> {
    Ok(connection
        .prepare_cached(include_str!("row.sql"))?
        .query_row([&picked.person, &picked.residence], |row| read(row, today))
        .optional()?)
}

fn read(row: &Row<'_>, today: NaiveDate) -> rusqlite::Result<Known> {
    let text = |column: &str| row.get::<_, String>(column);
    let stays: bool = row.get("stays")?;
    let (birth, until, due_on) = (text("birth")?, text("until")?, text("due_on")?);
    let here = stays && until.is_empty();
    let (number, phone) = (text("number")?, text("phone")?);
    let room = due::door(&text("building")?, &text("unit")?, &text("label")?);
    Ok(Known {
        sort_key: text("sort_key")?,
        walk: text("walk")?,
        area_id: text("area_id")?,
        nationality: text("nationality")?,
        building_id: text("building_id")?,
        here,
        left: stays && !here,
        row: PersonRow {
            id: text("id")?,
            name: text("name")?,
            sex: due::some(text("sex")?),
            age: due::age(&birth, today),
            document: due::masked_number(&number),
            phone: due::masked_phone(&phone),
            room_id: due::some(text("room_id")?).filter(|_| here),
            room: room.filter(|_| here),
            area: due::some(text("area")?),
            since: due::some(text("since")?),
            due_state: due::state_of(&due_on, today),
            due: due::some(due_on),
            pending: row.get::<_, i64>("pending")? > 0,
        },
        number,
        phone,
        birth,
    })
}

//! What of the store and of the file the rows of a list are read with: the user's areas, the station's tags, the first rows to show.

use std::collections::HashMap;

use domain::{identity, phones};
use rusqlite::Connection;

use super::differences;
use super::forms::ImportSample;
use super::take::Against;
use crate::error::AppError;
use crate::imports::{Cell, Column, Field, Table};

/// Areas by name.
pub(super) struct Areas {
    held: HashMap<String, String>,
    only: Option<String>,
}

impl Areas {
    pub fn load(connection: &Connection) -> Result<Areas, AppError> {
        let mut statement = connection.prepare(
            "SELECT a.name, a.id FROM areas a JOIN scope s ON s.name = 'area:' || a.id WHERE s.held = 1",
        )?;
        let held: HashMap<String, String> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let only = (held.len() == 1)
            .then(|| held.values().next().cloned())
            .flatten();
        Ok(Areas { held, only })
    }

    /// The user's area of this name; without a name, the only one there is.
    pub fn find(&self, village: Option<&str>) -> Result<String, Against> {
        match village {
            Some(village) => {
                self.held.get(village).cloned().ok_or_else(|| {
                    Against::new("area_not_yours", vec![("area", village.to_owned())])
                })
            }
            None => self
                .only
                .clone()
                .ok_or_else(|| Against::new("area_missing", vec![])),
        }
    }

    /// The first of these words that names one of the user's areas.
    pub fn among(&self, words: &[String]) -> Option<String> {
        words.iter().find_map(|word| self.held.get(word).cloned())
    }
}

/// The station's tags by name.
pub(super) struct Tags(HashMap<String, String>);

impl Tags {
    pub fn load(connection: &Connection) -> Result<Tags, AppError> {
        let mut statement = connection.prepare("SELECT name, id FROM tags")?;
        let rows = statement.query_map([], |row| Ok((row.get("name")?, row.get("id")?)))?;
        Ok(Tags(rows.collect::<Result<_, _>>()?))
    }

    /// Those of a row; nobody invents a category (P3, P13).
    pub fn of(&self, names: &[String]) -> Vec<String> {
        names
            .iter()
            .filter_map(|name| self.0.get(name).cloned())
            .collect()
    }

    /// A text of ids with the names instead.
    pub fn names(&self, ids: &str) -> String {
        let of = |id: &str| self.0.iter().find(|(_, held)| held.as_str() == id);
        let mut names: Vec<&str> = ids
            .split(differences::SEPARATOR)
            .filter_map(|id| of(id).map(|(name, _)| name.as_str()))
            .collect();
        names.sort_unstable();
        names.join("、")
    }
}

/// A JSON object without its nulls and empty parts.
pub(super) fn object(value: serde_json::Value) -> domain::Fields {
    let mut fields = match value {
        serde_json::Value::Object(fields) => fields,
        _ => domain::Fields::new(),
    };
    fields.retain(|_, value| !value.is_null());
    for value in fields.values_mut() {
        if let Some(parts) = value.as_object_mut() {
            parts.retain(|_, part| !part.is_null());
        }
    }
    fields
}

/// The first rows as they are read, with numbers of persons masked.
pub(super) fn sample(table: &Table, columns: &[Column]) -> Vec<ImportSample> {
    table
        .rows
        .iter()
        .take(5)
        .map(|row| ImportSample {
            row: row.row,
            cells: row
                .cells
                .iter()
                .zip(columns)
                .map(|(cell, column)| shown(cell, column))
                .collect(),
        })
        .collect()
}

fn shown(cell: &Cell, column: &Column) -> String {
    let text = match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Bool(yes) => yes.to_string(),
    };
    // Columns that are not read are not shown either: they may hold anything.
    match column.field {
        None => String::new(),
        Some(Field::Number | Field::Passport) => identity::mask_number(&identity::normalise(&text)),
        Some(Field::Phone | Field::LandlordPhone) => phones::mask_phone(&text),
        Some(_) => text,
    }
}

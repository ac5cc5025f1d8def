//! Areas: the villages and communities that instructors are responsible for. The station alone makes them.

use serde_json::{Value, json};

use super::acts::write_row;
use crate::database::Database;
use crate::error::StationError;

/// What is said of an area; what is not said stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// Code of `area_kind`; a village unless it is said.
    pub kind: Option<&'a str>,
    /// Code of its region. Without it nobody can tell who comes from here.
    pub code: Option<&'a str>,
}

impl Area<'_> {
    fn values(&self) -> Value {
        let said = [
            ("name", self.name),
            ("kind", self.kind),
            ("code", self.code),
        ];
        let said = said
            .into_iter()
            .filter_map(|(field, value)| Some((field.to_owned(), json!(value?.trim()))));
        Value::Object(said.collect())
    }
}

/// Makes an area; one of that name is returned as it is.
///
/// # Errors
/// [`StationError::BadRequest`] without a name; a code that is none is refused.
pub fn add_area(database: &Database, area: &Area<'_>, now: i64) -> Result<String, StationError> {
    let name = area.name.ok_or(StationError::BadRequest("name"))?;
    let found = database.read(|tx| {
        Ok(tx
            .rows_for_all("areas")?
            .into_iter()
            .find(|(_, area)| domain::fields::text(area, "name") == Some(name)))
    })?;
    match found {
        Some((id, _)) => Ok(id),
        None => {
            let new = Area {
                kind: area.kind.or(Some("village")),
                ..*area
            };
            let id = sync::ids::fresh();
            write_row(database, "areas", &id, new.values(), now)
        }
    }
}

/// Changes what is said of an area.
///
/// # Errors
/// [`StationError::NotFound`] if there is none; a code that is none is refused.
pub fn change_area(
    database: &Database,
    id: &str,
    area: &Area<'_>,
    now: i64,
) -> Result<String, StationError> {
    database.read(|tx| {
        tx.row(id)?
            .filter(|held| held.kind == "areas")
            .ok_or(StationError::NotFound)
    })?;
    write_row(database, "areas", id, area.values(), now)
}

//! Areas: the villages and communities that instructors are responsible for. The station alone makes them.

use serde_json::{Value, json};

use super::acts::write_row_in;
use crate::database::{Database, Tx};
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
    database.write(|tx| add_area_in(tx, area, now))
}

pub(super) fn add_area_in(tx: &Tx<'_>, area: &Area<'_>, now: i64) -> Result<String, StationError> {
    let name = area.name.ok_or(StationError::BadRequest("name"))?;
    let mut areas = tx.rows_for_all("areas")?.into_iter();
    let found = areas.find(|(_, area)| domain::fields::text(area, "name") == Some(name));
    if let Some((id, _)) = found {
        return Ok(id);
    }
    let new = Area {
        kind: area.kind.or(Some("village")),
        ..*area
    };
    let id = sync::ids::fresh();
    write_row_in(tx, "areas", &id, new.values(), now)?;
    Ok(id)
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
    database.write(|tx| change_area_in(tx, id, area, now))
}

pub(super) fn change_area_in(
    tx: &Tx<'_>,
    id: &str,
    area: &Area<'_>,
    now: i64,
) -> Result<String, StationError> {
    check_area(tx, id)?;
    write_row_in(tx, "areas", id, area.values(), now)?;
    Ok(id.to_owned())
}

/// Whether there is such an area.
///
/// # Errors
/// [`StationError::NotFound`].
pub(super) fn check_area(tx: &Tx<'_>, id: &str) -> Result<(), StationError> {
    tx.row(id)?
        .filter(|held| held.kind == "areas" && !held.is_deleted())
        .map(|_| ())
        .ok_or(StationError::NotFound)
}

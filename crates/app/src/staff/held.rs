//! Areas that this laptop holds.

use rusqlite::Connection;

use crate::due;
use crate::error::AppError;

/// The area a new row belongs to: `wanted` if this laptop holds it, else the first one by name.
///
/// # Errors
/// `not_found` if `wanted` is not held, `required` if none is.
pub(crate) fn area_for(connection: &Connection, wanted: Option<&str>) -> Result<String, AppError> {
    match wanted {
        Some(area) if holds(connection, area)? => Ok(area.to_owned()),
        Some(_) => Err(AppError::at("not_found", "area")),
        None => due::held_areas(connection)?
            .into_iter()
            .next()
            .ok_or_else(|| AppError::at("required", "area")),
    }
}

/// Whether this laptop holds the area.
pub(crate) fn holds(connection: &Connection, area: &str) -> Result<bool, AppError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM scope WHERE name = 'area:' || ?1 AND held = 1")?
        .exists([area])?)
}

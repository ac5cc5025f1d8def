//! Whether the access log is whole: this laptop's own, and the station's as far as this laptop remembers it.

use audit::{LogFile, Of};

use super::Check;
use crate::access_log;
use crate::desk::Desk;
use crate::error::AppError;

/// What is to be said of the log.
pub(super) fn access_log(desk: &Desk) -> Result<Check, AppError> {
    let log: LogFile = access_log::held(desk)?;
    debug_assert!(matches!(log.about.of, Of::Laptop(_)));
    if !audit::check_laptop(&log).findings.is_empty() {
        return Ok(Check::wrong(desk.say("doctor.log_changed", &[])));
    }
    let broken = desk.read(|connection| Ok(store::broken_head(connection)?))?;
    Ok(match broken {
        Some(_) => Check::wrong(desk.say("doctor.log_of_station_changed", &[])),
        None => Check::sound(desk.say("doctor.log_whole", &[])),
    })
}

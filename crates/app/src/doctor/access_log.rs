//! Whether the access log is whole: this laptop's own, and the station's as far as this laptop remembers it.

use audit::{LogFile, Of};

use super::Check;
use crate::access_log;
use crate::desk::Desk;
use crate::error::AppError;
use crate::saying;

/// What is to be said of the log.
pub(super) fn access_log(desk: &Desk) -> Result<Check, AppError> {
    let log: LogFile = access_log::held(desk)?;
    debug_assert!(matches!(log.about.of, Of::Laptop(_)));
    if !audit::check_laptop(&log).findings.is_empty() {
        return Ok(Check::wrong(desk.say("doctor.log_changed", &[])));
    }
    let broken = desk.read(|connection| Ok(store::broken_head(connection)?))?;
    if broken.is_some() {
        return Ok(Check::wrong(desk.say("doctor.log_of_station_changed", &[])));
    }
    let refused = desk.read(|connection| Ok(store::log_refused_at(connection)?))?;
    if refused > 0 {
        let since = saying::moment(desk.language, refused, desk.now());
        return Ok(Check::wrong(
            desk.say("doctor.log_refused", &[("time", &since)]),
        ));
    }
    Ok(Check::sound(match log.earlier.last() {
        Some(ended) => {
            let last = saying::moment(desk.language, ended.head.at, desk.now());
            desk.say("doctor.log_whole_restored", &[("time", &last)])
        }
        None => desk.say("doctor.log_whole", &[]),
    }))
}

//! Erasing this laptop at the station's order. One that was handed back hands in first what it has; one in foreign hands does not.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::desk::Desk;
use crate::error::AppError;
use crate::network::Network;
use crate::sync_round;
use crate::written_files;

/// Code of a round that ended with the station's order.
pub const ORDERED: &str = "wipe_ordered";

/// How long commands under way are waited for.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(50);
/// File that says, until the laptop is enrolled anew, why it is empty.
const ERASED: &str = "erased";

/// Erases the store of a desk that nothing else uses any more, and tells the station. An answer that does not come changes nothing.
///
/// # Errors
/// `store_open_elsewhere` if something still uses it; what the disk says, after the key is gone.
pub fn obey(desk: Desk) -> Result<(), AppError> {
    let network = Network::of(&desk)?;
    let home = desk.store.home().to_owned();
    let written = written_files::all(&desk).unwrap_or_default();
    drop(desk);
    let destroyed = store::destroy(&home);
    if store::has_key(&home) {
        return Ok(destroyed?);
    }
    for path in written {
        let _ = fs::remove_file(path);
    }
    let _ = fs::write(home.join(ERASED), []);
    if let Err(error) = network.tell_erased() {
        tracing::warn!(
            code = error.code,
            "the station does not know that this laptop is erased"
        );
    }
    Ok(destroyed?)
}

/// What is told of a desk that ended with `error`: if that is the station's order, it is obeyed first.
pub fn obeyed(desk: Desk, error: AppError) -> AppError {
    if error.code != ORDERED {
        return error;
    }
    let language = desk.language;
    match obey(desk) {
        Ok(()) => AppError::new("laptop_erased").in_language(language),
        Err(error) => error.in_language(language),
    }
}

/// As [`obey`], once whatever else used the desk has ended, and after a last round, which hands in what was saved meanwhile; if the station
/// does not order it again then, nothing is erased.
///
/// # Errors
/// As [`obey`], and what keeps the round from its end.
pub fn obey_when_alone(desk: Desk) -> Result<(), AppError> {
    let until = Instant::now() + PATIENCE;
    while Arc::strong_count(&desk.store) > 1 && Instant::now() < until {
        std::thread::sleep(GLANCE);
    }
    if Arc::strong_count(&desk.store) > 1 {
        return Err(AppError::new("store_open_elsewhere"));
    }
    match sync_round::run_once(&desk) {
        Err(error) if error.code == ORDERED => obey(desk),
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}

/// Whether this laptop was erased and not enrolled since.
pub(crate) fn was_erased(home: &Path) -> bool {
    home.join(ERASED).exists()
}

/// It is enrolled anew.
pub(crate) fn begin_anew(home: &Path) {
    let _ = fs::remove_file(home.join(ERASED));
}

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use audit::{About, LogFile, Of, Writer};
use serde::Serialize;
use store::Access;

use crate::desk::Desk;
use crate::error::AppError;

/// A log that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogSaved {
    /// Entries in it.
    pub entries: u32,
    /// Sentence.
    pub message: String,
}

/// The entries that this laptop keeps, what the station acknowledged of them, and the head of the station's log that it remembers.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn held(desk: &Desk) -> Result<LogFile, AppError> {
    let (_, station) = desk.store.courier_keys(desk.now())?;
    desk.read(|connection| {
        let head = store::remembered_head(connection)?;
        let station_id = head.as_ref().map(|head| head.head.station.clone());
        Ok(LogFile {
            about: About {
                beatbook_log: 1,
                of: Of::Laptop(store::state::identity(connection)?.device),
                station: station_id.unwrap_or_default(),
                key: station.map_or(String::new(), |keys| keys.sign),
            },
            entries: store::log_entries(connection)?,
            head,
            acknowledged: store::acknowledged(connection)?,
            earlier: store::earlier_heads(connection)?,
        })
    })
}

/// Writes the laptop's log into a new file. That it was taken out stands in it.
///
/// # Errors
/// `access_log_file` if the file is there already or cannot be written.
pub fn save(desk: &Desk, file: &Path) -> Result<LogSaved, AppError> {
    let failed = |error: std::io::Error| {
        tracing::warn!(kind = ?error.kind(), "access log could not be saved");
        AppError::new("access_log_file").in_language(desk.language)
    };
    let out = File::create_new(file).map_err(failed)?;
    let taken_out = Access {
        act: audit::Act::Disclose,
        kind: "log",
        record: "",
        field: "save",
        purpose: "",
        result: "",
    };
    desk.store
        .write(desk.now(), |write| write.log(&taken_out))
        .map_err(|error: store::StoreError| AppError::from(error).in_language(desk.language))?;
    let log = held(desk)?;
    let write = || {
        let mut file = Writer::new(BufWriter::new(out), &log.about)?;
        log.entries.iter().try_for_each(|entry| file.entry(entry))?;
        let mut out = file.finish(log.head.as_ref(), log.acknowledged, &log.earlier)?;
        out.flush()?;
        out.get_ref().sync_all()
    };
    write().map_err(failed)?;
    let entries = u32::try_from(log.entries.len()).unwrap_or(u32::MAX);
    Ok(LogSaved {
        entries,
        message: desk.say("access_log.saved", &[("count", &entries.to_string())]),
    })
}

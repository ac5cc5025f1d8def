use rusqlite::{OptionalExtension, params};
use store::StoreError;

use super::{Base, Draft};
use crate::desk::Desk;
use crate::error::AppError;

/// Marks a draft that began without a row; no station has such an epoch.
const NO_EPOCH: i64 = -1;

/// Keeps a form as it is being typed. It never travels and changes no screen.
///
/// # Errors
/// If the store cannot be written.
pub fn draft_save(desk: &Desk, draft: &Draft) -> Result<(), AppError> {
    let base = draft.base.unwrap_or(Base {
        epoch: NO_EPOCH,
        seq: 0,
    });
    let fields = serde_json::to_string(&draft.fields).map_err(StoreError::from)?;
    quietly(desk, |connection| {
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO draft (key, fields, base_epoch, base_seq, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![draft.key, fields, base.epoch, base.seq, desk.now()])?;
        Ok(())
    })
}

/// The form kept under a key.
///
/// # Errors
/// If the store cannot be read.
pub fn draft_get(desk: &Desk, key: &str) -> Result<Option<Draft>, AppError> {
    desk.read(|connection| {
        let kept = connection
            .prepare_cached(
                "SELECT fields, base_epoch, base_seq, saved_at FROM draft WHERE key = ?1",
            )?
            .query_row([key], |row| {
                let base = Base {
                    epoch: row.get("base_epoch")?,
                    seq: row.get("base_seq")?,
                };
                Ok((row.get::<_, String>("fields")?, base, row.get("saved_at")?))
            })
            .optional()?;
        let Some((fields, base, saved_at)) = kept else {
            return Ok(None);
        };
        Ok(Some(Draft {
            key: key.to_owned(),
            fields: serde_json::from_str(&fields).map_err(StoreError::from)?,
            base: Some(base).filter(|base| base.epoch != NO_EPOCH),
            saved_at,
        }))
    })
}

/// Forgets the form kept under a key.
///
/// # Errors
/// If the store cannot be written.
pub fn draft_drop(desk: &Desk, key: &str) -> Result<(), AppError> {
    quietly(desk, |connection| {
        connection
            .prepare_cached("DELETE FROM draft WHERE key = ?1")?
            .execute([key])?;
        Ok(())
    })
}

fn quietly(
    desk: &Desk,
    work: impl FnOnce(&rusqlite::Connection) -> Result<(), AppError>,
) -> Result<(), AppError> {
    desk.store
        .write(desk.now(), |write| work(write.connection()))
        .map(|((), _)| ())
        .map_err(|error: AppError| error.in_language(desk.language))
}

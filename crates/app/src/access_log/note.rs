use store::{Access, StoreError};

use crate::desk::Desk;
use crate::error::AppError;

/// Puts on record by itself what is about to happen; without it, it does not.
pub(crate) fn note(desk: &Desk, access: &Access<'_>) -> Result<(), AppError> {
    desk.store
        .write(desk.now(), |write| write.log(access))
        .map(|_| ())
        .map_err(|error: StoreError| AppError::from(error).in_language(desk.language))
}

/// Something that a command is about to print: one record, or so many of a kind.
///
/// # Errors
/// If it cannot be put on record: nothing is printed then.
pub fn printed(desk: &Desk, kind: &str, record: &str, count: usize) -> Result<(), AppError> {
    note(
        desk,
        &Access {
            act: audit::Act::Consult,
            kind,
            record,
            field: "print",
            purpose: "",
            result: &count.to_string(),
        },
    )
}

/// A file with everything on the laptop that is about to leave it, or one that came: `kind` is `backup` or `courier`.
pub(crate) fn carried(
    desk: &Desk,
    act: audit::Act,
    kind: &str,
    (field, result): (&str, &str),
) -> Result<(), AppError> {
    note(
        desk,
        &Access {
            act,
            kind,
            record: "",
            field,
            purpose: "",
            result,
        },
    )
}

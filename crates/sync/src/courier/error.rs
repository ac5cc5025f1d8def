//! Why a courier file was not read or written.

use crate::wire::WireError;

/// Why a courier file was not read or written. Nothing was taken from it in any of these cases but the last three, where what came
/// before stays taken, as after a cut connection.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// Not a courier file.
    #[error("not a courier file")]
    NotCourier,
    /// A newer program wrote it.
    #[error("courier file of version {0}; this program reads up to {version}", version = super::VERSION)]
    Newer(u16),
    /// It ends early: the stick was pulled out, or the copy was cut.
    #[error("courier file is cut short")]
    Truncated,
    /// It is not what its sender wrote.
    #[error("courier file is damaged or altered")]
    Damaged,
    /// It is larger than [`super::FILE_LIMIT`].
    #[error("courier file is too large")]
    TooLarge,
    /// It is of another station, or for another one.
    #[error("courier file of another station")]
    ForeignStation,
    /// It is for another laptop.
    #[error("courier file for another laptop")]
    OtherLaptop,
    /// It goes the other way: this side wrote it, or one like it.
    #[error("courier file goes the other way")]
    WrongWay,
    /// A key is none.
    #[error("courier key unusable")]
    BadKey,
    /// A message in it cannot be read.
    #[error("courier file: {0}")]
    Message(#[from] WireError),
    /// The file system.
    #[error("courier file: {0}")]
    Io(std::io::Error),
}

impl CourierError {
    /// Stable code, the key of the user's sentence (`error.…` in `assets/locales`).
    pub fn code(&self) -> &'static str {
        match self {
            CourierError::NotCourier => "courier_not_one",
            CourierError::Newer(_) => "courier_newer",
            CourierError::Truncated => "courier_truncated",
            CourierError::Damaged | CourierError::Message(_) => "courier_damaged",
            CourierError::TooLarge => "courier_too_large",
            CourierError::ForeignStation => "courier_foreign",
            CourierError::OtherLaptop => "courier_other_laptop",
            CourierError::WrongWay => "courier_wrong_way",
            CourierError::BadKey => "courier_no_key",
            CourierError::Io(_) => "courier_file",
        }
    }
}

impl From<std::io::Error> for CourierError {
    fn from(error: std::io::Error) -> CourierError {
        // Sealer and opener report through `Read` and `Write`.
        match error.downcast::<CourierError>() {
            Ok(inner) => inner,
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                CourierError::Truncated
            }
            Err(error) => CourierError::Io(error),
        }
    }
}

impl From<CourierError> for std::io::Error {
    fn from(error: CourierError) -> std::io::Error {
        std::io::Error::other(error)
    }
}

//! What can go wrong on the station.

use std::path::PathBuf;

/// Why the station could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StationError {
    /// No station in this folder.
    #[error("there is no station here ({0}); make one with `beatbook-station init`")]
    Missing(PathBuf),
    /// There is one already.
    #[error("{0} exists already; it was not overwritten")]
    Exists(PathBuf),
    /// Something in the folder is a link.
    #[error(
        "{0} is a link to another place, and root does not follow it; put the file itself there"
    )]
    Elsewhere(PathBuf),
    /// A newer program wrote it.
    #[error(
        "the database has version {found}, this program knows {known}; install the newer program"
    )]
    Newer {
        /// Version in the file.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// The database is damaged.
    #[error("the database is damaged: {0}; restore a backup with `beatbook-station restore`")]
    Damaged(String),
    /// A file that was to be put back is no sound backup.
    #[error(
        "{0} is no backup of a station, or it is damaged; nothing was changed. Take the file that `beatbook-station backup` wrote"
    )]
    NoBackup(PathBuf),
    /// A backup is of another station.
    #[error(
        "this is a backup of another station, “{0}”; nothing was changed. To move that station here, restore it into an empty folder together with its keys"
    )]
    OtherStation(String),
    /// The machine's clock is behind the data.
    #[error("the clock of this machine is behind its own data; set the clock, then start again")]
    ClockBehind,
    /// A request that is good, at a wrong time.
    #[error("the time of the request is wrong")]
    WrongTime {
        /// Laptop that sent it.
        device: String,
        /// Its nonce.
        nonce: String,
        /// The station's time, ms.
        now: i64,
    },
    /// A laptop that no second person has confirmed yet.
    #[error("the laptop is not confirmed yet")]
    NotConfirmed,
    /// A laptop that is out of service: its id, and whether it is in foreign hands.
    #[error("the laptop is out of service")]
    OutOfService(String, bool),
    /// Not known, or not this user's business.
    #[error("not found")]
    NotFound,
    /// The caller is not who they must be.
    #[error("not authorised")]
    NotAuthorised,
    /// The request is not one this station understands.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// A rule refused it.
    #[error(transparent)]
    Refused(#[from] domain::rules::Refusal),
    /// SQLite.
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    /// PostgreSQL.
    #[error("database server: {0}")]
    Postgres(#[from] postgres::Error),
    /// No connection to PostgreSQL.
    #[error("the database server cannot be reached: {0}; is it running, and is its URL right?")]
    NoConnection(#[from] r2d2::Error),
    /// A station is to be moved into one that has records.
    #[error("the other database holds records of a station already; nothing was changed")]
    NotEmpty,
    /// Files.
    #[error("files: {0}")]
    Io(#[from] std::io::Error),
    /// Stored or sent text that is not what it should be.
    #[error("unreadable: {0}")]
    Json(#[from] serde_json::Error),
    /// The station's configuration.
    #[error("station.toml cannot be understood: {0}")]
    Config(String),
    /// A courier file was not read or written.
    #[error(transparent)]
    Courier(#[from] sync::courier::CourierError),
    /// The laptop of a courier file was revoked, or its account closed.
    #[error("the laptop of this courier file was revoked")]
    CourierRevoked,
    /// Nobody has confirmed the laptop of a courier file yet.
    #[error(
        "the laptop of this courier file is not confirmed yet; a chief does that by the digits it shows"
    )]
    CourierNotConfirmed,
    /// The laptop of a courier file is not known here, or has sent no keys yet.
    #[error("the laptop of this courier file has no keys here yet")]
    CourierUnknown,
    /// A recovery did not go on.
    #[error(transparent)]
    Recovery(#[from] sync::recovery::RecoveryError),
    /// The laptop of a request for recovery is out of service.
    #[error("the laptop of this request is out of service")]
    RecoveryRevoked,
    /// A request for recovery is of no laptop of this station, or sealed to no key of it.
    #[error("the request is of no laptop of this station")]
    RecoveryUnknown,
    /// Certificates.
    #[error("certificates: {0}")]
    Certificate(String),
}

impl StationError {
    /// Code of the sentence for whoever handles a courier file; none for what has nothing to do with it.
    pub fn courier_code(&self) -> Option<&'static str> {
        match self {
            StationError::Courier(error) => Some(error.code()),
            StationError::CourierRevoked => Some("courier_revoked"),
            StationError::CourierNotConfirmed => Some("courier_not_confirmed"),
            StationError::CourierUnknown => Some("courier_unknown"),
            _ => None,
        }
    }

    /// Code of the sentence for whoever recovers a laptop; none for what has nothing to do with it.
    pub fn recovery_code(&self) -> Option<&'static str> {
        match self {
            StationError::Recovery(error) => Some(error.code()),
            StationError::RecoveryRevoked => Some("recovery_revoked"),
            StationError::RecoveryUnknown => Some("recovery_unknown"),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for StationError {
    fn from(error: rusqlite::Error) -> StationError {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                StationError::Damaged(error.to_string())
            }
            _ => StationError::Sqlite(error),
        }
    }
}

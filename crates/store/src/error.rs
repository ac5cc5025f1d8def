//! What can go wrong with a store; each has its own sentence for the user (`assets/locales`), found by [`StoreError::code`].

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the store could not do something. Nothing was overwritten in any of these cases.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No store in this folder.
    #[error("no store in {0}")]
    Missing(PathBuf),
    /// A store or key file is already here.
    #[error("a store exists already in {0}")]
    Exists(PathBuf),
    /// The passphrase does not open the key file.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The passphrase is shorter than 12 characters.
    #[error("passphrase too short")]
    PassphraseTooShort,
    /// The database is here and its key file is not.
    #[error("no key file in {0}")]
    KeyFileMissing(PathBuf),
    /// The key file cannot be read.
    #[error("key file damaged: {0}")]
    KeyFileDamaged(String),
    /// The device secret that the key file names is not where it should be.
    #[error("device secret missing")]
    DeviceSecretMissing,
    /// A recovery did not go on.
    #[error(transparent)]
    Recovery(#[from] sync::recovery::RecoveryError),
    /// The store cannot be read with its key.
    #[error("store damaged: {0}")]
    Damaged(String),
    /// A newer program wrote this store.
    #[error("store has version {found}, this program knows {known}")]
    Newer {
        /// Version in the file.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// Another process has it open.
    #[error("store is open in another process")]
    OpenElsewhere,
    /// No room on the disk.
    #[error("disk full")]
    DiskFull,
    /// The program was built without the cipher, or with an SQLite that has known faults.
    #[error("this build cannot keep a store safely: {0}")]
    UnsafeBuild(String),
    /// A rule refused the change.
    #[error(transparent)]
    Refused(#[from] domain::rules::Refusal),
    /// The row is not on this laptop.
    #[error("no such row")]
    NotFound,
    /// There is a file at the place of a backup already.
    #[error("{0} exists already")]
    BackupExists(PathBuf),
    /// The file is no backup of a laptop.
    #[error("not a backup of a laptop")]
    BackupNotOne,
    /// A newer program wrote the backup.
    #[error("the backup is of a newer program")]
    BackupNewer,
    /// The backup is shorter than it says.
    #[error("the backup is cut short")]
    BackupCut,
    /// The backup is not as it was sealed.
    #[error("the backup is not as it was sealed")]
    BackupDamaged,
    /// SQLite reported something else.
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    /// The operating system reported something else.
    #[error("files: {0}")]
    Io(io::Error),
    /// A stored value is not what it should be.
    #[error("stored value unreadable: {0}")]
    Unreadable(String),
}

impl StoreError {
    /// Stable code, the key of the user's sentence.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Missing(_) => "store_missing",
            StoreError::Exists(_) => "store_exists",
            StoreError::WrongPassphrase => "wrong_passphrase",
            StoreError::PassphraseTooShort => "passphrase_too_short",
            StoreError::KeyFileMissing(_) => "key_file_missing",
            StoreError::KeyFileDamaged(_) => "key_file_damaged",
            StoreError::DeviceSecretMissing => "device_secret_missing",
            StoreError::Recovery(error) => error.code(),
            StoreError::Damaged(_) => "store_damaged",
            StoreError::Newer { .. } => "store_newer",
            StoreError::OpenElsewhere => "store_open_elsewhere",
            StoreError::DiskFull => "disk_full",
            StoreError::UnsafeBuild(_) => "unsafe_build",
            StoreError::Refused(refusal) => refusal.code,
            StoreError::NotFound => "not_found",
            StoreError::BackupExists(_) => "backup_exists",
            StoreError::BackupNotOne => "backup_not_one",
            StoreError::BackupNewer => "backup_newer",
            StoreError::BackupCut => "backup_cut",
            StoreError::BackupDamaged => "backup_damaged",
            StoreError::Sqlite(_) | StoreError::Io(_) | StoreError::Unreadable(_) => "store_failed",
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => StoreError::DiskFull,
                ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
                    StoreError::Damaged(error.to_string())
                }
                _ => StoreError::Sqlite(error),
            },
            rusqlite::Error::QueryReturnedNoRows => StoreError::NotFound,
            _ => StoreError::Sqlite(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> StoreError {
        if error.kind() == io::ErrorKind::StorageFull {
            StoreError::DiskFull
        } else {
            StoreError::Io(error)
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> StoreError {
        StoreError::Unreadable(error.to_string())
    }
}

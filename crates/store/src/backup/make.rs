//! Making a sealed file, while the store is open and in use.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use hmac::Mac;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::file::{self, Header};
use super::seal;
use crate::connection::{check_file, connect_one};
use crate::error::StoreError;
use crate::key_file::sync_folder;
use crate::open::{Store, database, remove_with_companions};
use crate::state;

/// Where the store keeps when the last backup was made, ms.
const MADE: &str = "backup_at";

impl Store {
    /// Writes a sealed copy of the store to a new file, reads it back, and notes when. People work on meanwhile; what they save after
    /// this began is not in it. `now` is ms since 1970.
    ///
    /// # Errors
    /// [`StoreError::BackupExists`], [`StoreError::DiskFull`], or what the disk says; no part of a file stays then.
    pub fn back_up(&self, now: i64, to: &Path) -> Result<(), StoreError> {
        if to.exists() {
            return Err(StoreError::BackupExists(to.to_owned()));
        }
        let (copy, part) = (beside(to, ".copy"), beside(to, ".part"));
        remove_with_companions(&copy);
        // Both files are this account's alone before anything is in them.
        let made = private(&part)
            .and_then(|_| private(&copy))
            .and_then(|_| self.copy_to(&copy))
            .and_then(|()| self.seal_into(&copy, &part, now))
            .and_then(|()| self.check_sealed(&part))
            .and_then(|()| Ok(fs::rename(&part, to)?))
            .and_then(|()| sync_folder(to));
        remove_with_companions(&copy);
        let _ = fs::remove_file(&part);
        made?;
        self.write(now, |write| {
            state::set(write.connection(), MADE, &now.to_string())
        })?;
        Ok(())
    }

    /// When the last backup was made, ms; none if there was none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn backed_up_at(&self) -> Result<Option<i64>, StoreError> {
        let at = self.read(|connection| state::number(connection, MADE))?;
        Ok(Some(at).filter(|at| *at > 0))
    }

    /// One consistent copy under the same key, in one file, found to be sound.
    fn copy_to(&self, copy: &Path) -> Result<(), StoreError> {
        let read_write = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let from = connect_one(&database(self.home()), self.dek(), read_write)?;
        from.pragma_update(None, "query_only", true)?;
        let mut into: Connection = connect_one(copy, self.dek(), OpenFlags::default())?;
        let copying = Backup::new(&from, &mut into)?;
        // All at once: a copy in steps begins anew with every edit.
        let step = copying.step(-1)?;
        drop(copying);
        if step != StepResult::Done {
            return Err(StoreError::Unreadable("the copy was held up".into()));
        }
        let mode: String = into.query_row("PRAGMA journal_mode=DELETE", [], |row| row.get(0))?;
        if mode != "delete" {
            return Err(StoreError::UnsafeBuild(format!("journal mode is {mode}")));
        }
        check_file(&into)?;
        into.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    fn seal_into(&self, copy: &Path, part: &Path, now: i64) -> Result<(), StoreError> {
        let mut from = File::open(copy)?;
        let header = Header {
            made: now,
            bytes: from.metadata()?.len(),
            key: self.key_for_backup()?,
        };
        let beginning = file::beginning(&header)?;
        let mut seal = seal(self.dek())?;
        seal.update(&beginning);
        let mut to = private(part)?;
        to.write_all(&beginning)?;
        file::move_sealed(&mut from, &mut to, header.bytes, &mut seal)?;
        to.write_all(&seal.finalize().into_bytes())?;
        Ok(to.sync_all()?)
    }

    /// Reads all of it back: what cannot be put back is no backup.
    fn check_sealed(&self, part: &Path) -> Result<(), StoreError> {
        let (header, beginning, file) = file::open(part)?;
        file::unseal(
            (&header, &beginning, file),
            self.dek(),
            &mut std::io::sink(),
        )
    }
}

/// A new file that only this account reads, where the disk knows accounts.
fn private(path: &Path) -> Result<File, StoreError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

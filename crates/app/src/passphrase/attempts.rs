//! Wrong attempts in a row, kept beside the store so that they outlive the program (TRUST 3.1).

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::AppError;

const FILE: &str = "attempts.json";
/// Most bytes of the file that are read; ours has about 40.
const LIMIT: u64 = 1 << 10;
/// Longest wait, ms: 15 minutes.
const LONGEST: i64 = 15 * 60_000;
/// A typing mistake costs nothing.
const FREE: u32 = 2;
/// Wrong ones in a row after which it is probably forgotten.
const MANY: u32 = 10;

/// How often in a row a passphrase was wrong, and when last, ms since 1970.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempts {
    wrong: u32,
    at: i64,
}

impl Attempts {
    /// What is kept in this folder; what cannot be read counts as none: the store must open without the file.
    pub fn read(home: &Path) -> Attempts {
        let mut text = String::new();
        fs::File::open(path(home))
            .and_then(|file| file.take(LIMIT).read_to_string(&mut text))
            .ok()
            .and_then(|_| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Whether another attempt may be made now.
    pub fn check(self, now: i64) -> Result<(), AppError> {
        let left = self.left(now);
        if left == 0 {
            return Ok(());
        }
        let seconds = (left + 999) / 1_000;
        Err(if seconds < 120 {
            AppError::at("wait_seconds", &seconds.to_string())
        } else {
            AppError::at("wait_minutes", &((seconds + 59) / 60).to_string())
        })
    }

    /// One more, counted as wrong until it is known to be right.
    pub fn one_more(self, now: i64) -> Attempts {
        Attempts {
            wrong: self.wrong.saturating_add(1),
            at: now,
        }
    }

    /// Keeps it; a disk that takes nothing must not lock anybody out.
    pub fn write(self, home: &Path) {
        let kept = if self == Attempts::default() {
            match fs::remove_file(path(home)) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        } else {
            let part = path(home).with_extension("part");
            serde_json::to_vec(&self)
                .map_err(std::io::Error::from)
                .and_then(|bytes| fs::write(&part, bytes))
                .and_then(|()| fs::rename(&part, path(home)))
        };
        if let Err(error) = kept {
            tracing::warn!(kind = ?error.kind(), "attempts could not be kept");
        }
    }

    /// Whether there were so many that the passphrase is probably forgotten.
    pub fn are_many(self) -> bool {
        self.wrong >= MANY
    }

    /// Milliseconds until the next attempt: 1 s after the third in a row, twice as long after each, [`LONGEST`] from the tenth on. A clock
    /// that was set back gains nothing: the whole wait is left.
    fn left(self, now: i64) -> i64 {
        let Some(beyond) = self.wrong.checked_sub(FREE + 1) else {
            return 0;
        };
        let wait = match self.are_many() {
            true => LONGEST,
            false => 1_000i64
                .checked_shl(beyond.min(20))
                .unwrap_or(LONGEST)
                .min(LONGEST),
        };
        let since = now.saturating_sub(self.at);
        if since < 0 {
            wait
        } else {
            (wait - since).max(0)
        }
    }
}

fn path(home: &Path) -> PathBuf {
    home.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(wrong: u32) -> Attempts {
        Attempts { wrong, at: 1_000 }
    }

    #[test]
    fn each_wrong_one_makes_the_next_wait_twice_as_long_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..14)
            .map(|wrong| after(wrong).left(1_000) / 1_000)
            .collect();
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 900, 900, 900, 900]);
        assert_eq!(after(u32::MAX).left(1_000), LONGEST);
    }

    #[test]
    fn time_that_passes_counts_and_a_clock_set_back_gains_nothing() {
        assert_eq!(after(13).left(1_000 + 800_000), 100_000);
        assert_eq!(after(13).left(1_000 + LONGEST), 0);
        assert_eq!(after(13).left(0), LONGEST);
        assert!(after(13).check(0).unwrap_err().message.contains("15"));
    }

    #[test]
    fn a_file_full_of_rubbish_locks_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(path(folder.path()), [0xff; 4_096]).unwrap();
        assert_eq!(Attempts::read(folder.path()), Attempts::default());
        after(4).write(folder.path());
        assert_eq!(Attempts::read(folder.path()), after(4));
    }
}

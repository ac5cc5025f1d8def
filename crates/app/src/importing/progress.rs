//! How far an import is, and calling it off.

use std::fmt;
use std::sync::Arc;

use crate::error::AppError;
use crate::imports::apart::Cancel;

/// Rows between two words about progress.
const STEP: u32 = 250;

/// Told how far the work is; asked whether it is still wanted. Clones are one.
#[derive(Clone)]
pub struct Progress {
    /// Called off through this.
    pub cancel: Cancel,
    tell: Arc<dyn Fn(u32, u32) + Send + Sync>,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("cancel", &self.cancel)
            .finish_non_exhaustive()
    }
}

impl Progress {
    /// Calls `tell` with rows done and rows in all, now and then.
    pub fn new(tell: impl Fn(u32, u32) + Send + Sync + 'static) -> Progress {
        Progress {
            cancel: Cancel::default(),
            tell: Arc::new(tell),
        }
    }

    /// Tells nobody.
    pub fn silent() -> Progress {
        Progress::new(|_, _| {})
    }

    /// One more row is done.
    ///
    /// # Errors
    /// `import_cancelled`: what was done so far must be rolled back.
    pub(super) fn step(&self, done: u32, all: u32) -> Result<(), AppError> {
        if self.cancel.is_cancelled() {
            return Err(AppError::new("import_cancelled"));
        }
        if done.is_multiple_of(STEP) || done == all {
            (self.tell)(done, all);
        }
        Ok(())
    }
}

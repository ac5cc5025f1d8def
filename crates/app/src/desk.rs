//! An open store in the hands of a signed-in user.

use std::sync::Arc;

use domain::Role;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Changed, Store, Write};

use crate::clock::Clock;
use crate::error::AppError;
use crate::imports::apart::Reader;
use crate::lease;
use crate::words::{self, Language};

/// What every operation works on.
#[derive(Clone)]
pub struct Desk {
    /// The open store.
    pub store: Arc<Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Language of sentences.
    pub language: Language,
    /// Account signed in.
    pub user: String,
    /// What reads foreign files.
    pub reader: Reader,
    /// Called with the kinds that changed, after each commit.
    pub on_changed: Arc<dyn Fn(&Changed) + Send + Sync>,
}

/// The outcome of a write, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Done {
    /// Row concerned.
    pub id: Option<String>,
    /// Token for taking it back.
    pub undo: Option<String>,
    /// Sentence.
    pub message: String,
}

impl Desk {
    /// Reads from one snapshot.
    ///
    /// # Errors
    /// What `read` returns, in the user's language.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&rusqlite::Connection) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.store
            .read(read)
            .map_err(|error| error.in_language(self.language))
    }

    /// Reads from one snapshot through much of the store.
    ///
    /// # Errors
    /// What `read` returns, in the user's language.
    pub fn read_through<T>(
        &self,
        read: impl FnOnce(&rusqlite::Connection) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.store
            .read_through(read)
            .map_err(|error| error.in_language(self.language))
    }

    /// Writes in one transaction, then tells the window what changed. `work` returns the row concerned and the key of the sentence
    /// (`done.…` in `assets/locales`).
    ///
    /// # Errors
    /// What `work` returns, and what [`crate::lease`] refuses, in the user's language; nothing is written then.
    pub fn write(
        &self,
        sentence: &str,
        work: impl FnOnce(&mut Write<'_>) -> Result<Option<String>, AppError>,
    ) -> Result<Done, AppError> {
        let mut undo = None;
        let (id, changed) = self
            .store
            .write(self.clock.now(), |write| {
                lease::check_may_write(write.connection(), self.clock.now())?;
                let row = work(write)?;
                undo = write.undo().map(str::to_owned);
                Ok(row)
            })
            .map_err(|error: AppError| error.in_language(self.language))?;
        (self.on_changed)(&changed);
        Ok(Done {
            id,
            undo,
            message: self.say(sentence, &[]),
        })
    }

    /// A sentence in the user's language.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        words::say(self.language, key, args)
    }

    /// Label of a code in the user's language.
    pub fn label<'a>(&self, list: &str, code: &'a str) -> &'a str {
        domain::codes::label(list, code, self.language.is_chinese())
    }

    /// Time now, ms.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Today in China.
    pub fn today(&self) -> chrono::NaiveDate {
        store::day_of(self.clock.now())
    }

    /// Role of the account, as last synced.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn role(&self) -> Result<Role, AppError> {
        self.store.role().map_err(AppError::from)
    }
}

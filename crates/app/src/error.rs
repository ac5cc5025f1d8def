//! An error has three readers: a code for the program, a sentence for the user in their language, detail for the log.

use serde::{Deserialize, Serialize};
use specta::Type;
use store::StoreError;

use crate::words::{self, Language};

/// What went wrong, ready to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{code}: {message}")]
pub struct AppError {
    /// Stable code.
    pub code: String,
    /// A whole sentence: what happened and what to do.
    pub message: String,
    /// Field or act it concerns; for the log and for tests.
    #[serde(skip)]
    pub place: String,
}

impl AppError {
    /// The error with this code, its sentence in Chinese until [`AppError::in_language`] says otherwise.
    pub fn new(code: &str) -> AppError {
        AppError {
            code: code.to_owned(),
            message: String::new(),
            place: String::new(),
        }
        .in_language(Language::Chinese)
    }

    /// The error with this code at a field.
    pub fn at(code: &str, place: &str) -> AppError {
        AppError {
            place: place.to_owned(),
            ..AppError::new(code)
        }
        .in_language(Language::Chinese)
    }

    /// The same error with its sentence in another language.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> AppError {
        let field = words::find(language, &["field.", &self.place].concat(), &[]);
        let place = field.unwrap_or_else(|| self.place.clone());
        let key = ["error.", &self.code].concat();
        self.message = words::find(language, &key, &[("place", &place)])
            .unwrap_or_else(|| words::say(language, "error.unexpected", &[]));
        self
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        // The detail names no person: SQL errors carry schema words only, paths are of this machine.
        tracing::warn!(code = error.code(), detail = %error, "store");
        let place = match &error {
            StoreError::Refused(refusal) => refusal.field.clone(),
            _ => String::new(),
        };
        AppError::at(error.code(), &place)
    }
}

impl From<rusqlite::Error> for AppError {
    fn from(error: rusqlite::Error) -> AppError {
        AppError::from(StoreError::from(error))
    }
}

//! What the window shows before a book is open.

use std::path::{Path, PathBuf};

use super::{Book, all, home, names, numbers};
use crate::error::AppError;
use crate::session::{self, SessionState};
use crate::wipe;
use crate::words::Language;

/// The chosen book; if it is not there any more, or none was chosen, the one opened last.
fn resolved(books: &[Book], chosen: Option<&str>) -> Option<Book> {
    let wanted = books
        .iter()
        .find(|book| Some(book.number.to_string().as_str()) == chosen);
    wanted.or_else(|| books.first()).cloned()
}

/// The folder of the book that [`look`] shows for this choice; the data folder where there is none.
pub fn home_of(data: &Path, chosen: Option<&str>) -> PathBuf {
    resolved(&all(data), chosen).map_or_else(|| data.to_owned(), |book| book.home)
}

/// Where the program stands while no book is open: which books there are, and how the chosen one is.
pub fn look(data: &Path, chosen: Option<&str>, language: Language) -> SessionState {
    let books = all(data);
    let Some(book) = resolved(&books, chosen) else {
        let was_erased = numbers(data)
            .into_iter()
            .any(|number| wipe::was_erased(&home(data, number)));
        let told = was_erased.then(|| AppError::new("laptop_erased").in_language(language));
        return SessionState {
            trouble: told,
            ..session::look(data, language)
        };
    };
    let mut state = session::look(&book.home, language);
    let gone = chosen.and_then(|chosen| chosen.parse().ok());
    // The one that was open is gone, and somebody stands before another's.
    if let Some(gone) = gone.filter(|gone| *gone != book.number)
        && state.trouble.is_none()
        && wipe::was_erased(&home(data, gone))
    {
        state.trouble = Some(AppError::new("book_erased").in_language(language));
    }
    state.book = Some(book.number.to_string());
    state.books = names(&books, language);
    state
}

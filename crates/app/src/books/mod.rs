//! The books of one laptop: several users, each with a store, a key, a device secret and an enrolment of their own. The first lies in the
//! data folder itself, where it lay before there could be several; each other one in `books/<number>` below it. Folders have no names of
//! people. One is open at a time, and nothing of one is read for another.

mod begin;
mod look;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;

pub use begin::{empty_home, enrol, restore};
pub use look::{home_of, look};

use crate::error::AppError;
use crate::words::{self, Language};

/// Folder of all books but the first.
const FOLDER: &str = "books";
/// The book in the data folder itself.
const FIRST: u32 = 1;
/// File that says which book was opened last.
const LAST: &str = "last_book";

/// A book by name, as the locked window lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BookName {
    /// What names it to the program.
    pub id: String,
    /// Whose it is; of two books of one name, also its number.
    pub name: String,
}

/// A book on this laptop, closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Its number.
    pub number: u32,
    /// Account it belongs to; empty if its key file cannot be read.
    pub user: String,
    /// Name of the account, as of its enrolment.
    pub user_name: String,
    /// Folder it lies in.
    pub home: PathBuf,
}

impl Book {
    fn is_called(&self, name: &str) -> bool {
        self.user_name == name || self.number.to_string() == name
    }
}

fn home(data: &Path, number: u32) -> PathBuf {
    match number {
        FIRST => data.to_owned(),
        _ => data.join(FOLDER).join(number.to_string()),
    }
}

/// Numbers that have a folder, in order.
fn numbers(data: &Path) -> Vec<u32> {
    let folders = fs::read_dir(data.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten();
    let mut numbers: Vec<u32> = folders
        .filter_map(|folder| folder.file_name().to_str()?.parse().ok())
        .filter(|number| *number > FIRST)
        .collect();
    numbers.push(FIRST);
    numbers.sort_unstable();
    numbers
}

/// All books of a data folder, also those that are not whole, the one opened last first and then by name. An erasure that was cut short is
/// ended.
pub fn all(data: &Path) -> Vec<Book> {
    let last = last(data);
    let mut books: Vec<Book> = numbers(data)
        .into_iter()
        .filter_map(|number| {
            let home = home(data, number);
            let found = store::finish_destroying(&home).and_then(|()| store::peek(&home));
            let (user, user_name) = match found {
                Ok(None) => return None,
                Ok(Some(existing)) => (existing.user, existing.user_name),
                Err(_) => Default::default(),
            };
            Some(Book {
                number,
                user,
                user_name,
                home,
            })
        })
        .collect();
    books.sort_by(|one, other| {
        let key = |book: &Book| {
            (
                Some(book.number) != last,
                book.user_name.clone(),
                book.number,
            )
        };
        key(one).cmp(&key(other))
    });
    books
}

/// What a list calls books.
fn names(books: &[Book], language: Language) -> Vec<BookName> {
    let name = |book: &Book| {
        let number = book.number.to_string();
        let alone = books.iter().filter(|one| one.is_called(&book.user_name));
        match (book.user_name.as_str(), alone.count()) {
            ("", _) => words::say(language, "books.unreadable", &[("number", &number)]),
            (name, 1) => name.to_owned(),
            (name, _) => words::say(
                language,
                "books.numbered",
                &[("name", name), ("number", &number)],
            ),
        }
    };
    books
        .iter()
        .map(|book| BookName {
            id: book.number.to_string(),
            name: name(book),
        })
        .collect()
}

fn last(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join(LAST))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// What names the book in this folder to the program.
pub fn number_of(data: &Path, home: &Path) -> Option<String> {
    let book = all(data).into_iter().find(|book| book.home == home);
    book.map(|book| book.number.to_string())
}

/// Remembers that the book in this folder was opened. What cannot be written is not remembered: the books open all the same.
pub fn remember(data: &Path, home: &Path) {
    let Some(number) = number_of(data, home) else {
        return;
    };
    let part = data.join(LAST).with_extension("part");
    let kept = fs::write(&part, number).and_then(|()| fs::rename(&part, data.join(LAST)));
    if let Err(error) = kept {
        tracing::warn!(kind = ?error.kind(), "the book opened last is not remembered");
    }
}

/// The folder of the book that somebody names by user or number; of the only one, if nothing is named. Where there is none yet, the data
/// folder.
///
/// # Errors
/// `book_not_here`; `which_book` if several fit.
pub fn of(data: &Path, name: Option<&str>) -> Result<PathBuf, AppError> {
    let books = all(data);
    let told = || {
        let names: Vec<String> = names(&books, Language::Chinese)
            .into_iter()
            .map(|book| book.name)
            .collect();
        names.join("、")
    };
    let fitting: Vec<&Book> = books
        .iter()
        .filter(|book| name.is_none_or(|name| book.is_called(name)))
        .collect();
    match (fitting.as_slice(), name) {
        ([one], _) => Ok(one.home.clone()),
        ([], None) => Ok(data.to_owned()),
        ([], Some(name)) => Err(AppError::at("book_not_here", name)),
        (_, _) => Err(AppError::at("which_book", &told())),
    }
}

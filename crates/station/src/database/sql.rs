//! The narrow door to a database: statements with numbered parameters, written once, carried out by SQLite or PostgreSQL.
//!
//! Statements use what both understand: `?1` parameters, `INSERT … VALUES … ON CONFLICT`, `RETURNING`, integers and text. Nothing is ever
//! null. Every table begins its keys with the station, which is parameter 1 of every statement.

use crate::error::StationError;

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// A 64-bit integer.
    Int(i64),
    /// Text without NUL.
    Text(&'a str),
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Arg::Int(value)
    }
}

impl From<bool> for Arg<'_> {
    fn from(value: bool) -> Self {
        Arg::Int(i64::from(value))
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Arg::Text(value)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Arg::Text(value)
    }
}

/// One parameter of a statement that is carried out for many rows: the same for all, or one for each.
#[derive(Debug)]
pub enum Column<'a> {
    /// The same integer in every row.
    Same(i64),
    /// One integer for each row.
    Ints(Vec<i64>),
    /// One text for each row.
    Texts(Vec<&'a str>),
}

impl Column<'_> {
    /// How many rows it is for; none if for any number.
    pub fn rows(&self) -> Option<usize> {
        match self {
            Column::Same(_) => None,
            Column::Ints(values) => Some(values.len()),
            Column::Texts(values) => Some(values.len()),
        }
    }
}

/// Rows among the columns of a statement for many rows.
pub fn row_count(columns: &[Column<'_>]) -> usize {
    columns.iter().find_map(Column::rows).unwrap_or(0)
}

/// A row that was found.
pub trait Record {
    /// The integer in a column, from 0.
    ///
    /// # Errors
    /// [`StationError::Damaged`] if the column holds something else.
    fn int(&self, column: usize) -> Result<i64, StationError>;

    /// The text in a column, from 0.
    ///
    /// # Errors
    /// [`StationError::Damaged`] if the column holds something else.
    fn text(&self, column: usize) -> Result<&str, StationError>;

    /// The text in a column as an own string.
    ///
    /// # Errors
    /// As [`Record::text`].
    fn string(&self, column: usize) -> Result<String, StationError> {
        self.text(column).map(str::to_owned)
    }
}

/// What is done with each row that is found.
pub type Each<'e> = dyn FnMut(&dyn Record) -> Result<(), StationError> + 'e;

/// One transaction on some database.
pub trait Sql {
    /// Carries a statement out; returns how many rows it changed.
    ///
    /// # Errors
    /// What the database says.
    fn execute(&self, sql: &str, args: &[Arg<'_>]) -> Result<u64, StationError>;

    /// Carries an `INSERT … VALUES (?1, …)` out for many rows at once. No key may be twice among them.
    ///
    /// # Errors
    /// What the database says.
    fn insert_many(&self, sql: &str, columns: &[Column<'_>]) -> Result<(), StationError>;

    /// Reads rows.
    ///
    /// # Errors
    /// What the database or `each` says.
    fn query(&self, sql: &str, args: &[Arg<'_>], each: &mut Each<'_>) -> Result<(), StationError>;

    /// Reads (or deletes) rows for many keys: the statement has `= ?2` where the key goes, and the station as `?1`.
    ///
    /// # Errors
    /// What the database or `each` says.
    fn query_keys(
        &self,
        sql: &str,
        station: i64,
        keys: &[&str],
        each: &mut Each<'_>,
    ) -> Result<(), StationError>;

    /// Tells other servers of this station what was filed, once it is committed.
    ///
    /// # Errors
    /// What the database says.
    fn announce(&self, station: i64, seq: i64) -> Result<(), StationError>;
}

//! A whole station from one database into another, table by table, by the order of their keys.

use super::Database;
use super::schema::{self, Table};
use super::sql::{Arg, Column};
use super::tx::Tx;
use crate::error::StationError;

/// Rows at a time.
const PAGE: usize = 2_000;

enum Value {
    Int(i64),
    Text(String),
}

impl Value {
    fn arg(&self) -> Arg<'_> {
        match self {
            Value::Int(value) => Arg::Int(*value),
            Value::Text(value) => Arg::Text(value),
        }
    }
}

/// Copies everything of the station in `from` into the empty station of `to`: history, numbers and tokens stay, so laptops notice
/// nothing. One transaction on each side.
///
/// # Errors
/// [`StationError::Exists`] if `to` holds anything already; what the databases say.
pub fn copy(from: &Database, to: &Database) -> Result<(), StationError> {
    from.read(|source| {
        to.write(|target| {
            if target.head()?.seq > 0 {
                return Err(StationError::NotEmpty);
            }
            for table in schema::tables() {
                if table.name != "station" {
                    copy_table(source, target, &table)?;
                }
            }
            target.continue_as(source.head()?)
        })
    })
}

fn copy_table(source: &Tx<'_>, target: &Tx<'_>, table: &Table) -> Result<(), StationError> {
    let mut last: Option<Vec<Value>> = None;
    loop {
        let page = read_page(source, table, last.as_deref())?;
        let full = page.len() == PAGE;
        write_page(target, table, &page)?;
        last = page.into_iter().next_back();
        if !full {
            return Ok(());
        }
    }
}

/// `SELECT a, b FROM t WHERE station = ?1 AND (key…) > (?2…) ORDER BY key… LIMIT n`
fn select(table: &Table, goes_on: bool) -> String {
    let keys = table.keys.join(", ");
    let places: Vec<String> = (0..table.keys.len())
        .map(|index| ["?", &(index + 2).to_string()].concat())
        .collect();
    let after = if goes_on {
        [" AND (", &keys, ") > (", &places.join(", "), ")"].concat()
    } else {
        String::new()
    };
    [
        "SELECT ",
        &table.names().join(", "),
        " FROM ",
        table.name,
        " WHERE station = ?1",
        &after,
        " ORDER BY ",
        &keys,
        " LIMIT ",
        &PAGE.to_string(),
    ]
    .concat()
}

fn read_page(
    source: &Tx<'_>,
    table: &Table,
    last: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, StationError> {
    let key_at = |key: &&str| table.columns.iter().position(|(name, _)| name == key);
    let args: Vec<Arg<'_>> = match last {
        None => vec![],
        Some(row) => table
            .keys
            .iter()
            .filter_map(key_at)
            .map(|at| row[at].arg())
            .collect(),
    };
    source.query(&select(table, last.is_some()), &args, |record| {
        table
            .columns
            .iter()
            .enumerate()
            .map(|(index, (_, is_text))| {
                Ok(if *is_text {
                    Value::Text(record.string(index)?)
                } else {
                    Value::Int(record.int(index)?)
                })
            })
            .collect()
    })
}

fn write_page(target: &Tx<'_>, table: &Table, page: &[Vec<Value>]) -> Result<(), StationError> {
    let places: Vec<String> = (1..=table.columns.len() + 1)
        .map(|number| ["?", &number.to_string()].concat())
        .collect();
    let sql = [
        "INSERT INTO ",
        table.name,
        " (station, ",
        &table.names().join(", "),
        ") VALUES (",
        &places.join(", "),
        ")",
    ]
    .concat();
    let mut columns = vec![Column::Same(target.station)];
    for (index, (_, is_text)) in table.columns.iter().enumerate() {
        columns.push(if *is_text {
            Column::Texts(
                page.iter()
                    .map(|row| {
                        if let Value::Text(text) = &row[index] {
                            text
                        } else {
                            ""
                        }
                    })
                    .collect(),
            )
        } else {
            Column::Ints(
                page.iter()
                    .map(|row| {
                        if let Value::Int(value) = row[index] {
                            value
                        } else {
                            0
                        }
                    })
                    .collect(),
            )
        });
    }
    target.sql.insert_many(&sql, &columns)
}

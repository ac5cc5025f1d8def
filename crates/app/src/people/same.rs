//! Who registered may be the one at the door: the same number, the same telephone, the same name and day of birth.

use std::collections::HashSet;

use domain::same_person;
use rusqlite::{Connection, ToSql};

use super::Same;
use super::row::{self, Picked};
use crate::error::AppError;
use chrono::NaiveDate;

/// Candidates shown for each reason.
const MOST: usize = 5;

/// What is compared; empty texts are not.
pub(super) struct Wanted<'a> {
    pub number: &'a str,
    pub phone: &'a str,
    pub name: &'a str,
    pub birth: &'a str,
}

/// People found through the indexes over number, telephone and name, each once, for the strongest reason.
pub(super) fn find(
    connection: &Connection,
    wanted: &Wanted<'_>,
    today: NaiveDate,
) -> Result<Vec<Same>, AppError> {
    const NUMBER: &str = "SELECT id, merged_into FROM people WHERE document_number = ?1 AND document_number <> '' LIMIT 10";
    const PHONE: &str =
        "SELECT id, merged_into FROM people WHERE phone = ?1 AND phone <> '' LIMIT 10";
    const NAME: &str = "SELECT id, merged_into FROM people WHERE name = ?1 AND birth = ?2 LIMIT 10";
    let named = if wanted.birth.is_empty() {
        ""
    } else {
        wanted.name
    };
    let spellings = same_person::spellings(wanted.number);
    let number = |at: usize| spellings.get(at).map_or("", String::as_str);
    let questions: [(&str, &str, &str, &[&dyn ToSql]); 4] = [
        ("number", number(0), NUMBER, &[&number(0)]),
        ("number", number(1), NUMBER, &[&number(1)]),
        ("phone", wanted.phone, PHONE, &[&wanted.phone]),
        ("name_birth", named, NAME, &[&wanted.name, &wanted.birth]),
    ];
    let (mut seen, mut same) = (HashSet::new(), Vec::new());
    for (why, value, sql, args) in questions {
        if value.is_empty() {
            continue;
        }
        for person in people(connection, sql, args)?.into_iter().take(MOST) {
            if seen.insert(person.clone()) {
                same.extend(one(connection, person, why, today)?);
            }
        }
    }
    Ok(same)
}

fn people(
    connection: &Connection,
    sql: &str,
    args: &[&dyn ToSql],
) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(args, |row| {
        let (id, merged): (String, String) = (row.get("id")?, row.get("merged_into")?);
        Ok(if merged.is_empty() { id } else { merged })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn one(
    connection: &Connection,
    person: String,
    why: &str,
    today: NaiveDate,
) -> Result<Option<Same>, AppError> {
    let picked = Picked {
        person,
        residence: String::new(),
    };
    Ok(row::known(connection, &picked, today)?.map(|known| Same {
        person_id: known.row.id,
        name: known.row.name,
        room: known.row.room,
        why: why.to_owned(),
    }))
}

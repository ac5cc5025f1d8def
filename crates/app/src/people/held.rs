//! All that is held about a person, record by record.

use domain::{Fields, fields};
use rusqlite::Connection;

use crate::error::AppError;
use crate::records;

/// A record that is about a person or names them.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub kind: String,
    pub id: String,
    /// As it is stored, unmasked.
    pub fields: Fields,
}

/// Who is meant and what is held about them.
#[derive(Debug, Clone)]
pub(super) struct Everything {
    /// Records that count as this person, the standing one first.
    pub me: Vec<String>,
    /// The person's name.
    pub name: String,
    /// All records, in the order they are told in.
    pub records: Vec<Held>,
    /// Names of others that may stand in texts, the longest first.
    pub others: Vec<String>,
    /// How many people under guardianship name this person.
    pub wards: u32,
}

impl Everything {
    /// Reads all that is held about a standing record. `me` is its list for `json_each`.
    pub fn of(connection: &Connection, me: &str) -> Result<Everything, AppError> {
        let ids: Vec<String> = serde_json::from_str(me).unwrap_or_default();
        let mut statement = connection.prepare_cached(include_str!("held.sql"))?;
        let found: Vec<(String, String)> = statement
            .query_map([me], |row| Ok((row.get("kind")?, row.get("id")?)))?
            .collect::<Result<_, _>>()?;
        let mut told = Vec::new();
        for (kind, id) in found {
            if let Some(fields) = records::row(connection, &kind, &id)? {
                told.push(Held { kind, id, fields });
            }
        }
        // The standing record before those merged into it.
        told.sort_by_key(|held| held.kind == "people" && ids.first() != Some(&held.id));
        told.sort_by_key(|held| held.kind != "people");
        let name = told
            .first()
            .and_then(|held| fields::text(&held.fields, "name"))
            .unwrap_or_default()
            .to_owned();
        Ok(Everything {
            others: others(connection, me, &name)?,
            wards: wards(connection, me)?,
            me: ids,
            name,
            records: told,
        })
    }

    /// Whether two people ever wrote this field of a record at once.
    pub fn has_conflict(&self, record: &str, field: &str) -> bool {
        let text = |held: &Held, name: &str| fields::text(&held.fields, name).map(str::to_owned);
        self.records
            .iter()
            .filter(|held| held.kind == "conflicts")
            .any(|held| {
                text(held, "row").as_deref() == Some(record)
                    && text(held, "field").as_deref() == Some(field)
            })
    }

    /// Ids of all records.
    pub fn ids(&self) -> Vec<String> {
        self.records.iter().map(|held| held.id.clone()).collect()
    }
}

fn others(connection: &Connection, me: &str, own: &str) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare_cached(include_str!("others.sql"))?;
    let mut names: Vec<String> = statement
        .query_map([me], |row| row.get("name"))?
        .collect::<Result<_, _>>()?;
    // One character is a word as often as a name.
    names.retain(|name| name.chars().count() > 1 && !own.contains(name.as_str()));
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    Ok(names)
}

fn wards(connection: &Connection, me: &str) -> Result<u32, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) AS n FROM json_each(?1) e JOIN people p ON p.guardian = e.value AND p.guardian <> '' AND p.merged_into = ''",
        )?
        .query_row([me], |row| row.get("n"))?)
}

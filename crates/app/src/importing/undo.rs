//! Remembering what an import made and changed, and taking it back as far as nobody touched it since.

use std::collections::BTreeMap;

use domain::{Fields, ids};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use store::{Edit, Write};

use super::differences::{self, Prints};
use super::referred;
use crate::desk::{Desk, Done};
use crate::error::AppError;

/// Children before what they refer to: stays, their people and rooms, the rooms' landlords, buildings.
const ORDER: [&str; 5] = ["residences", "people", "rooms", "contacts", "buildings"];

/// Remembers the rows that this transaction made, and of those that stood before it the values it changed.
pub(super) fn remember(
    write: &mut Write<'_>,
    batch: &str,
    name: &str,
    said_before: &BTreeMap<String, Prints>,
) -> Result<(), AppError> {
    let made = write.made();
    let mut changes = said_before
        .iter()
        .map(|(row, said)| (row.clone(), Change::of(said.clone())))
        .collect::<BTreeMap<String, Change>>();
    for (kind, row, before) in write.changed_from() {
        let change = changes.entry(row.to_owned()).or_default();
        change.kind = kind.to_owned();
        for (field, value) in before {
            change
                .was
                .entry(field.clone())
                .or_insert_with(|| value.clone());
        }
    }
    for (_, id) in &made {
        changes.remove(id);
    }
    // Each row of a file is its own action for sync; taking back goes by the batch instead.
    write.forget_undo();
    write.touch("imports");
    let connection = write.connection();
    connection.execute(
        "INSERT INTO import_batch (id, name, at, made) VALUES (?1, ?2, ?3, ?4)",
        params![batch, name, write.now(), made.len() as i64],
    )?;
    for (kind, id) in made {
        connection
            .prepare_cached("INSERT INTO import_row (batch, row, kind) VALUES (?1, ?2, ?3)")?
            .execute([batch, &id, &kind])?;
    }
    for (row, change) in changes {
        change.remember(write, batch, &row)?;
    }
    Ok(())
}

/// What an import did to a row that stood before it.
#[derive(Default)]
struct Change {
    kind: String,
    /// By field, its value before; null for none.
    was: Fields,
    /// By field, a print of the value the import wrote.
    became: Prints,
    /// Prints of what the list before had said.
    said: Prints,
}

impl Change {
    fn of(said: Prints) -> Change {
        Change {
            said,
            ..Change::default()
        }
    }

    fn remember(&self, write: &Write<'_>, batch: &str, row: &str) -> Result<(), AppError> {
        let now = write.row(row)?.unwrap_or_default();
        let became: Prints = self
            .was
            .keys()
            .map(|field| (field.clone(), print(row, field, now.get(field))))
            .collect();
        let json = |prints: &Prints| serde_json::to_string(prints);
        let was = serde_json::to_string(&self.was).map_err(store::StoreError::from)?;
        let became = json(&became).map_err(store::StoreError::from)?;
        let said = json(&self.said).map_err(store::StoreError::from)?;
        write
            .connection()
            .prepare_cached(
                "INSERT INTO import_change (batch, row, kind, was, became, said, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![batch, row, self.kind, was, became, said, write.now()])?;
        Ok(())
    }

    /// Puts back each value that is still as the import wrote it: whether any was, and whether any was touched since.
    fn take_back(self, write: &mut Write<'_>, row: &str) -> Result<(bool, bool), AppError> {
        let Some(now) = write.row(row)? else {
            return Ok((false, false));
        };
        let (restored, touched): (Fields, Fields) = self.was.into_iter().partition(|(field, _)| {
            self.became.get(field) == Some(&print(row, field, now.get(field)))
        });
        let mut said = differences::prints(write, row)?;
        said.retain(|field, _| touched.contains_key(field));
        let before = |(field, _): &(String, String)| !touched.contains_key(field);
        said.extend(self.said.into_iter().filter(before));
        differences::keep(write, row, &said)?;
        let outcome = (!restored.is_empty(), !touched.is_empty());
        if outcome.0 {
            write.put(Edit::change(&self.kind, row, None, restored))?;
        }
        Ok(outcome)
    }
}

/// What tells one value from another without holding it.
fn print(row: &str, field: &str, value: Option<&Value>) -> String {
    let text = value.filter(|value| !value.is_null()).map(Value::to_string);
    ids::derived(&[row, field, &text.unwrap_or_default()])
}

/// Takes an import back: rows it made are deleted unless somebody changed them since or something newer refers to them, values it
/// changed are put back unless somebody changed them since.
///
/// # Errors
/// `not_found` if there is no such import, it was taken back already, or it is longer ago than this laptop remembers.
pub fn undo(desk: &Desk, batch: &str) -> Result<Done, AppError> {
    let (mut gone, mut restored, mut kept) = (0u32, 0u32, 0u32);
    let mut done = desk.write("import.undone", |write| {
        let at = open_since(write, batch)?.ok_or_else(|| AppError::new("not_found"))?;
        write.log_all_as(audit::Act::Erase, "imports", batch, "registration");
        for (row, change) in changes(write.connection(), batch)? {
            write.begin_group();
            let (any, touched) = change.take_back(write, &row)?;
            restored += u32::from(any);
            kept += u32::from(touched);
        }
        for (id, kind) in rows(write, batch)? {
            write.begin_group();
            if untouched(write, &id, at)?
                && !referred::is_referred_to(write.connection(), &id, &kind)?
            {
                let delete = Fields::from_iter([(domain::fields::DELETED.to_owned(), true.into())]);
                write.put(Edit::change(&kind, &id, None, delete))?;
                gone += 1;
            } else {
                kept += 1;
            }
        }
        write.forget_undo();
        write.touch("imports");
        let connection = write.connection();
        connection.execute("UPDATE import_batch SET undone = 1 WHERE id = ?1", [batch])?;
        connection.execute("DELETE FROM import_change WHERE batch = ?1", [batch])?;
        Ok(Some(batch.to_owned()))
    })?;
    done.undo = None;
    let counts = [("gone", gone), ("restored", restored), ("kept", kept)]
        .map(|(name, count)| (name, count.to_string()));
    let args = counts
        .each_ref()
        .map(|(name, count)| (*name, count.as_str()));
    done.message = desk.say("import.undone", &args);
    Ok(done)
}

/// When an import that can be taken back was made, ms.
fn open_since(write: &Write<'_>, batch: &str) -> Result<Option<i64>, AppError> {
    Ok(write
        .connection()
        .query_row(
            "SELECT at FROM import_batch WHERE id = ?1 AND undone = 0 AND at >= ?2",
            params![batch, write.now() - store::JOURNAL_MS],
            |row| row.get("at"),
        )
        .optional()?)
}

/// The rows an import made: children before what they refer to, then newest first.
fn rows(write: &Write<'_>, batch: &str) -> Result<Vec<(String, String)>, AppError> {
    let mut statement = write
        .connection()
        .prepare("SELECT row, kind FROM import_row WHERE batch = ?1 ORDER BY row DESC")?;
    let found = statement.query_map([batch], |row| Ok((row.get("row")?, row.get("kind")?)))?;
    let mut rows: Vec<(String, String)> = found.collect::<Result<_, _>>()?;
    rows.sort_by_key(|(_, kind)| ORDER.iter().position(|ordered| ordered == kind));
    Ok(rows)
}

fn changes(connection: &Connection, batch: &str) -> Result<Vec<(String, Change)>, AppError> {
    let mut statement = connection
        .prepare("SELECT row, kind, was, became, said FROM import_change WHERE batch = ?1")?;
    let mut found = statement.query([batch])?;
    let mut changes = Vec::new();
    while let Some(row) = found.next()? {
        let text = |name: &str| row.get::<_, String>(name);
        let change = Change {
            kind: text("kind")?,
            was: serde_json::from_str(&text("was")?).map_err(store::StoreError::from)?,
            became: serde_json::from_str(&text("became")?).map_err(store::StoreError::from)?,
            said: serde_json::from_str(&text("said")?).map_err(store::StoreError::from)?,
        };
        changes.push((text("row")?, change));
    }
    Ok(changes)
}

/// Whether the row still says what the import wrote at `at`, ms.
fn untouched(write: &Write<'_>, id: &str, at: i64) -> Result<bool, AppError> {
    let Some(now) = write.row(id)? else {
        return Ok(false);
    };
    let mut statement = write.connection().prepare_cached(
        "SELECT fields FROM op WHERE row = ?1 AND made_at <= ?2 ORDER BY incarnation, counter",
    )?;
    let mut written = Fields::new();
    let mut found = statement.query(params![id, at])?;
    while let Some(row) = found.next()? {
        let fields: Fields = serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("{}"))
            .map_err(store::StoreError::from)?;
        domain::fields::overlay(&mut written, &fields);
    }
    written.retain(|_, value| !value.is_null());
    Ok(written == now)
}

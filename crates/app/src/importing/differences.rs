//! Where a file says something else than what is stored, and which of the two holds.
//!
//! Per value three things are known: what is stored, what the file says, and a print of what the file said when it was last imported here.
//!
//! | stored | file | then |
//! |---|---|---|
//! | anything | nothing | stays: a blank never erases |
//! | nothing | a value | taken |
//! | as the file said last time | another value | taken: the list is newer |
//! | otherwise than the file said last time | any other value | stays: somebody corrected it here or on another laptop since |
//! | anything, never imported here | another value | stays: nobody knows which is newer |
//!
//! All but equal values are shown before anything happens, and a person may decide otherwise on each.

use std::collections::BTreeMap;

use domain::{Fields, codes, ids, phones};
use rusqlite::{OptionalExtension, params};
use serde_json::Value;
use store::{Edit, Write};

use super::forms::ImportDifference;
use super::take::Taking;
use crate::error::AppError;

/// By field, a print of what a file said.
pub(super) type Prints = BTreeMap<String, String>;

/// Characters of a print: enough to notice a change, too few to hold the value.
const PRINT: usize = 13;

/// Between the parts of a value as it is compared and shown.
pub(super) const SEPARATOR: &str = " / ";

/// A record as a row of the file speaks of it.
pub(super) struct Record<'a> {
    pub kind: &'static str,
    pub id: &'a str,
    /// Row of the spreadsheet.
    pub row: u32,
    /// Who or what it is, for the list of differences.
    pub name: &'a str,
}

/// Settles what the file says of a record that is known: every value that is taken goes into one edit. Says whether one was.
pub(super) fn settle(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    record: &Record<'_>,
    said: Fields,
) -> Result<bool, AppError> {
    let Some(stored) = write.row(record.id)? else {
        return Ok(false);
    };
    let before = prints(write, record.id)?;
    let mut prints = before.clone();
    let mut change = Fields::new();
    for (field, value) in said {
        let text = text_of(&field, Some(&value));
        let held = text_of(&field, stored.get(&field));
        if weigh(taking, record, &mut prints, &field, [&held, &text]) {
            change.insert(field, value);
        }
    }
    keep_if_new(taking, write, record.id, before, &prints)?;
    if change.is_empty() {
        return Ok(false);
    }
    write.put(Edit::change(record.kind, record.id, None, change))?;
    Ok(true)
}

/// [`settle`] for one value that is stored elsewhere than in a field of the record: whether it is to be taken.
pub(super) fn settle_one(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    record: &Record<'_>,
    field: &str,
    held_and_said: [&str; 2],
) -> Result<bool, AppError> {
    let before = prints(write, record.id)?;
    let mut prints = before.clone();
    let taken = weigh(taking, record, &mut prints, field, held_and_said);
    keep_if_new(taking, write, record.id, before, &prints)?;
    Ok(taken)
}

/// The table at the head of this file.
fn weigh(
    taking: &mut Taking<'_>,
    record: &Record<'_>,
    prints: &mut Prints,
    field: &str,
    [held, said]: [&str; 2],
) -> bool {
    if said.is_empty() {
        return false;
    }
    let last = prints.insert(field.to_owned(), print(record.id, field, said));
    if held == said {
        return false;
    }
    let why = match last {
        _ if held.is_empty() => "fills_in",
        Some(last) if last == print(record.id, field, held) => "list_newer",
        Some(_) => "edited_since",
        None => "never_imported",
    };
    decide(taking, record, field, [held, said], why)
}

/// Lists the difference, once however many rows say it; whether it is taken.
fn decide(
    taking: &mut Taking<'_>,
    record: &Record<'_>,
    field: &str,
    [held, text]: [&str; 2],
    why: &str,
) -> bool {
    let desk = taking.desk;
    let as_seen = |text: &str| match field {
        "tags" => taking.tags.names(text),
        _ => shown(desk.language.is_chinese(), field, text),
    };
    let usually = matches!(why, "fills_in" | "list_newer");
    // Another value in file or store is another decision.
    let key = ids::derived(&[record.id, field, held, text]);
    let taken = if usually {
        !taking.leave.contains(key.as_str())
    } else {
        taking.take.contains(key.as_str())
    };
    let (was, becomes) = (as_seen(held), as_seen(text));
    if !taking.listed.insert(key.clone()) {
        return taken;
    }
    taking.trial.differences.push(ImportDifference {
        key,
        row: record.row,
        name: record.name.to_owned(),
        field: field.to_owned(),
        was,
        becomes,
        taken: usually,
        why: desk.say(&["import.why_", why].concat(), &[]),
    });
    taken
}

/// Remembers what the file says now, and for taking back what the one before it said.
fn keep_if_new(
    taking: &mut Taking<'_>,
    write: &mut Write<'_>,
    id: &str,
    before: Prints,
    now: &Prints,
) -> Result<(), AppError> {
    if &before == now {
        return Ok(());
    }
    taking.said_before.entry(id.to_owned()).or_insert(before);
    keep(write, id, now)
}

/// Remembers what the file said of a record it has just made.
pub(super) fn said_at_first(
    write: &mut Write<'_>,
    id: &str,
    fields: &Fields,
) -> Result<(), AppError> {
    let prints = fields
        .iter()
        .map(|(field, value)| (field, text_of(field, Some(value))))
        .filter(|(_, text)| !text.is_empty())
        .map(|(field, text)| (field.clone(), print(id, field, &text)))
        .collect();
    keep(write, id, &prints)
}

/// What tells one value from another without holding it.
pub(super) fn print(id: &str, field: &str, text: &str) -> String {
    let mut print = ids::derived(&[id, field, text]);
    print.truncate(PRINT);
    print
}

pub(super) fn prints(write: &Write<'_>, id: &str) -> Result<Prints, AppError> {
    let found: Option<String> = write
        .connection()
        .prepare_cached("SELECT prints FROM import_said WHERE row = ?1")?
        .query_row([id], |row| row.get("prints"))
        .optional()?;
    Ok(found
        .and_then(|found| serde_json::from_str(&found).ok())
        .unwrap_or_default())
}

pub(super) fn keep(write: &mut Write<'_>, id: &str, prints: &Prints) -> Result<(), AppError> {
    if prints.is_empty() {
        write
            .connection()
            .prepare_cached("DELETE FROM import_said WHERE row = ?1")?
            .execute([id])?;
        return Ok(());
    }
    let prints = serde_json::to_string(prints).map_err(store::StoreError::from)?;
    write
        .connection()
        .prepare_cached("INSERT OR REPLACE INTO import_said (row, prints) VALUES (?1, ?2)")?
        .execute(params![id, prints])?;
    Ok(())
}

/// A value as it is compared: telephones in one spelling, objects by what a list can say of them.
fn text_of(field: &str, value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) if field == "phone" => {
            phones::normalise(text).unwrap_or_else(|| text.clone())
        }
        Some(Value::String(text)) => text.trim().to_owned(),
        // A set: its order says nothing.
        Some(Value::Array(members)) => {
            let mut members: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
            members.sort_unstable();
            members.join(SEPARATOR)
        }
        Some(Value::Object(parts)) => ["name", "nickname", "remark"]
            .iter()
            .filter_map(|part| parts.get(*part).and_then(Value::as_str))
            .collect::<Vec<_>>()
            .join(SEPARATOR),
        _ => String::new(),
    }
}

/// As the user may see it.
fn shown(is_chinese: bool, field: &str, text: &str) -> String {
    match field {
        _ if text.is_empty() => String::new(),
        "phone" => phones::mask_phone(text),
        "reason" => codes::label("residence_reason", text, is_chinese).to_owned(),
        "use" => codes::label("room_use", text, is_chinese).to_owned(),
        "sex" | "source" => {
            let list = if field == "sex" {
                "sex"
            } else {
                "contact_source"
            };
            codes::label(list, text, is_chinese).to_owned()
        }
        _ => text.to_owned(),
    }
}

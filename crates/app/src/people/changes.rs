//! How a person's records were corrected: who, when and which field stands in the access log, which holds no values. The values before and
//! after are told where something keeps them anyway: this laptop's own edits of the last ninety days, what a list changed, both values of a
//! conflict; and what a field is now is what it became last.

use audit::{Act, Entry};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::held::{Everything, Held};
use super::told::Teller;
use super::{opening, page};
use crate::access_log::{self, About};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::telling;

/// An edit and its entry bear times that lie at most this far apart, ms: they are written in one transaction.
const TOGETHER: i64 = 5_000;
/// Lines that a page shows.
const MOST: usize = 200;

/// One correction of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChangeLine {
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Who, by name and role; none if it is not known.
    pub by: Option<String>,
    /// Which record, in words.
    pub what: String,
    /// Which field, in words.
    pub field: String,
    /// The value before; none if nothing keeps it.
    pub was: Option<String>,
    /// The value after; none if nothing keeps it.
    pub became: Option<String>,
    /// Why, where that is known.
    pub note: Option<String>,
}

/// How a person's records were corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Changes {
    /// Newest first.
    pub lines: Vec<ChangeLine>,
    /// Whether the station told what was changed on all laptops; otherwise it is what was changed on this one.
    pub of_station: bool,
}

/// How the records of a person were corrected, for who supervises.
///
/// # Errors
/// `not_allowed`, `not_found`; `purpose_needed` if the person is not open.
pub fn changes(desk: &Desk, id: &str) -> Result<Changes, AppError> {
    if !desk.role()?.may(domain::Act::Supervise) {
        return Err(
            AppError::at("not_allowed", domain::Act::Supervise.as_str()).in_language(desk.language)
        );
    }
    opening::check_open(desk, id)?;
    let all = desk.read(|connection| {
        let id = page::standing(connection, id)?;
        Everything::of(connection, &page::records_of(connection, &id)?)
    })?;
    let log = access_log::about(desk, &all.ids())?;
    desk.read(|connection| {
        let teller = Teller::for_window(desk, connection, &all);
        let mut lines = of(&teller, &all, &log)?;
        lines.truncate(MOST);
        Ok(Changes {
            lines,
            of_station: log.of_station,
        })
    })
}

/// The corrections, newest first.
pub(super) fn of(
    teller: &Teller<'_>,
    all: &Everything,
    log: &About,
) -> Result<Vec<ChangeLine>, AppError> {
    let mut lines = Vec::new();
    let device = store::state::identity(teller.connection)?.device;
    for held in &all.records {
        let Some(object) = store::access_tag(teller.connection, &held.id)? else {
            continue;
        };
        let edits = Edits::of(teller.connection, held)?;
        // What a field became last is what it is now, where nobody's edit is missing and none lost against another.
        let mut later: BTreeMap<&str, Option<&Value>> = BTreeMap::new();
        let about = log
            .entries
            .iter()
            .rev()
            .filter(|entry| entry.object == object);
        for entry in about.filter(|entry| matches!(entry.act, Act::Alter | Act::Combine)) {
            let own = (entry.device == device).then_some(&edits);
            for field in entry.field.split(',').filter(|field| !field.is_empty()) {
                let (was, kept) = own.map_or((None, None), |edits| edits.around(field, entry.at));
                let known = *later.entry(field).or_insert_with(|| {
                    let certain = log.of_station && !all.has_conflict(&held.id, field);
                    certain.then(|| held.fields.get(field).unwrap_or(&Value::Null))
                });
                lines.push(altered(teller, held, entry, (field, was, kept.or(known)))?);
                later.insert(field, was);
            }
        }
        imported(teller, held, &edits, &mut lines)?;
        if held.kind == "conflicts" {
            lines.push(conflict(teller, all, held)?);
        }
    }
    lines.sort_by_key(|line| Reverse(line.at));
    Ok(lines)
}

/// One field that an entry names, with the values before and after as far as they are known.
fn altered(
    teller: &Teller<'_>,
    held: &Held,
    entry: &Entry,
    (field, was, became): (&str, Option<&Value>, Option<&Value>),
) -> Result<ChangeLine, AppError> {
    let told = |value: Option<&Value>| {
        value
            .map(|value| teller.named_value(&held.kind, field, value))
            .transpose()
    };
    Ok(ChangeLine {
        at: entry.at,
        by: due::some(teller.user(&entry.user)?),
        what: teller.title(held)?,
        field: telling::field_word(teller.desk, field),
        was: told(was)?,
        became: told(became)?,
        note: None,
    })
}

/// What a list changed: one entry stands for the whole list, so its rows are told from what the store keeps to take it back.
fn imported(
    teller: &Teller<'_>,
    held: &Held,
    edits: &Edits,
    lines: &mut Vec<ChangeLine>,
) -> Result<(), AppError> {
    let mut statement = teller.connection.prepare_cached(
        "SELECT c.was AS was, c.at AS at, b.name AS list FROM import_change c JOIN import_batch b ON b.id = c.batch
         WHERE c.row = ?1 AND b.undone = 0 ORDER BY c.at",
    )?;
    let mut rows = statement.query([&held.id])?;
    while let Some(row) = rows.next()? {
        let was: domain::Fields =
            serde_json::from_str(&row.get::<_, String>("was")?).unwrap_or_default();
        let (at, list): (i64, String) = (row.get("at")?, row.get("list")?);
        for (field, value) in &was {
            let became = edits.around(field, at).1;
            lines.push(ChangeLine {
                at,
                by: due::some(teller.user(&teller.desk.user)?),
                what: teller.title(held)?,
                field: telling::field_word(teller.desk, field),
                was: Some(teller.named_value(&held.kind, field, value)?),
                became: became
                    .map(|value| teller.named_value(&held.kind, field, value))
                    .transpose()?,
                note: Some(teller.desk.say("changes.list", &[("name", &list)])),
            });
        }
    }
    Ok(())
}

/// Two people wrote one field: the value that lost, the one that stood, and who decided.
fn conflict(teller: &Teller<'_>, all: &Everything, held: &Held) -> Result<ChangeLine, AppError> {
    let text = |path: &str| domain::fields::text(&held.fields, path).unwrap_or_default();
    let (kind, field, row) = (text("kind"), text("field"), text("row"));
    let value = |side: &str| {
        let value = domain::fields::at(&held.fields, &[side, ".value"].concat());
        teller.named_value(kind, field, value.unwrap_or(&Value::Null))
    };
    let number = |path: &str| domain::fields::int(&held.fields, path).unwrap_or_default();
    let loser = teller.user(text("lost.user"))?;
    let what = match all.records.iter().find(|other| other.id == row) {
        Some(other) => teller.title(other)?,
        None => teller.title(held)?,
    };
    let note = match text("outcome.by") {
        "" => teller.desk.say("changes.conflict", &[("by", &loser)]),
        decided => {
            let decided = teller.user(decided)?;
            let choice = teller.desk.label("conflict_choice", text("outcome.choice"));
            teller.desk.say(
                "changes.conflict_settled",
                &[("by", &loser), ("decided", &decided), ("choice", choice)],
            )
        }
    };
    Ok(ChangeLine {
        at: number("kept.at").max(number("lost.at")),
        by: due::some(teller.user(text("kept.user"))?),
        what,
        field: telling::field_word(teller.desk, field),
        was: Some(value("lost")?),
        became: Some(value("kept")?),
        note: Some(note),
    })
}

/// This laptop's own edits of one record that it still keeps, oldest first.
struct Edits(Vec<(i64, domain::Fields)>);

impl Edits {
    fn of(connection: &Connection, held: &Held) -> Result<Edits, AppError> {
        let mut statement = connection.prepare_cached(
            "SELECT hlc, fields FROM op WHERE row = ?1 ORDER BY incarnation, counter",
        )?;
        let rows = statement.query_map([&held.id], |row| {
            Ok((row.get("hlc")?, row.get::<_, String>("fields")?))
        })?;
        let mut edits = Vec::new();
        for row in rows {
            let (at, fields) = row?;
            edits.push((at, serde_json::from_str(&fields).unwrap_or_default()));
        }
        Ok(Edits(edits))
    }

    /// The values of a field before and after what was done at a time, as far as they are known. What an edit made anew was empty before.
    fn around(&self, field: &str, at: i64) -> (Option<&Value>, Option<&Value>) {
        let has = |edit: &&(i64, domain::Fields)| edit.1.contains_key(field);
        let Some(index) = (0..self.0.len())
            .filter(|index| has(&&self.0[*index]))
            .filter(|index| (self.0[*index].0 - at).abs() <= TOGETHER)
            .min_by_key(|index| (self.0[*index].0 - at).abs())
        else {
            return (None, None);
        };
        let before = self.0[..index].iter().rev().find(has);
        (
            before.and_then(|edit| edit.1.get(field)),
            self.0[index].1.get(field),
        )
    }
}

use audit::{Entry, STATION, kinds};
use chrono::NaiveDate;
use domain::codes;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync::wire::{LogFind, LogFound};

use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::network::Network;

/// Fields named in a line; the rest is counted.
const NAMED: usize = 3;

/// What is asked of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccessWanted {
    /// About this record, by its id.
    pub record: Option<String>,
    /// About this record, by the reference under which it stands in the log, or the first 8 digits of it or more.
    pub reference: Option<String>,
    /// By this account.
    pub user: Option<String>,
    /// Of this act, of the code list `access_act`.
    pub act: Option<String>,
    /// First day, `yyyy-mm-dd`.
    pub from: Option<String>,
    /// Last day, `yyyy-mm-dd`.
    pub to: Option<String>,
    /// Only what stands before this place: for the next page.
    pub before: Option<u32>,
}

/// One access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccessLine {
    /// Place in the station's log, from 1.
    pub place: u32,
    /// When, ms since 1970.
    #[specta(type = i32)]
    pub at: i64,
    /// Who, by name; none if it was the station itself.
    pub user: Option<String>,
    /// On which laptop; none if at the station.
    pub laptop: Option<String>,
    /// What was done: code of `access_act`.
    pub act: String,
    /// To what, in words.
    pub what: String,
    /// Why, in words.
    pub purpose: Option<String>,
    /// Reference of the record; none if it was no record.
    pub reference: Option<String>,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccessPage {
    /// The lines.
    pub lines: Vec<AccessLine>,
    /// Place to go on from; none if these are the oldest.
    pub next: Option<u32>,
}

/// What stands in the station's access log; that it was asked stands there too.
///
/// # Errors
/// `not_allowed` if the role may not; `access_reference` for a reference that is none; `station_unreachable` without the station.
pub fn find(desk: &Desk, wanted: &AccessWanted) -> Result<AccessPage, AppError> {
    found(desk, wanted).map_err(|error| error.in_language(desk.language))
}

fn found(desk: &Desk, wanted: &AccessWanted) -> Result<AccessPage, AppError> {
    let asked = asked(desk, wanted)?;
    let found: LogFound =
        Network::of(desk)?
            .post("log/find", &asked)
            .map_err(|error| match error.code.as_str() {
                "station_refused" => AppError::new("not_allowed"),
                "station_unreadable" if asked.object.is_some() => {
                    AppError::at("access_reference", "reference")
                }
                _ => error,
            })?;
    let next = found.entries.last().filter(|_| found.more);
    let next = next.map(|(place, _)| number(*place));
    let lines = desk.read(|connection| {
        let lines = found.entries.iter();
        lines
            .map(|(place, entry)| line(desk, connection, *place, entry))
            .collect::<Result<_, _>>()
    })?;
    Ok(AccessPage { lines, next })
}

fn asked(desk: &Desk, wanted: &AccessWanted) -> Result<LogFind, AppError> {
    let object = match &wanted.record {
        Some(record) => Some(
            desk.read(|connection| Ok(store::access_tag(connection, record)?))?
                .ok_or_else(|| AppError::new("not_found"))?,
        ),
        None => reference(wanted)?,
    };
    let day = |text: &Option<String>, field: &str| {
        let text = text.as_deref().filter(|text| !text.is_empty());
        text.map(|text| {
            text.parse::<NaiveDate>()
                .map_err(|_| AppError::at("date_impossible", field))
        })
        .transpose()
    };
    let begins = |day: NaiveDate| due::begins(&day.to_string());
    let last = day(&wanted.to, "to")?.and_then(|day| day.succ_opt());
    Ok(LogFind {
        object,
        objects: Vec::new(),
        account: wanted.user.clone(),
        act: wanted.act.clone(),
        from: day(&wanted.from, "from")?.map(begins),
        until: last.map(begins),
        before: wanted.before.map(i64::from),
    })
}

/// As it is printed: groups of digits with blanks between.
fn reference(wanted: &AccessWanted) -> Result<Option<String>, AppError> {
    let text = wanted.reference.as_deref().unwrap_or_default();
    let digits: String = text.split_whitespace().collect::<String>().to_lowercase();
    if digits.is_empty() {
        return Ok(None);
    }
    let is_one =
        (8..=32).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_one {
        return Err(AppError::at("access_reference", "reference"));
    }
    Ok(Some(digits))
}

fn number(place: i64) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn line(
    desk: &Desk,
    connection: &Connection,
    place: i64,
    entry: &Entry,
) -> Result<AccessLine, AppError> {
    let is_station = entry.device == STATION;
    let name = |id: &str, sql: &str| -> Result<Option<String>, AppError> {
        let found: Option<String> = connection
            .prepare_cached(sql)?
            .query_row([id], |row| row.get("name"))
            .optional()?;
        let short = || ["…", id.get(id.len().saturating_sub(4)..).unwrap_or(id)].concat();
        Ok((!id.is_empty()).then(|| found.unwrap_or_else(short)))
    };
    let users = "SELECT name FROM users WHERE id = ?1";
    let laptops = "SELECT name FROM laptops WHERE id = ?1";
    let purpose =
        (!entry.purpose.is_empty()).then(|| purpose_word(desk, &entry.purpose).to_owned());
    let is_record = !is_station && entry.object.len() == 32;
    Ok(AccessLine {
        place: number(place),
        at: entry.at,
        user: name(&entry.user, users)?,
        laptop: if is_station {
            None
        } else {
            name(&entry.device, laptops)?
        },
        act: entry.act.as_str().to_owned(),
        what: what(
            desk,
            entry,
            name(&entry.object, laptops)?.filter(|_| is_station),
        ),
        purpose,
        reference: is_record.then(|| grouped(&entry.object)),
    })
}

/// Why, in words: a purpose that somebody chose, or the task that was one by itself.
pub(crate) fn purpose_word<'a>(desk: &Desk, code: &'a str) -> &'a str {
    let lists = ["opening_task", "export_purpose", "lookup_reason"];
    let list = lists.into_iter().find(|list| codes::holds(list, code));
    desk.label(list.unwrap_or("reveal_purpose"), code)
}

/// To what it was done, in words.
pub(crate) fn what(desk: &Desk, entry: &Entry, laptop: Option<String>) -> String {
    if entry.device == STATION {
        let key = match entry.kind.as_str() {
            kinds::KEY => "access.key",
            kinds::RECEIPT => "access.receipt",
            kinds::FORK => "access.fork",
            kinds::HISTORY => "access.history",
            "log" if entry.field == "save" => "access.log_saved",
            "log" => "access.log_read",
            _ => &["access.station.", &entry.field].concat(),
        };
        let laptop = laptop.unwrap_or_default();
        // Why somebody was looked up, or a number of theirs unmasked.
        let why = purpose_word(desk, &entry.result);
        return desk.say(key, &[("laptop", &laptop), ("why", why)]);
    }
    let kind = match entry.kind.as_str() {
        "log" => desk.say("access.log_saved", &[]),
        "reports" => desk.say("access.report", &[]),
        "assignments" if entry.field == "handover" => desk.say("access.handover", &[]),
        "imports" if entry.field == "left_out" => {
            let (number, count) = numbered(&entry.result);
            desk.say("access.left_out", &[("number", number), ("count", count)])
        }
        "imports" => desk.say("access.import", &[("count", &entry.result)]),
        "exports" => return exported(desk, entry),
        // `access.backup_made`, `access.courier_read` and so on; the result is the file's number, or when the backup was made.
        "backup" | "courier" => {
            let key = ["access.", &entry.kind, "_", &entry.field].concat();
            return desk.say(&key, &[("number", &entry.result)]);
        }
        kind if entry.field == "print" => {
            let kind = known(desk, "kind.", kind).unwrap_or_else(|| desk.say("kind.other", &[]));
            return desk.say(
                "access.printed",
                &[("kind", &kind), ("count", &entry.result)],
            );
        }
        "recovery" => desk.say("access.recovered", &[]),
        "recovery_key" => desk.say("access.recovery_key", &[]),
        kind => known(desk, "kind.", kind).unwrap_or_else(|| desk.say("kind.other", &[])),
    };
    let fields: Vec<String> = entry
        .field
        .split(',')
        .filter_map(|field| known(desk, "field.", field))
        .take(NAMED)
        .collect();
    if fields.is_empty() {
        return kind;
    }
    let between = desk.say("access.between", &[]);
    [&kind, " · ", &fields.join(&between)].concat()
}

/// `7K2M-91QF 37` is the list of this number, with 37 persons.
fn numbered(result: &str) -> (&str, &str) {
    result.split_once(' ').unwrap_or(("", result))
}

/// A list that left the program: its number, how many, to whom, and what it bears.
fn exported(desk: &Desk, entry: &Entry) -> String {
    let (number, count) = numbered(&entry.result);
    let mut words = entry.field.split(',').skip(1);
    let recipient = desk.label("export_recipient", words.next().unwrap_or_default());
    let args = [
        ("number", number),
        ("count", count),
        ("recipient", recipient),
    ];
    let mut said = desk.say("access.export", &args);
    for word in words {
        if let Some(word) = known(desk, "access.export_", word) {
            said.push_str(&desk.say("access.between", &[]));
            said.push_str(&word);
        }
    }
    said
}

/// The word for something, if there is one.
fn known(desk: &Desk, begins: &str, name: &str) -> Option<String> {
    let key = [begins, name].concat();
    let said = desk.say(&key, &[]);
    (said != key).then_some(said)
}

/// A reference in groups of four, as people read it out.
fn grouped(tag: &str) -> String {
    let digits: Vec<char> = tag.chars().collect();
    let groups: Vec<String> = digits
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

//! The paper for somebody who asks what is held about them and who looked (PIPL ss. 44 and 45): every field in words with its purpose,
//! basis and period, where it came from, what was corrected, who looked.

use std::path::Path;

use audit::Entry;
use chrono::DateTime;
use domain::{Act, codes, register};
use reports::{Paper, Part, ReportError};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::Access;

use super::held::{Everything, Held};
use super::told::{Teller, kind_word, moment};
use super::{changes, opening, page};
use crate::access_log::{self, About};
use crate::desk::Desk;
use crate::error::AppError;
use crate::older::{self, OlderAnswer};
use crate::places;
use crate::reports::Saved;
use crate::saying;
use crate::written_files;

/// What is to be printed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CopyForm {
    /// The person.
    pub person: String,
    /// Code of `reveal_purpose`.
    pub purpose: String,
    /// The person's own numbers in full, not masked.
    pub reveal: bool,
}

/// Saves the paper in one of the places that [`crate::reports::places`] names.
///
/// # Errors
/// As [`write_into`].
pub fn save(desk: &Desk, form: &CopyForm, place: &str) -> Result<Saved, AppError> {
    let folder = places::folder(desk.language, place)
        .ok_or_else(|| AppError::new("copy_file").in_language(desk.language))?;
    write_into(desk, form, &folder)
}

/// Writes the paper into a folder, readable by this user alone, under a name that names nobody. One entry in the access log is committed
/// before.
///
/// # Errors
/// `not_allowed`, `purpose_needed`, `many_opened`, `unknown_code` for another purpose, `not_found`, `no_chinese_font`, `copy_file` if the folder cannot be
/// written to.
pub fn write_into(desk: &Desk, form: &CopyForm, folder: &Path) -> Result<Saved, AppError> {
    let in_language = |error: AppError| error.in_language(desk.language);
    let role = desk.role()?;
    let act = if form.reveal {
        Act::Reveal
    } else {
        Act::PrintCopy
    };
    if !role.may(Act::PrintCopy) || !role.may(act) {
        return Err(in_language(AppError::at("not_allowed", act.as_str())));
    }
    if form.purpose.is_empty() {
        return Err(in_language(AppError::new("purpose_needed")));
    }
    if !codes::holds("reveal_purpose", &form.purpose) {
        return Err(in_language(AppError::at("unknown_code", "purpose")));
    }
    opening::with_number(desk, &form.person, &form.purpose)?;
    let (all, id) = desk.read(|connection| {
        let id = page::standing(connection, &form.person)?;
        let me = page::records_of(connection, &id)?;
        Ok((Everything::of(connection, &me)?, id))
    })?;
    let log = access_log::about(desk, &all.ids())?;
    // Without the station the paper says what it lacks.
    let older = older::around(desk, &id).ok();
    let number = written_files::number();
    let paper = desk.read(|connection| {
        let teller = Teller::for_paper(desk, connection, &all, form.reveal);
        let parts = (&all, &log, older.as_ref());
        paper(&teller, parts, (form, &number))
    })?;
    let bytes = reports::paper_pdf(&paper).map_err(|error| in_language(failed(&error)))?;
    let path = places::free_name(folder, &["copy-", &number].concat(), "pdf");
    desk.store
        .write(desk.now(), |write| {
            written_files::remember(write.connection(), &path, &id, desk.now())?;
            write.log(&Access {
                act: audit::Act::Disclose,
                kind: "people",
                record: &id,
                field: if form.reveal {
                    "copy,document,phone"
                } else {
                    "copy"
                },
                purpose: &form.purpose,
                result: &number,
            })
        })
        .map_err(|error: store::StoreError| in_language(AppError::from(error)))?;
    written_files::write_private(&path, &bytes).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "a copy could not be written");
        in_language(AppError::new("copy_file"))
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Saved {
        message: desk.say("copy.saved", &[("name", &name)]),
        path: path.display().to_string(),
    })
}

fn failed(error: &ReportError) -> AppError {
    tracing::error!(%error, "a copy could not be made");
    AppError::new(match error {
        ReportError::NoFont => "no_chinese_font",
        _ => "unexpected",
    })
}

fn paper(
    teller: &Teller<'_>,
    (all, log, older): (&Everything, &About, Option<&OlderAnswer>),
    (form, number): (&CopyForm, &str),
) -> Result<Paper, AppError> {
    let desk = teller.desk;
    let now = moment(desk.now());
    let mut parts = records(teller, all, log)?;
    if all.wards > 0 {
        let count = all.wards.to_string();
        parts.push(Part {
            title: desk.say("copy.wards_title", &[]),
            opens: true,
            note: desk.say("copy.wards", &[("count", &count)]),
            ..Part::default()
        });
    }
    parts.extend(older_part(desk, older));
    parts.push(corrections(teller, all, log)?);
    parts.push(looks(teller, log)?);
    let numbers = if form.reveal {
        "copy.numbers_full"
    } else {
        "copy.numbers_masked"
    };
    let by = teller.user(&desk.user)?;
    let purpose = desk.label("reveal_purpose", &form.purpose);
    Ok(Paper {
        title: desk.say("copy.title", &[("name", &all.name)]),
        notes: vec![
            desk.say("copy.lead", &[("time", &now)]),
            desk.say(numbers, &[]),
            desk.say("copy.others", &[]),
            desk.say("copy.rights", &[]),
        ],
        parts,
        foot: desk.say(
            "copy.foot",
            &[
                ("by", &by),
                ("time", &now),
                ("purpose", purpose),
                ("number", number),
            ],
        ),
        page: desk.say("report.page", &[]),
        lang: if desk.language.is_chinese() {
            "zh"
        } else {
            "en"
        },
        made: DateTime::from_timestamp_millis(desk.now() + saying::CHINA_OFFSET_MS)
            .unwrap_or_default()
            .naive_utc(),
    })
}

/// What the station alone holds, without its texts: others may be named in them.
fn older_part(desk: &Desk, older: Option<&OlderAnswer>) -> Option<Part> {
    let title = desk.say("copy.older_title", &[]);
    let Some(older) = older else {
        return Some(Part {
            title,
            opens: true,
            note: desk.say("copy.older_not_asked", &[]),
            ..Part::default()
        });
    };
    let rows = older.lines.iter();
    let rows: Vec<Vec<String>> = rows
        .map(|line| {
            let day = store::day_of(line.at).to_string();
            vec![day, kind_word(desk, &line.kind), line.what.clone()]
        })
        .collect();
    let columns = ["day", "kind", "value"];
    (!rows.is_empty()).then(|| Part {
        title,
        opens: true,
        note: desk.say("copy.older", &[]),
        columns: columns
            .map(|column| desk.say(&["copy.column.", column].concat(), &[]))
            .into(),
        widths: vec![3, 4, 8],
        rows,
    })
}

/// Each record with its fields; why each field is kept stands beside the first record of its kind.
fn records(teller: &Teller<'_>, all: &Everything, log: &About) -> Result<Vec<Part>, AppError> {
    let mut parts = Vec::new();
    let mut kind = "";
    for held in &all.records {
        let first = kind != held.kind;
        if first {
            parts.push(Part {
                title: kind_word(teller.desk, &held.kind),
                opens: true,
                ..Part::default()
            });
        }
        kind = &held.kind;
        parts.push(record(teller, held, log, first)?);
    }
    Ok(parts)
}

fn record(teller: &Teller<'_>, held: &Held, log: &About, first: bool) -> Result<Part, AppError> {
    let desk = teller.desk;
    let spec =
        register::kind(&held.kind).ok_or_else(|| AppError::at("unknown_kind", &held.kind))?;
    let why = |text: &'static str| match desk.language.is_chinese() {
        true => register::in_chinese(text).to_owned(),
        false => text.to_owned(),
    };
    let mut columns = vec![
        desk.say("copy.column.field", &[]),
        desk.say("copy.column.value", &[]),
    ];
    let mut widths = vec![3, 12];
    if first {
        widths = vec![3, 6, 6, 6, 3];
        for column in ["purpose", "basis", "retention"] {
            columns.push(desk.say(&["copy.column.", column].concat(), &[]));
        }
    }
    let (mut rows, mut empty) = (Vec::new(), Vec::new());
    for field in spec
        .fields
        .iter()
        .filter(|field| field.name != "merged_into")
    {
        let word = crate::telling::field_word(desk, field.name);
        let Some(said) = teller.field(held, field)? else {
            empty.push(word);
            continue;
        };
        let mut row = vec![word, said];
        if first {
            row.extend([why(field.purpose), why(field.basis), why(field.retention)]);
        }
        rows.push(row);
    }
    let mut notes = vec![origin(teller, held, log)?];
    if !empty.is_empty() && held.kind == "people" {
        let names = empty.join(&desk.say("saying.comma", &[]));
        notes.push(desk.say("copy.not_recorded", &[("names", &names)]));
    }
    Ok(Part {
        title: teller.name(held)?,
        opens: false,
        note: notes.join(" "),
        columns,
        widths,
        rows,
    })
}

/// Where a record came from, as far as that is known: the access log, a list, or what the record says of itself.
fn origin(teller: &Teller<'_>, held: &Held, log: &About) -> Result<String, AppError> {
    let desk = teller.desk;
    let object = store::access_tag(teller.connection, &held.id)?;
    let made = log
        .entries
        .iter()
        .find(|entry| Some(&entry.object) == object.as_ref() && entry.act == audit::Act::Collect);
    if let Some(entry) = made {
        let by = teller.user(&entry.user)?;
        return Ok(desk.say("copy.origin", &[("by", &by), ("time", &moment(entry.at))]));
    }
    let mut statement = teller.connection.prepare_cached(
        "SELECT b.name AS list, b.at AS at FROM import_row r JOIN import_batch b ON b.id = r.batch WHERE r.row = ?1 LIMIT 1",
    )?;
    let mut rows = statement.query([&held.id])?;
    if let Some(row) = rows.next()? {
        let (list, at): (String, i64) = (row.get("list")?, row.get("at")?);
        return Ok(desk.say(
            "copy.origin_list",
            &[("name", &list), ("time", &moment(at))],
        ));
    }
    let said = |by: &str, at: &str| {
        let by = domain::fields::text(&held.fields, by)?.to_owned();
        Some((by, domain::fields::int(&held.fields, at)?))
    };
    match said("by", "at").or_else(|| said("added_by", "added_at")) {
        Some((by, at)) => {
            let by = teller.user(&by)?;
            Ok(desk.say("copy.origin", &[("by", &by), ("time", &moment(at))]))
        }
        None if matches!(
            held.kind.as_str(),
            "conflicts" | "quarantined" | "duplicate_cases"
        ) =>
        {
            Ok(desk.say("copy.origin_station", &[]))
        }
        None => Ok(desk.say("copy.origin_unknown", &[])),
    }
}

fn corrections(teller: &Teller<'_>, all: &Everything, log: &About) -> Result<Part, AppError> {
    let desk = teller.desk;
    let lines = changes::of(teller, all, log)?;
    let unknown = || desk.say("changes.not_kept", &[]);
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            let what = [line.what.as_str(), " · ", &line.field].concat();
            let by = match line.note {
                Some(note) => [line.by.unwrap_or_default(), note].join(" "),
                None => line.by.unwrap_or_default(),
            };
            vec![
                moment(line.at),
                what,
                line.was.unwrap_or_else(unknown),
                line.became.unwrap_or_else(unknown),
                by,
            ]
        })
        .collect();
    let none = if rows.is_empty() {
        "copy.no_corrections"
    } else {
        "copy.corrections"
    };
    Ok(Part {
        title: desk.say("copy.corrections_title", &[]),
        opens: true,
        note: [desk.say(none, &[]), known_from(desk, log)].join(" "),
        columns: ["time", "what", "was", "became", "by"]
            .iter()
            .map(|column| desk.say(&["copy.column.", column].concat(), &[]))
            .collect(),
        widths: vec![4, 5, 5, 5, 5],
        rows,
    })
}

/// Who looked, by day: the same look of the same day is one line with its number.
fn looks(teller: &Teller<'_>, log: &About) -> Result<Part, AppError> {
    let desk = teller.desk;
    let looked = |entry: &&Entry| matches!(entry.act, audit::Act::Consult | audit::Act::Disclose);
    let mut rows: Vec<(Vec<String>, u32)> = Vec::new();
    for entry in log.entries.iter().rev().filter(looked) {
        let act = desk.label("access_act", entry.act.as_str());
        let row = vec![
            store::day_of(entry.at).to_string(),
            teller.user(&entry.user)?,
            [act, " · ", &access_log::what(desk, entry, None)].concat(),
            access_log::purpose_word(desk, &entry.purpose).to_owned(),
        ];
        match rows.iter_mut().find(|(known, _)| *known == row) {
            Some((_, times)) => *times += 1,
            None => rows.push((row, 1)),
        }
    }
    let none = if rows.is_empty() {
        "copy.nobody_looked"
    } else {
        "copy.looks"
    };
    let own = match desk.role()? {
        domain::Role::Instructor => desk.say("copy.own_looks", &[]),
        _ => String::new(),
    };
    Ok(Part {
        title: desk.say("copy.looks_title", &[]),
        opens: true,
        note: [desk.say(none, &[]), known_from(desk, log), own].join(" "),
        columns: ["day", "who", "did", "why", "times"]
            .iter()
            .map(|column| desk.say(&["copy.column.", column].concat(), &[]))
            .collect(),
        widths: vec![3, 4, 8, 4, 2],
        rows: rows
            .into_iter()
            .map(|(mut row, times)| {
                row.push(times.to_string());
                row
            })
            .collect(),
    })
}

/// Whose log is told, and as of when.
fn known_from(desk: &Desk, log: &About) -> String {
    let key = if log.of_station {
        "copy.from_station"
    } else {
        "copy.from_laptop"
    };
    desk.say(key, &[("time", &moment(desk.now()))])
}

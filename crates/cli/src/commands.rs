//! The commands: read arguments, call one operation, say what came of it.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use app::clock::{Clock as _, SystemClock};
use app::passphrase::PassphraseForm;
use app::people::{CopyForm, OpenTask, Opening};
use app::records::{RecordForm, RevealForm};
use app::recovery::{self, RecoveryForm};
use app::session::{self, EnrolForm};
use app::syncing::{self, LiveState};
use app::{
    AppError, Desk, Language, access_log, backup, books, courier, doctor, importing, listing,
    people, records, reports, search as finding, sync_round, wipe,
};
use domain::Fields;
use serde_json::{Value, json};
use store::KdfCost;

use crate::{Answer, Opened, passphrase};

/// Most bytes of an answer that are read; ours have about 250.
const ANSWER_LIMIT: u64 = 16 << 10;

pub fn as_value<T: serde::Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// What enrolling is told.
pub struct Enrolling {
    pub station: String,
    pub code: String,
    pub fingerprint: Option<String>,
    /// Whether others may have a book here already.
    pub another: bool,
}

pub fn enroll(data: &Path, language: Language, told: Enrolling) -> Result<Answer, AppError> {
    if !told.another && !books::all(data).is_empty() {
        return Err(AppError::new("store_exists"));
    }
    let form = EnrolForm {
        station_url: told.station,
        code: told.code,
        fingerprint: told.fingerprint,
        passphrase: passphrase()?.to_string(),
    };
    let store = books::enrol(data, &form, "beatbook", KdfCost::NORMAL)?;
    let desk = session::desk(store, Arc::new(SystemClock), language, Arc::new(|_| {}))?;
    let me = session::me(&desk)?;
    let digits = session::check_digits(&desk)?;
    let mut value = as_value(&me);
    value["check_digits"] = json!(digits);
    Ok(Answer::of(
        desk.say("done.enrolled", &[("name", &me.name), ("digits", &digits)]),
        value,
    ))
}

/// Who has a book here.
pub fn books(data: &Path, language: Language) -> Result<Answer, AppError> {
    let books = books::look(data, None, language).books;
    let lines: Vec<String> = books
        .iter()
        .map(|book| format!("{}  {}", book.id, book.name))
        .collect();
    Ok(Answer::of(lines.join("\n"), as_value(&books)))
}

pub fn sync(desk: Desk) -> Result<Answer, AppError> {
    let round = match sync_round::run_once(&desk) {
        Ok(round) => round,
        Err(error) => return Err(wipe::obeyed(desk, error)),
    };
    let state = syncing::state(&desk, &synced())?;
    Ok(Answer {
        sound: true,
        value: json!({
            "pushed": round.pushed,
            "pulled": round.pulled,
            "quarantined": round.quarantined,
            "clock_replaced": round.clock_replaced,
            "reread": round.reread,
            "waiting": state.waiting,
        }),
        text: state.sentence,
    })
}

fn synced() -> LiveState {
    LiveState {
        online: true,
        ..LiveState::default()
    }
}

pub fn status(desk: &Desk) -> Result<Answer, AppError> {
    let me = session::me(desk)?;
    let state = syncing::state(desk, &LiveState::default())?;
    Ok(Answer {
        sound: true,
        text: state.sentence.clone(),
        value: json!({
            "user": me,
            "waiting": state.waiting,
            "not_accepted": state.not_accepted,
            "last_sync_at": state.last_sync_at,
            "sentence": state.sentence,
        }),
    })
}

pub fn undo_import(desk: &Desk, id: &str) -> Result<Answer, AppError> {
    let done = importing::undo(desk, id)?;
    Ok(Answer::of(done.message.clone(), as_value(&done)))
}

pub fn list(desk: &Desk, kind: &str, area: Option<&str>, limit: u32) -> Result<Answer, AppError> {
    let area = match area {
        Some(area) => Some(area_id(desk, area)?),
        None => None,
    };
    let rows = listing::list(desk, kind, area.as_deref(), limit)?;
    access_log::printed(desk, kind, "", rows.len())?;
    Ok(Answer::of(
        rows.iter()
            .map(|row| Value::Object(row.clone()).to_string())
            .collect::<Vec<_>>()
            .join("\n"),
        as_value(&rows),
    ))
}

pub fn report(
    desk: &Desk,
    unit: &str,
    period: &str,
    areas: &[String],
    out: &Path,
) -> Result<Answer, AppError> {
    if reports::unit(period) != Some(unit) {
        return Err(AppError::new("period_impossible"));
    }
    let areas = areas.iter().map(|area| area_id(desk, area));
    let wanted = reports::ReportWanted {
        period: period.to_owned(),
        areas: areas.collect::<Result<_, _>>()?,
    };
    let saved = reports::write_into(desk, &wanted, &reports::Format::ALL, out)?;
    let lines: Vec<String> = saved.iter().map(|file| file.path.clone()).collect();
    Ok(Answer::of(lines.join("\n"), as_value(&saved)))
}

/// Id of an area that the account holds, by its name or id.
pub fn area_id(desk: &Desk, name_or_id: &str) -> Result<String, AppError> {
    session::me(desk)?
        .areas
        .into_iter()
        .find(|area| area.id == name_or_id || area.name == name_or_id)
        .map(|area| area.id)
        .ok_or_else(|| AppError::new("not_found"))
}

/// Fields whose values are numbers of persons.
const MASKED: [&str; 3] = ["document", "phone", "phone2"];

/// Why a person is opened, from the arguments; who unmasks numbers has said so already.
pub fn opening(opened: &Opened, reveal: Option<&str>) -> Opening {
    let task = opened.task.as_deref().and_then(|task| task.split_once('/'));
    Opening {
        task: task.map(|(kind, id)| OpenTask {
            kind: kind.to_owned(),
            id: id.to_owned(),
        }),
        purpose: opened.purpose.clone().or(reveal.map(str::to_owned)),
        sure: opened.sure,
    }
}

/// Everything about a person.
pub fn show_person(desk: &Desk, id: &str, opening: &Opening) -> Result<Answer, AppError> {
    let value = as_value(people::page(desk, id, opening)?);
    Ok(Answer::of(format!("{value:#}"), value))
}

/// What is held about a person, as pages.
pub fn print_person(desk: &Desk, form: &CopyForm, out: &Path) -> Result<Answer, AppError> {
    let saved = people::write_copy(desk, form, out)?;
    Ok(Answer::of(saved.path.clone(), as_value(&saved)))
}

pub fn get(
    desk: &Desk,
    kind: &str,
    id: &str,
    purpose: Option<&str>,
    opening: &Opening,
) -> Result<Answer, AppError> {
    if kind == "people" {
        people::open(desk, id, opening)?;
    }
    let mut view = records::get(desk, kind, id)?;
    // A person was opened, which is on record already.
    if kind != "people" {
        access_log::printed(desk, kind, id, 1)?;
    }
    if let Some(purpose) = purpose {
        for field in MASKED {
            if !view.fields.contains_key(field) {
                continue;
            }
            let shown = records::reveal(
                desk,
                RevealForm {
                    kind: kind.to_owned(),
                    id: id.to_owned(),
                    field: field.to_owned(),
                    purpose: purpose.to_owned(),
                },
            )?;
            match view.fields.get_mut(field) {
                Some(Value::Object(parts)) => {
                    parts.insert("number".to_owned(), shown.into());
                }
                Some(value) => *value = shown.into(),
                None => {}
            }
        }
    }
    let value = as_value(&view);
    Ok(Answer {
        sound: true,
        text: format!("{value:#}"),
        value,
    })
}

/// Standard input as JSON. It is read before the store is opened: in `get … | put` the other end still holds the store until it is done.
pub fn input() -> Result<Value, AppError> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|_| AppError::new("input_unreadable"))?;
    serde_json::from_str(&text).map_err(|_| AppError::new("input_unreadable"))
}

/// A record from standard input: `{"fields": {…}}` makes one, `{"id", "base", "fields"}` changes one. A bare object of fields makes one too.
/// Values that are as `get` gave them, masked ones included, are left as they are.
pub fn put(desk: &Desk, kind: &str, input: &Value) -> Result<Answer, AppError> {
    let form = form_of(desk, kind, input)?;
    let done = records::put(desk, form)?;
    Ok(Answer {
        sound: true,
        text: done.id.clone().unwrap_or_default(),
        value: json!({"id": done.id, "undo": done.undo, "message": done.message}),
    })
}

fn form_of(desk: &Desk, kind: &str, input: &Value) -> Result<RecordForm, AppError> {
    let unreadable = || AppError::new("input_unreadable");
    let object = input.as_object().ok_or_else(unreadable)?;
    let mut fields: Fields = match object.get("fields") {
        Some(fields) => fields.as_object().ok_or_else(unreadable)?.clone(),
        None => object.clone(),
    };
    let id = object
        .get("fields")
        .and(object.get("id"))
        .and_then(Value::as_str);
    if let Some(id) = id {
        let stored = records::masked(desk, kind, id)?;
        fields.retain(|name, value| stored.fields.get(name) != Some(value));
    }
    let base = match object.get("base") {
        Some(base) if !base.is_null() => {
            Some(serde_json::from_value(base.clone()).map_err(|_| unreadable())?)
        }
        _ => None,
    };
    Ok(RecordForm {
        kind: kind.to_owned(),
        id: id.map(str::to_owned),
        base,
        fields,
    })
}

pub fn search(desk: &Desk, text: &str, limit: u32) -> Result<Answer, AppError> {
    let hits = finding::search(desk, text, limit)?;
    access_log::printed(desk, "search", "", hits.len())?;
    Ok(Answer {
        sound: true,
        text: hits
            .iter()
            .map(|hit| format!("{}  {}  {}  {}", hit.title, hit.detail, hit.kind, hit.id))
            .collect::<Vec<_>>()
            .join("\n"),
        value: as_value(&hits),
    })
}

/// Writes a file for the station.
pub fn courier_out(desk: &Desk, file: &Path) -> Result<Answer, AppError> {
    let written = courier::write_to(desk, file)?;
    Ok(Answer::of(written.message.clone(), as_value(&written)))
}

/// Reads a file of the station.
pub fn courier_in(desk: &Desk, file: &Path) -> Result<Answer, AppError> {
    let opened = std::fs::File::open(file).map_err(|_| AppError::new("courier_file"))?;
    let read = courier::read(desk, opened)?;
    Ok(Answer::of(read.sentences.join("\n"), as_value(&read)))
}

/// Puts the store under another passphrase.
pub fn change_passphrase(desk: &Desk, held: &str, wanted: &str) -> Result<Answer, AppError> {
    let form = PassphraseForm {
        held: held.to_owned(),
        wanted: wanted.to_owned(),
    };
    let done = app::passphrase::change(desk, &form)?;
    Ok(Answer::of(done.message.clone(), as_value(&done)))
}

/// Writes a sealed copy of the store.
pub fn backup(desk: &Desk, file: &Path) -> Result<Answer, AppError> {
    let made = backup::write_to(desk, file)?;
    Ok(Answer::of(made.message.clone(), as_value(&made)))
}

/// Writes the access log of this laptop into a file.
pub fn save_log(desk: &Desk, file: &Path) -> Result<Answer, AppError> {
    let saved = access_log::save(desk, file)?;
    Ok(Answer::of(saved.message.clone(), as_value(&saved)))
}

/// Puts a sealed copy back where its user has no book.
pub fn restore(data: &Path, language: Language, file: &Path) -> Result<Answer, AppError> {
    let now = SystemClock.now();
    let (_, message) = books::restore(data, file, &passphrase()?, language, now)?;
    Ok(Answer::of(message.clone(), json!({"message": message})))
}

/// Writes the request that two officers answer.
pub fn recovery_request(
    home: &Path,
    language: Language,
    file: &Path,
    backup: Option<&Path>,
) -> Result<Answer, AppError> {
    let now = SystemClock.now();
    let asked = match backup {
        None => recovery::ask_to(home, file, language, now)?,
        Some(backup) => recovery::ask_of_backup(home, backup, file, language, now)?,
    };
    Ok(Answer::of(asked.message.clone(), as_value(&asked)))
}

/// Opens the store, or a backup, by what they answered.
pub fn recovery_answer(
    home: &Path,
    language: Language,
    file: &Path,
    backup: Option<&Path>,
    wanted: &str,
) -> Result<Answer, AppError> {
    let unreadable = |_| AppError::new("input_unreadable");
    let answer = if file == Path::new("-") {
        let lines = std::io::stdin().lines().map_while(Result::ok);
        let lines: Vec<String> = lines.take_while(|line| !line.trim().is_empty()).collect();
        lines.join("\n")
    } else {
        let mut text = String::new();
        std::fs::File::open(file)
            .and_then(|file| file.take(ANSWER_LIMIT).read_to_string(&mut text))
            .map_err(unreadable)?;
        text
    };
    let form = RecoveryForm {
        answer,
        passphrase: wanted.to_owned(),
    };
    let now = SystemClock.now();
    let store = match backup {
        None => recovery::answer(home, &form, language, now)?,
        Some(backup) => recovery::answer_backup(home, backup, &form, now)?,
    };
    let desk = session::desk(store, Arc::new(SystemClock), language, Arc::new(|_| {}))?;
    let message = desk.say("recovery.done", &[]);
    Ok(Answer::of(message.clone(), json!({"message": message})))
}

/// Looks the laptop over, every book of it from outside, and the one that is named, or is alone, from inside: with a round of sync, to see
/// whether the station is there.
pub fn doctor(data: &Path, user: Option<&str>, language: Language) -> Result<Answer, AppError> {
    let (mut checks, there) = doctor::look(data, language, doctor::free_bytes(data));
    let home = match user {
        Some(_) => Some(books::of(data, user)?),
        None => there,
    };
    if let Some(home) = home {
        match crate::open(&home, language) {
            Err(error) => checks.push(doctor::Check::failed(error.in_language(language))),
            Ok(desk) => checks.extend(doctor::open(&desk)?),
        }
    }
    let sound = checks.iter().all(|check| check.ok);
    let text = checks
        .iter()
        .map(|check| format!("{}  {}", if check.ok { "✓" } else { "!" }, check.message))
        .collect::<Vec<_>>()
        .join("\n");
    Ok(Answer {
        sound,
        ..Answer::of(text, json!({"sound": sound, "checks": checks}))
    })
}

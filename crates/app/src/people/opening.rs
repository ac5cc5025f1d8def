//! Why a person is opened. The round, the matter in hand or the resident's own call is the purpose by itself; whoever is opened without
//! one is opened for a purpose that somebody names. Many of these within an hour are asked about once more, and who supervises is told.

use std::collections::BTreeSet;

use audit::Entry;
use domain::{Act, codes, phones};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::json;
use specta::Type;
use store::{Access, Edit, StoreError, Write};

use super::page;
use crate::desk::Desk;
use crate::error::AppError;
use crate::records::fields;
use crate::staff::team;

/// A person opened again within this time is still being looked at, ms: half an hour.
const ONE_LOOK_MS: i64 = 30 * 60_000;
/// Time over which openings outside of tasks are counted, ms.
const HOUR_MS: i64 = 3_600_000;
/// So many different persons may be opened outside of tasks within it before that is asked about, and so many more before the next time.
const MANY: usize = 30;
/// What the entry says of an opening that somebody was asked about.
const ASKED: &str = "many";
/// What the entry of an opening says was opened.
const PAGE: &str = "page";
/// Newest entries that an hour may hold.
const MOST_ENTRIES: i64 = 20_000;

/// The matter in hand from which a person is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenTask {
    /// Kind of its record; `call` for the resident's own call, `op` for one's own edit that waits to be sent.
    pub kind: String,
    /// The record; of a call the number it came from.
    pub id: String,
}

/// Why a person is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Opening {
    /// The matter in hand.
    pub task: Option<OpenTask>,
    /// Where there is none: code of `reveal_purpose`.
    pub purpose: Option<String>,
    /// Whether somebody was told that they opened many persons and goes on.
    pub sure: bool,
}

/// Puts on record that a standing record of a person is opened (Directive (EU) 2016/680, art. 25); a page that is drawn anew is the same
/// look.
///
/// # Errors
/// `purpose_needed` where there is neither a task nor a purpose, `unknown_code` for another purpose, `many_opened` before one more is opened
/// outside of tasks.
pub(super) fn note(desk: &Desk, id: &str, opening: &Opening) -> Result<(), AppError> {
    if desk.read(|connection| is_open(desk, connection, id))? {
        return Ok(());
    }
    let birth = desk.read(|connection| birth_of(connection, id))?;
    if domain::minors::is_minor(&birth, desk.today()) && !desk.role()?.may(Act::OpenMinor) {
        let act = Act::OpenMinor.as_str();
        return Err(AppError::at("not_allowed", act).in_language(desk.language));
    }
    let recent = desk.read(|connection| Recent::of(desk, connection, id))?;
    let task = desk.read(|connection| task_of(desk, connection, id, opening, &recent))?;
    let refused = |error: AppError| Err(error.in_language(desk.language));
    let purpose = match (
        task,
        opening.purpose.as_deref().filter(|code| !code.is_empty()),
    ) {
        (Some(task), _) => task,
        (None, None) => return refused(AppError::new("purpose_needed")),
        (None, Some(code)) if codes::holds("reveal_purpose", code) => code.to_owned(),
        (None, Some(_)) => return refused(AppError::at("unknown_code", "purpose")),
    };
    let many = is_outside(&purpose) && recent.is_one_too_many();
    if many && !opening.sure {
        return refused(AppError::new("many_opened"));
    }
    let opened = Access {
        act: audit::Act::Consult,
        kind: "people",
        record: id,
        field: PAGE,
        purpose: &purpose,
        result: if many { ASKED } else { "" },
    };
    let noted = desk.store.write(desk.now(), |write| {
        write.log(&opened)?;
        if many {
            tell_supervisors(write, recent.outside.len() + 1)?;
        }
        Ok(())
    });
    let ((), changed) = noted.map_err(|error: AppError| error.in_language(desk.language))?;
    if !changed.is_empty() {
        (desk.on_changed)(&changed);
    }
    Ok(())
}

/// Before a number of somebody is shown or printed who is not being looked at: with an open question about them in hand nothing more is
/// needed, otherwise they are opened with it, for its purpose, and count as opened.
///
/// # Errors
/// As for opening a person outside of tasks.
pub(crate) fn with_number(desk: &Desk, id: &str, purpose: &str) -> Result<(), AppError> {
    let id = desk.read(|connection| page::standing(connection, id))?;
    let is_in_hand = desk.read(|connection| {
        let me = page::records_of(connection, &id)?;
        Ok(connection
            .prepare_cached(include_str!("in_hand.sql"))?
            .exists([&me])?)
    })?;
    if is_in_hand || check_open(desk, &id).is_ok() {
        return Ok(());
    }
    let opening = Opening {
        purpose: Some(purpose.to_owned()),
        ..Opening::default()
    };
    note(desk, &id, &opening)
}

/// Whether the person may be read without opening them anew: they are being looked at.
///
/// # Errors
/// `purpose_needed`, `not_found`.
pub(crate) fn check_open(desk: &Desk, id: &str) -> Result<(), AppError> {
    let id = desk.read(|connection| page::standing(connection, id))?;
    let may_be_read = desk.read(|connection| {
        Ok(is_open(desk, connection, &id)? || Recent::of(desk, connection, &id)?.is_registered)
    })?;
    if may_be_read {
        return Ok(());
    }
    Err(AppError::new("purpose_needed").in_language(desk.language))
}

fn birth_of(connection: &Connection, id: &str) -> Result<String, AppError> {
    let mut statement = connection.prepare_cached("SELECT birth FROM people WHERE id = ?1")?;
    Ok(statement
        .query_row([id], |row| row.get("birth"))
        .optional()?
        .unwrap_or_default())
}

/// Whether the user is looking at the person already.
fn is_open(desk: &Desk, connection: &Connection, id: &str) -> Result<bool, AppError> {
    let Some(object) = store::access_tag(connection, id)? else {
        return Ok(false);
    };
    let now = time_of_entries(desk, connection)?;
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM log_entry WHERE object = ?1 AND at > ?2 AND at <= ?3 AND user = ?4 AND field = 'page'",
        )?
        .exists((object, now - ONE_LOOK_MS, now, &desk.user))?)
}

/// Entries bear the station's time.
fn time_of_entries(desk: &Desk, connection: &Connection) -> Result<i64, AppError> {
    Ok(desk.now() + store::state::number(connection, "clock_offset")?)
}

/// Whether an opening was for a purpose that somebody named, and not for a task.
fn is_outside(purpose: &str) -> bool {
    codes::holds("reveal_purpose", purpose)
}

/// What the user did in the last hour, from the access log: it outlives a restart.
struct Recent {
    /// The user made this person's record within the hour.
    is_registered: bool,
    /// What stands in the log for the person.
    object: String,
    /// Different persons opened outside of tasks, as they stand in the log.
    outside: BTreeSet<String>,
    /// How often they were asked and went on.
    asked: usize,
    /// For whom others were opened within the time of one look: object and purpose, the newest first.
    looks: Vec<(String, String)>,
}

impl Recent {
    fn of(desk: &Desk, connection: &Connection, id: &str) -> Result<Recent, AppError> {
        let object = store::access_tag(connection, id)?.unwrap_or_default();
        let now = time_of_entries(desk, connection)?;
        let mut recent = Recent {
            is_registered: false,
            object,
            outside: BTreeSet::new(),
            asked: 0,
            looks: Vec::new(),
        };
        // Stamps rise along the chain and lie at or after the time.
        let mut statement = connection.prepare_cached(
            "SELECT entry, hlc, at, act, field, object FROM log_entry WHERE user = ?1 AND (field = 'page' OR (act = 'collect' AND object = ?2))
             AND seq > (SELECT coalesce(max(seq), 0) FROM log_entry) - ?3 ORDER BY seq DESC",
        )?;
        let mut rows = statement.query((&desk.user, &recent.object, MOST_ENTRIES))?;
        while let Some(row) = rows.next()? {
            let (hlc, at): (i64, i64) = (row.get("hlc")?, row.get("at")?);
            if hlc <= now - HOUR_MS {
                break;
            }
            if at <= now - HOUR_MS || at > now {
                continue;
            }
            let object: String = row.get("object")?;
            if row.get_ref("field")?.as_str().unwrap_or_default() != PAGE {
                recent.is_registered = true;
                continue;
            }
            let entry = Entry::parse(row.get_ref("entry")?.as_blob().unwrap_or_default())
                .map_err(|_| StoreError::Unreadable("access log".into()))?;
            if at > now - ONE_LOOK_MS {
                recent.looks.push((object.clone(), entry.purpose.clone()));
            }
            if is_outside(&entry.purpose) {
                recent.outside.insert(object);
            }
            recent.asked += usize::from(entry.result == ASKED);
        }
        Ok(recent)
    }

    /// Whether this person would be one more than may be opened without being asked.
    fn is_one_too_many(&self) -> bool {
        !self.outside.contains(&self.object) && self.outside.len() + 1 > MANY * (self.asked + 1)
    }
}

/// The purpose that a task is by itself; none if it is no task, or not about this person.
fn task_of(
    desk: &Desk,
    connection: &Connection,
    id: &str,
    opening: &Opening,
    recent: &Recent,
) -> Result<Option<String>, AppError> {
    if recent.is_registered {
        return Ok(Some("registered".to_owned()));
    }
    let Some(task) = &opening.task else {
        return Ok(None);
    };
    let me = page::records_of(connection, id)?;
    if task.kind == "people" {
        return family(connection, &me, &task.id, recent);
    }
    let day_ago = desk.now() - 24 * HOUR_MS;
    let (code, is_about) = match task.kind.as_str() {
        "rooms" => ("room", about(connection, include_str!("task_room.sql"), &me, &task.id)?),
        "residences" => (
            "room",
            about(
                connection,
                "SELECT 1 FROM json_each(?1) e JOIN residences s ON s.person = e.value WHERE s.id = ?2 AND s.until = ''",
                &me,
                &task.id,
            )?,
        ),
        "declarations" => (
            "declaration",
            about(
                connection,
                "SELECT 1 FROM json_each(?1) e JOIN declarations d ON d.person = e.value
                 WHERE d.id = ?2 AND d.status_state IN ('draft', 'submitted', 'returned')",
                &me,
                &task.id,
            )?,
        ),
        "consultations" => (
            "consultation",
            about(
                connection,
                "SELECT 1 FROM json_each(?1) e JOIN consultations c ON c.person = e.value AND c.person <> ''
                 WHERE c.id = ?2 AND c.status = 'open'",
                &me,
                &task.id,
            )?,
        ),
        "disputes" => ("dispute_open", about(connection, include_str!("task_dispute.sql"), &me, &task.id)?),
        "conflicts" => (
            "conflict",
            about(
                connection,
                "SELECT 1 FROM json_each(?1) e JOIN conflicts c ON c.row_id = e.value WHERE c.id = ?2 AND c.state = 'open'",
                &me,
                &task.id,
            )?,
        ),
        "duplicate_cases" => (
            "duplicate",
            about(
                connection,
                "SELECT 1 FROM json_each(?1) e JOIN duplicate_cases d ON d.a = e.value OR d.b = e.value
                 WHERE d.id = ?2 AND d.state = 'open'",
                &me,
                &task.id,
            )?,
        ),
        // The action that was not accepted is named by one of its rows.
        "quarantined" => (
            "unaccepted",
            connection
                .prepare_cached(
                    "SELECT 1 FROM json_each(?1) e JOIN quarantined q ON q.row_id = e.value WHERE q.state <> 'settled'",
                )?
                .exists([&me])?,
        ),
        "imports" => (
            "import",
            connection
                .prepare_cached(
                    "SELECT 1 FROM json_each(?1) e JOIN import_row r ON r.row = e.value JOIN import_batch b ON b.id = r.batch
                     WHERE b.id = ?2 AND b.undone = 0 AND b.at > ?3",
                )?
                .exists((&me, &task.id, day_ago))?,
        ),
        "op" => (
            "unsent",
            connection
                .prepare_cached(
                    "SELECT 1 FROM json_each(?1) e JOIN op o ON o.row = e.value WHERE o.settled_at = 0",
                )?
                .exists([&me])?,
        ),
        "call" => ("call", has_number(connection, &me, &task.id)?),
        _ => return Ok(None),
    };
    Ok(is_about.then(|| code.to_owned()))
}

fn about(connection: &Connection, sql: &str, me: &str, task: &str) -> Result<bool, AppError> {
    Ok(connection.prepare_cached(sql)?.exists([me, task])?)
}

/// Guardian and child are opened for the purpose for which the other one is being looked at.
fn family(
    connection: &Connection,
    me: &str,
    other: &str,
    recent: &Recent,
) -> Result<Option<String>, AppError> {
    let related = about(connection, include_str!("task_family.sql"), me, other)?;
    let object = store::access_tag(connection, other)?;
    let look = recent
        .looks
        .iter()
        .find(|(looked, _)| Some(looked) == object.as_ref());
    Ok(look
        .filter(|(_, purpose)| related && !purpose.is_empty())
        .map(|(_, purpose)| purpose.clone()))
}

/// Whether the whole number is the person's: nobody looks for it by chance, it stands on the telephone that rings.
fn has_number(connection: &Connection, me: &str, typed: &str) -> Result<bool, AppError> {
    let (Some(number), _) = phones::read(typed) else {
        return Ok(false);
    };
    about(
        connection,
        "SELECT 1 FROM json_each(?1) e JOIN people p ON p.id = e.value WHERE p.phone = ?2 OR p.phone2 = ?2",
        me,
        &number,
    )
}

/// One notice that says how many were opened and by whom, and of whom nothing: to the officers in charge of the user's areas and the chiefs.
fn tell_supervisors(write: &mut Write<'_>, opened: usize) -> Result<(), AppError> {
    let user = write.user().to_owned();
    let officers = team::officers_beside(write.connection(), &user, write.today())?;
    let notice = fields(json!({
        "user": user,
        "at": write.now(),
        "opened": opened,
        "officers": officers,
    }));
    write.put(Edit {
        kind: "opening_notices".to_owned(),
        id: None,
        fields: notice,
        base: None,
        scope: Some(["user:", &user].concat()),
    })?;
    // Nothing of it is offered for taking back.
    write.forget_undo();
    Ok(())
}

//! What is held about a person in words, for that person: their own numbers masked or in full, of others nothing that names them.

use domain::notes::NOTES;
use domain::register::{self, FieldSpec, FieldType};
use domain::{fields, ids};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::held::{Everything, Held};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::saying;
use crate::syncing::naming;
use crate::telling;

/// So many digits in a row may be a telephone or a document, and are then not of the one who reads it unless they are known to be.
const NUMBER_DIGITS: usize = 7;
/// Stands for somebody's name.
const SOMEBODY: &str = "○○";
/// Stands for somebody's number.
const NUMBER: &str = "***";

/// Tells values of one person's records.
pub(super) struct Teller<'a> {
    pub desk: &'a Desk,
    pub connection: &'a Connection,
    all: &'a Everything,
    /// The person's own numbers are told in full.
    reveals: bool,
    /// It leaves the house: nobody else is named.
    for_paper: bool,
    own_numbers: Vec<String>,
}

impl<'a> Teller<'a> {
    /// For the window of somebody who may see the record: numbers masked, names as they are.
    pub fn for_window(
        desk: &'a Desk,
        connection: &'a Connection,
        all: &'a Everything,
    ) -> Teller<'a> {
        Teller {
            desk,
            connection,
            all,
            reveals: false,
            for_paper: false,
            own_numbers: own_numbers(all),
        }
    }

    /// For the paper that the person gets.
    pub fn for_paper(
        desk: &'a Desk,
        connection: &'a Connection,
        all: &'a Everything,
        reveals: bool,
    ) -> Teller<'a> {
        Teller {
            reveals,
            for_paper: true,
            ..Teller::for_window(desk, connection, all)
        }
    }

    /// A field of a record; none if it holds nothing.
    pub fn field(&self, held: &Held, field: &FieldSpec) -> Result<Option<String>, AppError> {
        let Some(value) = held.fields.get(field.name) else {
            return Ok(None);
        };
        let say = |key: &str| self.desk.say(key, &[]);
        let text = value.as_str().unwrap_or_default();
        let said = match (held.kind.as_str(), field.name) {
            ("conflicts" | "quarantined", "row") => self.row(text)?,
            ("conflicts" | "quarantined", "kind") => kind_word(self.desk, text),
            ("conflicts", "field") => telling::field_word(self.desk, text),
            ("conflicts", "kept" | "lost") => self.side(held, value)?,
            ("quarantined", "reason") => {
                let key = ["syncing.reason.", text].concat();
                crate::words::find(self.desk.language, &key, &[])
                    .unwrap_or_else(|| say("syncing.reason.other"))
            }
            ("quarantined", "op") => self.edit(held, value)?,
            ("duplicate_cases", "a" | "b") => say(self.whose(text)),
            ("duplicate_cases", "snapshot_a" | "snapshot_b") => {
                let of = if field.name == "snapshot_a" { "a" } else { "b" };
                match self.is_me(fields::text(&held.fields, of).unwrap_or_default()) {
                    true => say("copy.own_extract"),
                    false => say("copy.left_out"),
                }
            }
            ("duplicate_cases", "lost") => {
                let stays = fields::text(&held.fields, "outcome.stays").unwrap_or_default();
                match self.is_me(stays) {
                    true => self.values("people", value)?,
                    false => say("copy.left_out"),
                }
            }
            (kind, _) => self.value(kind, field, value)?,
        };
        Ok(Some(said).filter(|said| !said.is_empty()))
    }

    /// A value of a field of a kind.
    pub fn value(&self, kind: &str, field: &FieldSpec, value: &Value) -> Result<String, AppError> {
        let name =
            |kind: &str, id: &str| naming::name(self.connection, self.desk, (kind, id), None);
        Ok(match (&field.kind, value) {
            (_, Value::Null) => String::new(),
            (FieldType::Object(_), Value::Object(place)) if field.name == "place" => {
                let part = |part: &str| fields::text(place, part).unwrap_or_default();
                due::room_text(part("unit"), part("label"))
            }
            (FieldType::Object(parts), Value::Object(values)) => {
                let mut said = Vec::new();
                for part in parts {
                    if let Some(value) = values.get(*part) {
                        said.push(self.part(kind, field.name, part, value)?);
                    }
                }
                said.retain(|part| !part.is_empty());
                said.join(" ")
            }
            (FieldType::Refs("residences"), Value::Array(stays)) => {
                let own = stays.iter().filter_map(Value::as_str);
                let own = own.filter(|stay| self.all.records.iter().any(|held| held.id == *stay));
                own.map(|stay| self.stay(stay))
                    .collect::<Result<Vec<_>, _>>()?
                    .join(&self.desk.say("saying.comma", &[]))
            }
            (FieldType::Refs(kind), Value::Array(ids)) => ids
                .iter()
                .filter_map(Value::as_str)
                .map(|id| name(kind, id))
                .collect::<Result<Vec<_>, _>>()?
                .join(&self.desk.say("saying.comma", &[])),
            (FieldType::Ref("people"), Value::String(id)) => self.person(id)?,
            (FieldType::Ref("residences"), Value::String(id)) => self.stay(id)?,
            (FieldType::Ref("contacts"), Value::String(id)) => {
                self.others_name(&name("contacts", id)?, self.is_own_record(id))
            }
            (FieldType::Ref("users"), Value::String(id)) => self.user(id)?,
            (FieldType::Ref(kind), Value::String(id)) => name(kind, id)?,
            (FieldType::Code(list), Value::String(code)) => self.desk.label(list, code).to_owned(),
            (FieldType::Time, at) => at.as_i64().map(moment).unwrap_or_default(),
            (FieldType::Bool, yes) => {
                let key = if yes.as_bool() == Some(true) {
                    "telling.yes"
                } else {
                    "telling.no"
                };
                self.desk.say(key, &[])
            }
            (FieldType::Date, Value::String(day)) => day.clone(),
            // Who said something about somebody is not told to them in full.
            (_, Value::String(text)) if (kind, field.name) == (NOTES, "said_by") => {
                self.others_name(text, false)
            }
            (_, Value::String(text)) if matches!(field.name, "phone" | "phone2") => {
                self.number(text, due::masked_phone)
            }
            // A number that was given to this declaration, not to a person.
            (_, Value::String(text)) if field.name == "platform_number" => text.clone(),
            (_, Value::String(text)) => self.text(text),
            (_, Value::Number(number)) => number.to_string(),
            // A shape that this version does not know may hold anything.
            _ => "…".to_owned(),
        })
    }

    fn part(&self, kind: &str, field: &str, part: &str, value: &Value) -> Result<String, AppError> {
        Ok(match (part, value) {
            ("at", at) => at.as_i64().map(moment).unwrap_or_default(),
            ("by", Value::String(user)) => self.user(user)?,
            ("stays", Value::String(id)) => self.desk.say(self.whose(id), &[]),
            ("number", Value::String(number)) if field == "document" => {
                self.number(number, due::masked_number)
            }
            ("choice", Value::String(code)) => {
                let list = match kind {
                    "quarantined" => "quarantine_choice",
                    _ => "conflict_choice",
                };
                self.desk.label(list, code).to_owned()
            }
            (_, Value::String(text)) => match telling::codes_of_part(kind, field, part) {
                Some(list) => self.desk.label(list, text).to_owned(),
                None => self.text(text),
            },
            (_, Value::Number(number)) => number.to_string(),
            _ => String::new(),
        })
    }

    /// One side of a conflict: the value, who wrote it and when.
    fn side(&self, conflict: &Held, side: &Value) -> Result<String, AppError> {
        let text = |field: &str| fields::text(&conflict.fields, field).unwrap_or_default();
        let value = side.get("value").cloned().unwrap_or(Value::Null);
        let said = self.named_value(text("kind"), text("field"), &value)?;
        let by = side.get("user").and_then(Value::as_str).unwrap_or_default();
        let at = side.get("at").and_then(Value::as_i64).unwrap_or_default();
        let (by, at) = (self.user(by)?, moment(at));
        Ok(self.desk.say(
            "copy.written",
            &[("value", &said), ("by", &by), ("time", &at)],
        ))
    }

    /// A value of a field that is known by name only; one that no longer exists holds nothing that could be told.
    pub fn named_value(&self, kind: &str, field: &str, value: &Value) -> Result<String, AppError> {
        let spec = register::kind(kind).and_then(|kind| kind.field(field));
        let said = match spec {
            Some(spec) => self.value(kind, spec, value)?,
            None if field == fields::DELETED => {
                let key = match value.as_bool() {
                    Some(true) => "telling.deleted",
                    _ => "telling.not_deleted",
                };
                self.desk.say(key, &[])
            }
            None => String::new(),
        };
        Ok(match said.is_empty() {
            true => self.desk.say("telling.empty", &[]),
            false => said,
        })
    }

    /// An edit that was not accepted, field by field.
    fn edit(&self, held: &Held, op: &Value) -> Result<String, AppError> {
        let kind = fields::text(&held.fields, "kind").unwrap_or_default();
        self.values(kind, op.get("fields").unwrap_or(&Value::Null))
    }

    fn values(&self, kind: &str, values: &Value) -> Result<String, AppError> {
        let mut said = Vec::new();
        for (field, value) in values.as_object().into_iter().flatten() {
            let word = telling::field_word(self.desk, field);
            let value = self.named_value(kind, field, value)?;
            said.push([word.as_str(), ": ", &value].concat());
        }
        Ok(said.join("; "))
    }

    /// A record of this person by what it is.
    fn row(&self, id: &str) -> Result<String, AppError> {
        match self.all.records.iter().find(|held| held.id == id) {
            Some(held) => self.title(held),
            None => Ok(self.desk.say("copy.other_record", &[])),
        }
    }

    /// What a record is called beside those of other kinds.
    pub fn title(&self, held: &Held) -> Result<String, AppError> {
        let kind = kind_word(self.desk, &held.kind);
        let name = self.name(held)?;
        Ok(match name.is_empty() {
            true => kind,
            false => [kind.as_str(), " · ", &name].concat(),
        })
    }

    /// What a record is called among those of its kind; empty where it has no name of its own.
    pub fn name(&self, held: &Held) -> Result<String, AppError> {
        let text = |path: &str| fields::text(&held.fields, path).unwrap_or_default();
        Ok(match held.kind.as_str() {
            "people" if self.all.me.first() != Some(&held.id) => {
                self.desk.say("copy.merged_record", &[])
            }
            "people" => self.all.name.clone(),
            "residences" => self.stay(&held.id)?,
            "declarations" => {
                let kind = self.desk.label("declaration_type", text("type"));
                [kind, " ", text("declared_on")].concat()
            }
            NOTES => self.desk.label("note_type", text("type")).to_owned(),
            "visits" | "rooms" | "consultations" | "disputes" => {
                naming::name(self.connection, self.desk, (&held.kind, &held.id), None)?
            }
            _ => String::new(),
        })
    }

    /// The door of a stay.
    fn stay(&self, id: &str) -> Result<String, AppError> {
        let room: Option<String> = self
            .connection
            .prepare_cached("SELECT room FROM residences WHERE id = ?1")?
            .query_row([id], |row| row.get("room"))
            .optional()?;
        naming::name(
            self.connection,
            self.desk,
            ("rooms", &room.unwrap_or_default()),
            None,
        )
    }

    fn person(&self, id: &str) -> Result<String, AppError> {
        if self.is_me(id) {
            return Ok(self.all.name.clone());
        }
        let name = naming::name(self.connection, self.desk, ("people", id), None)?;
        Ok(self.others_name(&name, false))
    }

    /// Of somebody else the paper shows the first character: enough for who knows them, too little for who does not.
    fn others_name(&self, name: &str, own: bool) -> String {
        if own || !self.for_paper {
            return name.to_owned();
        }
        let first: String = name.chars().take(1).collect();
        [first.as_str(), "**"].concat()
    }

    /// Who works for the station, by name and role: duty is not private, and who is to be asked must be known.
    pub fn user(&self, id: &str) -> Result<String, AppError> {
        if id.is_empty() {
            return Ok(String::new());
        }
        let found: Option<(String, String)> = self
            .connection
            .prepare_cached("SELECT name, role FROM users WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get("name")?, row.get("role")?)))
            .optional()?;
        Ok(match found {
            Some((name, role)) => {
                let role = self.desk.label("role", &role);
                self.desk
                    .say("copy.user", &[("name", &name), ("role", role)])
            }
            None => self.desk.say("copy.user_unknown", &[]),
        })
    }

    fn is_me(&self, id: &str) -> bool {
        self.all.me.iter().any(|me| me == id)
    }

    fn is_own_record(&self, id: &str) -> bool {
        self.all.records.iter().any(|held| held.id == id)
    }

    fn whose(&self, id: &str) -> &'static str {
        if self.is_me(id) {
            "copy.this_record"
        } else {
            "copy.other_record"
        }
    }

    fn number(&self, number: &str, mask: impl Fn(&str) -> String) -> String {
        if self.reveals {
            number.to_owned()
        } else {
            mask(number)
        }
    }

    /// A text that somebody wrote: names of others that the store knows, and numbers that are not the person's own, are left out.
    fn text(&self, text: &str) -> String {
        // What looks like an id is none of anybody's business.
        if ids::is_id(text) {
            return "…".to_owned();
        }
        let mut said = text.to_owned();
        if self.for_paper {
            for name in &self.all.others {
                said = said.replace(name.as_str(), SOMEBODY);
            }
        }
        self.without_numbers(&said)
    }

    fn without_numbers(&self, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| digit(c).is_some()) {
            let (before, from) = rest.split_at(start);
            said.push_str(before);
            let (number, after) = from.split_at(number_end(from));
            let plain = plain(number);
            let digits: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
            let is_own = self.reveals && self.own_numbers.iter().any(|own| own.ends_with(&digits));
            let is_harmless = digits.len() < NUMBER_DIGITS || due::day(&plain).is_some();
            said.push_str(if is_own || is_harmless {
                number
            } else {
                NUMBER
            });
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

/// A digit, also one of full width, as it is typed with an input method.
fn digit(c: char) -> Option<char> {
    char::from_u32(match c {
        '０'..='９' => u32::from(c) - u32::from('０') + u32::from('0'),
        '0'..='9' => u32::from(c),
        _ => return None,
    })
}

/// Whether a sign stands between the digits of one number.
fn joins(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{3000}' | '-' | '－' | '‐' | '–' | '.' | '．' | '·'
    )
}

/// A number with plain digits and hyphens.
fn plain(number: &str) -> String {
    let plain = |c| digit(c).unwrap_or(if joins(c) { '-' } else { c });
    number.chars().map(plain).collect()
}

/// Where a number ends that begins here, in bytes: digits with one sign between at most, and the X of an identity card.
fn number_end(text: &str) -> usize {
    let (mut end, mut digits) = (0, 0);
    let mut signs = text.char_indices().peekable();
    while let Some((at, c)) = signs.next() {
        if digit(c).is_some() {
            digits += 1;
        } else if c.eq_ignore_ascii_case(&'x') && digits == 17 {
            return at + c.len_utf8();
        } else if !joins(c) || signs.peek().is_none_or(|(_, next)| digit(*next).is_none()) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn own_numbers(all: &Everything) -> Vec<String> {
    let numbers = all.records.iter().flat_map(|held| {
        ["phone", "phone2", "document.number"]
            .into_iter()
            .filter_map(|path| fields::text(&held.fields, path))
    });
    numbers
        .map(|number| number.chars().filter(char::is_ascii_alphanumeric).collect())
        .collect()
}

/// The word for a kind.
pub(super) fn kind_word(desk: &Desk, kind: &str) -> String {
    crate::words::find(desk.language, &["kind.", kind].concat(), &[])
        .unwrap_or_else(|| desk.say("kind.other", &[]))
}

/// A stamp in full, because paper is read on another day.
pub(super) fn moment(at: i64) -> String {
    match at {
        0 => String::new(),
        at => format!("{} {}", store::day_of(at), saying::clock(at)),
    }
}

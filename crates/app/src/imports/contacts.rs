//! Rows of a list of contacts, as WeCom exports it.

use std::collections::HashMap;
use std::fmt;

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use domain::{codes, dates};

use super::fields::Field;
use super::problem::Problem;
use super::reader::{Layout, RowReader};
use super::refused::is_refused;
use super::table::TableRow;

const TEXT: usize = 100;
const TAG: usize = 30;
/// Files give the time of Beijing.
const BEIJING: i32 = 8 * 3600;

/// One contact of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactRow {
    pub row: u32,
    /// Present, or else `remark` is.
    pub nickname: Option<String>,
    pub remark: Option<String>,
    /// Who added the contact, by name.
    pub member: Option<String>,
    /// Milliseconds since 1970, UTC.
    pub added_at: Option<i64>,
    /// As written; the station's list decides which exist.
    pub tags: Vec<String>,
    pub phone: Option<String>,
    /// Code of `contact_source`.
    pub source: Option<String>,
}

/// Shows the row only: names and numbers stay out of logs.
impl fmt::Debug for ContactRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactRow")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// What makes two rows the same contact: the telephone, or else everything that identifies it in WeCom.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Phone(String),
    Added(Option<String>, Option<String>, Option<String>, Option<i64>),
}

/// Reads all rows; of a contact that is in the file twice the first row is taken.
pub(super) fn read_all(
    layout: &Layout,
    rows: &[&TableRow],
    today: NaiveDate,
    problems: &mut Vec<Problem>,
) -> Vec<ContactRow> {
    let mut taken = Vec::new();
    let mut first_rows = HashMap::new();
    for row in rows {
        let mut reader = RowReader::new(layout, row, today);
        let contact = read(&mut reader);
        if reader.is_sound() {
            let key = key(&contact);
            if let Some(first) = first_rows.get(&key) {
                reader.problems =
                    vec![Problem::block(contact.row, "duplicate_in_file").with("first", first)];
            } else {
                first_rows.insert(key, contact.row);
                taken.push(contact);
            }
        }
        problems.append(&mut reader.problems);
    }
    taken
}

fn key(contact: &ContactRow) -> Key {
    let ContactRow {
        nickname,
        remark,
        member,
        added_at,
        ..
    } = contact;
    match &contact.phone {
        Some(phone) => Key::Phone(phone.clone()),
        None => Key::Added(nickname.clone(), remark.clone(), member.clone(), *added_at),
    }
}

fn read(reader: &mut RowReader) -> ContactRow {
    let nickname = reader.text_up_to(Field::Nickname, TEXT);
    let remark = reader.text_up_to(Field::Remark, TEXT);
    if nickname.is_none() && remark.is_none() {
        reader.block(Field::Nickname, "name_missing");
    }
    ContactRow {
        row: reader.number(),
        nickname,
        remark,
        member: reader.text_up_to(Field::Member, TEXT),
        added_at: added_at(reader),
        tags: tags(reader),
        phone: reader.phone(Field::Phone),
        source: source(reader),
    }
}

/// A time ahead is told and kept: a second import on a later day must find the same contact.
fn added_at(reader: &mut RowReader) -> Option<i64> {
    let text = reader.text(Field::AddedAt)?;
    let Some(at) = local_time(&text).or_else(|| {
        reader
            .date(Field::AddedAt)
            .ok()
            .flatten()?
            .and_time(NaiveTime::MIN)
            .into()
    }) else {
        reader.tell(Field::AddedAt, "time_unreadable");
        return None;
    };
    if at.date() > reader.today {
        reader.tell(Field::AddedAt, "time_future");
    }
    let zone = FixedOffset::east_opt(BEIJING)?;
    zone.from_local_datetime(&at)
        .single()
        .map(|at| at.timestamp_millis())
}

fn local_time(text: &str) -> Option<NaiveDateTime> {
    let (_, time) = text.rsplit_once([' ', 'T'])?;
    let formats = ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f"];
    let time = formats
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(time, format).ok())?;
    dates::read_date(text).map(|date| date.and_time(time))
}

/// Tags that name what no import takes are dropped, and told.
fn tags(reader: &mut RowReader) -> Vec<String> {
    let text = reader.text(Field::Tags).unwrap_or_default();
    let mut tags: Vec<String> = Vec::new();
    for tag in text
        .split([';', '；', ',', '，', '、', '|'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
    {
        if is_refused(tag) {
            let refused = Problem::tell(reader.number(), "tag_refused");
            reader.push(
                Field::Tags,
                refused.with("tag", tag.chars().take(TAG).collect::<String>()),
            );
        } else if tag.chars().count() > TAG {
            reader.tell(Field::Tags, "tag_too_long");
        } else if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_string());
        }
    }
    tags
}

fn source(reader: &mut RowReader) -> Option<String> {
    let text = reader.text(Field::Source)?;
    let code = codes::from_label("contact_source", &text);
    if code.is_none() {
        reader.tell(Field::Source, "source_unknown");
    }
    Some(code.unwrap_or("other").to_string())
}

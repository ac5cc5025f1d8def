//! Particulars of a person that column and document number may both tell.

use chrono::NaiveDate;
use domain::codes;
use domain::identity::{Read, Sex};

use super::fields::Field;
use super::nationality;
use super::reader::RowReader;

/// Everyday words for reasons of the code list.
const REASONS: &[(&str, &str)] = &[
    ("打工", "204"),
    ("上班", "204"),
    ("工作", "204"),
    ("就业", "204"),
    ("做生意", "206"),
    ("生意", "206"),
    ("开店", "206"),
    ("上学", "207"),
    ("读书", "207"),
    ("就读", "207"),
    ("学习", "207"),
    ("服务行业", "208"),
    ("投亲靠友", "131"),
    ("投靠亲属", "131"),
    ("探亲", "214"),
    ("旅游", "216"),
];

/// The number's date of birth wins over the column's.
pub(super) fn birth(reader: &mut RowReader, document: Option<&Read>) -> Option<NaiveDate> {
    let of_number = document.and_then(|document| document.birth);
    match (reader.date(Field::Birth), of_number) {
        (Err(()), None) => reader.block(Field::Birth, "birth_unreadable"),
        (Ok(Some(birth)), None) if birth > reader.today => {
            reader.block(Field::Birth, "birth_future")
        }
        (Ok(Some(birth)), Some(of_number)) if birth != of_number => {
            reader.tell(Field::Birth, "birth_differs")
        }
        (Ok(birth), None) => return birth,
        _ => {}
    }
    of_number
}

pub(super) fn sex(reader: &mut RowReader, document: Option<&Read>) -> Option<Sex> {
    let of_number = document.and_then(|document| document.sex);
    let text = reader.text(Field::Sex);
    let written = text
        .as_deref()
        .and_then(|text| Sex::parse(text).or_else(|| Sex::parse(&text.to_lowercase())));
    match (written, of_number) {
        (None, None) if text.is_some() => reader.tell(Field::Sex, "sex_unreadable"),
        (Some(written), Some(of_number)) if written != of_number => {
            reader.tell(Field::Sex, "sex_differs")
        }
        _ => {}
    }
    of_number.or(written)
}

pub(super) fn nationality(reader: &mut RowReader, document: Option<&Read>) -> Option<String> {
    let written = reader.text(Field::Nationality);
    let code = written.as_deref().and_then(nationality::read);
    if written.is_some() && code.is_none() {
        reader.tell(Field::Nationality, "nationality_unknown");
    }
    code.or_else(|| document.and_then(|document| document.nationality.clone()))
}

/// Codes that the picker leaves out, and words nobody knows, become 999 (其他).
pub(super) fn reason(reader: &mut RowReader) -> Option<String> {
    let text = reader.text(Field::Reason)?;
    let everyday = REASONS
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, code)| *code);
    let code = codes::from_label("residence_reason", &text).or(everyday);
    if code.is_none() {
        reader.tell(Field::Reason, "reason_unknown");
    }
    Some(code.unwrap_or("999").to_string())
}

use chrono::NaiveDate;
use domain::deadlines;
use domain::findings::{Finding as Remark, Level};
use domain::identity::{self, DocumentType};
use domain::{names, phones};
use rusqlite::{Connection, OptionalExtension};

use super::same::{self, Wanted};
use super::{PersonCheck, RegisterForm, Roommates, pinyin};
use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::records::{Finding, PersonRef};

/// From this age somebody may be a guardian.
const ADULT: i32 = 18;

/// Says everything that can be said about a form as it stands. It is asked at each pause in typing and writes nothing.
///
/// # Errors
/// If the store cannot be read.
pub fn check(desk: &Desk, form: RegisterForm) -> Result<PersonCheck, AppError> {
    desk.read(|connection| {
        let reading = Reading::of(desk, &form);
        let wanted = Wanted {
            number: &reading.number,
            phone: &reading.phone,
            name: &reading.name,
            birth: &reading.birth,
        };
        let mut same = same::find(connection, &wanted, desk.today())?;
        same.retain(|same| form.person.as_ref() != Some(&same.person_id));
        let due = declare_by(connection, &form, reading.foreign)?;
        Ok(PersonCheck {
            age: due::age(&reading.birth, desk.today()),
            document_type: reading.document_type.map(|kind| kind.as_str().to_owned()),
            number: due::some(reading.number.clone()).filter(|_| !reading.minor),
            pinyin: pinyin(&reading.name),
            due_on: due.as_ref().map(|due| due.on.to_string()),
            due_source: due.map(|due| due.source),
            same,
            roommates: roommates(connection, &form.room, desk.today())?,
            birth: due::some(reading.birth),
            sex: due::some(reading.sex),
            minor: reading.minor,
            foreign: reading.foreign,
            findings: reading.findings,
        })
    })
}

/// A form with its fields read and remarked on.
pub(super) struct Reading {
    pub document_type: Option<DocumentType>,
    pub number: String,
    pub name: String,
    pub phone: String,
    pub birth: String,
    pub sex: String,
    pub nationality: String,
    pub minor: bool,
    pub foreign: bool,
    pub findings: Vec<Finding>,
}

impl Reading {
    /// Reads a form; what the number tells about birth and sex outranks what was typed.
    pub fn of(desk: &Desk, form: &RegisterForm) -> Reading {
        let today = desk.today();
        let mut remarks = Remarks {
            desk,
            findings: Vec::new(),
        };
        let given_type = due::typed(form.document_type.as_ref()).and_then(DocumentType::parse);
        let number = due::typed(form.number.as_ref());
        let document = number.map(|number| identity::read(given_type, number, today));
        let (name, name_remarks) = names::read(&form.name);
        remarks.extend("name", name_remarks);
        let (phone, phone_remarks) = due::typed(form.phone.as_ref())
            .map(phones::read)
            .unwrap_or_default();
        remarks.extend("phone", phone_remarks);
        let told_birth = document.as_ref().and_then(|document| document.birth);
        let birth = told_birth.or_else(|| due::typed(form.birth.as_ref()).and_then(due::day));
        let sex = document
            .as_ref()
            .and_then(|document| document.sex)
            .map(|sex| sex.as_str().to_owned());
        let nationality = nationality(form, document.as_ref());
        let document_type = document
            .as_ref()
            .map(|document| document.doc_type)
            .or(given_type);
        let birth_text = birth.map(|day| day.to_string()).unwrap_or_default();
        let minor = due::is_minor(&birth_text, today);
        let mut reading = Reading {
            foreign: is_foreign(document_type, &nationality),
            document_type: document_type.filter(|_| number.is_some() && !minor),
            number: document
                .as_ref()
                .map(|document| document.number.clone())
                .unwrap_or_default(),
            name,
            phone: phone.unwrap_or_default(),
            birth: birth_text,
            sex: sex.or_else(|| form.sex.clone()).unwrap_or_default(),
            nationality,
            minor,
            findings: Vec::new(),
        };
        if let Some(document) = document {
            remarks.extend("number", document.findings);
        }
        remarks.on_dates(form, told_birth, birth);
        if minor && due::typed(form.guardian.as_ref()).is_none() {
            remarks.add("guardian", Remark::error("guardian_missing"));
        }
        if reading.foreign && reading.nationality.is_empty() {
            remarks.add("nationality", Remark::error("nationality_missing"));
        }
        reading.findings = remarks.findings;
        reading
    }
}

/// As typed, else as the number tells.
fn nationality(form: &RegisterForm, document: Option<&identity::Read>) -> String {
    due::typed(form.nationality.as_ref())
        .map(str::to_uppercase)
        .or_else(|| document.and_then(|document| document.nationality.clone()))
        .unwrap_or_default()
}

/// A passport says nothing about its holder until the nationality is known; Chinese ones are rarely shown at a door.
fn is_foreign(document_type: Option<DocumentType>, nationality: &str) -> bool {
    match (nationality, document_type) {
        ("CHN", _) => false,
        (
            "",
            Some(
                DocumentType::Passport
                | DocumentType::ForeignPermanentId
                | DocumentType::ForeignPermanentIdOld,
            ),
        ) => true,
        ("", _) => false,
        _ => true,
    }
}

/// Collects remarks as sentences.
struct Remarks<'d> {
    desk: &'d Desk,
    findings: Vec<Finding>,
}

impl Remarks<'_> {
    fn extend(&mut self, field: &str, remarks: Vec<Remark>) {
        for remark in remarks {
            self.add(field, remark);
        }
    }

    fn add(&mut self, field: &str, remark: Remark) {
        let args: Vec<(&str, &str)> = remark
            .args
            .iter()
            .map(|(name, value)| {
                // A kind of document is said by its label.
                let label = self.desk.label("document_type", value);
                (*name, label)
            })
            .collect();
        let level = match remark.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        };
        let message = self.desk.say(&["finding.", remark.code].concat(), &args);
        self.findings.push(Finding {
            field: field.to_owned(),
            level: level.to_owned(),
            code: remark.code.to_owned(),
            message,
        });
    }

    fn on_dates(&mut self, form: &RegisterForm, told: Option<NaiveDate>, birth: Option<NaiveDate>) {
        let today = self.desk.today();
        match (due::typed(form.birth.as_ref()), told, birth) {
            (Some(_), None, None) => self.add("birth", Remark::error("birth_impossible")),
            (Some(typed), Some(told), _) if due::day(typed) != Some(told) => {
                self.add("birth", Remark::info("birth_from_number"));
            }
            (_, None, Some(birth)) if birth > today => {
                self.add("birth", Remark::error("birth_future"));
            }
            _ => {}
        }
        match due::day(form.since.trim()) {
            None => self.add("since", Remark::error("since_impossible")),
            Some(since) if since > today => self.add("since", Remark::warning("since_future")),
            Some(since) if birth.is_some_and(|birth| since < birth) => {
                self.add("since", Remark::error("since_before_birth"));
            }
            Some(_) => {}
        }
    }
}

/// When the arrival is to be declared; none for somebody whose household is in this county.
fn declare_by(
    connection: &Connection,
    form: &RegisterForm,
    foreign: bool,
) -> Result<Option<deadlines::Due>, AppError> {
    let Some(since) = due::day(form.since.trim()) else {
        return Ok(None);
    };
    let county: String = connection
        .prepare_cached(
            "SELECT substr(a.code, 1, 6) AS county FROM rooms r JOIN areas a ON a.id = r.area_id WHERE r.id = ?1",
        )?
        .query_row([&form.room], |row| row.get("county"))
        .optional()?
        .unwrap_or_default();
    let household = form.household_code.as_deref().unwrap_or_default();
    let local = !county.is_empty() && household.starts_with(&county);
    Ok((!local).then(|| deadlines::arrive_due(since, foreign)))
}

fn roommates(connection: &Connection, room: &str, today: NaiveDate) -> Result<Roommates, AppError> {
    let mut roommates = Roommates::default();
    let mut statement = connection.prepare_cached(include_str!("roommates.sql"))?;
    let mut rows = statement.query([room])?;
    while let Some(row) = rows.next()? {
        let text = |column: &str| row.get::<_, String>(column);
        let known = |value: &mut Option<String>, column: &str| -> rusqlite::Result<()> {
            if value.is_none() {
                *value = due::some(text(column)?);
            }
            Ok(())
        };
        // Code and words of a household belong together.
        if roommates.household_name.is_none() {
            roommates.household_name = due::some(text("household_name")?);
            roommates.household_code = due::some(text("household_code")?);
        }
        known(&mut roommates.employer, "employer")?;
        known(&mut roommates.reason, "reason")?;
        if due::age(&text("birth")?, today).is_some_and(|age| age >= ADULT) {
            roommates.guardians.push(PersonRef {
                id: text("id")?,
                name: text("name")?,
            });
        }
    }
    Ok(roommates)
}

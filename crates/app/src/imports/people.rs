//! Rows of people with the room they live in.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use domain::addresses::{Address, norm_building, norm_room};
use domain::identity::{age_on, upgrade15};
use domain::names;

use super::fields::Field;
use super::guardians::{self, Minor};
use super::problem::Problem;
use super::reader::{Layout, RowReader};
use super::table::TableRow;
use super::{identity, particulars, rooms};

/// Under this age a record has no document number and a guardian (PIPL §31, TRUST P4).
const MINOR: i32 = 14;
const NAME: usize = 100;
const TEXT: usize = 120;

/// A person in a room, as the file says it and the readers of the domain spell it.
#[derive(Clone, PartialEq)]
pub struct TenantRow {
    pub row: u32,
    /// The Latin name when the file has no other.
    pub name: String,
    pub name_latin: Option<String>,
    /// Code of `sex`; the document number wins over the column.
    pub sex: Option<String>,
    pub birth: Option<NaiveDate>,
    /// Code of `document_type`, together with `number` or not at all.
    pub document_type: Option<String>,
    /// Normalised. Never that of a child under 14.
    pub number: Option<String>,
    pub phone: Option<String>,
    /// Registered household, as written.
    pub household: Option<String>,
    /// Alpha-3.
    pub nationality: Option<String>,
    /// Row of the guardian in this file; always set for a child under 14.
    pub guardian_row: Option<u32>,
    /// Has a building, and a room or a floor. The village may be missing when the whole file is about one.
    pub address: Address,
    /// The address as the file writes it, or its standard spelling when it comes from several columns.
    pub address_text: String,
    pub landlord: Option<String>,
    pub landlord_phone: Option<String>,
    /// `None` when the file gives no date; then `since_missing` is told.
    pub since: Option<NaiveDate>,
    /// Code of `residence_reason`.
    pub reason: Option<String>,
    pub employer: Option<String>,
}

/// Shows the row only: names, numbers and addresses stay out of logs.
impl fmt::Debug for TenantRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantRow")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// Reads all rows. Of a person who is in the file twice the first row is taken and the later ones are listed, also when
/// they name another room: whether the person moved or keeps a second room cannot be told from the file.
pub(super) fn read_all(
    layout: &Layout,
    rows: &[&TableRow],
    today: NaiveDate,
    problems: &mut Vec<Problem>,
) -> Vec<TenantRow> {
    let mut taken = Vec::new();
    let mut minors = Vec::new();
    let mut first_rows = HashMap::new();
    for row in rows {
        let mut reader = RowReader::new(layout, row, today);
        if let Some(person) = read(&mut reader).filter(|_| reader.is_sound()) {
            match first_of(&person, &mut first_rows) {
                Some(problem) => reader.problems = vec![problem],
                None if person.is_minor => minors.push(Minor {
                    guardian: reader.text(Field::Guardian),
                    row: person.row,
                }),
                None => taken.push(person.row),
            }
        }
        problems.append(&mut reader.problems);
    }
    guardians::join(taken, minors, today, problems)
}

struct Person {
    row: TenantRow,
    is_minor: bool,
}

/// The later row of a person, or of another person under the same number (重号 exist, but a mistype is likelier).
fn first_of(person: &Person, first_rows: &mut HashMap<String, (u32, String)>) -> Option<Problem> {
    let row = &person.row;
    let name = names::search_norm(&row.name);
    let key = match &row.number {
        Some(number) => upgrade15(number).unwrap_or_else(|| number.clone()),
        None => format!("{name}/{:?}", row.birth),
    };
    if let Some((first, first_name)) = first_rows.get(&key) {
        let code = if *first_name == name {
            "duplicate_in_file"
        } else {
            "number_of_another"
        };
        return Some(Problem {
            field: Some(Field::Number),
            ..Problem::block(row.row, code).with("first", first)
        });
    }
    first_rows.insert(key, (row.row, name));
    None
}

/// Fills a row as far as it can be read; the caller asks the reader whether it is sound.
fn read(reader: &mut RowReader) -> Option<Person> {
    let (name, name_latin) = read_names(reader);
    let document = identity::read(reader);
    let birth = particulars::birth(reader, document.as_ref());
    let is_minor = birth.is_some_and(|birth| age_on(birth, reader.today) < MINOR);
    // Said once: a number that is there and wrong has its own reason already.
    let silent = reader
        .text(Field::Number)
        .or_else(|| reader.text(Field::Passport))
        .is_none();
    if silent && !is_minor {
        let field = if reader.has(Field::Number) {
            Field::Number
        } else {
            Field::Passport
        };
        reader.block(field, "number_missing");
    }
    let sex = particulars::sex(reader, document.as_ref());
    let nationality = particulars::nationality(reader, document.as_ref());
    let since = read_since(reader, birth);
    let (address, address_text) = read_address(reader)?;
    let kept = document.filter(|_| !is_minor);
    let row = TenantRow {
        row: reader.number(),
        name: name?,
        name_latin: name_latin.filter(|_| !is_minor),
        sex: sex.map(|sex| sex.as_str().to_string()),
        birth,
        document_type: kept
            .as_ref()
            .map(|document| document.doc_type.as_str().to_string()),
        number: kept.map(|document| document.number),
        // Of a child neither number is kept, nor the name as printed in a passport.
        phone: reader.phone(Field::Phone).filter(|_| !is_minor),
        household: reader.text_up_to(Field::Household, TEXT),
        nationality,
        guardian_row: None,
        address,
        address_text,
        landlord: rooms::landlord(reader),
        landlord_phone: reader.phone(Field::LandlordPhone),
        since,
        reason: particulars::reason(reader),
        employer: reader.text_up_to(Field::Employer, TEXT),
    };
    Some(Person { row, is_minor })
}

/// The name and the name as printed in a passport. A file about foreigners has only the latter.
fn read_names(reader: &mut RowReader) -> (Option<String>, Option<String>) {
    let latin = reader.name(Field::NameLatin, NAME);
    let name = reader.name(Field::Name, NAME).or_else(|| latin.clone());
    if name.is_none() {
        let field = if reader.has(Field::Name) {
            Field::Name
        } else {
            Field::NameLatin
        };
        reader.block(field, "name_missing");
    }
    (name, latin)
}

fn read_address(reader: &mut RowReader) -> Option<(Address, String)> {
    let address = rooms::place(reader)?;
    let text = reader
        .text(Field::Address)
        .unwrap_or_else(|| address.full_text());
    Some((address, text))
}

fn read_since(reader: &mut RowReader, birth: Option<NaiveDate>) -> Option<NaiveDate> {
    let problems = reader.problems.len();
    let since = reader.arrival(Field::Since);
    if since.is_some_and(|since| birth.is_some_and(|birth| since < birth)) {
        reader.block(Field::Since, "date_before_birth");
    }
    if since.is_none() && reader.problems.len() == problems {
        reader.tell(Field::Since, "since_missing");
    }
    since
}

/// Whether two addresses are one room, however they are written.
pub(super) fn is_same_room(one: &Address, other: &Address) -> bool {
    let key = |address: &Address| {
        let building = norm_building(
            address.zone.as_deref(),
            address.building.as_deref().unwrap_or_default(),
        );
        let label = address
            .room
            .as_deref()
            .or(address.floor.as_deref())
            .unwrap_or_default();
        (
            address.village.clone(),
            building,
            norm_room(address.unit.as_deref(), label),
        )
    };
    key(one) == key(other)
}

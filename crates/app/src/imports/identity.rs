//! The identity document of a row. A number that the spreadsheet has destroyed never leaves this file.

use domain::codes;
use domain::identity::{self, DocumentType, Read};

use super::fields::Field;
use super::reader::RowReader;
use super::table::Cell;

/// Names of documents beyond the labels of the code list.
const ALSO: &[(&str, DocumentType)] = &[
    ("身份证", DocumentType::ResidentId),
    ("二代身份证", DocumentType::ResidentId),
    ("二代证", DocumentType::ResidentId),
    ("居民身份证(二代)", DocumentType::ResidentId),
    ("普通护照", DocumentType::Passport),
    ("外国护照", DocumentType::Passport),
    ("回乡证", DocumentType::TravelPermitHkMo),
    ("港澳通行证", DocumentType::TravelPermitHkMo),
    ("港澳居民通行证", DocumentType::TravelPermitHkMo),
    ("台胞证", DocumentType::TravelPermitTw),
    ("台湾居民通行证", DocumentType::TravelPermitTw),
    ("港澳台居住证", DocumentType::ResidencePermitHmt),
    ("外国人永久居留证", DocumentType::ForeignPermanentId),
    ("五星卡", DocumentType::ForeignPermanentId),
];

/// Reads the document of a row. `None` when there is none to keep; the reason is among the reader's problems, except
/// for a number that is simply missing.
pub(super) fn read(reader: &mut RowReader) -> Option<Read> {
    let field = [Field::Number, Field::Passport]
        .into_iter()
        .find(|field| reader.text(*field).is_some())?;
    // A number cell of 16 digits and more has lost its end, whatever its check digit says.
    if matches!(reader.cell(field), Cell::Number(value) if identity::destroyed_number(*value)) {
        reader.block(field, "id_destroyed");
        return None;
    }
    let text = reader.text(field)?;
    let given = given_type(reader);
    let read = read_as(reader, field, given, &text);
    if given.is_none() && !is_resident(read.doc_type) && field == Field::Number && !read.has_error()
    {
        reader.tell(field, "document_type_guessed");
    }
    // Age has its own rules (`people` lists minors), and a kind that nobody stated cannot differ.
    let is_told =
        |code: &str| code != "id_minor_under_14" && (given.is_some() || code != "id_type_differs");
    let findings: Vec<_> = read
        .findings
        .iter()
        .filter(|finding| is_told(finding.code))
        .cloned()
        .collect();
    reader.findings(field, &findings);
    Some(read).filter(|read| !read.has_error())
}

fn read_as(reader: &RowReader, field: Field, given: Option<DocumentType>, text: &str) -> Read {
    let guessed = identity::read(None, text, reader.today);
    let as_kind = |kind: DocumentType| identity::read(Some(kind), text, reader.today);
    match (given, field) {
        (Some(kind), _) => as_kind(kind),
        // Some write the resident number of a Chinese spouse into the passport column.
        (None, Field::Passport) if is_resident(guessed.doc_type) && !guessed.has_error() => guessed,
        (None, Field::Passport) => as_kind(DocumentType::Passport),
        // Under 身份证号 a string of digits is a resident number with digits missing, not a Taiwan permit.
        (None, _) if is_vague(guessed.doc_type, reader.header(field)) => {
            as_kind(DocumentType::ResidentId)
        }
        (None, _) => guessed,
    }
}

fn is_vague(guessed: DocumentType, header: &str) -> bool {
    let resident_column = header.contains("身份");
    guessed == DocumentType::Other || (resident_column && guessed == DocumentType::TravelPermitTw)
}

fn is_resident(kind: DocumentType) -> bool {
    matches!(
        kind,
        DocumentType::ResidentId
            | DocumentType::ResidencePermitHmt
            | DocumentType::ForeignPermanentId
    )
}

/// What the column of document types says; an unknown name is told and the number decides.
fn given_type(reader: &mut RowReader) -> Option<DocumentType> {
    let text = reader
        .text(Field::DocumentType)?
        .replace('（', "(")
        .replace('）', ")");
    let of_list = codes::from_label("document_type", &text).and_then(DocumentType::parse);
    let known = of_list.or_else(|| {
        ALSO.iter()
            .find(|(name, _)| *name == text)
            .map(|(_, kind)| *kind)
    });
    if known.is_none() {
        reader.tell(Field::DocumentType, "document_type_unknown");
    }
    known
}

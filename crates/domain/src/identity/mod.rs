//! Identity documents: guess the kind, read what the number says, and remark on it.
//!
//! The number is data about a person but not a key: real duplicates (重号) exist.
//! A region code is of first issue and may be abolished today, so it is never an error.

mod check;
mod destroyed;
mod document_type;
mod eighteen;
mod legacy;
mod letters;
mod mask;
mod normalise;
mod regions;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::findings::{Finding, Level, worst};

pub use check::check_char;
pub use destroyed::{destroyed_number, destroyed_text};
pub use document_type::{DocumentType, Sex};
pub use legacy::upgrade15;
pub use mask::mask_number;
pub use normalise::normalise;
pub use regions::is_area_code;

/// What a document number says about its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Read {
    pub doc_type: DocumentType,
    /// Normalised spelling; a 15-digit number stays 15 digits.
    pub number: String,
    pub birth: Option<NaiveDate>,
    pub sex: Option<Sex>,
    /// Six digits of GB/T 2260 at first issue (810000, 820000, 830000 for Hong Kong, Macao, Taiwan).
    /// `None` for foreigners: the place that accepted their application is not a household.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-3, where the number carries it.
    pub nationality: Option<String>,
    pub findings: Vec<Finding>,
}

impl Read {
    fn blank(doc_type: DocumentType, number: &str) -> Self {
        let number = number.to_string();
        Self {
            doc_type,
            number,
            birth: None,
            sex: None,
            region: None,
            nationality: None,
            findings: Vec::new(),
        }
    }

    fn refuse(mut self, finding: Finding) -> Self {
        self.findings.push(finding);
        self
    }

    /// Whether any finding is an error.
    pub fn has_error(&self) -> bool {
        worst(&self.findings) == Some(Level::Error)
    }
}

/// Reads a number. With `doc_type` `None` the kind is guessed; with a kind given it is kept, and a number that clearly
/// belongs to another kind gets the warning `id_type_differs` (argument `looks_like`).
///
/// `today` is the local date of the user. Findings: errors `id_length`, `id_format`, `id_check_digit`,
/// `id_date_impossible`, `id_birth_future`, `id_destroyed`; warnings `id_age_over_120`, `id_minor_under_14`,
/// `id_legacy_centenarian`, `id_format_unusual`, `id_type_differs`; information `id_guardian_under_16`,
/// `id_region_unknown`, `id_nationality_unknown`, `id_legacy_15` (an upgrade is offered by [`upgrade15`]).
pub fn read(doc_type: Option<DocumentType>, raw: &str, today: NaiveDate) -> Read {
    let number = normalise(raw);
    if destroyed_text(raw) {
        let kind = doc_type.unwrap_or(DocumentType::ResidentId);
        return Read::blank(kind, &number).refuse(Finding::error("id_destroyed"));
    }

    let likely = guess(&number);
    let kind = doc_type.unwrap_or(likely);
    let mut read = read_as(kind, &number, today);
    if kind != likely && is_telling(kind, likely) {
        read.findings
            .push(Finding::warning("id_type_differs").with("looks_like", likely.as_str()));
    }
    read
}

/// Completed years on `today`; someone born on 29 February turns older on 1 March of common years.
pub fn age_on(birth: NaiveDate, today: NaiveDate) -> i32 {
    let before_birthday = (today.month(), today.day()) < (birth.month(), birth.day());
    today.year() - birth.year() - i32::from(before_birthday)
}

fn read_as(kind: DocumentType, number: &str, today: NaiveDate) -> Read {
    match kind {
        DocumentType::ResidentId if legacy::has_shape(number) => legacy::read(number, today),
        DocumentType::ResidentId
        | DocumentType::ResidencePermitHmt
        | DocumentType::ForeignPermanentId => eighteen::read(kind, number, today),
        DocumentType::ForeignPermanentIdOld => legacy::read_foreign(number, today),
        DocumentType::TravelPermitHkMo | DocumentType::TravelPermitTw => {
            letters::read_permit(kind, number)
        }
        DocumentType::Passport => letters::read_passport(number),
        DocumentType::Other => letters::read_other(number),
    }
}

/// First digit and prefix come before anything else: the 18-character kinds share layout and check digit.
fn guess(number: &str) -> DocumentType {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if number.len() == 18 && digits >= 17 {
        return match &number[..6] {
            "810000" | "820000" | "830000" => DocumentType::ResidencePermitHmt,
            prefix if prefix.starts_with('9') => DocumentType::ForeignPermanentId,
            _ => DocumentType::ResidentId,
        };
    }
    if legacy::has_foreign_shape(number) {
        return DocumentType::ForeignPermanentIdOld;
    }
    // A resident number with a digit too few or too many is still meant as one.
    if digits >= 13 && digits + 1 >= number.len() {
        return DocumentType::ResidentId;
    }
    letters::guess(number)
}

/// Short digit strings and passports look alike across states, so only the self-describing shapes contradict the user.
fn is_telling(given: DocumentType, likely: DocumentType) -> bool {
    use DocumentType as Kind;
    let plain = matches!(
        likely,
        Kind::Other | Kind::Passport | Kind::TravelPermitHkMo | Kind::TravelPermitTw
    );
    let loose = matches!(
        given,
        Kind::Passport | Kind::Other | Kind::TravelPermitHkMo | Kind::TravelPermitTw
    );
    given != Kind::Other && !(plain && loose) && likely != Kind::Other
}

/// Remarks that follow from a date of birth alone.
fn remark_on_birth(birth: NaiveDate, today: NaiveDate) -> Option<Finding> {
    if birth > today {
        return Some(Finding::error("id_birth_future"));
    }
    match age_on(birth, today) {
        // PIPL §28, §31: data of a child under 14 is sensitive and needs the guardian's consent.
        ..14 => Some(Finding::warning("id_minor_under_14")),
        // 浙江省流动人口居住登记条例 §7: under 16 the guardian declares.
        14..16 => Some(Finding::info("id_guardian_under_16")),
        age @ 121.. => Some(Finding::warning("id_age_over_120").with("age", age)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

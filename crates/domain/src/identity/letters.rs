//! Travel permits and passports: no check digit on the number itself, so form only.

use super::{DocumentType, Read};
use crate::findings::Finding;

pub(super) fn guess(number: &str) -> DocumentType {
    if is_hk_mo(number) {
        DocumentType::TravelPermitHkMo
    } else if is_taiwan(number) {
        DocumentType::TravelPermitTw
    } else if is_passport(number) {
        DocumentType::Passport
    } else {
        DocumentType::Other
    }
}

pub(super) fn read_permit(kind: DocumentType, number: &str) -> Read {
    let fits = match kind {
        DocumentType::TravelPermitHkMo => is_hk_mo(number),
        _ => is_taiwan(number),
    };
    let read = Read::blank(kind, number);
    if fits {
        read
    } else {
        read.refuse(Finding::error("id_format"))
    }
}

/// States number their passports freely: letters and digits are required, the usual 5 to 9 characters only expected.
pub(super) fn read_passport(number: &str) -> Read {
    let read = Read::blank(DocumentType::Passport, number);
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        read.refuse(Finding::error("id_format"))
    } else if is_passport(number) {
        read
    } else {
        read.refuse(Finding::warning("id_format_unusual"))
    }
}

pub(super) fn read_other(number: &str) -> Read {
    let read = Read::blank(DocumentType::Other, number);
    if number.is_empty() {
        read.refuse(Finding::error("id_length").with("length", 0))
    } else {
        read
    }
}

/// `H` or `M` and 8 digits (10 on old cards, the last two counting reissues); `HA` or `MA` and 7 digits for holders
/// without Chinese nationality.
fn is_hk_mo(number: &str) -> bool {
    let after = |prefix: &str| number.strip_prefix(prefix).and_then(digits);
    let of_citizen = after("H")
        .or_else(|| after("M"))
        .is_some_and(|count| count == 8 || count == 10);
    let of_foreigner = after("HA").or_else(|| after("MA")) == Some(7);
    of_citizen || of_foreigner
}

/// 8 digits, 10 on old cards.
fn is_taiwan(number: &str) -> bool {
    matches!(digits(number), Some(8 | 10))
}

fn is_passport(number: &str) -> bool {
    let alphanumeric = number.bytes().all(|b| b.is_ascii_alphanumeric());
    (5..=9).contains(&number.len()) && alphanumeric && number.bytes().any(|b| b.is_ascii_digit())
}

fn digits(text: &str) -> Option<usize> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then_some(text.len())
}

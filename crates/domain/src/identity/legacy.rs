//! The 15-character forms still found in old files: the resident number of GB 11643-1989 (6 of region, YYMMDD, 3 of
//! sequence, no check) and the older foreign permanent residence card (3 letters of nationality, 4 of region, YYMMDD,
//! 1 of sequence and sex, 1 ICAO check digit).

use chrono::{Datelike, NaiveDate};

use super::check::icao_check;
use super::{DocumentType, Read, Sex, check_char, normalise, regions, remark_on_birth};
use crate::findings::Finding;

pub(super) fn has_shape(number: &str) -> bool {
    number.len() == 15 && number.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn has_foreign_shape(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 15
        && bytes[..3].iter().all(u8::is_ascii_uppercase)
        && bytes[3..].iter().all(u8::is_ascii_digit)
}

/// The 18-character form of a 15-digit resident number: century 19 inserted, check character appended.
/// `None` when it is not 15 digits, its date is impossible, or its sequence is 996–999: those went to centenarians
/// born in the 1800s, so the century is not known.
pub fn upgrade15(number: &str) -> Option<String> {
    let number = normalise(number);
    if !has_shape(&number) || is_centenarian(&number) {
        return None;
    }
    birth_in(1900, &number[6..12])?;
    let first17 = format!("{}19{}", &number[..6], &number[6..]);
    check_char(&first17).map(|check| format!("{first17}{check}"))
}

pub(super) fn read(number: &str, today: NaiveDate) -> Read {
    let mut read = Read::blank(DocumentType::ResidentId, number);
    let region = &number[..6];
    read.region = Some(region.to_string());
    if !regions::is_known_province(region) {
        read.findings
            .push(Finding::info("id_region_unknown").with("region", region));
    }
    read.sex = number
        .chars()
        .next_back()
        .and_then(|c| c.to_digit(10))
        .map(Sex::of_digit);
    if is_centenarian(number) {
        return read.refuse(Finding::warning("id_legacy_centenarian"));
    }

    match birth_in(1900, &number[6..12]) {
        Some(birth) => {
            read.birth = Some(birth);
            read.findings.push(Finding::info("id_legacy_15"));
            read.findings.extend(remark_on_birth(birth, today));
        }
        None => read.findings.push(Finding::error("id_date_impossible")),
    }
    read
}

pub(super) fn read_foreign(number: &str, today: NaiveDate) -> Read {
    let mut read = Read::blank(DocumentType::ForeignPermanentIdOld, number);
    let length = number.chars().count();
    if length != 15 {
        return read.refuse(Finding::error("id_length").with("length", length));
    }
    if !has_foreign_shape(number) {
        return read.refuse(Finding::error("id_format"));
    }

    read.nationality = Some(number[..3].to_string());
    read.sex = number[13..14].parse().ok().map(Sex::of_digit);
    // Two digits of year: the latest century that is not in the future, as in passports.
    let recent = birth_in(today.year() / 100 * 100, &number[7..13]).filter(|birth| *birth <= today);
    read.birth = recent.or_else(|| birth_in(today.year() / 100 * 100 - 100, &number[7..13]));
    match read.birth {
        Some(birth) => read.findings.extend(remark_on_birth(birth, today)),
        None => read.findings.push(Finding::error("id_date_impossible")),
    }
    if icao_check(&number[..14]) != number[14..].parse().ok() {
        read.findings.push(Finding::error("id_check_digit"));
    }
    read
}

fn is_centenarian(number: &str) -> bool {
    matches!(&number[12..], "996" | "997" | "998" | "999")
}

fn birth_in(century: i32, yymmdd: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(
        &format!(
            "{:04}{}",
            century + yymmdd[..2].parse::<i32>().ok()?,
            &yymmdd[2..]
        ),
        "%Y%m%d",
    )
    .ok()
}

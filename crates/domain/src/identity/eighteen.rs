//! The 18-character kinds: 6 characters of origin, 8 of birth (YYYYMMDD), 3 of sequence (odd male, even female) and the
//! MOD 11-2 check character (GB 11643-1999). The permanent residence card puts `9`, 2 of province and 3 of nationality
//! in front (National Immigration Administration, since 2023-12-01).

use chrono::NaiveDate;

use super::{DocumentType, Read, Sex, check_char, regions, remark_on_birth};
use crate::findings::Finding;

pub(super) fn read(kind: DocumentType, number: &str, today: NaiveDate) -> Read {
    let mut read = Read::blank(kind, number);
    let length = number.chars().count();
    if length != 18 {
        return read.refuse(Finding::error("id_length").with("length", length));
    }
    let (body, check) = number.split_at_checked(17).unwrap_or(("", ""));
    let Some(expected) = check_char(body) else {
        return read.refuse(Finding::error("id_format"));
    };
    if !check.starts_with(|c: char| c.is_ascii_digit() || c == 'X') {
        return read.refuse(Finding::error("id_format"));
    }

    read_origin(&mut read, &body[..6]);
    match NaiveDate::parse_from_str(&body[6..14], "%Y%m%d") {
        Ok(birth) => {
            read.birth = Some(birth);
            read.findings.extend(remark_on_birth(birth, today));
        }
        Err(_) => read.findings.push(Finding::error("id_date_impossible")),
    }
    read.sex = body[16..]
        .chars()
        .next()
        .and_then(|c| c.to_digit(10))
        .map(Sex::of_digit);
    if !check.starts_with(expected) {
        read.findings.push(Finding::error("id_check_digit"));
    }
    read
}

fn read_origin(read: &mut Read, origin: &str) {
    match read.doc_type {
        DocumentType::ForeignPermanentId => read_foreign_origin(read, origin),
        DocumentType::ResidencePermitHmt => {
            read.region = Some(origin.to_string());
            if !matches!(origin, "810000" | "820000" | "830000") {
                read.findings.push(Finding::error("id_format"));
            }
        }
        _ => {
            read.region = Some(origin.to_string());
            if !regions::is_known_province(origin) {
                read.findings
                    .push(Finding::info("id_region_unknown").with("region", origin));
            }
        }
    }
}

fn read_foreign_origin(read: &mut Read, origin: &str) {
    if !origin.starts_with('9') {
        read.findings.push(Finding::error("id_format"));
        return;
    }
    let (province, country) = (&origin[1..3], &origin[3..]);
    if !regions::is_known_province(province) {
        read.findings
            .push(Finding::info("id_region_unknown").with("region", province));
    }
    read.nationality = regions::alpha3(country).map(str::to_string);
    if read.nationality.is_none() {
        read.findings
            .push(Finding::info("id_nationality_unknown").with("code", country));
    }
}

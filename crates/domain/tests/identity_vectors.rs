//! The shared identity vectors, kind by kind. Resident IDs with real regions belong here only, never next to a name.

use chrono::NaiveDate;
use domain::identity::{DocumentType, Read, Sex, read, upgrade15};
use domain::phones;
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/identity.json")).expect("the vectors are JSON")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item.as_str().expect("text"))
        .collect()
}

fn field<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name].as_str().expect("text")
}

fn codes(read: &Read) -> Vec<&'static str> {
    read.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn demo_safe_and_published_numbers_are_resident_ids_without_error() {
    let all = vectors();
    for group in ["demo_safe", "published_examples"] {
        for id in texts(&all["resident18"][group]) {
            let read = read(None, id, today());
            assert_eq!(read.doc_type, DocumentType::ResidentId, "{id}");
            assert!(!read.has_error(), "{id}: {:?}", read.findings);
        }
    }
}

#[test]
fn strict_numbers_give_birth_and_sex() {
    for item in vectors()["resident18"]["strict"]
        .as_array()
        .expect("a list")
    {
        let read = read(None, field(item, "id"), today());
        assert!(!read.has_error(), "{item}");
        assert_eq!(
            read.birth.map(|birth| birth.to_string()).as_deref(),
            item["birth"].as_str(),
            "{item}"
        );
        assert_eq!(read.sex, Sex::parse(field(item, "sex")), "{item}");
    }
}

#[test]
fn invalid_numbers_get_the_finding_that_fits() {
    let expected: [&[&str]; 5] = [
        &["id_check_digit"],
        &["id_date_impossible"],
        &[],
        &["id_birth_future"],
        &[],
    ];
    let all = vectors();
    let items = all["resident18"]["invalid"].as_array().expect("a list");
    assert_eq!(items.len(), expected.len());
    for (item, expected) in items.iter().zip(expected) {
        assert_eq!(
            codes(&read(None, field(item, "id"), today())),
            expected,
            "{item}"
        );
    }
}

#[test]
fn legacy_numbers_upgrade_as_listed() {
    for item in vectors()["resident15"].as_array().expect("a list") {
        assert_eq!(
            upgrade15(field(item, "id")).as_deref(),
            item["upgrade18"].as_str()
        );
        assert_eq!(
            codes(&read(None, field(item, "id"), today())),
            ["id_legacy_15"]
        );
    }
}

#[test]
fn hong_kong_macao_and_taiwan_permits_are_recognised() {
    for item in vectors()["hkmotw18"].as_array().expect("a list") {
        let read = read(None, field(item, "id"), today());
        assert_eq!(read.doc_type, DocumentType::ResidencePermitHmt, "{item}");
        assert!(read.findings.is_empty(), "{item}: {:?}", read.findings);
        let area = match read.region.as_deref() {
            Some("810000") => "HK",
            Some("820000") => "MO",
            Some("830000") => "TW",
            _ => "?",
        };
        assert_eq!(area, field(item, "area"));
    }
}

#[test]
fn permanent_residence_cards_of_both_forms_are_read() {
    let all = vectors();
    for id in texts(&all["fpr18"]["official_specimens"]) {
        let read = read(None, id, today());
        assert_eq!(
            (read.doc_type, codes(&read)),
            (DocumentType::ForeignPermanentId, vec![]),
            "{id}"
        );
    }
    for item in all["fpr18"]["own"].as_array().expect("a list") {
        let read = read(None, field(item, "id"), today());
        assert!(read.findings.is_empty(), "{item}: {:?}", read.findings);
        assert_eq!(
            read.nationality.as_deref(),
            field(item, "nat").split(' ').nth(1),
            "{item}"
        );
        assert_eq!(
            read.birth.map(|birth| birth.to_string()).as_deref(),
            item["birth"].as_str()
        );
        assert_eq!(read.sex, Sex::parse(field(item, "sex")));
    }
    for id in texts(&all["fpr18"]["invalid"]) {
        assert_eq!(codes(&read(None, id, today())), ["id_check_digit"], "{id}");
    }
    for id in texts(&all["fpr15"]) {
        let read = read(None, id, today());
        assert_eq!(
            (read.doc_type, codes(&read)),
            (DocumentType::ForeignPermanentIdOld, vec![]),
            "{id}"
        );
    }
}

#[test]
fn telephone_vectors_are_normalised_or_remarked() {
    let all = vectors();
    for raw in texts(&all["phone_valid_cn"]) {
        let (number, findings) = phones::read(raw);
        assert!(findings.is_empty(), "{raw}: {findings:?}");
        assert!(
            number.is_some_and(|number| number.starts_with("+861") && number.len() == 14),
            "{raw}"
        );
    }
    for raw in texts(&all["phone_invalid_cn"]) {
        assert!(!phones::read(raw).1.is_empty(), "{raw}");
    }
    for raw in texts(&all["phone_landline"]) {
        assert_eq!(phones::read(raw), (Some(raw.to_string()), vec![]));
    }
}

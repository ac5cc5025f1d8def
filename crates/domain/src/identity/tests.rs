use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("an ISO date")
}

fn reading(raw: &str) -> Read {
    read(None, raw, day("2026-11-20"))
}

fn codes(read: &Read) -> Vec<&'static str> {
    read.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_resident_number_gives_birth_sex_and_region() {
    let read = reading("330799198512240036");
    assert_eq!(read.doc_type, DocumentType::ResidentId);
    assert_eq!(read.birth, Some(day("1985-12-24")));
    assert_eq!(read.sex, Some(Sex::Male));
    assert_eq!(read.region.as_deref(), Some("330799"));
    assert_eq!(codes(&read), Vec::<&str>::new());
}

#[test]
fn an_abolished_county_is_no_finding_and_an_unknown_province_only_information() {
    assert!(reading("330125196910010096").findings.is_empty());
    let first17 = "99079919900101001";
    let number = format!("{first17}{}", check_char(first17).expect("digits"));
    let read = read(Some(DocumentType::ResidentId), &number, day("2026-11-20"));
    assert!(codes(&read).contains(&"id_region_unknown"));
    assert!(!read.has_error());
}

#[test]
fn a_number_of_wrong_length_says_its_length() {
    let read = reading("33079919900101001");
    assert_eq!(read.doc_type, DocumentType::ResidentId);
    assert_eq!(
        read.findings,
        vec![Finding::error("id_length").with("length", 17)]
    );
}

#[test]
fn a_child_is_flagged_and_a_fifteen_year_old_needs_a_guardian() {
    let child = read(None, "330782201906010054", day("2026-11-20"));
    assert_eq!(codes(&child), ["id_minor_under_14"]);
    let teenager = read(None, "330782201906010054", day("2034-06-01"));
    assert_eq!(codes(&teenager), ["id_guardian_under_16"]);
}

#[test]
fn an_age_over_120_is_a_warning() {
    let read = reading("440524188001010014");
    assert_eq!(
        read.findings,
        vec![Finding::warning("id_age_over_120").with("age", 146)]
    );
}

#[test]
fn the_first_digit_nine_is_read_as_a_permanent_residence_card() {
    let read = reading("933818198802140019");
    assert_eq!(read.doc_type, DocumentType::ForeignPermanentId);
    assert_eq!(read.nationality.as_deref(), Some("EGY"));
    assert_eq!(read.region, None);
    assert_eq!(read.sex, Some(Sex::Male));
}

#[test]
fn a_legacy_number_offers_an_upgrade_except_for_centenarians() {
    assert_eq!(codes(&reading("330725690112003")), ["id_legacy_15"]);
    let old = reading("330725120112998");
    assert_eq!(
        (codes(&old), old.birth),
        (vec!["id_legacy_centenarian"], None)
    );
    assert_eq!(upgrade15("330725120112998"), None);
    assert_eq!(upgrade15("330725690230003"), None);
}

#[test]
fn the_old_foreign_card_carries_nationality_birth_and_sex() {
    let read = reading("CAN330788122414");
    assert_eq!(read.doc_type, DocumentType::ForeignPermanentIdOld);
    assert_eq!(read.birth, Some(day("1988-12-24")));
    assert_eq!(
        (read.sex, read.nationality.as_deref()),
        (Some(Sex::Male), Some("CAN"))
    );
    assert_eq!(codes(&reading("CAN330788122415")), ["id_check_digit"]);
}

#[test]
fn permits_and_passports_are_told_apart_by_their_form() {
    let kind = |raw: &str| reading(raw).doc_type;
    assert_eq!(kind("H12345678"), DocumentType::TravelPermitHkMo);
    assert_eq!(kind("M1234567801"), DocumentType::TravelPermitHkMo);
    assert_eq!(kind("HA1234567"), DocumentType::TravelPermitHkMo);
    assert_eq!(kind("12345678"), DocumentType::TravelPermitTw);
    assert_eq!(kind("E12345678"), DocumentType::Passport);
    assert_eq!(kind("ea1234567"), DocumentType::Passport);
    assert_eq!(kind("A123456784"), DocumentType::Other);
    assert_eq!(kind(""), DocumentType::Other);
    assert!(reading("").has_error());
}

#[test]
fn a_given_kind_is_kept_and_a_contradicting_number_is_remarked() {
    let read = read(
        Some(DocumentType::ResidentId),
        "810000199202290029",
        day("2026-11-20"),
    );
    assert_eq!(read.doc_type, DocumentType::ResidentId);
    assert_eq!(
        read.findings,
        vec![Finding::warning("id_type_differs").with("looks_like", "residence_permit_hmt")]
    );

    let passport = super::read(Some(DocumentType::Passport), "12345678", day("2026-11-20"));
    assert!(passport.findings.is_empty());
    let wrong = super::read(
        Some(DocumentType::Passport),
        "330799199001010014",
        day("2026-11-20"),
    );
    assert_eq!(codes(&wrong), ["id_format_unusual", "id_type_differs"]);
}

#[test]
fn a_number_destroyed_by_a_spreadsheet_says_so_and_nothing_else() {
    assert_eq!(codes(&reading("3.30799E+17")), ["id_destroyed"]);
    assert_eq!(codes(&reading("330799199001010000")), ["id_destroyed"]);
}

#[test]
fn a_birthday_counts_on_the_day_itself() {
    assert_eq!(age_on(day("1990-11-21"), day("2026-11-20")), 35);
    assert_eq!(age_on(day("1990-11-20"), day("2026-11-20")), 36);
    assert_eq!(age_on(day("2000-02-29"), day("2026-02-28")), 25);
}

#[test]
fn no_input_makes_the_reader_panic() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};

    let mut runner = TestRunner::new_with_rng(
        Config {
            failure_persistence: None,
            ..Config::with_cases(2000)
        },
        fixed_rng(),
    );
    let any = prop_oneof![
        "\\PC{0,24}",
        "[0-9X]{14,19}",
        "[A-Z]{0,3}[0-9]{5,15}",
        "[0-9]{17}[0-9Xx×号]"
    ];
    let kinds = proptest::option::of(proptest::sample::select(DocumentType::ALL.to_vec()));
    let outcome = runner.run(&(kinds, any), |(kind, raw)| {
        let read = super::read(kind, &raw, day("2026-11-20"));
        prop_assert_eq!(kind.unwrap_or(read.doc_type), read.doc_type);
        prop_assert_eq!(normalise(&read.number), read.number.clone());
        let _ = (mask_number(&raw), upgrade15(&raw));
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}

fn fixed_rng() -> proptest::test_runner::TestRng {
    proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha)
}

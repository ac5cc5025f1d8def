use super::*;

fn codes(raw: &str) -> Vec<&'static str> {
    read(raw).1.iter().map(|finding| finding.code).collect()
}

#[test]
fn mobiles_of_every_spelling_become_e164() {
    for raw in [
        "13800138000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "8613800138000",
        "１３８００１３８０００",
        "138-0013-8000",
        "013800138000",
        "13800138000.0",
    ] {
        assert_eq!(normalise(raw).as_deref(), Some("+8613800138000"), "{raw}");
        assert_eq!(codes(raw), Vec::<&str>::new(), "{raw}");
    }
}

#[test]
fn fixed_lines_keep_their_area_code_and_extension() {
    for raw in [
        "0579-85551234",
        "057985551234",
        "(0579) 8555 1234",
        "+86 579 85551234",
        "０５７９－８５５５１２３４",
    ] {
        assert_eq!(normalise(raw).as_deref(), Some("0579-85551234"), "{raw}");
    }
    assert_eq!(normalise("010-62345678").as_deref(), Some("010-62345678"));
    assert_eq!(
        normalise("0579-85551234-801").as_deref(),
        Some("0579-85551234-801")
    );
    assert_eq!(
        normalise("0579-85551234转801").as_deref(),
        Some("0579-85551234-801")
    );
}

#[test]
fn foreign_numbers_are_accepted_as_they_are() {
    assert_eq!(
        read("+20 100 123 4567"),
        (Some("+201001234567".to_string()), vec![])
    );
    assert_eq!(
        normalise("00852 9123 4567").as_deref(),
        Some("+85291234567")
    );
}

#[test]
fn an_unknown_mobile_block_is_remarked_but_kept() {
    assert_eq!(codes("14412345678"), ["phone_unusual"]);
    assert_eq!(normalise("14412345678").as_deref(), Some("+8614412345678"));
    assert_eq!(codes("17400123456"), Vec::<&str>::new());
}

#[test]
fn a_local_line_without_area_code_is_unusual() {
    assert_eq!(read("85551234").0.as_deref(), Some("85551234"));
    assert_eq!(codes("85551234"), ["phone_unusual"]);
}

#[test]
fn short_and_service_numbers_are_no_contacts() {
    for raw in ["110", "96110", "12381", "400-123-4567", "666123"] {
        assert_eq!(
            (codes(raw), normalise(raw)),
            (vec!["phone_short_service"], None),
            "{raw}"
        );
    }
}

#[test]
fn what_cannot_be_a_number_is_an_error() {
    for raw in [
        "12345678901",
        "10000000000",
        "1990000000",
        "没有",
        "",
        "1.38E+10",
        "13800138000/13900139000",
    ] {
        assert_eq!(
            (codes(raw), read(raw).0),
            (vec!["phone_format"], None),
            "{raw}"
        );
    }
}

#[test]
fn masks_hide_the_middle_and_tails_show_the_end() {
    assert_eq!(mask_phone("+8613800138000"), "138****8000");
    assert_eq!(mask_phone("138 0013 8000"), "138****8000");
    assert_eq!(mask_phone("0579-85551234"), "0579-****1234");
    assert_eq!(mask_phone("+201001234567"), "+20********67");
    assert_eq!(mask_phone("110"), "*10");
    assert_eq!(tail("+8613800138000", 4), "8000");
    assert_eq!(tail("110", 4), "110");
}

use super::super::{Key, address_keys, id_keys, name_keys, phone_keys, remark_keys};
use super::*;

/// A contact as the index sees it.
struct Contact {
    name: &'static str,
    keys: Vec<Key>,
}

fn contact(name: &'static str, latin: Option<&str>, phone: &str, address: &str) -> Contact {
    let keys = [
        name_keys(name, latin),
        phone_keys(phone),
        address_keys(address),
        id_keys("33079919601001008X"),
        remark_keys("A批发 单英"),
    ]
    .concat();
    Contact { name, keys }
}

fn fits(lookup: &Lookup, keys: &[Key]) -> bool {
    let compare = |key: &Key| match lookup.mode {
        Mode::Exact => key.key == lookup.key,
        Mode::Prefix => key.key.starts_with(&lookup.key),
        Mode::Contains => key.key.contains(&lookup.key),
    };
    keys.iter()
        .any(|key| key.kind == lookup.kind && compare(key))
}

/// What the store does with a query, over one contact.
fn finds(text: &str, contact: &Contact) -> bool {
    parse_query(text).alternatives.iter().any(|alternative| {
        alternative
            .all_of
            .iter()
            .all(|lookup| fits(lookup, &contact.keys))
            && alternative
                .then
                .as_ref()
                .is_none_or(|mixed| mixed.matches(contact.name))
    })
}

fn ouyang() -> Contact {
    contact(
        "欧阳修",
        None,
        "13800138000",
        "江东街道青岩刘村E区12幢3单元402室",
    )
}

#[test]
fn a_name_is_found_by_letters_of_every_kind() {
    for text in [
        "ouyangxiu",
        "ouyang",
        "OUY",
        "ouy x",
        "oyx",
        "ox",
        "ouyx",
        "欧yx",
        "欧阳",
        "阳修",
        "欧 阳",
        "ｏｙｘ",
        "欧阳x",
    ] {
        assert!(finds(text, &ouyang()), "{text}");
    }
    for text in ["ouyangxue", "xiu o", "欧修", "李", "oyy"] {
        assert!(!finds(text, &ouyang()), "{text}");
    }
}

#[test]
fn digits_find_phone_last_four_document_and_room() {
    for text in [
        "13800138000",
        "138 0013",
        "+86 138 0013 8000",
        "0086-13800138000",
        "8000",
        "008X",
        "402",
        "12-3-402",
        "12-3",
        "12-402",
        "１２－３",
    ] {
        assert!(finds(text, &ouyang()), "{text}");
    }
    for text in ["0013", "99", "13-3-402", "008"] {
        assert!(!finds(text, &ouyang()), "{text}");
    }
}

#[test]
fn addresses_are_found_in_any_spelling() {
    for text in [
        "12栋",
        "12幢3单元",
        "E区12号楼",
        "e区12幢",
        "12幢402",
        "青岩刘",
        "青岩刘村12幢",
        "402室",
        "402房",
        "江东街道青岩刘村",
        "十二幢",
    ] {
        assert!(finds(text, &ouyang()), "{text}");
    }
    for text in ["2幢5单元", "F区", "403室"] {
        assert!(!finds(text, &ouyang()), "{text}");
    }
}

#[test]
fn latin_names_are_found_in_any_order() {
    let omar = contact("哈桑", Some("HASSAN Omar José"), "+201001234567", "");
    for text in [
        "omar hassan",
        "hassan omar",
        "Jose",
        "josé h",
        "omar",
        "20100123",
        "+20100",
    ] {
        assert!(finds(text, &omar), "{text}");
    }
    assert!(!finds("omar khaled", &omar));
}

#[test]
fn a_whole_document_number_is_cut_to_its_last_four() {
    for text in [
        "33079919601001008X",
        "33079919601001008x",
        "330799 19601001 008x",
    ] {
        let query = parse_query(text);
        let lookup = Lookup {
            kind: KeyKind::IdTail,
            mode: Mode::Exact,
            key: "008x".to_string(),
        };
        assert_eq!(
            query.alternatives,
            vec![Alternative {
                all_of: vec![lookup],
                then: None
            }]
        );
    }
    assert!(!format!("{:?}", parse_query("E12345678")).contains("1234567"));
}

#[test]
fn remarks_and_shapes() {
    assert!(finds("批发", &ouyang()) && finds("a批", &ouyang()));
    let shape = |text: &str| parse_query(text).shape;
    assert_eq!(shape("  "), Shape::Empty);
    assert_eq!(shape("-·"), Shape::Empty);
    assert_eq!(shape("12-3"), Shape::Digits);
    assert_eq!(shape("oyx"), Shape::Letters);
    assert_eq!(shape("12幢"), Shape::Han);
    assert_eq!(shape("欧yx"), Shape::Mixed);
    assert!(parse_query("").alternatives.is_empty());
}

#[test]
fn no_text_makes_the_parser_panic_or_ask_for_an_empty_key() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(
        Config {
            failure_persistence: None,
            ..Config::with_cases(3000)
        },
        rng,
    );
    let texts = prop_oneof!["\\PC{0,20}", "[a-z0-9欧阳幢号单元 x·'-]{0,20}"];
    let outcome = runner.run(&texts, |text| {
        for alternative in parse_query(&text).alternatives {
            prop_assert!(!alternative.all_of.is_empty());
            prop_assert!(
                alternative
                    .all_of
                    .iter()
                    .all(|lookup| !lookup.key.is_empty())
            );
        }
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}

use super::*;

fn stored(raw: &str) -> String {
    read(raw).0
}

fn codes(raw: &str) -> Vec<&'static str> {
    read(raw).1.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_dot_between_han_becomes_the_middle_dot() {
    for dot in ["•", "‧", "∙", "⋅", "・", "･", "．", ".", "·", " · ", "··"] {
        assert_eq!(
            stored(&format!("阿卜杜拉{dot}买买提")),
            "阿卜杜拉·买买提",
            "{dot}"
        );
    }
    assert_eq!(stored("John F. Kennedy"), "John F. Kennedy");
}

#[test]
fn padding_spaces_go_and_words_of_latin_names_keep_one() {
    assert_eq!(stored(" 李\u{3000}明 "), "李明");
    assert_eq!(stored("诸葛 亮"), "诸葛亮");
    assert_eq!(stored("张三 李四"), "张三 李四");
    assert_eq!(stored("OMAR  KHALED\tHASSAN"), "OMAR KHALED HASSAN");
}

#[test]
fn a_compatibility_ideograph_is_stored_as_it_is_and_found_as_its_twin() {
    assert_eq!(stored("\u{F92C}平"), "\u{F92C}平");
    assert_eq!(search_norm("\u{F92C}平"), "郎平");
    assert_eq!(stored("Jose\u{301}"), "José");
}

#[test]
fn no_normalisation_changes_what_is_taken_for_plain() {
    let all = ('\u{0}'..='\u{7F}').chain('\u{4E00}'..='\u{9FFF}');
    for c in all.filter(|c| is_plain(&c.to_string())) {
        let text = c.to_string();
        let unchanged = text.nfkc().chain(text.nfd()).all(|same| same == c);
        assert!(unchanged, "{c}");
        assert_eq!(fold_latin(&text), text.to_lowercase());
    }
    assert!(is_plain("李明 A1-2") && !is_plain("José") && !is_plain("\u{F92C}"));
}

#[test]
fn length_is_counted_in_code_points() {
    assert!(codes(&"𬭎".repeat(50)).is_empty());
    assert_eq!(codes(&"𬭎".repeat(51)), ["name_long"]);
    assert_eq!(codes(&"a".repeat(121)), ["name_too_long"]);
    assert_eq!(codes("  "), ["name_empty"]);
}

#[test]
fn odd_characters_are_remarked() {
    assert_eq!(codes("王\u{E863}"), ["name_to_correct"]);
    assert_eq!(
        read("王\u{0}明"),
        ("王明".to_string(), vec![Finding::error("name_control")])
    );
    assert_eq!(codes("王明2"), ["name_digits"]);
    assert_eq!(codes("一二三"), Vec::<&str>::new());
}

#[test]
fn search_ignores_dots_case_and_diacritics() {
    assert_eq!(search_norm("阿卜杜拉·买买提"), "阿卜杜拉买买提");
    assert_eq!(search_norm("José  ÁLVAREZ"), "jose alvarez");
    assert_eq!(search_norm("Bjørn Straße Åse"), "bjoern strasse aase");
    assert_eq!(
        search_norm("青岩刘村52幢 邓涛 房东"),
        "青岩刘村52幢邓涛房东"
    );
}

#[test]
fn reading_a_stored_name_again_changes_nothing() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(
        Config {
            failure_persistence: None,
            ..Config::with_cases(1000)
        },
        rng,
    );
    let names = prop_oneof!["[李明欧阳·.• a\u{3000}\u{301}é]{0,12}", "\\PC{0,12}"];
    let outcome = runner.run(&names, |raw| {
        let once = stored(&raw);
        prop_assert_eq!(stored(&once), once.clone());
        prop_assert_eq!(search_norm(&search_norm(&once)), search_norm(&once));
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}

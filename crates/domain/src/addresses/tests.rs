use super::*;

fn standard(text: &str) -> String {
    parse(text).full_text()
}

fn parts(text: &str) -> [Option<String>; 6] {
    let Address {
        village,
        zone,
        building,
        unit,
        floor,
        room,
        ..
    } = parse(text);
    [village, zone, building, unit, floor, room]
}

fn some(parts: [&str; 6]) -> [Option<String>; 6] {
    parts.map(|text| (!text.is_empty()).then(|| text.to_string()))
}

#[test]
fn every_spelling_of_the_imports_becomes_the_standard_one() {
    for (raw, expected) in [
        (
            "江东街道下骆宅村E区43幢1单元104室",
            "江东街道下骆宅村E区43幢1单元104室",
        ),
        ("鸡鸣山社区E区37-2-401", "鸡鸣山社区E区37幢2单元401室"),
        (
            "江东街道鸡鸣山社区53幢1单元103室",
            "江东街道鸡鸣山社区53幢1单元103室",
        ),
        ("大塘下村C区57栋2单元101", "大塘下村C区57幢2单元101室"),
        (
            "义乌市江东街道五爱社区C区42幢501",
            "江东街道五爱社区C区42幢501室",
        ),
        ("东洲花园A区6号楼103房", "东洲花园A区6幢103室"),
        ("下骆宅村55号楼304房", "下骆宅村55幢304室"),
        ("鸡鸣山社区11-3-403", "鸡鸣山社区11幢3单元403室"),
        (
            "义乌市江东街道宗泽社区C区39幢202",
            "江东街道宗泽社区C区39幢202室",
        ),
        (
            "浙江省金华市义乌市江东街道青岩刘村E区十二幢三单元402房",
            "江东街道青岩刘村E区12幢3单元402室",
        ),
        (
            "青岩刘村ｅ区　１２－３－４０２",
            "青岩刘村E区12幢3单元402室",
        ),
        ("12幢底层", "12幢底层"),
        ("B座-1F", "B幢-1层"),
        ("青岩刘村E区12号", "青岩刘村E区12幢"),
        ("青岩刘村12#402", "青岩刘村12幢402室"),
        ("青岩刘村东区12幢", "青岩刘村东区12幢"),
    ] {
        assert_eq!(standard(raw), expected, "{raw}");
    }
}

#[test]
fn the_parts_are_named_and_the_floor_follows_from_the_room() {
    assert_eq!(
        parts("江东街道青岩刘村E区12幢3单元402室"),
        some(["青岩刘村", "E区", "12", "3", "4", "402"])
    );
    assert_eq!(
        parts("东洲花园E区1幢1203"),
        some(["东洲花园", "E区", "1", "", "12", "1203"])
    );
    assert_eq!(parse("江东街道青岩刘村").town.as_deref(), Some("江东街道"));
}

#[test]
fn a_number_finds_its_meaning_by_position() {
    assert_eq!(parts("57幢2-101"), some(["", "", "57", "2", "1", "101"]));
    assert_eq!(parts("12-3单元402"), some(["", "", "12", "3", "4", "402"]));
    assert_eq!(
        parts("大塘下村12"),
        some(["大塘下村", "", "12", "", "", ""])
    );
    assert_eq!(
        parts("大塘下村402"),
        some(["大塘下村", "", "", "", "4", "402"])
    );
    assert_eq!(parts("宗泽路123"), some(["宗泽路", "", "123", "", "", ""]));
    assert_eq!(parse("None").rest.as_deref(), Some("NONE"));
    assert_eq!(parts("12号402号"), some(["", "", "12", "", "4", "402"]));
}

#[test]
fn a_number_before_lou_is_a_storey_or_the_building() {
    assert_eq!(
        parts("宗泽社区12幢3楼"),
        some(["宗泽社区", "", "12", "", "3", ""])
    );
    assert_eq!(parts("12楼1203室"), some(["", "", "", "", "12", "1203"]));
    assert_eq!(parts("12楼402室"), some(["", "", "12", "", "4", "402"]));
}

#[test]
fn a_house_number_before_a_building_belongs_to_the_place() {
    assert_eq!(
        standard("江东街道宗泽路123号5幢2单元301"),
        "江东街道宗泽路123号5幢2单元301室"
    );
    assert_eq!(
        parts("宗泽路123号").first().cloned().flatten().as_deref(),
        Some("宗泽路")
    );
}

#[test]
fn what_is_not_understood_is_kept() {
    let address = parse("青岩刘村12幢402室（东边套）旁边商铺");
    assert_eq!(address.rest.as_deref(), Some("东边套,旁边商铺"));
    assert_eq!(address.full_text(), "青岩刘村12幢402室(东边套,旁边商铺)");
    assert_eq!(
        standard("广西柳州市融安县某镇某村"),
        "广西柳州市融安县某镇某村"
    );
}

#[test]
fn labels_are_those_of_zhejiang() {
    let address = parse("12栋3单元402房");
    assert_eq!(address.building_label().as_deref(), Some("12幢"));
    assert_eq!(address.room_label().as_deref(), Some("402室"));
    assert_eq!(parse("12幢底层").room_label().as_deref(), Some("底层"));
    assert_eq!(parse("").full_text(), "");
}

#[test]
fn keys_of_twins_are_equal() {
    for (zone, number) in [
        (Some("E区"), "12幢"),
        (Some("e"), "12栋"),
        (Some("Ｅ区"), "012号楼"),
        (Some("E区"), "十二幢"),
    ] {
        assert_eq!(norm_building(zone, number), "E/12");
    }
    assert_eq!(norm_building(None, "12"), "12");
    assert_eq!(norm_building(Some(""), "B座"), "B");
    assert_eq!(
        norm_room(Some("3单元"), "402房"),
        norm_room(Some("3"), "402室")
    );
    assert_eq!(norm_room(None, "底层"), "底层");
}

#[test]
fn floors_come_from_three_or_four_digits_only() {
    assert_eq!(floor_of_room("402").as_deref(), Some("4"));
    assert_eq!(floor_of_room("1203").as_deref(), Some("12"));
    assert_eq!(floor_of_room("402A").as_deref(), Some("4"));
    for room in ["3", "12", "012", "10203", "A402", "402号"] {
        assert_eq!(floor_of_room(room), None, "{room}");
    }
}

#[test]
fn the_standard_text_reads_back_as_the_same_address() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    let word = proptest::sample::select(vec![
        "浙江省",
        "义乌市",
        "江东街道",
        "某镇",
        "青岩刘村",
        "五爱社区",
        "东洲花园",
        "宗泽路",
        "E",
        "东",
        "区",
        "小区",
        "12",
        "3",
        "402",
        "1203",
        "012",
        "B",
        "F",
        "十二",
        "二",
        "幢",
        "栋",
        "号",
        "楼",
        "号楼",
        "座",
        "单元",
        "层",
        "底层",
        "顶",
        "室",
        "房",
        "-",
        "—",
        "(",
        "）",
        "，",
        "#",
        " ",
        "旁边",
        "路",
        "AB",
        "ABC",
        "e\u{301}",
        "\u{301}",
        "０",
    ]);
    let words = proptest::collection::vec(word, 0..14).prop_map(|words| words.concat());
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(
        Config {
            failure_persistence: None,
            ..Config::with_cases(3_000)
        },
        rng,
    );
    let outcome = runner.run(&prop_oneof![9 => words, 1 => "\\PC{0,20}"], |raw| {
        let once = parse(&raw);
        prop_assert_eq!(
            parse(&once.full_text()),
            once.clone(),
            "{:?}",
            once.full_text()
        );
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}

use super::*;

fn of_kind(keys: &[Key], kind: KeyKind) -> Vec<&str> {
    keys.iter()
        .filter(|key| key.kind == kind)
        .map(|key| key.key.as_str())
        .collect()
}

fn pinyin(name: &str) -> Vec<String> {
    of_kind(&name_keys(name, None), KeyKind::Pinyin)
        .into_iter()
        .map(str::to_string)
        .collect()
}

#[test]
fn a_compound_surname_gives_both_kinds_of_initials() {
    let keys = name_keys("欧阳修", None);
    assert_eq!(of_kind(&keys, KeyKind::Name), ["欧阳修"]);
    assert_eq!(of_kind(&keys, KeyKind::Pinyin), ["ouyangxiu"]);
    assert_eq!(of_kind(&keys, KeyKind::Initials), ["ox", "oyx"]);
}

#[test]
fn every_reading_of_a_surname_is_a_key() {
    assert_eq!(pinyin("单强"), ["shanqiang", "danqiang", "chanqiang"]);
    assert!(pinyin("仇彩").starts_with(&["qiucai".to_string(), "choucai".to_string()]));
    assert!(pinyin("曾轩").contains(&"zengxuan".to_string()));
    assert!(pinyin("尉迟怡").contains(&"yuchiyi".to_string()));
    assert!(pinyin("万俟明").contains(&"moqiming".to_string()));
    assert_eq!(pinyin("区关花")[0], "ouguanhua");
}

#[test]
fn umlaut_u_is_found_three_ways_and_combinations_are_capped() {
    assert_eq!(pinyin("吕文志"), ["lvwenzhi", "luwenzhi", "lyuwenzhi"]);
    assert_eq!(pinyin("乐行长重朝").len(), 8);
}

#[test]
fn common_surnames_have_their_usual_reading_first() {
    for (name, expected) in [
        ("贾明", "jiaming"),
        ("车明", "cheming"),
        ("石明", "shiming"),
        ("夏明", "xiaming"),
        ("叶明", "yeming"),
        ("沈明", "shenming"),
        ("卜明", "buming"),
        ("谷明", "guming"),
        ("俞明", "yuming"),
        ("费明", "feiming"),
        ("柏明", "baiming"),
        ("盛明", "shengming"),
        ("万明", "wanming"),
        ("沙明", "shaming"),
        ("任明", "renming"),
        ("解明", "xieming"),
        ("朴明", "piaoming"),
        ("查明", "zhaming"),
        ("葛明", "geming"),
        ("覃明", "qinming"),
        ("翟明", "zhaiming"),
        ("缪明", "miaoming"),
        ("肖明", "xiaoming"),
        ("华明", "huaming"),
        ("于明", "yuming"),
        ("尹明", "yinming"),
        ("阮明", "ruanming"),
        ("褚明", "chuming"),
        ("冯明", "fengming"),
        ("陆明", "luming"),
        ("洪明", "hongming"),
        ("尤明", "youming"),
        ("宿明", "suming"),
        ("鲍明", "baoming"),
        ("郝明", "haoming"),
        ("雷明", "leiming"),
        ("贺明", "heming"),
        ("汤明", "tangming"),
        ("余明", "yuming"),
        ("殷明", "yinming"),
        ("乔明", "qiaoming"),
        ("房明", "fangming"),
        ("长孙明", "zhangsunming"),
        ("谌明", "chenming"),
        ("逄明", "pangming"),
        ("佴明", "naiming"),
        ("曲明", "quming"),
        ("呂明", "lvming"),
    ] {
        assert_eq!(pinyin(name)[0], expected, "{name}");
    }
}

#[test]
fn an_ethnic_name_is_read_without_assuming_a_surname_and_found_without_dot() {
    let keys = name_keys("阿卜杜拉·买买提", None);
    assert_eq!(of_kind(&keys, KeyKind::Name), ["阿卜杜拉买买提"]);
    assert!(of_kind(&keys, KeyKind::Pinyin).contains(&"abudulamaimaiti"));
    assert!(of_kind(&keys, KeyKind::Initials).contains(&"abdlmmt"));
}

#[test]
fn latin_names_are_found_by_each_word_without_diacritics() {
    let keys = name_keys("哈桑", Some("HASSAN Omar Khaled"));
    assert_eq!(of_kind(&keys, KeyKind::Latin), ["hassan", "omar", "khaled"]);
    let keys = name_keys("Åse O'Brien-Strauß", None);
    assert_eq!(
        of_kind(&keys, KeyKind::Latin),
        ["aase", "ase", "o", "brien", "strauss", "obrienstrauss"]
    );
    assert_eq!(of_kind(&keys, KeyKind::Pinyin), Vec::<&str>::new());
}

#[test]
fn an_astral_character_has_a_reading() {
    assert_eq!(pinyin("王𬭎"), ["wanghong"]);
}

#[test]
fn phones_are_found_by_digits_and_by_the_last_four() {
    let keys = phone_keys("+8613800138000");
    assert_eq!(of_kind(&keys, KeyKind::Phone), ["13800138000"]);
    assert_eq!(of_kind(&keys, KeyKind::PhoneTail), ["8000"]);
    let keys = phone_keys("0579-85551234");
    assert_eq!(of_kind(&keys, KeyKind::Phone), ["85551234", "057985551234"]);
    assert_eq!(phone_keys(""), vec![]);
}

#[test]
fn a_document_is_found_by_its_last_four_only() {
    let keys = id_keys("33079919601001008x");
    assert_eq!(
        keys,
        vec![Key {
            kind: KeyKind::IdTail,
            key: "008x".to_string()
        }]
    );
    assert_eq!(id_keys("1234"), vec![]);
}

#[test]
fn an_address_is_found_by_its_ends_and_short_forms() {
    let keys = address_keys("江东街道青岩刘村E区12栋3单元402房");
    assert_eq!(
        of_kind(&keys, KeyKind::Room),
        [
            "江东街道青岩刘村e区12幢3单元402室",
            "青岩刘村e区12幢3单元402室",
            "青岩刘村12幢3单元402室",
            "e区12幢3单元402室",
            "12幢3单元402室",
            "12幢402室",
            "12-3-402",
            "12-402",
            "402",
        ]
    );
    assert_eq!(
        of_kind(&address_keys("12幢底层"), KeyKind::Room),
        ["12幢底层"]
    );
    assert_eq!(address_keys(""), vec![]);
}

#[test]
fn every_key_is_lower_case_and_not_empty() {
    let keys = [
        name_keys("Li 李B", Some("LI")),
        address_keys("E区B座12A"),
        id_keys("E12345678"),
        remark_keys("A批发 12幢"),
    ]
    .concat();
    for key in keys {
        assert!(
            !key.key.is_empty() && key.key == key.key.to_lowercase(),
            "{key:?}"
        );
    }
}

//! People, their documents, names and stays.

use super::*;

#[test]
fn every_resident_number_is_nobodys_right_unique_and_fits_its_holder() {
    let mut seen = HashSet::new();
    for person in STATION.of_kind("people") {
        if text(person, "document.type") != Some("resident_id") {
            continue;
        }
        let number = text(person, "document.number").expect("a number");
        assert!(number.starts_with(REGION) && number.len() == 18, "{number}");
        assert!(seen.insert(number), "{number} came twice");
        let birth = number[6..14].to_owned();
        assert_eq!(
            birth,
            text(person, "birth").expect("a birth").replace('-', "")
        );
        let male = (number.as_bytes()[16] - b'0') % 2 == 1;
        assert_eq!(male, text(person, "sex") == Some("male"));
        // ISO 7064 MOD 11-2: the sum over all 18, the last weighted 1, leaves 1.
        let value = |byte: u8| {
            if byte == b'X' {
                10
            } else {
                u32::from(byte - b'0')
            }
        };
        let sum = number.bytes().rev().fold((0, 1), |(sum, weight), byte| {
            (sum + value(byte) * weight, weight * 2 % 11)
        });
        assert_eq!(sum.0 % 11, 1, "{number}");
    }
    assert!(seen.len() > PEOPLE / 2);
}

#[test]
fn a_child_has_no_document_but_a_guardian_in_the_same_room() {
    let rooms: HashMap<&str, BTreeSet<&str>> =
        STATION
            .of_kind("residences")
            .fold(HashMap::new(), |mut rooms, stay| {
                let person = text(stay, "person").expect("a person");
                rooms
                    .entry(person)
                    .or_default()
                    .insert(text(stay, "room").expect("a room"));
                rooms
            });
    let mut children = 0;
    for person in STATION.of_kind("people") {
        let birth = day(person, "birth").expect("a birth");
        if today().years_since(birth).expect("born before today") >= 14 {
            assert!(text(person, "document.number").is_some(), "{person:?}");
            continue;
        }
        children += 1;
        assert!(!person.fields.contains_key("document") && !person.fields.contains_key("phone"));
        let guardian = text(person, "guardian").expect("a guardian");
        // Whoever was born after the family moved was never in its former room.
        assert!(rooms[person.id.as_str()].is_subset(&rooms[guardian]));
    }
    assert!(children > PEOPLE / 20);
}

#[test]
fn a_stay_begins_after_birth_ends_after_it_began_and_is_decided_after_it_was_declared() {
    let born: HashMap<&str, Option<NaiveDate>> = STATION
        .of_kind("people")
        .map(|person| (person.id.as_str(), day(person, "birth")))
        .collect();
    for stay in STATION.of_kind("residences") {
        let since = day(stay, "since");
        assert!(
            since >= born[text(stay, "person").expect("a person")],
            "{stay:?}"
        );
        assert!(
            day(stay, "until").is_none_or(|until| Some(until) >= since),
            "{stay:?}"
        );
    }
    for declaration in STATION.of_kind("declarations") {
        let on = day(declaration, "declared_on").expect("a day");
        let at = fields::int(&declaration.fields, "status.at").expect("a time");
        assert!(at >= (on - NaiveDate::default()).num_days() * 86_400_000);
    }
}

#[test]
fn the_shares_are_those_of_the_model_station() {
    let people = STATION.of_kind("people").count();
    assert_eq!(people, PEOPLE);
    let share = |kind: &str, fits: &dyn Fn(&Record) -> bool| {
        STATION.of_kind(kind).filter(|record| fits(record)).count() * 1000 / PEOPLE
    };
    let floating = share("people", &|person| {
        text(person, "household.code").is_some_and(|code| code != "330782")
    });
    let foreign = share("people", &|person| {
        text(person, "nationality") != Some("CHN")
    });
    let reachable = share("contacts", &|contact| {
        text(contact, "wecom.remark").is_some() && text(contact, "person").is_some()
    });
    assert!(
        (620..=780).contains(&floating),
        "{floating} of 1000 floating"
    );
    assert!((5..=20).contains(&foreign), "{foreign} of 1000 foreign");
    assert!(
        (260..=400).contains(&reachable),
        "{reachable} of 1000 reachable"
    );
    assert_eq!(share("consultations", &|_| true), 250);
}

#[test]
fn difficult_names_occur_in_every_station() {
    let names: HashSet<&str> = STATION
        .of_kind("people")
        .filter_map(|one| text(one, "name"))
        .collect();
    for name in [
        "NGUYEN THI HOA",
        "JOSÉ ÁLVAREZ NÚÑEZ",
        "O'BRIEN SEAN",
        "迪丽拜尔·吐尔逊",
        "欧阳修远",
        "令狐雪梅",
        "尉迟国栋",
        "王𬭎锋",
        "李㛃",
        "陈䶮",
    ] {
        assert!(names.contains(name), "no {name}");
    }
    for surname in ["单", "仇", "曾", "解", "任", "区"] {
        assert!(
            names.iter().any(|name| name.starts_with(surname)),
            "no {surname}"
        );
    }
}

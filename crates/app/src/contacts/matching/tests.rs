use serde_json::json;

use super::*;
use crate::test_desk::{AREA, TestDesk};

struct Village {
    test: TestDesk,
    room: String,
}

fn village() -> Village {
    let test = TestDesk::new("instructor");
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"zone": "E区", "number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"unit": "3", "label": "402"}}),
    );
    Village { test, room }
}

impl Village {
    fn person(&self, name: &str, phone: &str) -> String {
        let person = self.test.put(
            "people",
            json!({"area": AREA, "name": name, "phone": phone}),
        );
        self.test.put(
            "residences",
            json!({"person": person, "room": self.room, "since": "2026-01-05"}),
        );
        person
    }

    fn contact(&self, remark: &str, phone: &str) -> String {
        self.test.put(
            "contacts",
            json!({"area": AREA, "name": remark, "wecom": {"remark": remark}, "phone": phone}),
        )
    }

    fn suggested(&self) -> ContactMatches {
        suggest(&self.test.desk, None).unwrap()
    }
}

#[test]
fn name_and_room_together_leave_no_doubt_and_a_name_alone_does() {
    let village = village();
    let person = village.person("单英", "+8613800138000");
    let sure = village.contact("青岩刘村E区12幢3单元402室 单英", "");
    let unsure = village.contact("单英 租客", "");
    village.contact("青岩刘村E区13幢3单元402室 周莹晨", "");
    let found = village.suggested();
    let rows: Vec<(&str, bool, &str)> = found
        .contacts
        .iter()
        .map(|row| {
            (
                row.contact.as_str(),
                row.sure,
                row.candidates[0].person.as_str(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (sure.as_str(), true, person.as_str()),
            (&unsure, false, &person)
        ]
    );
    assert_eq!(
        found.contacts[0].candidates[0].signs,
        [Matched::Name, Matched::Room]
    );
    assert!(!format!("{found:?}").contains("13800138000"));
}

#[test]
fn a_number_that_a_family_shares_is_suggested_for_each_and_is_never_sure() {
    let village = village();
    village.person("王子涵", "+8613800138000");
    village.person("王大山", "+8613800138000");
    village.contact("阿山", "+8613800138000");
    let found = village.suggested();
    assert_eq!(
        (
            found.contacts.len(),
            found.contacts[0].candidates.len(),
            found.contacts[0].sure
        ),
        (1, 2, false)
    );
}

#[test]
fn nothing_is_joined_until_somebody_says_so_and_what_was_turned_down_stays_away() {
    let village = village();
    let person = village.person("单英", "+8613800138000");
    let contact = village.contact("单英", "+8613800138000");
    let joined = || {
        let desk = &village.test.desk;
        desk.read(|connection| {
            Ok(connection.query_row(
                "SELECT person FROM contacts WHERE id = ?1",
                [&contact],
                |row| row.get::<_, String>("person"),
            )?)
        })
        .unwrap()
    };
    assert_eq!(
        (village.suggested().contacts.len(), joined()),
        (1, String::new())
    );
    let pair = [ContactPerson {
        contact: contact.clone(),
        person: person.clone(),
    }];
    let done = confirm(&village.test.desk, &pair).unwrap();
    assert_eq!((village.suggested().contacts.len(), joined()), (0, person));
    let token = done.undo.unwrap();
    village
        .test
        .desk
        .write("done.undone", |write| {
            write.take_back(&token)?;
            Ok(None)
        })
        .unwrap();
    assert_eq!(village.suggested().contacts.len(), 1);
    turn_down(&village.test.desk, &pair).unwrap();
    assert_eq!(
        (village.suggested().contacts.len(), joined()),
        (0, String::new())
    );
}

#[test]
fn a_remark_of_a_door_alone_suggests_who_lives_there_without_being_sure() {
    let village = village();
    let person = village.person("单英", "+8613800138000");
    village.contact("青岩刘村E区12幢402室", "");
    let found = village.suggested();
    let first = &found.contacts[0];
    assert_eq!(first.candidates[0].person, person);
    assert_eq!(
        (first.sure, first.candidates[0].signs.as_slice()),
        (false, [Matched::Room].as_slice())
    );
}

#[test]
fn names_with_a_dot_and_latin_names_in_any_order_are_found() {
    let village = village();
    let dotted = village.person("阿依古丽·买买提", "");
    let latin = village.person("HASSAN OMAR", "");
    village.contact("阿依古丽买买提", "");
    village.contact("Omar Hassan", "");
    let found = village.suggested();
    let mut persons: Vec<&str> = found
        .contacts
        .iter()
        .map(|row| row.candidates[0].person.as_str())
        .collect();
    let mut both = [dotted.as_str(), latin.as_str()];
    persons.sort_unstable();
    both.sort_unstable();
    assert_eq!(persons, both);
}

#[test]
fn among_more_than_are_looked_at_nobody_is_sure() {
    let village = village();
    for _ in 0..20 {
        village.person("王伟", "");
    }
    village.contact("青岩刘村E区12幢3单元402室 王伟", "");
    assert!(!village.suggested().contacts[0].sure);
}

//! Why people are opened: a task is the purpose by itself, everything else is asked for, and many are asked about once more.

use std::collections::BTreeMap;

use audit::Entry;
use proptest::prelude::*;
use serde_json::json;

use super::super::*;
use super::opened_for;
use crate::records;
use crate::test_desk::{AREA, NOW, TestDesk, USER};
use crate::{AppError, today};

const HOUR: i64 = 3_600_000;
const HALF_AN_HOUR: i64 = HOUR / 2;

fn id(kind: u32, number: usize) -> String {
    format!("01900000-0000-7000-8{kind:03x}-{number:012x}")
}

fn person(number: usize) -> String {
    id(1, number)
}

fn room(number: usize) -> String {
    id(2, number)
}

/// A village whose people other laptops registered, each in a room of their own.
fn village(role: &str, people: usize) -> TestDesk {
    let test = TestDesk::new(role);
    let scope: &[&str] = &[&["area:", AREA].concat()];
    let building = id(3, 0);
    test.receive(
        "buildings",
        &building,
        scope,
        &json!({"area": AREA, "address": {"zone": "E区", "number": "12"}}),
    );
    for number in 0..people {
        test.receive(
            "rooms",
            &room(number),
            scope,
            &json!({"building": building, "place": {"label": number.to_string()}}),
        );
        test.receive(
            "people",
            &person(number),
            scope,
            &json!({"area": AREA, "name": format!("住户{number}"), "phone": format!("+86138001380{number:02}")}),
        );
        test.receive(
            "residences",
            &id(4, number),
            scope,
            &json!({"person": person(number), "room": room(number), "since": "2026-11-01"}),
        );
    }
    test
}

fn from(kind: &str, id: &str) -> Opening {
    Opening {
        task: Some(OpenTask {
            kind: kind.into(),
            id: id.into(),
        }),
        ..Opening::default()
    }
}

fn sure(purpose: &str) -> Opening {
    Opening {
        sure: true,
        ..opened_for(purpose)
    }
}

fn open(test: &TestDesk, number: usize, why: &Opening) -> Result<PersonPage, AppError> {
    super::super::page(&test.desk, &person(number), why)
}

fn refusal(opened: Result<PersonPage, AppError>) -> String {
    opened.unwrap_err().code
}

fn openings(test: &TestDesk) -> Vec<Entry> {
    let mut entries = test.accesses("people");
    entries.retain(|entry| entry.field == "page");
    entries
}

fn notices(test: &TestDesk) -> Vec<serde_json::Value> {
    let rows = crate::listing::list(&test.desk, "opening_notices", None, 100).unwrap();
    rows.into_iter().map(serde_json::Value::Object).collect()
}

#[test]
fn walking_sixty_rooms_asks_nothing() {
    let test = village("instructor", 60);
    for number in 0..60 {
        open(&test, number, &from("residences", &id(4, number))).unwrap();
        test.clock.advance(20_000);
    }
    let opened = openings(&test);
    assert_eq!(opened.len(), 60);
    assert!(opened.iter().all(|entry| entry.purpose == "room"));
    assert_eq!(notices(&test).len(), 0);
    // The round does not count: whoever is looked up afterwards is the first.
    open(&test, 0, &opened_for("contact")).unwrap();
    test.clock.advance(HALF_AN_HOUR);
    open(&test, 0, &opened_for("contact")).unwrap();
}

#[test]
fn without_a_task_or_a_purpose_nothing_is_shown_and_nothing_logged() {
    let test = village("instructor", 2);
    for why in [
        Opening::default(),
        opened_for(""),
        from("rooms", &room(1)),
        from("people", &person(1)),
        from("call", "13800138001"),
        from("call", "8000"),
        from("nonsense", &room(0)),
    ] {
        assert_eq!(refusal(open(&test, 0, &why)), "purpose_needed", "{why:?}");
    }
    let refused = records::get(&test.desk, "people", &person(0)).unwrap_err();
    assert_eq!(refused.code, "purpose_needed");
    assert_eq!(
        refusal(open(&test, 0, &opened_for("curious"))),
        "unknown_code"
    );
    // A task is none that somebody may name as a purpose.
    assert_eq!(refusal(open(&test, 0, &opened_for("room"))), "unknown_code");
    assert_eq!(openings(&test).len(), 0);
    open(&test, 0, &opened_for("contact")).unwrap();
    records::get(&test.desk, "people", &person(0)).unwrap();
    assert_eq!(openings(&test)[0].purpose, "contact");
    // Whoever comes back later says why anew.
    test.clock.advance(HALF_AN_HOUR);
    assert_eq!(
        refusal(open(&test, 0, &Opening::default())),
        "purpose_needed"
    );
}

#[test]
fn each_matter_in_hand_is_a_purpose_as_long_as_it_is_open() {
    let test = village("officer", 12);
    let scope: &[&str] = &[&["area:", AREA].concat()];
    let made = |kind: &str, number: usize, fields: serde_json::Value| {
        test.receive(kind, &id(5, number), scope, &fields);
        from(kind, &id(5, number))
    };
    let declared = |state: &str| {
        json!({"person": person(1), "residence": id(4, 1), "room": room(1), "type": "arrive", "declared_on": "2026-11-02",
               "status": {"state": state, "at": NOW, "by": USER}})
    };
    let asked = |status: &str| json!({"area": AREA, "kind": "help", "person": person(2), "text": "问", "status": status, "at": NOW, "by": USER});
    let quarrel = |status: &str| json!({"area": AREA, "kind": "neighbours", "course": "吵", "status": status, "at": NOW, "by": USER});
    let both =
        |state: &str| json!({"a": person(4), "b": person(5), "why": "number", "state": state});
    let differs = |state: &str| json!({"row": person(6), "kind": "people", "field": "phone", "kept": {"value": "1"}, "lost": {"value": "2"}, "state": state});
    let party = |number: usize, dispute: &str| {
        test.receive(
            "dispute_parties",
            &id(6, number),
            scope,
            &json!({"dispute": dispute, "person": person(3), "name": "住户3", "side": "applicant"}),
        );
    };
    let (open_quarrel, closed_quarrel) = (
        made("disputes", 5, quarrel("open")),
        made("disputes", 6, quarrel("closed")),
    );
    party(1, &id(5, 5));
    party(2, &id(5, 6));
    for (number, code, live, over) in [
        (
            1,
            "declaration",
            made("declarations", 1, declared("submitted")),
            made("declarations", 2, declared("accepted")),
        ),
        (
            2,
            "consultation",
            made("consultations", 3, asked("open")),
            made("consultations", 4, asked("answered")),
        ),
        (3, "dispute_open", open_quarrel, closed_quarrel),
        (
            5,
            "duplicate",
            made("duplicate_cases", 7, both("open")),
            made("duplicate_cases", 8, both("distinct")),
        ),
        (
            6,
            "conflict",
            made("conflicts", 9, differs("open")),
            made("conflicts", 10, differs("settled")),
        ),
        (7, "room", from("rooms", &room(7)), from("rooms", &room(8))),
        (
            8,
            "call",
            from("call", "138 0013 8008"),
            from("call", "138 0013 8009"),
        ),
    ] {
        assert_eq!(
            refusal(open(&test, number, &over)),
            "purpose_needed",
            "{code}"
        );
        open(&test, number, &live).unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!(openings(&test).last().unwrap().purpose, code);
        // Of somebody else the same task says nothing.
        assert_eq!(refusal(open(&test, 9, &live)), "purpose_needed", "{code}");
    }
}

#[test]
fn whoever_was_just_registered_and_their_guardian_are_opened_without_being_asked() {
    let test = village("instructor", 2);
    let child = test.put(
        "people",
        json!({"area": AREA, "name": "王小", "birth": "2020-05-05", "guardian": person(0)}),
    );
    super::super::page(&test.desk, &child, &Opening::default()).unwrap();
    assert_eq!(openings(&test)[0].purpose, "registered");
    open(&test, 0, &from("people", &child)).unwrap();
    assert_eq!(openings(&test)[1].purpose, "registered");
    // Somebody who is no relative is not opened from their page.
    assert_eq!(
        refusal(open(&test, 1, &from("people", &child))),
        "purpose_needed"
    );
    test.clock.advance(HOUR);
    let later = super::super::page(&test.desk, &child, &Opening::default());
    assert_eq!(later.unwrap_err().code, "purpose_needed");
}

#[test]
fn the_thirty_first_within_an_hour_asks_once_more_and_tells_who_supervises() {
    let test = village("instructor", 70);
    let why = opened_for("contact");
    for number in 0..30 {
        open(&test, number, &why).unwrap();
    }
    assert_eq!(refusal(open(&test, 30, &why)), "many_opened");
    // Those who are open already, and a task, ask nothing.
    open(&test, 3, &why).unwrap();
    open(&test, 31, &from("rooms", &room(31))).unwrap();
    assert_eq!(refusal(open(&test, 30, &why)), "many_opened");
    assert_eq!(notices(&test).len(), 0);
    open(&test, 30, &sure("contact")).unwrap();
    let told = notices(&test);
    assert_eq!(
        (told.len(), &told[0]["opened"], &told[0]["user"]),
        (1, &json!(31), &json!(USER))
    );
    // It says how many; of nobody whom.
    let text = told[0].to_string();
    assert!(
        (0..70).all(|number| !text.contains(&person(number))),
        "{text}"
    );
    // Thirty more before the next time.
    for number in 32..61 {
        open(&test, number, &why).unwrap();
    }
    assert_eq!(refusal(open(&test, 61, &why)), "many_opened");
    // An hour later the count is another.
    test.clock.advance(HOUR);
    open(&test, 61, &why).unwrap();
    assert_eq!(notices(&test).len(), 1);
}

#[test]
fn numbers_taken_from_a_list_count_as_people_opened() {
    let test = village("instructor", 32);
    let reveal = |number: usize| {
        let form = records::RevealForm {
            kind: "people".into(),
            id: person(number),
            field: "phone".into(),
            purpose: "registration".into(),
        };
        records::reveal(&test.desk, form)
    };
    for number in 0..30 {
        reveal(number).unwrap();
    }
    assert_eq!(openings(&test).len(), 30);
    assert_eq!(reveal(30).unwrap_err().code, "many_opened");
    // Who is being looked at is no other one, and who is in hand is nobody who was picked.
    reveal(29).unwrap();
    let stay = json!({"person": person(31), "residence": id(4, 31), "room": room(31), "type": "arrive",
        "declared_on": "2026-11-01", "status": {"state": "submitted", "at": NOW, "by": USER}});
    test.receive(
        "declarations",
        &id(5, 31),
        &[&["area:", AREA].concat()],
        &stay,
    );
    reveal(31).unwrap();
    assert_eq!(openings(&test).len(), 30);
}

#[test]
fn the_count_outlives_the_program() {
    let test = village("instructor", 31);
    for number in 0..30 {
        open(&test, number, &opened_for("contact")).unwrap();
    }
    let test = test.reopened();
    assert_eq!(
        refusal(open(&test, 30, &opened_for("contact"))),
        "many_opened"
    );
}

#[test]
fn a_notice_is_shown_to_who_supervises_until_somebody_takes_note_of_it() {
    let test = village("officer", 1);
    let told = |test: &TestDesk| {
        let today = today::get(&test.desk, None).unwrap();
        let items = today.groups.into_iter().flat_map(|group| group.items);
        items
            .filter(|item| item.what == "opened_many")
            .collect::<Vec<_>>()
    };
    let (user, notice) = (id(7, 1), id(7, 2));
    test.receive(
        "users",
        &user,
        &["station"],
        &json!({"name": "李娜", "role": "instructor", "active": true}),
    );
    let fields = json!({"user": user, "at": NOW - 60_000, "opened": 31, "officers": [USER]});
    test.receive(
        "opening_notices",
        &notice,
        &[&["user:", USER].concat()],
        &fields,
    );
    let items = told(&test);
    assert_eq!((items.len(), items[0].who.as_str()), (1, "李娜"));
    assert!(items[0].why.contains("31"), "{}", items[0].why);
    crate::staff::take_note(&test.desk, &notice).unwrap();
    assert_eq!(told(&test).len(), 0);
    let instructor = village("instructor", 0);
    instructor.receive(
        "opening_notices",
        &notice,
        &[&["user:", USER].concat()],
        &fields,
    );
    assert_eq!(told(&instructor).len(), 0);
    assert_eq!(
        crate::staff::take_note(&instructor.desk, &notice)
            .unwrap_err()
            .code,
        "not_allowed"
    );
}

/// What somebody does in the people's list and at doors.
#[derive(Debug, Clone)]
struct Step {
    person: usize,
    at_the_door: bool,
    purpose: bool,
    sure: bool,
    pause: i64,
}

fn step() -> impl Strategy<Value = Step> {
    let often = prop::bool::weighted(0.9);
    (
        0..70_usize,
        prop::bool::weighted(0.2),
        often,
        prop::bool::weighted(0.3),
        0..90_000_i64,
    )
        .prop_map(|(person, at_the_door, purpose, sure, pause)| Step {
            person,
            at_the_door,
            purpose,
            sure,
            pause,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn in_any_session_each_opening_outside_a_task_has_its_purpose_and_many_are_asked_about(
        steps in prop::collection::vec(step(), 60..140)
    ) {
        let test = village("instructor", 70);
        // By person: when the look that is under way began. Of the last hour: when, whom, and whether it was asked about.
        let mut looks: BTreeMap<usize, i64> = BTreeMap::new();
        let mut outside: Vec<(i64, usize, bool)> = Vec::new();
        let (mut expected, mut told) = (Vec::new(), 0);
        let mut now = NOW;
        for step in &steps {
            now += step.pause;
            test.clock.advance(step.pause);
            outside.retain(|(at, _, _)| *at > now - HOUR);
            let mut why = if step.at_the_door { from("rooms", &room(step.person)) } else { Opening::default() };
            why.purpose = step.purpose.then(|| "contact".to_owned());
            why.sure = step.sure;
            let is_open = looks.get(&step.person).is_some_and(|at| *at > now - HALF_AN_HOUR);
            let mut distinct: Vec<usize> = outside.iter().map(|(_, person, _)| *person).collect();
            distinct.sort_unstable();
            distinct.dedup();
            let asked = outside.iter().filter(|(_, _, asked)| *asked).count();
            let many = !distinct.contains(&step.person) && distinct.len() + 1 > 30 * (asked + 1);
            let answer = open(&test, step.person, &why).map(|_| ()).map_err(|error| error.code);
            let wanted = match (is_open, step.at_the_door, step.purpose) {
                (true, _, _) => Ok(()),
                (false, true, _) => {
                    expected.push("room");
                    looks.insert(step.person, now);
                    Ok(())
                }
                (false, false, false) => Err("purpose_needed".to_owned()),
                (false, false, true) if many && !step.sure => Err("many_opened".to_owned()),
                (false, false, true) => {
                    expected.push("contact");
                    looks.insert(step.person, now);
                    outside.push((now, step.person, many));
                    told += usize::from(many);
                    Ok(())
                }
            };
            prop_assert_eq!(answer, wanted);
        }
        let purposes: Vec<String> = openings(&test).into_iter().map(|entry| entry.purpose).collect();
        prop_assert_eq!(purposes, expected);
        prop_assert_eq!(notices(&test).len(), told);
    }
}

//! A person with several records is one.

use super::*;
use crate::test_desk::USER;

const STANDING: &str = "01900000-0000-7000-8000-0000000002e1";
const MERGED: &str = "01900000-0000-7000-8000-0000000002e2";

fn receive(test: &TestDesk, kind: &str, id: &str, fields: Value) {
    let scope = ["area:", AREA].concat();
    test.receive(kind, id, &[&scope], &fields);
}

/// Two records of one person with a stay each; beside the village's two.
fn twice(test: &TestDesk, room: &str, stays: [(&str, Option<&str>); 2]) -> [String; 2] {
    let record = json!({"area": AREA, "name": "李伟", "registered_by": USER});
    receive(test, "people", STANDING, record.clone());
    let mut merged = record;
    merged["merged_into"] = json!(STANDING);
    receive(test, "people", MERGED, merged);
    let people = [STANDING, MERGED].into_iter();
    let ids = ["e3", "e4"].map(|end| ["01900000-0000-7000-8000-0000000002", end].concat());
    for ((person, stay), (since, until)) in people.zip(&ids).zip(stays) {
        let fields = json!({"person": person, "room": room, "since": since, "until": until});
        receive(test, "residences", stay, fields);
    }
    ids
}

fn people(test: &TestDesk, period: &str) -> Option<u32> {
    let report = counted(&test.desk, &of(period, &[])).expect("a report");
    figure(&report, "people").now
}

#[test]
fn the_day_that_is_asked_for_says_which_of_the_records_count() {
    let test = TestDesk::new("chief");
    let (room, _) = village(&test);
    // The merged record came first: in September it was the only one here.
    twice(&test, &room, [("2026-10-05", None), ("2026-08-01", None)]);
    assert_eq!(people(&test, "2026-09"), Some(3));
    assert_eq!(people(&test, "2026-10"), Some(3));
}

#[test]
fn two_ended_stays_of_one_person_are_one_in_the_past() {
    let test = TestDesk::new("chief");
    let (room, _) = village(&test);
    let ended = Some("2026-11-10");
    twice(&test, &room, [("2026-08-01", ended), ("2026-08-02", ended)]);
    assert_eq!(people(&test, "2026-10"), Some(3));
    assert_eq!(people(&test, "2026-11"), Some(2));
}

#[test]
fn one_arrival_that_was_recorded_twice_falls_due_once() {
    let test = TestDesk::new("chief");
    let (room, _) = village(&test);
    let stays = twice(&test, &room, [("2026-11-02", None), ("2026-11-03", None)]);
    // Declared on the record that was merged.
    declaration(&test, &(room, stays[1].clone()), "2026-11-04", "submitted");
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let count = |code: &str| {
        let of = |line: &&ReportLine| line.group == "declaration_duty" && line.code == code;
        report
            .lines
            .iter()
            .find(of)
            .map_or(0, |line| line.now.expect("known"))
    };
    // The village's own arrival of the 5th has not declared.
    assert_eq!(
        (count("due"), count("in_time"), count("missing")),
        (2, 1, 1)
    );
    let behind = |code: &str| {
        let query = ReportRowsQuery {
            wanted: of("2026-11", &[]),
            group: "declaration_duty".into(),
            code: Some(code.into()),
            limit: 100,
            offset: 0,
        };
        rows(&test.desk, &query).expect("rows").len()
    };
    assert_eq!((behind("in_time"), behind("missing")), (1, 1));
}

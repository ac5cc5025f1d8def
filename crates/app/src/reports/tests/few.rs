//! Nobody is told of few people, whichever reports are taken from each other.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::few::Table;
use super::*;

const ORIGINS: [&str; 3] = ["local", "floating", "foreign"];

/// What the report of some areas tells of an origin, or of all.
fn told(table: &Table, people: &People, areas: &[String], origin: Option<&str>) -> Option<u32> {
    let all = areas.len() == people.len();
    let count = |area: &String| -> u32 {
        let by_origin = people.get(area).into_iter().flatten();
        let wanted = by_origin.filter(|(code, _)| origin.is_none_or(|origin| origin == **code));
        wanted.map(|(_, count)| *count).sum()
    };
    let told = table.tells(areas, all, origin);
    told.then(|| areas.iter().map(count).sum())
}

type People = BTreeMap<String, BTreeMap<String, u32>>;

fn few() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), 1..5_u32, 5..30_u32, 30..900_u32]
}

fn village_of() -> impl Strategy<Value = (bool, [u32; 3])> {
    (prop::bool::weighted(0.2), [few(), few(), few()])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn no_difference_of_two_reports_tells_of_fewer_than_five(villages in prop::collection::vec(village_of(), 1..5)) {
        let name = |at: usize| format!("area{at}");
        let people: People = villages
            .iter()
            .enumerate()
            .map(|(at, (_, counts))| {
                let origins = ORIGINS.iter().map(|code| (*code).to_owned());
                (name(at), origins.zip(*counts).collect())
            })
            .collect();
        let small: BTreeSet<String> = villages
            .iter()
            .enumerate()
            .filter(|(_, (small, _))| *small)
            .map(|(at, _)| name(at))
            .collect();
        let table = Table::of(&people, &small);
        let sets: Vec<Vec<String>> = (1_u32..1 << villages.len())
            .map(|set| (0..villages.len()).filter(|at| set >> at & 1 == 1).map(name).collect())
            .collect();
        let columns = ORIGINS.into_iter().map(Some).chain([None]);
        for origin in columns {
            for more in &sets {
                let Some(sum) = told(&table, &people, more, origin) else { continue };
                prop_assert!(sum == 0 || sum >= 5, "{more:?} {origin:?}: {sum}");
                for fewer in sets.iter().filter(|fewer| fewer.iter().all(|area| more.contains(area))) {
                    let Some(part) = told(&table, &people, fewer, origin) else { continue };
                    let rest: Vec<&String> = more.iter().filter(|area| !fewer.contains(area)).collect();
                    prop_assert!(sum == part || sum - part >= 5, "{more:?} less {fewer:?} {origin:?}");
                    // A small area is not told by leaving out the others.
                    prop_assert!(rest.len() != 1 || !small.contains(rest[0]), "{rest:?} {origin:?}");
                }
            }
        }
        // One report: its origins taken from all its people.
        for areas in &sets {
            let Some(mut rest) = told(&table, &people, areas, None) else { continue };
            let mut hidden = 0;
            for origin in ORIGINS {
                match told(&table, &people, areas, Some(origin)) {
                    Some(count) => rest -= count,
                    None => hidden += 1,
                }
            }
            prop_assert!(rest == 0 || rest >= 5, "{areas:?}: {rest} left");
            prop_assert!(hidden != 1, "{areas:?}: one origin left");
        }
    }
}

/// An area with so many doors and people, all of one origin but a few.
fn settled(test: &TestDesk, doors: usize, floating: usize, foreign: usize) {
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    let mut room = String::new();
    for door in 0..doors {
        let fields = json!({"building": building, "place": {"label": door.to_string()}});
        room = test.put("rooms", fields);
    }
    for number in 0..floating + foreign {
        let nationality = if number < floating { "CHN" } else { "YEM" };
        let fields = json!({"area": AREA, "name": "李伟", "nationality": nationality});
        let person = test.put("people", fields);
        test.put(
            "residences",
            json!({"person": person, "room": room, "since": "2026-03-01"}),
        );
    }
}

fn origins(report: &Report) -> Vec<(&str, Option<u32>, bool)> {
    let lines = report.lines.iter();
    let lines = lines.filter(|line| line.group == "resident_origin");
    lines
        .map(|line| (line.code.as_str(), line.now, line.hidden[0]))
        .collect()
}

#[test]
fn few_people_are_told_in_no_output_and_work_is() {
    let test = TestDesk::new("chief");
    settled(&test, 50, 9, 2);
    consultation(&test, "help", noon("2026-11-06"));
    let report = super::super::report(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(
        origins(&report),
        [("floating", None, true), ("foreign", None, true)]
    );
    assert_eq!(figure(&report, "people").now, Some(11));
    assert_eq!(report.areas[0].people, Some(11));
    assert_eq!(figure(&report, "consultations").now, Some(1));
    let exported = export(&test.desk, &of("2026-11", &[]), &[Format::Csv]).unwrap();
    let csv = String::from_utf8(exported.files[0].1.clone()).unwrap();
    assert!(csv.contains("居住人员,境外人员,,※"), "{csv}");
    assert!(csv.contains("※ 人数太少"), "{csv}");
}

#[test]
fn residents_of_a_small_area_or_of_single_days_are_not_told() {
    let test = TestDesk::new("chief");
    settled(&test, 49, 20, 0);
    let told = |period: &str| {
        let report = super::super::report(&test.desk, &of(period, &[])).expect("a report");
        (figure(&report, "people").now, report.areas[0].people)
    };
    assert_eq!(told("2026-11"), (None, None));
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "13"}}),
    );
    test.put(
        "rooms",
        json!({"building": building, "place": {"label": "1"}}),
    );
    for whole in [
        "2026-11",
        "2026-W46",
        "2026-11-02/2026-11-15",
        "2026-10-01/2026-11-30",
    ] {
        assert_eq!(told(whole), (Some(20), Some(20)), "{whole}");
    }
    for part in ["2026-11-03/2026-11-05", "2026-11-03/2026-11-16"] {
        assert_eq!(told(part), (None, None), "{part}");
    }
}

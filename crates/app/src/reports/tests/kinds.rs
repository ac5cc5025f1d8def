use super::*;
use crate::test_desk::USER;

fn line<'a>(report: &'a Report, group: &str, code: &str) -> Option<&'a ReportLine> {
    let mut lines = report.lines.iter();
    lines.find(|line| line.group == group && line.code == code)
}

/// The count of a line; nought if it does not occur.
fn count(report: &Report, group: &str, code: &str) -> u32 {
    line(report, group, code).map_or(0, |line| line.now.expect("known"))
}

fn living(test: &TestDesk, room: &str, fields: Value, since: &str, until: Option<&str>) -> String {
    let mut person = json!({"area": AREA, "name": "李伟"});
    person
        .as_object_mut()
        .expect("an object")
        .extend(fields.as_object().cloned().unwrap_or_default());
    let person = test.put("people", person);
    test.put(
        "residences",
        json!({"person": person, "room": room, "since": since, "until": until}),
    )
}

#[test]
fn people_are_local_floating_or_from_abroad() {
    let test = TestDesk::new("instructor");
    let (room, _) = village(&test);
    let home = |code: &str| json!({"household": {"code": code, "name": "某地"}});
    living(&test, &room, home("330782001001"), "2026-11-01", None);
    living(&test, &room, home("341204"), "2026-11-01", None);
    living(
        &test,
        &room,
        json!({"nationality": "YEM"}),
        "2026-11-02",
        None,
    );
    // Gone before the end of the month, and come after it.
    living(
        &test,
        &room,
        json!({"nationality": "YEM"}),
        "2026-10-02",
        Some("2026-11-03"),
    );
    living(
        &test,
        &room,
        json!({"nationality": "YEM"}),
        "2026-12-02",
        None,
    );
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let origin = |code| count(&report, "resident_origin", code);
    // The village's own two gave no household: they are to declare.
    assert_eq!(
        (origin("local"), origin("floating"), origin("foreign")),
        (1, 3, 1)
    );
    assert_eq!(figure(&report, "people").now, Some(5));
}

#[test]
fn an_arrival_is_declared_in_time_late_or_not_yet_once_its_last_day_is_over() {
    let test = TestDesk::new("officer");
    let (room, _) = village(&test);
    // Three working days after Monday 2 November end on Thursday the 5th.
    let arrived = |until| living(&test, &room, json!({}), "2026-11-02", until);
    let declare = |stay: &str, on: &str| {
        declaration(&test, &(room.clone(), stay.to_owned()), on, "submitted")
    };
    declare(&arrived(None), "2026-11-05");
    declare(&arrived(None), "2026-11-06");
    arrived(None);
    // Gone before there was anything to declare.
    arrived(Some("2026-11-04"));
    // Not over yet: today is the 20th.
    living(&test, &room, json!({}), "2026-11-19", None);
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let duty = |code| count(&report, "declaration_duty", code);
    // The village's own arrival of the 5th has not declared either.
    assert_eq!(
        (duty("due"), duty("in_time"), duty("late"), duty("missing")),
        (4, 1, 1, 2)
    );
    assert_eq!(
        line(&report, "declaration_duty", "in_time").unwrap().of,
        Some(4)
    );
    let behind = |code: &str| {
        rows(&test.desk, &query("declaration_duty", Some(code)))
            .unwrap()
            .len()
    };
    assert_eq!(
        (behind("in_time"), behind("late"), behind("missing")),
        (1, 1, 2)
    );
}

fn query(group: &str, code: Option<&str>) -> ReportRowsQuery {
    ReportRowsQuery {
        wanted: of("2026-11", &[]),
        group: group.to_owned(),
        code: code.map(str::to_owned),
        limit: 100,
        offset: 0,
    }
}

#[test]
fn a_door_called_at_twice_is_covered_once() {
    let test = TestDesk::new("instructor");
    let (room, _) = village(&test);
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "13"}}),
    );
    test.put(
        "rooms",
        json!({"building": building, "place": {"label": "101"}}),
    );
    for result in ["nobody_home", "done"] {
        test.put(
            "visits",
            json!({"room": room, "result": result, "at": NOW, "by": USER}),
        );
    }
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let covered = line(&report, "door_coverage", "called_at").unwrap();
    assert_eq!((covered.now, covered.of), (Some(1), Some(2)));
    assert_eq!(
        (report.areas[0].called_at, report.areas[0].doors),
        (Some(1), Some(2))
    );
    let behind = rows(&test.desk, &query("door_coverage", Some("called_at"))).unwrap();
    assert_eq!((behind.len(), behind[0].id.as_str()), (1, room.as_str()));
    assert_eq!(behind[0].what, "12幢402室");
}

#[test]
fn results_of_disputes_count_in_the_month_they_ended() {
    let test = TestDesk::new("officer");
    let ended = |outcome: &str, at| {
        test.put(
            "disputes",
            json!({
                "area": AREA, "kind": "housing", "course": "押金", "at": noon("2026-10-06"), "by": USER, "status": "settled",
                "result": {"outcome": outcome, "at": at, "by": USER},
            }),
        )
    };
    ended("written", noon("2026-11-02"));
    ended("oral", noon("2026-10-30"));
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let written = line(&report, "dispute_outcome", "written").unwrap();
    assert_eq!((written.now, written.before), (Some(1), Some(0)));
    assert_eq!(
        line(&report, "dispute_outcome", "oral").unwrap().before,
        Some(1)
    );
    assert_eq!(figure(&report, "disputes").now, Some(0));
    let behind = rows(&test.desk, &query("dispute_outcome", None)).unwrap();
    assert_eq!((behind.len(), behind[0].day.as_str()), (1, "2026-11-02"));
}

#[test]
fn broadcasts_count_whom_they_asked_and_who_confirmed() {
    let test = TestDesk::new("chief");
    let other = "01900000-0000-7000-8000-0000000000b2";
    test.receive(
        "users",
        other,
        &["station"],
        &json!({"name": "陈强", "role": "instructor", "active": true}),
    );
    let assigned = json!({"user": other, "area": AREA, "from": "2026-01-01"});
    test.receive(
        "assignments",
        "01900000-0000-7000-8000-0000000000e1",
        &["station"],
        &assigned,
    );
    let broadcast = "01900000-0000-7000-8000-0000000000f1";
    let written = |areas: Value| {
        json!({
            "title": "刷单", "text": "不转账", "areas": areas, "author": USER,
            "status": {"state": "approved", "at": noon("2026-11-03"), "by": USER},
        })
    };
    test.receive("broadcasts", broadcast, &["station"], &written(json!([])));
    test.receive(
        "broadcasts",
        "01900000-0000-7000-8000-0000000000f2",
        &["station"],
        &written(json!([OTHER_AREA])),
    );
    let receipt = json!({"broadcast": broadcast, "user": other, "at": noon("2026-11-04")});
    test.receive(
        "broadcast_oks",
        "01900000-0000-7000-8000-0000000000c1",
        &["station"],
        &receipt,
    );
    let mut passed = receipt;
    passed["area"] = json!(AREA);
    passed["channel"] = json!("group");
    passed["reached"] = json!(120);
    test.receive(
        "broadcast_passes",
        "01900000-0000-7000-8000-0000000000c2",
        &["station"],
        &passed,
    );
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let reach = |code| count(&report, "broadcast_reach", code);
    assert_eq!(
        (reach("published"), reach("asked"), reach("confirmed")),
        (1, 1, 1)
    );
    assert_eq!((reach("passed"), reach("reached")), (1, 120));
}

#[test]
fn figures_about_residents_open_no_persons() {
    let test = TestDesk::new("chief");
    village(&test);
    for code in [None, Some("floating")] {
        assert_eq!(
            rows(&test.desk, &query("resident_origin", code)).unwrap(),
            []
        );
    }
    consultation(&test, "help", noon("2026-11-02"));
    let behind = rows(&test.desk, &query("consultation_kind", None)).unwrap();
    assert_eq!(
        (
            behind.len(),
            behind[0].kind.as_str(),
            behind[0].area.as_str()
        ),
        (1, "consultations", "青岩刘村")
    );
    let elsewhere = ReportRowsQuery {
        wanted: of("2026-11", &[OTHER_AREA]),
        ..query("consultation_kind", None)
    };
    assert_eq!(rows(&test.desk, &elsewhere).unwrap_err().code, "not_found");
}

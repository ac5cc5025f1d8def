mod closing;
mod few;
mod files;
mod forms;
mod frozen;
mod kinds;
mod merged;
mod origins;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};

/// A report before few people are left out of it: these villages are small.
fn counted(
    desk: &crate::desk::Desk,
    wanted: &ReportWanted,
) -> Result<Report, crate::error::AppError> {
    super::count::counted(desk, wanted, super::count::Few::Told)
}

/// Noon in China.
fn noon(day: &str) -> i64 {
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap();
    day.and_hms_opt(4, 0, 0)
        .unwrap()
        .and_utc()
        .timestamp_millis()
}

fn consultation(test: &TestDesk, kind: &str, at: i64) {
    test.put(
        "consultations",
        json!({"area": AREA, "kind": kind, "text": "问", "at": at, "by": USER, "status": "open"}),
    );
}

/// A room with two who live there and one who left on 10 November.
fn village(test: &TestDesk) -> (String, String) {
    test.synced();
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"label": "402"}}),
    );
    let mut stay = String::new();
    for (since, until) in [
        ("2026-03-01", None),
        ("2026-11-05", None),
        ("2026-01-01", Some("2026-11-10")),
        ("2026-12-01", None),
    ] {
        let person = test.put("people", json!({"area": AREA, "name": "李伟"}));
        let fields = json!({"person": person, "room": room, "since": since, "until": until});
        stay = test.put("residences", fields);
    }
    (room, stay)
}

fn declaration(test: &TestDesk, (room, stay): &(String, String), on: &str, state: &str) {
    test.put(
        "declarations",
        json!({
            "person": USER, "residence": stay, "room": room, "type": "arrive", "declared_on": on,
            "status": {"state": state, "at": NOW, "by": USER, "reason": "误登"},
        }),
    );
}

fn figure<'a>(report: &'a Report, code: &str) -> &'a ReportLine {
    let mut figures = report.figures.iter();
    figures
        .find(|figure| figure.code == code)
        .expect("a figure")
}

fn of(period: &str, areas: &[&str]) -> ReportWanted {
    ReportWanted {
        period: period.to_owned(),
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
    }
}

#[test]
fn people_are_the_stays_open_at_the_end_of_the_month() {
    let test = TestDesk::new("instructor");
    village(&test);
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    // October ended with two: the one since March and the one who left in November.
    assert_eq!(figure(&report, "people").now, Some(2));
    assert_eq!(figure(&report, "people").before, Some(2));
    let october = counted(&test.desk, &of("2026-10", &[])).unwrap();
    assert_eq!(
        (
            figure(&october, "people").now,
            figure(&october, "people").before
        ),
        (Some(2), Some(2))
    );
    assert_eq!(report.areas[0].people, Some(2));
}

#[test]
fn a_record_of_the_last_night_belongs_to_the_month_it_is_in_china() {
    let test = TestDesk::new("instructor");
    // 31 October, 23:59 and 1 November, 00:01 in China; both are in October in UTC.
    consultation(&test, "help", noon("2026-10-31") + 12 * 3_600_000 - 60_000);
    consultation(&test, "help", noon("2026-10-31") + 12 * 3_600_000 + 60_000);
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let figure = figure(&report, "consultations");
    assert_eq!((figure.now, figure.before), (Some(1), Some(1)));
    assert_eq!(report.curve[0].day, "2026-11-01");
    assert_eq!(report.curve[0].consultations, Some(1));
}

#[test]
fn a_month_that_nobody_recorded_is_not_a_nought() {
    let test = TestDesk::new("instructor");
    consultation(&test, "help", noon("2026-11-02"));
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(figure(&report, "consultations").year_before, None);
    consultation(&test, "help", noon("2025-11-30"));
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(figure(&report, "consultations").year_before, Some(1));
    assert_eq!(figure(&report, "people").year_before, None);
}

#[test]
fn kinds_are_counted_against_the_month_before_and_voided_declarations_are_not_declared() {
    let test = TestDesk::new("officer");
    let home = village(&test);
    declaration(&test, &home, "2026-11-05", "submitted");
    declaration(&test, &home, "2026-11-06", "accepted");
    declaration(&test, &home, "2026-11-06", "void");
    declaration(&test, &home, "2026-10-31", "accepted");
    consultation(&test, "fraud_stopped", noon("2026-11-06"));
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let declared = figure(&report, "declarations");
    assert_eq!((declared.now, declared.before), (Some(2), Some(1)));
    let line = |code: &str| {
        let line = report.lines.iter().find(|line| line.code == code).unwrap();
        (line.group.as_str(), line.now, line.before)
    };
    assert_eq!(line("accepted"), ("declaration_state", Some(1), Some(1)));
    assert_eq!(line("void"), ("declaration_state", Some(1), Some(0)));
    // Nothing from before November is held: that is not a nought.
    assert_eq!(line("fraud_stopped"), ("consultation_kind", Some(1), None));
    let sixth = &report.curve[5];
    assert_eq!(
        (sixth.day.as_str(), sixth.declarations, sixth.consultations),
        ("2026-11-06", Some(1), Some(1))
    );
    let area = &report.areas[0];
    assert_eq!(
        (area.declarations, area.consultations, area.before),
        (Some(2), Some(1), None)
    );
}

#[test]
fn the_curve_ends_today() {
    let test = TestDesk::new("instructor");
    let days = |text| counted(&test.desk, &of(text, &[])).unwrap().curve.len();
    assert_eq!(days("2026-11"), 20);
    assert_eq!(days("2026-10"), 31);
    assert_eq!(days("2026-12"), 0);
}

#[test]
fn contacts_are_counted_when_they_were_added_and_by_how() {
    let test = TestDesk::new("instructor");
    for (source, at) in [
        (json!("qr"), noon("2026-11-03")),
        (json!("qr"), noon("2026-10-03")),
        (json!(null), noon("2026-11-04")),
    ] {
        let fields = json!({"area": AREA, "name": "李伟", "source": source, "added_at": at, "added_by": USER});
        test.put("contacts", fields);
    }
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(report.areas[0].contacts, Some(2));
    // What nobody worked at does not make the work of the period before.
    assert_eq!(report.areas[0].before, None);
    assert_eq!(report.figures.len(), 5);
    let line = |code: &str| {
        let of = |line: &&ReportLine| line.group == "contact_source" && line.code == code;
        let line = report.lines.iter().find(of).unwrap();
        (line.now, line.before)
    };
    assert_eq!(line("qr"), (Some(1), Some(1)));
    assert_eq!(line("other"), (Some(1), Some(0)));
}

#[test]
fn visits_and_disputes_are_counted_in_their_area_only() {
    let test = TestDesk::new("instructor");
    let (room, _) = village(&test);
    for result in ["done", "nobody_home", "done"] {
        test.put(
            "visits",
            json!({"room": room, "result": result, "at": NOW, "by": USER}),
        );
    }
    test.put(
        "disputes",
        json!({"area": AREA, "kind": "housing", "course": "押金", "at": NOW, "by": USER, "status": "open"}),
    );
    let report = counted(&test.desk, &of("2026-11", &[AREA])).unwrap();
    assert_eq!(
        (
            figure(&report, "visits").now,
            figure(&report, "disputes").now
        ),
        (Some(3), Some(1))
    );
    assert_eq!(
        (
            report.areas.len(),
            report.areas[0].visits,
            report.areas[0].disputes
        ),
        (1, Some(3), Some(1))
    );
    let elsewhere = counted(&test.desk, &of("2026-11", &[OTHER_AREA]));
    assert_eq!(elsewhere.unwrap_err().code, "not_found");
}

#[test]
fn laptops_are_in_when_seen_within_a_day_and_revoked_ones_do_not_count() {
    let test = TestDesk::new("chief");
    for (end, seen, revoked) in [
        ("d2", NOW - 3_600_000, 0),
        ("d3", NOW - 90_000_000, 0),
        ("d4", NOW, NOW),
    ] {
        let fields = json!({"user": USER, "name": end, "seen_at": seen, "revoked_at": revoked, "confirmed_at": 1});
        let id = ["01900000-0000-7000-8000-0000000000", end].concat();
        test.receive("laptops", &id, &["station"], &fields);
    }
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!((report.laptops_in, report.laptops_all), (1, 2));
    assert_eq!(report.laptops_missing, ["d3"]);
    assert_eq!(report.as_of, NOW);
}

#[test]
fn figures_are_for_who_reads_reports_and_a_month_must_be_one() {
    let administrator = TestDesk::new("administrator");
    assert_eq!(
        counted(&administrator.desk, &of("2026-11", &[]))
            .unwrap_err()
            .code,
        "not_allowed"
    );
    let test = TestDesk::new("instructor");
    assert_eq!(
        counted(&test.desk, &of("2026-13", &[])).unwrap_err().code,
        "period_impossible"
    );
}

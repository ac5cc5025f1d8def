use chrono::NaiveDate;
use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};

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

fn figure<'a>(report: &'a Report, key: &str) -> &'a Figure {
    report
        .figures
        .iter()
        .find(|figure| figure.key == key)
        .unwrap()
}

#[test]
fn people_are_the_stays_open_at_the_end_of_the_month() {
    let test = TestDesk::new("instructor");
    village(&test);
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    // October ended with two: the one since March and the one who left in November.
    assert_eq!(figure(&report, "people").now, 2);
    assert_eq!(figure(&report, "people").before, 2);
    let october = super::report(&test.desk, "2026-10", None).unwrap();
    assert_eq!(
        (
            figure(&october, "people").now,
            figure(&october, "people").before
        ),
        (2, 2)
    );
    assert_eq!(report.areas[0].people, 2);
}

#[test]
fn a_record_of_the_last_night_belongs_to_the_month_it_is_in_china() {
    let test = TestDesk::new("instructor");
    // 31 October, 23:59 and 1 November, 00:01 in China; both are in October in UTC.
    consultation(&test, "help", noon("2026-10-31") + 12 * 3_600_000 - 60_000);
    consultation(&test, "help", noon("2026-10-31") + 12 * 3_600_000 + 60_000);
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    let figure = figure(&report, "consultations");
    assert_eq!((figure.now, figure.before), (1, 1));
    assert_eq!(report.curve[0].day, "2026-11-01");
    assert_eq!(report.curve[0].consultations, 1);
}

#[test]
fn a_month_that_nobody_recorded_is_not_a_nought() {
    let test = TestDesk::new("instructor");
    consultation(&test, "help", noon("2026-11-02"));
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    assert_eq!(figure(&report, "consultations").year_before, None);
    consultation(&test, "help", noon("2025-11-30"));
    let report = super::report(&test.desk, "2026-11", None).unwrap();
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
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    let declared = figure(&report, "declarations");
    assert_eq!((declared.now, declared.before), (2, 1));
    let line = |code: &str| {
        let line = report.lines.iter().find(|line| line.code == code).unwrap();
        (line.group.as_str(), line.now, line.before)
    };
    assert_eq!(line("accepted"), ("declaration_state", 1, 1));
    assert_eq!(line("void"), ("declaration_state", 1, 0));
    assert_eq!(line("fraud_stopped"), ("consultation_kind", 1, 0));
    let sixth = &report.curve[5];
    assert_eq!(
        (sixth.day.as_str(), sixth.declarations, sixth.consultations),
        ("2026-11-06", 1, 1)
    );
    let area = &report.areas[0];
    assert_eq!(
        (area.declarations, area.consultations, area.before),
        (2, 1, 1)
    );
}

#[test]
fn the_curve_ends_today() {
    let test = TestDesk::new("instructor");
    let days = |text| super::report(&test.desk, text, None).unwrap().curve.len();
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
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    assert_eq!(report.areas[0].contacts, 2);
    // What nobody worked at does not make the work of the period before.
    assert_eq!(report.areas[0].before, 0);
    assert_eq!(report.figures.len(), 5);
    let line = |code: &str| {
        let of = |line: &&ReportLine| line.group == "contact_source" && line.code == code;
        let line = report.lines.iter().find(of).unwrap();
        (line.now, line.before)
    };
    assert_eq!((line("qr"), line("other")), ((1, 1), (1, 0)));
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
    let report = super::report(&test.desk, "2026-11", Some(AREA.into())).unwrap();
    assert_eq!(
        (
            figure(&report, "visits").now,
            figure(&report, "disputes").now
        ),
        (3, 1)
    );
    assert_eq!(
        (
            report.areas.len(),
            report.areas[0].visits,
            report.areas[0].disputes
        ),
        (1, 3, 1)
    );
    let elsewhere = super::report(&test.desk, "2026-11", Some(OTHER_AREA.into()));
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
        let fields = json!({"user": USER, "name": end, "seen_at": seen, "revoked_at": revoked});
        let id = ["01900000-0000-7000-8000-0000000000", end].concat();
        test.receive("laptops", &id, &["station"], &fields);
    }
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    assert_eq!((report.laptops_in, report.laptops_all), (1, 2));
    assert_eq!(report.as_of, NOW);
}

#[test]
fn figures_are_for_who_reads_reports_and_a_month_must_be_one() {
    let administrator = TestDesk::new("administrator");
    assert_eq!(
        super::report(&administrator.desk, "2026-11", None)
            .unwrap_err()
            .code,
        "not_allowed"
    );
    let test = TestDesk::new("instructor");
    assert_eq!(
        super::report(&test.desk, "2026-13", None).unwrap_err().code,
        "period_impossible"
    );
}

/// Cells of a table in both files, as text: the row whose first cells these are.
fn written(exported: &Exported, sheet: &str, first: &[&str]) -> [Vec<String>; 2] {
    let bytes = |format| {
        let file = exported.files.iter().find(|(of, _)| *of == format);
        file.unwrap().1.clone()
    };
    let cursor = std::io::Cursor::new(bytes(Format::Xlsx));
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(cursor).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, sheet).unwrap();
    let begins = |row: &[String]| row.iter().zip(first).all(|(cell, first)| cell == first);
    let there = range
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>())
        .find(|row| begins(row))
        .unwrap();
    let text = bytes(Format::Csv);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(&text[3..]);
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let table = rows.iter().position(|row| row == &[sheet]).unwrap();
    let here = rows[table..].iter().find(|row| begins(row)).unwrap();
    [there, here.clone()]
}

#[test]
fn both_files_say_what_the_screen_says() {
    let test = TestDesk::new("officer");
    let home = village(&test);
    declaration(&test, &home, "2026-11-05", "submitted");
    for _ in 0..30 {
        consultation(&test, "help", noon("2026-11-06"));
    }
    for _ in 0..32 {
        consultation(&test, "help", noon("2026-10-06"));
    }
    let report = super::report(&test.desk, "2026-11", None).unwrap();
    let figure = figure(&report, "consultations");
    assert_eq!((figure.change.by, figure.change.small), (-2, false));
    assert_eq!(figure.change.percent, Some(-6.25));
    let exported = export(&test.desk, "2026-11", None, &Format::ALL).unwrap();
    assert_eq!(exported.stem, "report-2026-11");
    let [book, text] = written(&exported, "总览", &["咨询"]);
    assert_eq!(book[1..5], ["30", "32", "-2", "-0.0625"]);
    assert_eq!(text[1..5], ["30", "32", "-2", "-6.25%"]);
    let [book, text] = written(&exported, "总览", &["居住登记"]);
    // A percentage of nought is none, and what nobody can know stays empty.
    assert_eq!(book[1..5], ["1", "0", "1", ""]);
    assert_eq!(text[1..], ["1", "0", "1", "", "", "", "", ""]);
    let [book, text] = written(&exported, "分类", &["咨询", "求助"]);
    assert_eq!(book[2..4], ["30", "32"]);
    assert_eq!(text[2..4], ["30", "32"]);
    let area = &report.areas[0];
    let [book, text] = written(&exported, "辖区", &[&area.area]);
    assert_eq!(book[1], area.people.to_string());
    assert_eq!(book, text);
}

#[test]
fn a_small_base_is_marked_and_an_unfinished_period_told() {
    let test = TestDesk::new("instructor");
    consultation(&test, "help", noon("2026-11-06"));
    consultation(&test, "help", noon("2026-10-06"));
    let exported = export(&test.desk, "2026-11", None, &Format::ALL).unwrap();
    let [book, text] = written(&exported, "总览", &["咨询"]);
    assert_eq!((book[8].as_str(), text[8].as_str()), ("基数小", "基数小"));
    let csv = String::from_utf8(exported.files[1].1.clone()).unwrap();
    assert!(
        csv.contains("本期尚未结束") && csv.contains("制表：王丽"),
        "{csv}"
    );
    let past = export(&test.desk, "2026-10", None, &[Format::Csv]).unwrap();
    let csv = String::from_utf8(past.files[0].1.clone()).unwrap();
    assert!(!csv.contains("本期尚未结束"), "{csv}");
}

#[test]
fn a_report_is_written_beside_an_earlier_one_and_a_folder_that_is_gone_is_told() {
    let test = TestDesk::new("instructor");
    let folder = tempfile::tempdir().unwrap();
    let write =
        |folder: &std::path::Path| write_into(&test.desk, "2026-W47", None, &Format::ALL, folder);
    write(folder.path()).unwrap();
    let saved = write(folder.path()).unwrap();
    assert!(saved[0].path.ends_with("report-2026-W47-2.xlsx"));
    assert_eq!(saved[0].message, "已保存 report-2026-W47-2.xlsx。");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
    let gone = write(&folder.path().join("gone")).unwrap_err();
    assert_eq!(gone.code, "report_file");
}

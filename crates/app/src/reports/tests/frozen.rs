//! What a closing keeps, whatever comes later.

use super::*;

fn asked(test: &TestDesk, period: &str) -> Report {
    counted(&test.desk, &of(period, &[])).expect("a report")
}

fn laptop(test: &TestDesk, name: &str, seen: i64, waiting: i64) {
    let id = ["01900000-0000-7000-8000-0000000000", name].concat();
    let fields =
        json!({"user": USER, "name": name, "seen_at": seen, "waiting": waiting, "confirmed_at": 1});
    test.receive("laptops", &id, &["station"], &fields);
}

fn line<'a>(report: &'a Report, group: &str) -> Option<&'a ReportLine> {
    report.lines.iter().find(|line| line.group == group)
}

#[test]
fn an_area_that_is_added_later_opens_no_closed_month() {
    let test = TestDesk::new("chief");
    village(&test);
    consultation(&test, "help", noon("2026-10-06"));
    close_month(&test.desk, "2026-10").unwrap();
    consultation(&test, "help", noon("2026-10-07"));
    test.hold(OTHER_AREA);
    test.receive(
        "areas",
        OTHER_AREA,
        &["station"],
        &json!({"name": "西楼村", "code": "330782"}),
    );
    let october = asked(&test, "2026-10");
    assert_eq!(october.areas.len(), 2);
    assert_eq!(figure(&october, "consultations").now, Some(1));
    assert_eq!(
        october
            .areas
            .iter()
            .map(|area| area.consultations)
            .sum::<Option<u32>>(),
        Some(1)
    );
    // Two years on, when nothing of it is held any more, it is still a nought of the new area and the old count of the other.
    test.clock.advance(noon("2028-12-20") - NOW);
    let later = asked(&test, "2026-10");
    assert_eq!(figure(&later, "people").now, figure(&october, "people").now);
    assert_eq!(figure(&later, "consultations").now, Some(1));
}

#[test]
fn the_curve_and_the_areas_of_a_closed_month_stay_and_what_is_gone_is_no_nought() {
    let test = TestDesk::new("chief");
    village(&test);
    consultation(&test, "help", noon("2026-10-06"));
    close_month(&test.desk, "2026-10").unwrap();
    consultation(&test, "help", noon("2026-10-06"));
    let october = asked(&test, "2026-10");
    assert_eq!(october.curve[5].consultations, Some(1));
    let open = asked(&test, "2026-09");
    assert_eq!(open.curve[5].consultations, Some(0));
    test.clock.advance(noon("2029-12-20") - NOW);
    assert_eq!(asked(&test, "2026-10").curve[5].consultations, Some(1));
    let open = asked(&test, "2026-09");
    assert_eq!(
        (open.curve[5].consultations, open.curve[5].declarations),
        (None, None)
    );
    assert_eq!((open.areas[0].visits, open.areas[0].before), (None, None));
    let exported = export(&test.desk, &of("2026-09", &[]), &[Format::Csv]).unwrap();
    let csv = String::from_utf8(exported.files[0].1.clone()).unwrap();
    assert!(csv.contains("2026-09-06,,"), "{csv}");
}

#[test]
fn days_of_ones_own_that_are_months_are_as_those_were_closed() {
    let test = TestDesk::new("chief");
    village(&test);
    consultation(&test, "help", noon("2026-10-06"));
    let total = TotalForm {
        month: "2026-10".into(),
        incidents: 871,
    };
    enter_total(&test.desk, &total).unwrap();
    close_month(&test.desk, "2026-10").unwrap();
    consultation(&test, "help", noon("2026-10-07"));
    let october = asked(&test, "2026-10-01/2026-10-31");
    assert_eq!(figure(&october, "consultations").now, Some(1));
    assert_eq!(line(&october, "police_total").unwrap().now, Some(871));
    assert_eq!(
        (october.may_close, october.closing.is_some()),
        (false, true)
    );
    // Days within it are counted anew.
    let some = asked(&test, "2026-10-02/2026-10-31");
    assert_eq!(figure(&some, "consultations").now, Some(2));
}

#[test]
fn who_lives_here_is_known_as_long_as_who_left_since_is_kept() {
    let test = TestDesk::new("chief");
    village(&test);
    let people = |period| figure(&asked(&test, period), "people").now;
    test.clock.advance(noon("2026-12-20") - NOW);
    assert_eq!(people("2026"), Some(3));
    assert_eq!(people("2026-Q3"), Some(2));
    // Who left in May may have been erased since.
    assert_eq!(people("2026-05"), None);
}

#[test]
fn a_month_is_not_closed_before_everything_was_here_once() {
    let test = TestDesk::new("chief");
    village(&test);
    let synced = |at: &str| {
        let set = test.desk.store.write(NOW, |write| {
            store::state::set(write.connection(), "synced_at", at)
        });
        set.expect("set");
    };
    synced("0");
    assert_eq!(
        close_month(&test.desk, "2026-10").unwrap_err().code,
        "month_not_pulled"
    );
    synced("1");
    close_month(&test.desk, "2026-10").unwrap();
}

#[test]
fn a_closing_keeps_which_laptops_were_in_and_one_that_holds_something_back_is_not() {
    let test = TestDesk::new("chief");
    village(&test);
    laptop(&test, "d2", NOW - 3_600_000, 0);
    laptop(&test, "d3", NOW - 3_600_000, 2);
    laptop(&test, "d5", NOW - 90_000_000, 0);
    let open = asked(&test, "2026-10");
    assert_eq!((open.laptops_in, open.laptops_all), (1, 3));
    assert_eq!(open.laptops_missing, ["d3", "d5"]);
    close_month(&test.desk, "2026-10").unwrap();
    laptop(&test, "d3", NOW, 0);
    test.clock.advance(5 * 86_400_000);
    let closed = asked(&test, "2026-10");
    assert_eq!(
        (closed.laptops_in, closed.laptops_all, closed.as_of),
        (1, 3, NOW)
    );
    assert_eq!(closed.laptops_missing, ["d3", "d5"]);
    let exported = export(&test.desk, &of("2026-10", &[]), &[Format::Csv]).unwrap();
    let csv = String::from_utf8(exported.files[0].1.clone()).unwrap();
    assert!(
        csv.contains("截至 2026-11-20 10:00，3 台电脑中 1 台已上传"),
        "{csv}"
    );
}

#[test]
fn a_total_entered_after_the_closing_is_kept_as_it_was_first_entered() {
    let test = TestDesk::new("chief");
    village(&test);
    close_month(&test.desk, "2026-10").unwrap();
    let enter = |incidents| {
        let form = TotalForm {
            month: "2026-10".into(),
            incidents,
        };
        enter_total(&test.desk, &form).expect("entered");
    };
    enter(871);
    assert_eq!(asked(&test, "2026-10").corrections, []);
    enter(870);
    let october = asked(&test, "2026-10");
    assert_eq!(line(&october, "police_total").unwrap().now, Some(871));
    // The field shows what was typed last.
    assert_eq!(october.entered_total, Some(870));
    let correction = &october.corrections[0];
    assert_eq!((correction.closed, correction.recounted), (871, 870));
}

#[test]
fn corrections_of_closed_months_are_told_wherever_those_months_count() {
    let test = TestDesk::new("chief");
    village(&test);
    close_month(&test.desk, "2026-10").unwrap();
    consultation(&test, "help", noon("2026-10-07"));
    for period in ["2026-10", "2026-11", "2026-Q4", "2026", "2027-10"] {
        let report = asked(&test, period);
        assert_eq!(report.frozen_months, ["2026-10"], "{period}");
        let correction = report.corrections.iter().find(|of| of.code == "help");
        let correction = correction.unwrap_or_else(|| panic!("told in {period}"));
        assert_eq!(
            (correction.month.as_str(), correction.recounted),
            ("2026-10", 1)
        );
    }
    assert!(asked(&test, "2026-Q4").unfinished);
    assert!(!asked(&test, "2026-10").unfinished);
}

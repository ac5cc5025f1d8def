use super::*;

fn closed(test: &TestDesk, month: &str) {
    let done = close_month(&test.desk, month).unwrap();
    // Nobody takes a closing back by a key.
    assert_eq!(done.undo, None);
}

#[test]
fn a_closed_month_keeps_its_figures_and_lists_what_came_later() {
    let test = TestDesk::new("chief");
    village(&test);
    consultation(&test, "help", noon("2026-10-06"));
    consultation(&test, "help", noon("2026-10-07"));
    let open = counted(&test.desk, &of("2026-10", &[])).unwrap();
    assert!(open.may_close && open.closing.is_none());
    closed(&test, "2026-10");
    consultation(&test, "help", noon("2026-10-08"));
    consultation(&test, "residence", noon("2026-10-09"));
    let report = counted(&test.desk, &of("2026-10", &[])).unwrap();
    assert_eq!(figure(&report, "consultations").now, Some(2));
    assert_eq!(report.areas[0].consultations, Some(2));
    assert!(!report.may_close);
    let closing = report.closing.unwrap();
    assert_eq!((closing.at, closing.by.as_str()), (NOW, "王丽"));
    let correction = |code: &str, closed, recounted| ReportCorrection {
        month: "2026-10".into(),
        group: "consultation_kind".into(),
        code: code.into(),
        closed,
        recounted,
    };
    assert_eq!(
        report.corrections,
        [correction("help", 2, 3), correction("residence", 0, 1)]
    );
    let november = counted(&test.desk, &of("2026-11", &[])).unwrap();
    assert_eq!(figure(&november, "consultations").before, Some(2));
    let quarter = counted(&test.desk, &of("2026-Q4", &[])).unwrap();
    assert_eq!(figure(&quarter, "consultations").now, Some(2));
    assert_eq!(figure(&quarter, "people").now, Some(2));
    assert_eq!(quarter.closing, None);
}

#[test]
fn closed_figures_outlive_what_they_count() {
    let test = TestDesk::new("chief");
    let (_, _) = village(&test);
    consultation(&test, "help", noon("2026-10-06"));
    closed(&test, "2026-10");
    let open = counted(&test.desk, &of("2026-10", &[])).unwrap();
    // Two years later the records may be gone; what was closed is still compared with.
    test.clock.advance(noon("2028-12-20") - NOW);
    let later = counted(&test.desk, &of("2026-10", &[])).unwrap();
    assert_eq!(figure(&later, "people").now, figure(&open, "people").now);
    assert_eq!(figure(&later, "consultations").now, Some(1));
    assert_eq!(later.corrections, []);
    let year_on = counted(&test.desk, &of("2027-10", &[])).unwrap();
    let consultations = figure(&year_on, "consultations");
    assert_eq!(
        (consultations.now, consultations.year_before),
        (Some(0), Some(1))
    );
    assert_eq!(figure(&year_on, "people").year_before, Some(2));
}

#[test]
fn a_month_is_closed_once_by_a_chief_after_it_is_over_and_before_records_go() {
    let test = TestDesk::new("chief");
    village(&test);
    let refused = |month: &str| close_month(&test.desk, month).unwrap_err().code;
    assert_eq!(refused("2026-11"), "month_not_over");
    assert_eq!(refused("2026-04"), "month_too_old");
    assert_eq!(refused("2026-Q3"), "period_impossible");
    closed(&test, "2026-10");
    assert_eq!(refused("2026-10"), "month_closed");
    let frozen = test
        .desk
        .read(|connection| {
            let mut statement = connection.prepare("SELECT id FROM closed_figures")?;
            let ids = statement.query_map([], |row| row.get(0))?;
            Ok(ids.collect::<Result<Vec<String>, _>>()?)
        })
        .unwrap();
    assert_eq!(frozen.len(), 1);
    for fields in [
        json!({"counts": {"visit_result.done": 900}}),
        json!({"deleted": true}),
    ] {
        let change = store::Edit::change(
            "closed_figures",
            &frozen[0],
            None,
            fields.as_object().unwrap().clone(),
        );
        let refused = test
            .desk
            .write("done.saved", |write| Ok(Some(write.put(change)?)));
        assert_eq!(refused.unwrap_err().code, "month_closed");
    }
    let officer = TestDesk::new("officer");
    village(&officer);
    assert_eq!(
        close_month(&officer.desk, "2026-10").unwrap_err().code,
        "not_allowed"
    );
}

#[test]
fn a_police_total_stands_next_to_the_figures_of_its_months() {
    let test = TestDesk::new("chief");
    test.synced();
    let enter = |month: &str, incidents| {
        let form = TotalForm {
            month: month.to_owned(),
            incidents,
        };
        enter_total(&test.desk, &form)
    };
    let total = |period: &str| {
        let report = counted(&test.desk, &of(period, &[])).unwrap();
        let mut lines = report.lines.into_iter();
        lines.find(|line| line.group == "police_total")
    };
    enter("2026-10", 1_000).unwrap();
    enter("2025-10", 1_000).unwrap();
    enter("2026-10", 871).unwrap();
    enter("2025-10", 978).unwrap();
    let october = total("2026-10").unwrap();
    assert_eq!(
        (october.now, october.year_before, october.before),
        (Some(871), Some(978), None)
    );
    assert_eq!(october.change_of_year.unwrap().percent, Some(-1_094));
    // A quarter has a total when each of its months has one.
    assert_eq!(total("2026-Q4"), None);
    enter("2026-11", 500).unwrap();
    enter("2026-12", 400).unwrap();
    assert_eq!(total("2026-Q4").unwrap().now, Some(1_771));
    assert_eq!(enter("2026-Q4", 1).unwrap_err().code, "period_impossible");
    assert_eq!(
        enter("2026-10", 1_000_001).unwrap_err().code,
        "count_impossible"
    );
    closed(&test, "2026-10");
    enter("2026-10", 870).unwrap();
    let october = counted(&test.desk, &of("2026-10", &[])).unwrap();
    let corrections = october.corrections;
    assert_eq!(
        (corrections[0].closed, corrections[0].recounted),
        (871, 870)
    );
    let instructor = TestDesk::new("instructor");
    let form = TotalForm {
        month: "2026-10".into(),
        incidents: 1,
    };
    assert_eq!(
        enter_total(&instructor.desk, &form).unwrap_err().code,
        "not_allowed"
    );
}

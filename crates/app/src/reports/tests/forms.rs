use reports::Cell;

use super::*;

fn put_form(test: &TestDesk, name: &str, bytes: &[u8]) {
    let folder = test.desk.store.home().join("forms");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), bytes).expect("a form");
}

fn cells(path: &str) -> Vec<Vec<String>> {
    let mut book = calamine::open_workbook_auto(path).expect("a workbook");
    let range = calamine::Reader::worksheet_range_at(&mut book, 0);
    let range = range.expect("a sheet").expect("readable");
    range
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

/// The documents folder is the only place there is for sure.
fn place(test: &TestDesk) -> String {
    places(&test.desk).last().expect("documents").id.clone()
}

#[test]
fn the_example_form_is_itself_filled_with_every_figure_by_either_name() {
    for language in [
        crate::words::Language::Chinese,
        crate::words::Language::English,
    ] {
        let mut test = TestDesk::new("chief");
        test.desk.language = language;
        consultation(&test, "help", noon("2026-11-06"));
        let sample = sample_form(&test.desk, &place(&test)).unwrap();
        let bytes = std::fs::read(&sample.path).unwrap();
        std::fs::remove_file(&sample.path).unwrap();
        put_form(&test, "所里月报.xlsx", &bytes);
        put_form(&test, "~$所里月报.xlsx", b"left by a spreadsheet");
        assert_eq!(forms(&test.desk).unwrap(), ["所里月报"]);
        let filled = fill_form(&test.desk, &of("2026-11", &[]), "所里月报", &place(&test)).unwrap();
        let rows = cells(&filled.path);
        std::fs::remove_file(&filled.path).unwrap();
        // Nothing is left unfilled, so every name in the example means something.
        assert!(
            rows.iter().flatten().all(|cell| !cell.contains("{{")),
            "{rows:?}"
        );
        let value = |label: &str| {
            let row = rows.iter().find(|row| row[0] == label);
            row.map(|row| row[1].clone())
        };
        let [all, help, none] = match language {
            crate::words::Language::Chinese => ["咨询", "咨询 · 求助", "咨询 · 户籍"],
            crate::words::Language::English => [
                "Consultations",
                "Consultations · Request for help",
                "Consultations · Household registration",
            ],
        };
        assert_eq!(value(all).as_deref(), Some("1"));
        assert_eq!(value(help).as_deref(), Some("1"));
        assert_eq!(value(none).as_deref(), Some("0"));
    }
}

#[test]
fn a_form_that_is_none_or_gone_is_told_and_its_name_is_no_path() {
    let test = TestDesk::new("chief");
    put_form(&test, "坏表.xlsx", b"rubbish");
    let fill = |name: &str| {
        fill_form(&test.desk, &of("2026-11", &[]), name, &place(&test))
            .unwrap_err()
            .code
    };
    assert_eq!(fill("坏表"), "form_unreadable");
    assert_eq!(fill("没有"), "form_gone");
    assert_eq!(fill("../store"), "form_gone");
}

#[test]
fn who_takes_a_report_out_is_on_record() {
    let test = TestDesk::new("officer");
    export(&test.desk, &of("2026-10", &[]), &[Format::Csv]).unwrap();
    let entries = test.accesses("reports");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].act, audit::Act::Disclose);
    assert_eq!(entries[0].field, "csv");
}

#[test]
fn a_form_is_blank_for_what_nobody_knows_and_nought_for_what_did_not_occur() {
    let test = TestDesk::new("chief");
    consultation(&test, "help", noon("2026-10-06"));
    let rows: Vec<Vec<Cell>> = [
        "{{consultations.before}}",
        "{{咨询.户籍}}",
        "{{咨询.户籍.上期}}",
        "{{咨询.户籍.增减}}",
        "{{咨询.户籍.同期}}",
        "{{走访.上期}}",
        "{{laptops}}",
    ]
    .into_iter()
    .map(|name| vec![Cell::Text(name.to_owned())])
    .collect();
    let document = reports::Document {
        title: "月报".into(),
        notes: vec![],
        made: chrono::NaiveDateTime::default(),
        tables: vec![reports::Table {
            name: "月报".into(),
            columns: vec!["数".into()],
            rows,
            curve: vec![],
        }],
        foot: String::new(),
        lang: "zh",
        seal: String::new(),
        page: String::new(),
        nothing: String::new(),
    };
    put_form(
        &test,
        "所里月报.xlsx",
        &reports::workbook(&document).unwrap(),
    );
    let fill = |period: &str| {
        let filled = fill_form(&test.desk, &of(period, &[]), "所里月报", &place(&test)).unwrap();
        let rows = cells(&filled.path);
        std::fs::remove_file(&filled.path).unwrap();
        let begin = rows.iter().position(|row| row[0] == "数").unwrap() + 1;
        rows[begin..]
            .iter()
            .map(|row| row[0].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(fill("2026-11"), ["1", "0", "0", "0", "", "", ""]);
    // So long after that it may have been erased, a nought would be a guess.
    test.clock.advance(noon("2030-11-20") - NOW);
    assert_eq!(fill("2026-11")[..3], ["", "", ""]);
}

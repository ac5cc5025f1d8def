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
    let entries: Vec<(String, String, String)> = test
        .desk
        .read(|connection| {
            let mut statement =
                connection.prepare("SELECT action, kind, row FROM audit ORDER BY id")?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    let entry = (
        "disclose".to_owned(),
        "reports".to_owned(),
        "2026-10".to_owned(),
    );
    assert_eq!(entries, [entry]);
}

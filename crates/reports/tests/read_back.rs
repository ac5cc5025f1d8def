//! What was written is read back by readers that know nothing of the writers.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use proptest::prelude::*;
use reports::{Cell, Document, ReportError, Table, delimited, pdf, workbook};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, day).expect("a day")
}

fn document() -> Document {
    let table = |name: &str, first: Cell| Table {
        name: name.to_owned(),
        columns: vec!["项目".into(), "本月".into(), "增减".into(), "%".into()],
        rows: vec![
            vec![
                first,
                Cell::Count(120_000),
                Cell::Change(-7),
                Cell::Share(-1_094),
            ],
            vec![
                Cell::Text("＝1+1".into()),
                Cell::Count(0),
                Cell::Change(0),
                Cell::Nothing,
            ],
        ],
        curve: vec![],
    };
    Document {
        title: "=报表".into(),
        notes: vec!["截至11月1日08:00".into()],
        made: day(31).and_hms_opt(8, 0, 0).expect("a time"),
        tables: vec![
            table("总览", Cell::Text("=HYPERLINK(\"http://x\")".into())),
            Table {
                curve: vec![1],
                ..table("逐日", Cell::Day(day(1)))
            },
        ],
        foot: String::new(),
        lang: "zh",
        seal: "（盖章）".into(),
        page: "第 {page} 页，共 {pages} 页".into(),
        nothing: "没有".into(),
    }
}

#[test]
fn a_workbook_holds_what_was_put_in_with_its_types() {
    let bytes = workbook(&document()).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["总览", "逐日"]);
    let sheet = book.worksheet_range("总览").unwrap();
    let at = |row, column| sheet.get_value((row, column)).cloned();
    assert_eq!(at(0, 0), Some(Data::String("=报表".into())));
    assert_eq!(at(3, 1), Some(Data::String("本月".into())));
    assert_eq!(
        at(4, 0),
        Some(Data::String("=HYPERLINK(\"http://x\")".into()))
    );
    assert_eq!(at(4, 1), Some(Data::Float(120_000.0)));
    assert_eq!(at(4, 2), Some(Data::Float(-7.0)));
    assert_eq!(at(4, 3), Some(Data::Float(-0.1094)));
    assert_eq!(at(5, 3).unwrap_or(Data::Empty), Data::Empty);
    assert!(book.worksheet_formula("总览").unwrap().is_empty());
    let days = book.worksheet_range("逐日").unwrap();
    let first = days.get_value((4, 0)).cloned().unwrap();
    assert!(matches!(first, Data::DateTime(_)), "{first:?}");
    assert!(first.to_string().starts_with("46296"), "{first}");
}

#[test]
fn a_workbook_has_a_header_that_stays_a_chart_and_no_macro() {
    let bytes = workbook(&document()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert!(names.iter().any(|name| name == "xl/charts/chart1.xml"));
    assert!(!names.iter().any(|name| name.contains("vba")));
    let mut sheet = String::new();
    let mut file = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut file, &mut sheet).unwrap();
    assert!(sheet.contains("state=\"frozen\""));
}

#[test]
fn the_same_tables_make_the_same_bytes() {
    assert_eq!(
        workbook(&document()).unwrap(),
        workbook(&document()).unwrap()
    );
    assert_eq!(
        delimited(&document()).unwrap(),
        delimited(&document()).unwrap()
    );
}

#[test]
fn text_for_spreadsheets_begins_with_its_mark_and_holds_no_formula() {
    let bytes = delimited(&document()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert!(text.starts_with("'=报表\r\n"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let row = rows
        .iter()
        .find(|row| row[0].contains("HYPERLINK"))
        .unwrap();
    assert_eq!(row[1..], ["120000", "-7", "-10.94%"]);
    assert!(row[0].starts_with("'="));
    assert!(rows.iter().any(|row| row[0] == "2026-10-01"));
}

#[test]
fn a_text_that_begins_like_a_formula_gets_an_apostrophe_and_no_other_does() {
    for first in "=+-@\t\r\n\0＝＋－＠".chars() {
        let mut document = document();
        document.tables[0].rows[1][0] = Cell::Text(format!("{first}1+1"));
        let text = String::from_utf8(delimited(&document).unwrap()).unwrap();
        assert!(text.contains(&format!("'{first}1+1")), "{first:?}");
    }
    let text = String::from_utf8(delimited(&document()).unwrap()).unwrap();
    assert!(text.contains("\r\n'＝1+1,0,0,\r\n"), "{text}");
    assert!(text.contains("\r\n截至"), "{text}");
}

#[test]
fn a_table_that_is_not_rectangular_is_refused() {
    let mut document = document();
    document.tables[0].rows[0].pop();
    assert!(matches!(workbook(&document), Err(ReportError::Shape(name)) if name == "总览"));
    assert!(matches!(delimited(&document), Err(ReportError::Shape(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: proptest::test_runner::RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_from_both_as_text_that_no_spreadsheet_calculates(text in "\\PC{0,40}") {
        let mut document = document();
        document.tables.truncate(1);
        document.tables[0].rows[0][0] = Cell::Text(text.clone());
        let mut book = Xlsx::new(Cursor::new(workbook(&document).unwrap())).unwrap();
        let sheet = book.worksheet_range("总览").unwrap();
        let there = match sheet.get_value((4, 0)) {
            Some(Data::String(there)) => there.clone(),
            _ => String::new(),
        };
        prop_assert_eq!(&there, &text);
        let bytes = delimited(&document).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[..]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let field = rows.iter().find(|row| row.get(1) == Some("120000")).unwrap().get(0).unwrap().to_owned();
        prop_assert!(!field.starts_with(|c| "=+-@\t\r\0＝＋－＠".contains(c)), "{}", field);
        prop_assert_eq!(field.strip_prefix('\'').filter(|_| !text.starts_with('\'')).unwrap_or(&field), &text);
    }
}

#[test]
fn pages_hold_the_same_figures_with_page_numbers_and_room_for_the_seal() {
    let mut document = document();
    let many = document.tables[0].rows[0].clone();
    document.tables[0].rows.extend(vec![many; 90]);
    let bytes = pdf(&document).unwrap();
    assert_eq!(bytes, pdf(&document).unwrap(), "the same in, the same out");
    // Typst leaves a little room between Chinese and digits, which reads as a space.
    let pages: Vec<String> = pdf_extract::extract_text_from_mem_by_pages(&bytes)
        .unwrap()
        .iter()
        .map(|page| page.split_whitespace().collect())
        .collect();
    assert!(pages.len() > 1, "{}", pages.len());
    for (number, page) in (1..).zip(&pages) {
        let footer = format!("第{number}页，共{}页", pages.len());
        assert!(page.contains(&footer), "{footer}: {page}");
    }
    let words = pages.concat();
    for written in [
        "=报表",
        "截至11月1日08:00",
        "总览",
        "120000",
        "-7",
        "-10.94%",
        "＝1+1",
        "（盖章）",
        "2026-10-31",
    ] {
        assert!(words.contains(written), "{written}: {words}");
    }
}

#[test]
fn what_looks_like_typst_is_only_text_on_paper() {
    let mut document = document();
    let hostile = "#panic() $x$ *b* _i_ @a <l> \\u{41} [x] #include \"/etc/passwd\"";
    document.title = hostile.into();
    document.notes = vec![hostile.into()];
    document.tables[0].rows[0][0] = Cell::Text(hostile.into());
    let words = pdf_extract::extract_text_from_mem(&pdf(&document).unwrap()).unwrap();
    assert!(words.contains("#panic() $x$ *b* _i_ @a <l>"), "{words}");
}

use super::*;

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
    declaration(&test, &home, "2026-09-05", "submitted");
    for _ in 0..30 {
        consultation(&test, "help", noon("2026-11-06"));
    }
    for _ in 0..32 {
        consultation(&test, "help", noon("2026-10-06"));
    }
    let report = counted(&test.desk, &of("2026-11", &[])).unwrap();
    let figure = figure(&report, "consultations");
    let change = figure.change.unwrap();
    assert_eq!((change.by, change.small), (-2, false));
    assert_eq!(change.percent, Some(-625));
    let exported = export(&test.desk, &of("2026-11", &[]), &Format::ALL).unwrap();
    assert_eq!(exported.stem, "report-2026-11");
    let [book, text] = written(&exported, "总览", &["咨询"]);
    assert_eq!(book[1..5], ["30", "32", "-2", "-0.0625"]);
    assert_eq!(text[1..5], ["30", "32", "-2", "-6.25%"]);
    let [book, text] = written(&exported, "总览", &["居住登记"]);
    // A percentage of nought is none, and what nobody can know stays empty.
    assert_eq!(book[1..5], ["1", "0", "1", ""]);
    assert_eq!(text[1..], ["1", "0", "1", "", "", "", "", ""]);
    let [book, text] = written(&exported, "分类", &["咨询", "求助"]);
    assert_eq!(book[3..5], ["30", "32"]);
    assert_eq!(text[3..5], ["30", "32"]);
    let area = &report.areas[0];
    let [book, text] = written(&exported, "责任区", &[&area.area]);
    assert_eq!((book[1].as_str(), area.people), ("※", Some(2)));
    assert_eq!(book, text);
}

#[test]
fn a_percentage_is_rounded_once_and_reads_the_same_everywhere() {
    let percent = |now, before| Change::of(now, before).percent;
    // Halves go away from nought: 0.125 % and its opposite.
    assert_eq!(
        (percent(801, 800), percent(799, 800)),
        (Some(13), Some(-13))
    );
    // Next to nothing is nought, without a sign.
    assert_eq!((percent(99_999, 100_000), percent(1, 0)), (Some(-0), None));
    assert_eq!(percent(u32::MAX, 1), Some(42_949_672_940_000));
    let test = TestDesk::new("officer");
    for _ in 0..17 {
        consultation(&test, "help", noon("2026-11-06"));
    }
    for _ in 0..16 {
        consultation(&test, "help", noon("2026-10-06"));
    }
    let exported = export(&test.desk, &of("2026-11", &[]), &Format::ALL).unwrap();
    let [book, text] = written(&exported, "总览", &["咨询"]);
    assert_eq!((book[4].as_str(), text[4].as_str()), ("0.0625", "6.25%"));
    let pdf = exported
        .files
        .iter()
        .find(|(of, _)| *of == Format::Pdf)
        .unwrap();
    let pages = pdf_extract::extract_text_from_mem(&pdf.1).unwrap();
    assert!(pages.contains("+6.25%"), "{pages}");
}

#[test]
fn a_small_base_is_marked_and_an_unfinished_period_told() {
    let test = TestDesk::new("instructor");
    consultation(&test, "help", noon("2026-11-06"));
    consultation(&test, "help", noon("2026-10-06"));
    let exported = export(&test.desk, &of("2026-11", &[]), &Format::ALL).unwrap();
    let [book, text] = written(&exported, "总览", &["咨询"]);
    assert_eq!((book[8].as_str(), text[8].as_str()), ("基数小", "基数小"));
    let csv = String::from_utf8(exported.files[2].1.clone()).unwrap();
    assert!(
        csv.contains("本期尚未结束") && csv.contains("制表：王丽"),
        "{csv}"
    );
    let past = export(&test.desk, &of("2026-10", &[]), &[Format::Csv]).unwrap();
    let csv = String::from_utf8(past.files[0].1.clone()).unwrap();
    assert!(!csv.contains("本期尚未结束"), "{csv}");
}

#[test]
fn a_report_is_written_beside_an_earlier_one_and_a_folder_that_is_gone_is_told() {
    let test = TestDesk::new("instructor");
    let folder = tempfile::tempdir().unwrap();
    let write = |folder: &std::path::Path| {
        write_into(&test.desk, &of("2026-W47", &[]), &Format::ALL, folder)
    };
    write(folder.path()).unwrap();
    let saved = write(folder.path()).unwrap();
    assert!(saved[0].path.ends_with("report-2026-W47-2.xlsx"));
    assert_eq!(saved[0].message, "已保存 report-2026-W47-2.xlsx。");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 6);
    let gone = write(&folder.path().join("gone")).unwrap_err();
    assert_eq!(gone.code, "report_file");
}

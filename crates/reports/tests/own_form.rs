//! A station's own form is filled and otherwise left alone.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx};
use reports::{Cell, ReportError, fill};
use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("月报").expect("a name");
    let bold = Format::new().set_bold().set_num_format("0.00%");
    sheet
        .write_string(0, 0, "{{期间}}江东派出所月报 {{ 截至 }}")
        .expect("written");
    sheet.write_string(1, 0, "咨询").expect("written");
    sheet.write_string(1, 1, "{{咨询}}").expect("written");
    sheet
        .write_string_with_format(1, 2, "{{咨询.增减率}}", &bold)
        .expect("written");
    sheet
        .write_formula(1, 3, Formula::new("=B2*2"))
        .expect("written");
    sheet.write_string(2, 1, "{{不认识}}").expect("written");
    sheet.write_string(3, 1, "{{纠纷}}").expect("written");
    sheet
        .write_string(4, 1, "a < b & {{咨询}}")
        .expect("written");
    sheet
        .merge_range(6, 0, 6, 3, "（盖章）", &bold)
        .expect("merged");
    book.save_to_buffer().expect("a workbook")
}

fn values() -> BTreeMap<String, Cell> {
    BTreeMap::from([
        ("期间".to_owned(), Cell::Text("=2026年10月".to_owned())),
        ("截至".to_owned(), Cell::Text("<b>&".to_owned())),
        ("咨询".to_owned(), Cell::Count(1_234)),
        ("咨询.增减率".to_owned(), Cell::Share(-1_094)),
        ("纠纷".to_owned(), Cell::Nothing),
    ])
}

fn part(book: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut text = String::new();
    let mut file = archive.by_name(name).expect("a part");
    file.read_to_string(&mut text).expect("text");
    text
}

#[test]
fn each_name_gets_its_value_with_its_type_and_all_else_stays() {
    let filled = fill(&form(), &values()).unwrap();
    let mut book = Xlsx::new(Cursor::new(filled.bytes.clone())).unwrap();
    let sheet = book.worksheet_range("月报").unwrap();
    let at = |row, column| sheet.get_value((row, column)).cloned();
    let text = |text: &str| Some(Data::String(text.to_owned()));
    assert_eq!(at(0, 0), text("=2026年10月江东派出所月报 <b>&"));
    assert_eq!(at(1, 0), text("咨询"));
    assert_eq!(at(1, 1), Some(Data::Float(1_234.0)));
    assert_eq!(at(1, 2), Some(Data::Float(-0.1094)));
    assert_eq!(at(3, 1).unwrap_or(Data::Empty), Data::Empty);
    assert_eq!(at(4, 1), text("a < b & 1234"));
    assert_eq!(at(6, 0), text("（盖章）"));
    // A name that means nothing is told and stays to be seen.
    assert_eq!(at(2, 1), text("{{不认识}}"));
    assert_eq!(filled.unknown.into_iter().collect::<Vec<_>>(), ["不认识"]);
    // The form's own formula stays, no value became one, and it is worked out anew.
    let formulas = book.worksheet_formula("月报").unwrap();
    let formulas: Vec<_> = formulas.used_cells().collect();
    assert_eq!(formulas.len(), 1);
    assert!(part(&filled.bytes, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
    let sheet = part(&filled.bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<mergeCell ref=\"A7:D7\"/>"), "{sheet}");
    assert_eq!(
        part(&filled.bytes, "xl/styles.xml"),
        part(&form(), "xl/styles.xml")
    );
}

#[test]
fn a_form_without_names_comes_back_as_it_was() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .write_string(0, 0, "没有栏目")
        .expect("written");
    let form = book.save_to_buffer().unwrap();
    let filled = fill(&form, &values()).unwrap();
    for name in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] {
        assert_eq!(part(&filled.bytes, name), part(&form, name), "{name}");
    }
}

#[test]
fn rubbish_macros_and_what_is_no_workbook_are_refused() {
    let archive = |names: &[&str]| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            zip.start_file(*name, SimpleFileOptions::default())
                .expect("a part");
            zip.write_all(b"<x/>").expect("written");
        }
        zip.finish().expect("an archive").into_inner()
    };
    for wrong in [
        b"".to_vec(),
        b"PK\x03\x04 cut".to_vec(),
        form()[..400].to_vec(),
        archive(&["word/document.xml"]),
        archive(&["xl/workbook.xml", "xl/vbaProject.bin"]),
    ] {
        let refused = fill(&wrong, &values());
        assert!(matches!(refused, Err(ReportError::Form(_))), "{refused:?}");
    }
}

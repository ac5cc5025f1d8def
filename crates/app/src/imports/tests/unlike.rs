//! Files unlike the samples: other encodings, delimiters, sheets and mistakes.

use super::*;

const REGISTER: &str =
    "姓名,身份证号,现住地址,入住日期\n李明,330799199001010014,青岩刘村1-1-101,20260604\n";

fn sound(bytes: &[u8]) -> usize {
    let table = open("table.txt", bytes, None, ImportAs::People).expect("a readable table");
    checked(&table, ImportAs::People).0.len()
}

fn refused(bytes: &[u8]) -> &'static str {
    open("table", bytes, None, ImportAs::People)
        .expect_err("no table")
        .code()
}

#[test]
fn every_encoding_that_spreadsheets_write_is_read() {
    let (gb, ..) = encoding_rs::GB18030.encode(REGISTER);
    let units: Vec<u16> = REGISTER.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(sound(REGISTER.as_bytes()), 1);
    assert_eq!(sound(format!("\u{FEFF}{REGISTER}").as_bytes()), 1);
    assert_eq!(sound(&gb), 1);
    assert_eq!(sound(&[&[0xFF, 0xFE], little.as_slice()].concat()), 1);
    assert_eq!(sound(&[&[0xFE, 0xFF], big.as_slice()].concat()), 1);
    assert_eq!(sound(&little), 1);
    assert_eq!(sound(&big), 1);
}

#[test]
fn every_delimiter_is_found_by_the_header_it_shows() {
    for delimiter in ["\t", ";", "|"] {
        assert_eq!(
            sound(REGISTER.replace(',', delimiter).as_bytes()),
            1,
            "{delimiter:?}"
        );
    }
    assert_eq!(sound(REGISTER.replace('\n', "\r\n").as_bytes()), 1);
    assert_eq!(sound(REGISTER.replace('\n', "\r").as_bytes()), 1);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    for end in ["\n", "\r\n"] {
        let text = [
            "",
            "登记表",
            "",
            "姓名,身份证号",
            "\"李\n明\",1",
            "",
            "王强,2",
            ",",
            "赵六,3",
        ]
        .join(end);
        let table = table(&text, ImportAs::People);
        assert_eq!(
            (
                table.header_row,
                table.rows.iter().map(|row| row.row).collect::<Vec<_>>()
            ),
            (4, vec![5, 7, 9]),
            "{end:?}"
        );
    }
}

#[test]
fn a_sheet_asked_for_by_name_is_read_and_a_wrong_name_is_refused() {
    let bytes = sample("tenant-register.xlsx");
    let asked = |sheet: &str| open("x", &bytes, Some(sheet), ImportAs::People);
    assert_eq!(asked("2026年登记表").map(|table| table.rows.len()), Ok(601));
    assert_eq!(asked("填表说明"), Err(OpenError::NoHeader));
    assert_eq!(
        asked("2025年"),
        Err(OpenError::NoSuchSheet("2025年".to_string()))
    );
}

#[test]
fn files_that_are_no_tables_say_why() {
    assert_eq!(refused(b""), "file_empty");
    assert_eq!(refused(b" \r\n "), "file_empty");
    assert_eq!(refused("今天天气很好\n".as_bytes()), "file_no_header");
    assert_eq!(
        refused(b"<html><table><tr><td>1</td></tr></table></html>"),
        "file_web_page"
    );
    assert_eq!(refused(b"PK\x03\x04rubbish"), "file_not_a_spreadsheet");
    assert_eq!(refused(b"%PDF-1.7\n\x00\x01\x02"), "file_pdf");
    assert_eq!(
        refused(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]),
        "file_not_a_spreadsheet"
    );
    assert_eq!(
        refused(&vec![b'a'; super::super::MAX_BYTES + 1]),
        "file_too_large"
    );
}

#[test]
fn a_protected_workbook_says_that_it_is_locked() {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bytes = [
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        [0; 512].as_slice(),
        &name,
    ]
    .concat();
    assert_eq!(refused(&bytes), "file_locked");
}

#[test]
fn too_many_rows_and_columns_are_refused() {
    let wide = format!(
        "姓名,身份证号{},x\n",
        ",y".repeat(super::super::MAX_COLUMNS)
    );
    assert_eq!(refused(wide.as_bytes()), "file_too_many_columns");
    let long = format!(
        "姓名,身份证号\n{}",
        "李明,1\n".repeat(super::super::MAX_ROWS + 1)
    );
    assert_eq!(refused(long.as_bytes()), "file_too_many_rows");
}

#[test]
fn a_few_broken_characters_cost_their_rows_and_not_the_file() {
    let (gb, ..) = encoding_rs::GB18030.encode(REGISTER);
    let bytes = [gb.as_ref(), b"\xC0\xFF,330799198512240036,A\n"].concat();
    let table = open("x.csv", &bytes, None, ImportAs::People).expect("a readable table");
    let (rows, problems) = checked(&table, ImportAs::People);
    assert_eq!(
        (rows.len(), rows_with(&problems, "text_broken")),
        (1, vec![3])
    );
}

#[test]
fn a_contact_without_a_name_is_listed_and_a_forbidden_tag_is_dropped() {
    let text = "昵称,备注,标签,手机,添加时间,来源\n小李,,信教;房东,13800138000,2026-10-18 21:27,扫一扫\n,,房东,13800138001,,\n小李,李明,,13800138000,,\n";
    let (rows, problems) = checked(&table(text, ImportAs::Contacts), ImportAs::Contacts);
    let Rows::Contacts(rows) = rows else {
        panic!("not contacts")
    };
    assert_eq!(
        (rows.len(), rows[0].tags.as_slice()),
        (1, ["房东".to_string()].as_slice())
    );
    let listed: Vec<_> = problems
        .iter()
        .map(|problem| (problem.row, problem.code, problem.blocks))
        .collect();
    let expected = [
        (2, "tag_refused", false),
        (2, "source_unknown", false),
        (3, "name_missing", true),
        (4, "duplicate_in_file", true),
    ];
    assert_eq!(listed, expected);
}

#[test]
fn rooms_are_read_from_one_address_or_from_parts_however_they_are_spelt() {
    let text = "地址,房东,用途\n青岩刘村E区12栋3单元402房,李明,出租\n青岩刘村E区12幢底层,李明,店面\n青岩刘村e区１２号楼3-402,李明,别的\n青岩刘村,李明,自住\n";
    let (rows, problems) = checked(&table(text, ImportAs::Rooms), ImportAs::Rooms);
    let Rows::Rooms(rows) = rows else {
        panic!("not rooms")
    };
    assert_eq!(
        rows.iter()
            .map(|room| (room.building.as_str(), room.label.as_str()))
            .collect::<Vec<_>>(),
        [("12", "402"), ("12", "底层")]
    );
    assert_eq!(
        counts(&problems, true),
        BTreeMap::from([("address_no_building", 1), ("duplicate_in_file", 1)])
    );
}

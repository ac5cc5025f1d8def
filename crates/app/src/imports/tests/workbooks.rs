//! What only a workbook can hold: typed cells, hidden sheets, sizes that lie.

use super::zip::{Part, row, xlsx, xlsx64, zip};
use super::*;

const HEADER: &[&str] = &["姓名", "身份证号", "联系电话", "现住地址", "入住日期"];

fn register(lines: &[&[&str]]) -> String {
    [HEADER].iter().chain(lines).map(|line| row(line)).collect()
}

#[test]
fn a_workbook_with_the_number_typed_as_a_number_has_lost_it() {
    let rows = register(&[
        &[
            "李明",
            "n:330799199001010014",
            "n:13800138000",
            "青岩刘村1-1-101",
            "d:46177",
        ],
        &[
            "王强",
            "n:3.30799E+17",
            "n:13800138000",
            "青岩刘村1-1-101",
            "d:46177",
        ],
        &[
            "赵六",
            "330799198512240036",
            "n:13800138000",
            "青岩刘村1-1-101",
            "d:46177",
        ],
        &[
            "钱七",
            "n:330725690112003",
            "n:13800138000",
            "青岩刘村1-1-101",
            "n:46177",
        ],
        &[
            "孙八",
            "33079919601001008x",
            "n:13800138000",
            "青岩刘村1-1-101",
            "n:20260604",
        ],
    ]);
    let table = open(
        "x",
        &xlsx(&[("登记", "visible", &rows)]),
        None,
        ImportAs::People,
    )
    .expect("a workbook");
    let (rows, problems) = checked(&table, ImportAs::People);
    assert_eq!(rows_with(&problems, "id_destroyed"), [2, 3]);
    assert_eq!(problems.len(), 2);
    for person in tenants(rows) {
        assert_eq!(
            person.since.map(|date| date.to_string()).as_deref(),
            Some("2026-06-04")
        );
        assert_eq!(person.phone.as_deref(), Some("+8613800138000"));
    }
}

#[test]
fn a_hidden_sheet_is_named_and_read_only_when_asked_for() {
    let old = register(&[&[
        "李明",
        "330799199001010014",
        "",
        "青岩刘村1-1-101",
        "20260604",
    ]]);
    let notes = row(&["说明"]);
    let new = register(&[]);
    let bytes = xlsx(&[
        ("旧", "hidden", &old),
        ("说明", "visible", &notes),
        ("新", "visible", &new),
    ]);
    let table = open("x", &bytes, None, ImportAs::People).expect("a workbook");
    assert_eq!(
        (
            table.sheet.as_str(),
            table.hidden.as_slice(),
            table.sheets.len()
        ),
        ("新", ["旧".to_string()].as_slice(), 3)
    );
    let table = open("x", &bytes, Some("旧"), ImportAs::People).expect("a workbook");
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn a_cell_far_outside_costs_no_memory() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>"#;
    let bytes = xlsx(&[("登记", "visible", &format!("{}{far}", register(&[])))]);
    assert_eq!(
        open("x", &bytes, None, ImportAs::People),
        Err(OpenError::TooManyColumns)
    );
    let low = r#"<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>"#;
    let bytes = xlsx(&[("登记", "visible", &format!("{}{low}", register(&[])))]);
    assert_eq!(
        open("x", &bytes, None, ImportAs::People).map(|table| table.rows[0].row),
        Ok(1_048_576)
    );
}

#[test]
fn an_ods_file_is_read_as_well() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let line = |cells: &[&str]| {
        format!(
            "<table:table-row>{}</table:table-row>",
            cells.iter().map(|text| cell(text)).collect::<String>()
        )
    };
    let rows = [
        line(&["登记表"]),
        line(HEADER),
        line(&[
            "李明",
            "330799199001010014",
            "",
            "青岩刘村1-1-101",
            "20260604",
        ]),
    ]
    .concat();
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="登记">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest =
        r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="m"></manifest:manifest>"#;
    let bytes = zip(&[
        Part("mimetype", kind, None),
        Part("META-INF/manifest.xml", manifest, None),
        Part("content.xml", &content, None),
    ]);
    let table = open("x", &bytes, None, ImportAs::People).expect("an ods file");
    assert_eq!(
        (table.header_row, checked(&table, ImportAs::People).0.len()),
        (2, 1)
    );
}

#[test]
fn a_size_that_lies_ends_the_reading() {
    let workbook = "<workbook/>";
    let huge = zip(&[Part("xl/workbook.xml", workbook, Some(u32::MAX - 1))]);
    assert_eq!(
        open("x", &huge, None, ImportAs::People),
        Err(OpenError::TooLarge)
    );
    let strings = || Part("xl/sharedStrings.xml", "", Some(40 << 20));
    let workbook_part = Part("xl/workbook.xml", workbook, None);
    let many = zip(&[strings(), strings(), strings(), workbook_part]);
    assert_eq!(
        open("x", &many, None, ImportAs::People),
        Err(OpenError::TooLarge)
    );
    let short = zip(&[Part("xl/workbook.xml", workbook, Some(1))]);
    assert_eq!(
        open("x", &short, None, ImportAs::People),
        Err(OpenError::NotASpreadsheet)
    );
}

#[test]
fn a_count_of_strings_that_lies_is_no_panic() {
    let strings = r#"<?xml version="1.0"?><sst uniqueCount="18446744073709551615"></sst>"#;
    let bytes = zip(&[
        Part("xl/workbook.xml", "<workbook/>", None),
        Part("xl/sharedStrings.xml", strings, None),
    ]);
    assert_eq!(
        open("x", &bytes, None, ImportAs::People),
        Err(OpenError::TooLarge)
    );
}

#[test]
fn a_workbook_streamed_by_a_web_system_is_read() {
    let rows = register(&[&[
        "李明",
        "330799199001010014",
        "",
        "青岩刘村1-1-101",
        "20260604",
    ]]);
    let bytes = xlsx64(&[("登记", "visible", &rows)]);
    let table = open("x", &bytes, None, ImportAs::People).expect("a workbook");
    assert_eq!(checked(&table, ImportAs::People).0.len(), 1);
}

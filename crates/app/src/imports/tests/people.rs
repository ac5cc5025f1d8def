use super::*;

pub(super) const HEADER: &str = "姓名,性别,身份证号,联系电话,现住地址,入住日期,居住事由";

pub(super) fn read(header: &str, lines: &[&str]) -> (Vec<TenantRow>, Vec<Problem>) {
    let table = table(
        &format!("{header}\n{}\n", lines.join("\n")),
        ImportAs::People,
    );
    let (rows, problems) = checked(&table, ImportAs::People);
    (tenants(rows), problems)
}

fn codes(line: &str) -> Vec<(&'static str, bool)> {
    read(HEADER, &[line])
        .1
        .iter()
        .map(|problem| (problem.code, problem.blocks))
        .collect()
}

#[test]
fn a_number_cell_of_eighteen_digits_is_destroyed_whatever_its_check_digit_says() {
    // As the spreadsheet holds it: 330799199001010014 is rounded to the nearest float.
    let mut table = table(
        &format!("{HEADER}\n李明,男,x,13800138000,青岩刘村1-1-101,20260604,务工\n"),
        ImportAs::People,
    );
    for value in [
        330_799_199_001_010_014.0,
        330_799_199_001_010_000.0,
        3.307_99e17,
    ] {
        table.rows[0].cells[2] = crate::imports::Cell::Number(value);
        let (rows, problems) = checked(&table, ImportAs::People);
        assert!(rows.is_empty());
        assert_eq!(
            problems
                .iter()
                .map(|problem| (problem.code, problem.column.as_deref()))
                .collect::<Vec<_>>(),
            [("id_destroyed", Some("C"))]
        );
    }
}

#[test]
fn a_number_shown_with_an_exponent_is_destroyed() {
    assert_eq!(
        codes("李明,男,3.30799E+17,13800138000,青岩刘村1-1-101,20260604,务工"),
        [("id_destroyed", true)]
    );
    assert_eq!(
        codes("李明,男,330799199001010000,13800138000,青岩刘村1-1-101,20260604,务工"),
        [("id_destroyed", true)]
    );
}

#[test]
fn a_fifteen_digit_number_typed_as_a_number_survives() {
    let mut table = table(
        &format!("{HEADER}\n李明,男,x,13800138000,青岩刘村1-1-101,20260604,务工\n"),
        ImportAs::People,
    );
    table.rows[0].cells[2] = crate::imports::Cell::Number(330_725_690_112_003.0);
    let rows = tenants(checked(&table, ImportAs::People).0);
    assert_eq!(rows[0].number.as_deref(), Some("330725690112003"));
}

#[test]
fn what_cannot_be_right_blocks_and_says_where() {
    for (line, code) in [
        (
            "李明,男,330799199001010015,13800138000,青岩刘村1-1-101,20260604,务工",
            "id_check_digit",
        ),
        (
            "李明,男,33079919900101001,13800138000,青岩刘村1-1-101,20260604,务工",
            "id_length",
        ),
        (
            "李明,男,12345678,13800138000,青岩刘村1-1-101,20260604,务工",
            "id_length",
        ),
        (
            "李明,男,330782200102290017,13800138000,青岩刘村1-1-101,20260604,务工",
            "id_date_impossible",
        ),
        (
            "李明,男,无,13800138000,青岩刘村1-1-101,20260604,务工",
            "number_missing",
        ),
        (
            ",男,330799199001010014,13800138000,青岩刘村1-1-101,20260604,务工",
            "name_missing",
        ),
        (
            "李明,男,330799199001010014,13800138000,,20260604,务工",
            "address_missing",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村,20260604,务工",
            "address_no_building",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村12幢,20260604,务工",
            "address_no_room",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,昨天,务工",
            "date_unreadable",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,2026-02-30,务工",
            "date_unreadable",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,20261223,务工",
            "date_future",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,19891231,务工",
            "date_before_birth",
        ),
        (
            "李\u{FFFD},男,330799199001010014,13800138000,青岩刘村1-1-101,20260604,务工",
            "text_broken",
        ),
    ] {
        assert_eq!(codes(line), [(code, true)], "{line}");
    }
}

#[test]
fn what_is_only_odd_is_told_and_the_row_is_taken() {
    for (line, code) in [
        (
            "李明,女,330799199001010014,13800138000,青岩刘村1-1-101,20260604,务工",
            "sex_differs",
        ),
        (
            "李明,?,E12345678,13800138000,青岩刘村1-1-101,20260604,务工",
            "sex_unreadable",
        ),
        (
            "李明,男,330799199001010014,1380013800,青岩刘村1-1-101,20260604,务工",
            "phone_format",
        ),
        (
            "李明,男,330799199001010014,13800138000/13900139000,青岩刘村1-1-101,20260604,务工",
            "phone_several",
        ),
        (
            "李明,男,330799199001010014,110,青岩刘村1-1-101,20260604,务工",
            "phone_short_service",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,,务工",
            "since_missing",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,20260604,上访",
            "reason_unknown",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村12幢402室（东边套）,20260604,务工",
            "address_rest",
        ),
        (
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,20261222,务工",
            "",
        ),
    ] {
        let (rows, problems) = read(HEADER, &[line]);
        assert_eq!(rows.len(), 1, "{line}");
        assert!(problems.iter().all(|problem| !problem.blocks), "{line}");
        assert!(
            code.is_empty() || problems.iter().any(|problem| problem.code == code),
            "{line}: {problems:?}"
        );
    }
    assert_eq!(
        read(
            HEADER,
            &["李明,女,330799199001010014,1,青岩刘村1-1-101,20260604,上访"]
        )
        .0[0]
            .reason
            .as_deref(),
        Some("999")
    );
}

#[test]
fn an_address_in_several_columns_is_one_address() {
    let (rows, problems) = read(
        "姓名,证件号码,村社区,片区,幢,单元,室,入住日期",
        &["李明,330799199001010014,青岩刘村,E,12幢,3单元,402房,20260604"],
    );
    assert_eq!(problems, []);
    assert_eq!(
        (
            rows[0].address_text.as_str(),
            rows[0].address.floor.as_deref()
        ),
        ("青岩刘村E区12幢3单元402室", Some("4"))
    );
}

#[test]
fn totals_notes_headers_and_prepared_lines_are_listed_as_what_they_are() {
    let (rows, problems) = read(
        "序号,姓名,身份证号,现住地址,入住日期",
        &[
            "1,李明,330799199001010014,青岩刘村1-1-101,20260604",
            "序号,姓名,身份证号,现住地址,入住日期",
            "2,,,,",
            "",
            "合 计,1人,,,",
            "填表人：张三,,审核人：王五,,",
        ],
    );
    assert_eq!(rows.len(), 1);
    let listed: Vec<_> = problems
        .iter()
        .map(|problem| (problem.row, problem.code))
        .collect();
    assert_eq!(
        listed,
        [
            (3, "header_repeated"),
            (4, "row_empty"),
            (6, "total_row"),
            (7, "note_row")
        ]
    );
}

#[test]
fn a_refused_column_is_not_read_even_when_it_is_mapped_by_hand() {
    let table = table(
        "姓名,身份证号,现住地址,民族\n李明,330799199001010014,青岩刘村1-1-101,畲族\n",
        ImportAs::People,
    );
    let mut columns: Vec<Column> = columns(&table, ImportAs::People);
    columns[3].field = Some(crate::imports::Field::Employer);
    let (rows, _) = check(&table, &columns, ImportAs::People, today());
    assert_eq!(tenants(rows)[0].employer, None);
}

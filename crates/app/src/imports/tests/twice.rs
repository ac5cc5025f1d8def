//! The same person twice, and children beside their guardians.

use super::people::{HEADER, read};
use super::*;

#[test]
fn of_a_person_with_two_rooms_the_first_row_is_taken_unless_it_was_not_sound() {
    let here = "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,20260604,务工";
    let there = "李明,男,330799199001010014,13800138000,青岩刘村2-1-202,20260704,务工";
    let nowhere = "李明,男,330799199001010014,13800138000,,20260604,务工";
    let (rows, problems) = read(HEADER, &[here, there]);
    assert_eq!(
        (
            rows.len(),
            rows[0].row,
            rows_with(&problems, "duplicate_in_file")
        ),
        (1, 2, vec![3])
    );
    let (rows, problems) = read(HEADER, &[nowhere, there]);
    assert_eq!(
        (
            rows.len(),
            rows[0].row,
            rows_with(&problems, "duplicate_in_file")
        ),
        (1, 3, vec![])
    );
}

#[test]
fn one_number_under_two_names_is_listed_as_that() {
    let (rows, problems) = read(
        HEADER,
        &[
            "李明,男,330799199001010014,13800138000,青岩刘村1-1-101,20260604,务工",
            "王强,男,330799199001010014,13800138001,青岩刘村1-1-102,20260604,务工",
        ],
    );
    assert_eq!(
        (rows.len(), rows_with(&problems, "number_of_another")),
        (1, vec![3])
    );
}

#[test]
fn a_fifteen_digit_number_and_its_long_form_are_one_person() {
    let (rows, problems) = read(
        HEADER,
        &[
            "李明,男,330725690112003,13800138000,青岩刘村1-1-101,20260604,务工",
            "李明,男,330725196901120034,13800138000,青岩刘村1-1-101,20260604,务工",
        ],
    );
    assert_eq!(
        (rows.len(), rows_with(&problems, "duplicate_in_file")),
        (1, vec![3])
    );
}

#[test]
fn a_child_under_fourteen_is_taken_without_its_number_beside_a_guardian_in_the_file() {
    let header = "姓名,身份证号,出生日期,监护人,现住地址,入住日期";
    let (rows, problems) = read(
        header,
        &[
            "李小明,330799201506010079,,李明,青岩刘村1-1-101,20260604",
            "李明,330799199001010014,,,青岩刘村1-1-101,20260604",
            "王小红,,2016-03-01,李明,青岩刘村1-1-101,20260604",
            "赵小刚,,2016-03-01,赵大刚,青岩刘村1-1-102,20260604",
            "钱小刚,330799201506010079,,,青岩刘村1-1-102,20260604",
        ],
    );
    let taken: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.row,
                row.number.is_some(),
                row.document_type.is_some(),
                row.guardian_row,
            )
        })
        .collect();
    assert_eq!(
        taken,
        [
            (2, false, false, Some(3)),
            (3, true, true, None),
            (4, false, false, Some(3))
        ]
    );
    assert_eq!(
        counts(&problems, true),
        BTreeMap::from([("minor_needs_guardian", 2)])
    );
}

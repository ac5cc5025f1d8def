//! What a list holds and bears, when a second person is asked, and what stands in the log.

use std::io::Cursor;
use std::path::Path;

use calamine::{Reader as _, Xlsx};
use domain::exports::{GOOD_MS, REQUESTS};
use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};

const CHIEF: &str = "01900000-0000-7000-8000-0000000000b2";
const BUILDING: u32 = 1;

struct House {
    test: TestDesk,
    folder: tempfile::TempDir,
}

fn id(number: u32) -> String {
    format!("01900000-0000-7000-8000-{number:012x}")
}

/// A building with so many tenants, a second one with a grown-up and a child, and somebody elsewhere.
fn house(role: &str, tenants: u32) -> House {
    let test = TestDesk::new(role);
    let scope = ["area:", AREA].concat();
    let receive = |kind: &str, number: u32, row: serde_json::Value| {
        test.receive(kind, &id(number), &[&scope], &row);
    };
    test.receive(
        "users",
        CHIEF,
        &["station"],
        &json!({"name": "陈所", "role": "chief", "active": true}),
    );
    for (number, zone) in [(BUILDING, "E区"), (BUILDING + 1, "F区")] {
        receive(
            "buildings",
            number,
            json!({"area": AREA, "address": {"zone": zone, "number": "12"}}),
        );
        receive(
            "rooms",
            number + 10,
            json!({"building": id(number), "place": {"unit": "3", "label": "402"}}),
        );
    }
    let lives = |person: u32, room: u32, row: serde_json::Value| {
        receive("people", person, row);
        receive(
            "residences",
            person + 10_000,
            json!({"person": id(person), "room": id(room), "since": "2026-01-10"}),
        );
    };
    for tenant in 0..tenants {
        lives(
            100 + tenant,
            BUILDING + 10,
            json!({"area": AREA, "name": format!("=王{tenant}"), "birth": "1990-01-01", "phone": "+8613800138000",
                "document": {"type": "resident_id", "number": "330799199001010022"}}),
        );
    }
    lives(
        50,
        BUILDING + 11,
        json!({"area": AREA, "name": "李伟", "birth": "1985-01-01", "phone": "+8613900139000"}),
    );
    lives(
        51,
        BUILDING + 11,
        json!({"area": AREA, "name": "李小小", "birth": "2018-01-01", "guardian": id(50)}),
    );
    House {
        test,
        folder: tempfile::tempdir().unwrap(),
    }
}

fn form() -> ExportForm {
    ExportForm {
        filter: "here".into(),
        purpose: "fire_safety".into(),
        recipient_kind: "village_committee".into(),
        recipient: "村委会消防小组".into(),
        ..ExportForm::default()
    }
}

fn code(result: Result<ExportSaved, AppError>) -> String {
    result.unwrap_err().code
}

fn opened(saved: &ExportSaved) -> Vec<Vec<String>> {
    let bytes = std::fs::read(&saved.path).unwrap();
    let bytes = match &saved.password {
        Some(password) => office_crypto::decrypt_from_bytes(bytes, password).unwrap(),
        None => bytes,
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = book
        .worksheet_formula(&book.sheet_names()[0].clone())
        .unwrap();
    assert!(formulas.is_empty(), "nothing in a list is a formula");
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

impl House {
    fn write(&self, form: &ExportForm) -> Result<ExportSaved, AppError> {
        write_into(&self.test.desk, form, self.folder.path())
    }

    fn agreed(&self, request: &str) -> Result<ExportSaved, AppError> {
        write_agreed(&self.test.desk, request, self.folder.path())
    }

    /// What the station sends once the chief answered.
    fn answered(&self, request: &str, choice: &str, at: i64) {
        let desk = &self.test.desk;
        let mut row = desk
            .read(|connection| crate::records::row(connection, REQUESTS, request))
            .unwrap()
            .unwrap();
        row.insert(
            "second".into(),
            json!({"by": CHIEF, "at": at, "choice": choice, "reason": "太多"}),
        );
        let row = serde_json::Value::Object(row);
        let mine = ["user:", USER].concat();
        self.test.receive(REQUESTS, request, &[&mine], &row);
    }
}

use crate::error::AppError;

#[test]
fn a_list_bears_who_when_why_for_whom_and_a_mark_in_each_row_and_no_child() {
    let house = house("officer", 3);
    let saved = house.write(&form()).unwrap();
    assert_eq!(saved.persons, 4);
    let rows = opened(&saved);
    let all: String = rows
        .iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n");
    for borne in [
        "王丽",
        "2026-11-20 10:00",
        "消防",
        "村委会消防小组",
        saved.number.as_str(),
        "14 岁以下 1 人",
    ] {
        assert!(all.contains(borne), "{borne} in {all}");
    }
    assert!(!all.contains("李小小"));
    let list: Vec<&Vec<String>> = rows
        .iter()
        .filter(|row| row.last().is_some_and(|mark| mark.contains('/')))
        .collect();
    assert_eq!(list.len(), 4);
    for (at, row) in (1..).zip(&list) {
        let said = check_mark(&house.test.desk, row.last().unwrap()).unwrap();
        assert!(said.sound && said.number == saved.number && said.row == at);
    }
    // Another row's proof, and another list's.
    let mark = list[0].last().unwrap();
    let forged = mark.replace("/1/", "/2/");
    assert!(!check_mark(&house.test.desk, &forged).unwrap().sound);
    assert!(check_mark(&house.test.desk, "nothing").is_err());
    // Rows in walking order; whole names, also those that begin like a formula.
    assert!(list[0][2].starts_with("=王") && list[3][2] == "李伟");
    let said = saved.message.as_str();
    assert!(!said.contains(saved.password.as_deref().unwrap()));
}

#[test]
fn numbers_are_masked_and_documents_left_out_unless_asked_for() {
    let house = house("officer", 1);
    let all = |saved: &ExportSaved| opened(saved).concat().join("\n");
    let usual = all(&house.write(&form()).unwrap());
    assert!(!usual.contains("13800138000") && !usual.contains("33079919900101"));
    assert!(!usual.contains("证件号码"));
    let documents = ExportForm {
        documents: true,
        plain: true,
        ..form()
    };
    let saved = house.write(&documents).unwrap();
    assert_eq!(saved.password, None);
    let masked = all(&saved);
    assert!(masked.contains("证件号码") && !masked.contains("330799199001010022"));
}

#[test]
fn one_entry_with_number_and_count_is_committed_before_and_names_nobody() {
    let house = house("officer", 3);
    let saved = house
        .write(&ExportForm {
            plain: true,
            ..form()
        })
        .unwrap();
    let entries = house.test.accesses("exports");
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!(entry.result, format!("{} 4", saved.number));
    assert_eq!(entry.field, "export,village_committee,plain");
    assert_eq!(entry.purpose, "fire_safety");
    assert!(entry.object.len() == 32 && entry.user == USER);
    let said = crate::access_log::what(&house.test.desk, entry, None);
    assert!(
        said.contains(&saved.number) && said.contains("村（居）委会") && said.contains("不设密码"),
        "{said}"
    );
    // A folder that cannot be written to: the entry stands, no file is there.
    let gone = Path::new("/nowhere/at/all");
    assert_eq!(
        code(write_into(&house.test.desk, &form(), gone)),
        "export_file"
    );
    assert_eq!(house.test.accesses("exports").len(), 2);
}

#[test]
fn the_file_goes_with_the_first_person_who_is_erased() {
    let house = house("officer", 2);
    let saved = house.write(&form()).unwrap();
    assert_eq!(crate::written_files::sweep(&house.test.desk).unwrap(), 0);
    let told = json!({"records": [id(100)], "why": "period", "at": NOW});
    house
        .test
        .receive("erasures", &id(0xe), &["station"], &told);
    assert_eq!(crate::written_files::sweep(&house.test.desk).unwrap(), 1);
    assert!(!Path::new(&saved.path).exists());
}

#[test]
fn a_building_alone_can_be_listed_and_an_area_that_is_not_held_is_empty() {
    let house = house("officer", 3);
    let one = ExportForm {
        building: Some(id(BUILDING + 1)),
        area: Some(AREA.into()),
        ..form()
    };
    let weight = weigh(&house.test.desk, &one).unwrap();
    assert_eq!(
        (weight.persons, weight.children, weight.second),
        (1, 1, false)
    );
    let other = ExportForm {
        area: Some(OTHER_AREA.into()),
        ..form()
    };
    assert_eq!(code(house.write(&other)), "export_none");
}

#[test]
fn many_whole_numbers_and_many_small_lists_need_a_second_person() {
    let house = house("officer", 50);
    assert_eq!(code(house.write(&form())), "export_second");
    let few = ExportForm {
        building: Some(id(BUILDING + 1)),
        ..form()
    };
    let unmasked = ExportForm {
        unmasked: true,
        ..few.clone()
    };
    assert_eq!(code(house.write(&unmasked)), "export_second");
    let fifty = ExportForm {
        building: Some(id(BUILDING)),
        ..form()
    };
    house.write(&fifty).unwrap();
    // One more within the day.
    assert_eq!(code(house.write(&few)), "export_second");
    house.test.clock.advance(GOOD_MS + 1_000);
    house.write(&few).unwrap();
}

#[test]
fn what_the_second_person_agreed_to_makes_one_file_within_a_day() {
    let house = house("officer", 60);
    let desk = &house.test.desk;
    assert_eq!(
        ask(
            desk,
            &ExportForm {
                building: Some(id(2)),
                ..form()
            }
        )
        .unwrap_err()
        .code,
        "export_alone"
    );
    let request = ask(desk, &form()).unwrap().id.unwrap();
    let row = desk
        .read(|connection| crate::records::row(connection, REQUESTS, &request))
        .unwrap()
        .unwrap();
    let said = serde_json::to_string(&row).unwrap();
    assert!(
        !said.contains("王") && !said.contains("李") && row["persons"] == 61,
        "{said}"
    );
    assert_eq!(code(house.agreed(&request)), "export_not_agreed");
    assert_eq!(agree(desk, &request).unwrap_err().code, "second_person");
    house.answered(&request, "agreed", NOW);
    let page = page(desk).unwrap();
    assert!(page[0].may_use && !page[0].may_answer && page[0].state.contains("陈所"));
    let saved = house.agreed(&request).unwrap();
    assert_eq!(saved.persons, 61);
    assert_eq!(code(house.agreed(&request)), "export_over");
    let entries = house.test.accesses("exports");
    assert_eq!(
        entries.last().unwrap().field,
        "export,village_committee,agreed"
    );
    // What two people took out is not counted among what one took out alone.
    let few = ExportForm {
        building: Some(id(2)),
        ..form()
    };
    assert!(!weigh(desk, &few).unwrap().second);
}

#[test]
fn an_agreement_ends_after_a_day_and_covers_no_more_people_than_it_named() {
    let house = house("officer", 60);
    let desk = &house.test.desk;
    let late = ask(desk, &form()).unwrap().id.unwrap();
    house.answered(&late, "agreed", NOW - GOOD_MS - 1);
    assert_eq!(code(house.agreed(&late)), "export_over");
    let ahead = ask(desk, &form()).unwrap().id.unwrap();
    house.answered(&ahead, "agreed", NOW + 2 * GOOD_MS);
    assert_eq!(code(house.agreed(&ahead)), "export_over");
    let grown = ask(desk, &form()).unwrap().id.unwrap();
    house.answered(&grown, "agreed", NOW);
    let scope = ["area:", AREA].concat();
    house.test.receive(
        "people",
        &id(90),
        &[&scope],
        &json!({"area": AREA, "name": "新来"}),
    );
    house.test.receive(
        "residences",
        &id(91),
        &[&scope],
        &json!({"person": id(90), "room": id(12), "since": "2026-11-19"}),
    );
    assert_eq!(code(house.agreed(&grown)), "export_grown");
    let refused = ask(desk, &form()).unwrap().id.unwrap();
    house.answered(&refused, "refused", NOW);
    assert_eq!(code(house.agreed(&refused)), "export_not_agreed");
}

#[test]
fn an_instructor_takes_no_list_out() {
    let house = house("instructor", 1);
    assert_eq!(code(house.write(&form())), "not_allowed");
    assert_eq!(
        weigh(&house.test.desk, &form()).unwrap_err().code,
        "not_allowed"
    );
    assert_eq!(page(&house.test.desk).unwrap_err().code, "not_allowed");
    assert!(house.test.accesses("exports").is_empty());
}

#[test]
fn a_list_says_why_and_for_whom_in_words_of_closed_lists() {
    let house = house("officer", 1);
    let wrong = |form: ExportForm| house.write(&form).unwrap_err();
    assert_eq!(
        wrong(ExportForm {
            purpose: "because".into(),
            ..form()
        })
        .code,
        "unknown_code"
    );
    assert_eq!(
        wrong(ExportForm {
            filter: "minors".into(),
            ..form()
        })
        .code,
        "unknown_code"
    );
    assert_eq!(
        wrong(ExportForm {
            recipient_kind: String::new(),
            ..form()
        })
        .code,
        "unknown_code"
    );
    assert_eq!(
        wrong(ExportForm {
            recipient: " ".into(),
            ..form()
        })
        .code,
        "required"
    );
}

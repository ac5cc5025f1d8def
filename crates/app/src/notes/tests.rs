use serde_json::json;

use super::*;
use crate::people::{self, Opening};
use crate::search;
use crate::test_desk::{AREA, NOW, TestDesk};

const OTHER: &str = "01900000-0000-7000-8000-0000000000b2";
const DAY: i64 = 86_400_000;

fn person(test: &TestDesk, birth: Option<&str>) -> String {
    let mut fields = json!({"area": AREA, "name": "周子航"});
    if let Some(birth) = birth {
        fields["birth"] = birth.into();
        fields["guardian"] = OTHER.into();
    }
    test.put("people", fields)
}

fn open(test: &TestDesk, id: &str) -> Vec<PersonNote> {
    let why = Opening {
        purpose: Some("registration".into()),
        ..Opening::default()
    };
    people::page(&test.desk, id, &why).unwrap().notes
}

fn form(person: &str, kind: &str, said_by: Option<&str>) -> NoteForm {
    NoteForm {
        person: person.to_owned(),
        r#type: kind.to_owned(),
        text: "夜里常有货车装卸".into(),
        said_by: said_by.map(str::to_owned),
    }
}

fn code(outcome: Result<crate::Done, crate::AppError>) -> String {
    outcome.map_or_else(|error| error.code, |_| "done".to_owned())
}

#[test]
fn a_fact_and_a_named_statement_are_noted_and_an_auxiliary_does_not_assess() {
    let test = TestDesk::new("instructor");
    let id = person(&test, None);
    assert!(open(&test, &id).is_empty());
    let noted =
        |kind: &str, said_by: Option<&str>| code(write(&test.desk, form(&id, kind, said_by)));
    assert_eq!(noted("fact", None), "done");
    assert_eq!(noted("statement", Some("房东陈金土")), "done");
    assert_eq!(noted("statement", None), "note_said_by");
    assert_eq!(noted("assessment", None), "not_allowed");
    let notes = open(&test, &id);
    assert_eq!(notes.len(), 2);
    assert!(
        notes
            .iter()
            .all(|note| note.by.as_deref() == Some("王丽") && note.removable)
    );
    assert!(
        notes
            .iter()
            .all(|note| !note.renewable && note.review_on.is_none())
    );
    let fact = notes.iter().find(|note| note.r#type == "fact").unwrap();
    assert_eq!(code(renew(&test.desk, &fact.id)), "note_stands");
    assert_eq!(code(remove(&test.desk, &fact.id)), "done");
    assert_eq!(open(&test, &id).len(), 1);
    // No search finds what is noted.
    assert!(
        search::search(&test.desk, "货车装卸", 20)
            .unwrap()
            .is_empty()
    );
    assert!(search::search(&test.desk, "陈金土", 20).unwrap().is_empty());
}

#[test]
fn an_assessment_ends_after_180_days_unless_an_officer_renews_it() {
    let test = TestDesk::new("officer");
    let id = person(&test, None);
    open(&test, &id);
    assert_eq!(
        code(write(&test.desk, form(&id, "assessment", None))),
        "done"
    );
    let note = open(&test, &id).remove(0);
    assert_eq!(note.review_on.as_deref(), Some("2027-05-19"));
    assert!(note.renewable && note.removable);
    test.clock.advance(170 * DAY);
    open(&test, &id);
    assert_eq!(code(renew(&test.desk, &note.id)), "done");
    test.clock.advance(100 * DAY);
    assert_eq!(open(&test, &id).len(), 1);
    test.clock.advance(81 * DAY);
    assert!(open(&test, &id).is_empty());
}

#[test]
fn a_note_needs_an_open_person_who_is_no_child_and_stays_in_its_area() {
    let test = TestDesk::new("officer");
    let written = |name: &str, birth: Option<&str>| {
        let mut fields = json!({"name": name, "area": AREA});
        if let Some(birth) = birth {
            fields["birth"] = birth.into();
            fields["guardian"] = OTHER.into();
        }
        let id = [
            "01900000-0000-7000-8000-00000000000",
            &name.len().to_string(),
        ]
        .concat();
        test.receive("people", &id, &[&["area:", AREA].concat()], &fields);
        id
    };
    let (adult, child) = (written("周子航", None), written("王小", Some("2020-05-05")));
    assert_eq!(
        code(write(&test.desk, form(&adult, "fact", None))),
        "purpose_needed"
    );
    open(&test, &adult);
    open(&test, &child);
    assert_eq!(code(write(&test.desk, form(&adult, "fact", None))), "done");
    assert_eq!(
        code(write(&test.desk, form(&child, "fact", None))),
        "minor_has_more"
    );
    let area: String = test
        .desk
        .read(|connection| {
            Ok(connection.query_row("SELECT area_id FROM notes", [], |row| row.get("area_id"))?)
        })
        .unwrap();
    assert_eq!(area, AREA);
    assert!(test.desk.now() >= NOW);
}

#[test]
fn notes_are_on_the_paper_for_the_person_with_their_kind_and_without_the_speakers_name() {
    let test = TestDesk::new("officer");
    let id = person(&test, None);
    open(&test, &id);
    write(&test.desk, form(&id, "statement", Some("陈金土"))).unwrap();
    write(&test.desk, form(&id, "assessment", None)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wanted = people::CopyForm {
        person: id,
        purpose: "own_request".into(),
        reveal: false,
    };
    let saved = people::write_copy(&test.desk, &wanted, folder.path()).unwrap();
    let text = pdf_extract::extract_text(&saved.path).unwrap();
    let plain: String = text.split_whitespace().collect();
    for part in ["他人陈述", "民警评估", "夜里常有货车装卸", "陈**"] {
        assert!(plain.contains(part), "{part}: {text}");
    }
    assert!(!plain.contains("陈金土"), "{text}");
}

//! Notes about a person: an assessment that nobody renews is erased, and no note leaves its area.

use app::notes::{self, NoteForm};
use app::people::{self, Opening};
use domain::Role;
use serde_json::json;
use tests::Laptop;

use crate::records::{self, Village};

const DAY: i64 = 86_400_000;
const MARKER: &str = "夜里常有货车装卸";

fn note(laptop: &Laptop, person: &str, kind: &str) {
    let why = Opening {
        purpose: Some("registration".into()),
        ..Opening::default()
    };
    people::open(&laptop.desk, person, &why).expect("opened");
    let form = NoteForm {
        person: person.to_owned(),
        r#type: kind.to_owned(),
        text: MARKER.into(),
        said_by: None,
    };
    notes::write(&laptop.desk, form).expect("noted");
}

fn held(laptop: &Laptop, kind: &str) -> i64 {
    laptop.sync();
    let all = laptop.text("SELECT count(*) || '' FROM notes WHERE type = ?1", kind);
    all.and_then(|count| count.parse().ok()).unwrap_or(-1)
}

#[test]
fn an_assessment_that_nobody_renews_leaves_every_laptop_and_a_fact_stays() {
    let village = Village::new();
    let person = village.tenant();
    note(&village.his, &person, "assessment");
    note(&village.his, &person, "fact");
    village.his.sync();
    assert_eq!(
        (
            held(&village.hers, "assessment"),
            held(&village.hers, "fact")
        ),
        (1, 1)
    );
    for day in [90, 181] {
        village
            .world
            .clock
            .advance(90 * DAY + i64::from(day == 181) * DAY);
        village.world.station().forget().expect("forgotten");
        let left = i64::from(day == 90);
        assert_eq!(
            (
                held(&village.his, "assessment"),
                held(&village.hers, "assessment")
            ),
            (left, left)
        );
    }
    assert_eq!(
        (held(&village.his, "fact"), held(&village.hers, "fact")),
        (1, 1)
    );
}

#[test]
fn a_note_stays_in_its_area_when_the_person_is_known_in_another() {
    let village = Village::new();
    let world = &village.world;
    let person = village.tenant();
    note(&village.hers, &person, "fact");
    village.hers.sync();
    let elsewhere = world.area("塘下洋村");
    let other = world.user("李强", Role::Instructor, &[&elsewhere, &village.area]);
    let other = world.laptop(&other);
    let building = records::building(&other, &elsewhere, "9");
    let room = records::room(&other, &elsewhere, &building, "101");
    records::residence(&other, &elsewhere, &person, &room);
    other.sync();
    let third = world.user("赵敏", Role::Instructor, &[&elsewhere]);
    let third = world.laptop(&third);
    assert_eq!(third.count("SELECT count(*) FROM people"), 1);
    assert_eq!(held(&third, "fact"), 0);
    let copies = format!("SELECT count(*) FROM srv WHERE instr(body, '{MARKER}') > 0");
    assert_eq!(third.count(&copies), 0);
}

#[test]
fn a_laptop_that_writes_past_its_program_neither_assesses_nor_rewrites() {
    let village = Village::new();
    let person = village.tenant();
    let refused = village.hers.try_put(store::Edit::create(
        "notes",
        &village.area,
        tests::fields_of(
            json!({"area": village.area, "person": person, "type": "assessment", "text": MARKER,
            "by": village.instructor, "at": 1, "review_on": "2027-01-01"}),
        ),
    ));
    assert!(refused.is_err());
    note(&village.his, &person, "fact");
    village.his.sync();
    village.hers.sync();
    let id = village
        .hers
        .text("SELECT id FROM notes WHERE type = ?1", "fact")
        .expect("the note");
    let change = store::Edit::change(
        "notes",
        &id,
        None,
        tests::fields_of(json!({"text": "别的"})),
    );
    assert!(village.hers.try_put(change).is_err());
}

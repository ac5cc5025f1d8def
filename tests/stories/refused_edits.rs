//! What the station did not accept: nothing of it is lost, and it can be corrected, sent again, taken over or dropped.

use app::refused::{self, Correction, RefusedLine, ResendForm};
use app::syncing::{self, LiveState};
use app::{AppError, Done, records as rows};
use serde_json::json;
use tests::Laptop;

use crate::records::{self, Village};

fn refused_on(laptop: &Laptop) -> Vec<RefusedLine> {
    let page = syncing::page(&laptop.desk, &LiveState::default()).expect("as the story goes");
    assert_eq!(page.state.not_accepted as usize, page.refused.len());
    page.refused
}

/// A person whose name was lost on the way (a tampered program), with a stay in the same action; the station takes neither.
fn without_a_name(village: &Village) -> String {
    let laptop = &village.hers;
    let (person, _) = laptop
        .desk
        .store
        .write(laptop.desk.now(), |write| -> Result<String, store::StoreError> {
            let fields = json!({"area": village.area, "name": "李伟", "phone": "+8613800138000", "nationality": "CHN"});
            let person = write.put(store::Edit::create("people", &village.area, tests::fields_of(fields)))?;
            let fields = json!({"person": person, "room": village.room, "since": "2026-11-01"});
            write.put(store::Edit::create("residences", &village.area, tests::fields_of(fields)))?;
            write.connection().execute(
                "UPDATE op SET fields = json_remove(fields, '$.name') WHERE row = ?1 AND settled_at = 0",
                [&person],
            )?;
            Ok(person)
        })
        .expect("as the story goes");
    // What is written later on the same record joins it.
    laptop.change(
        "people",
        &person,
        json!({"household": {"name": "安徽省阜阳市"}}),
    );
    laptop.sync();
    person
}

fn resend(laptop: &Laptop, line: &RefusedLine, name: Option<&str>) -> Result<Done, AppError> {
    let page = refused::open(&laptop.desk, &line.refused)?;
    let person = page
        .records
        .iter()
        .find(|record| record.fields.iter().any(|field| field.path == "name"));
    let corrections = name.zip(person).map(|(name, person)| Correction {
        refused: person.refused.clone(),
        path: "name".into(),
        value: name.into(),
    });
    let form = ResendForm {
        refused: page.refused,
        corrections: corrections.into_iter().collect(),
    };
    refused::resend(&laptop.desk, form)
}

fn of_action<'l>(lines: &'l [RefusedLine], reason: &str) -> &'l RefusedLine {
    lines
        .iter()
        .find(|line| line.reason.contains(reason))
        .unwrap_or_else(|| panic!("no line with {reason}: {lines:?}"))
}

#[test]
fn what_was_not_accepted_is_shown_whole_with_its_reason_and_its_numbers_masked() {
    let village = Village::new();
    without_a_name(&village);
    let lines = refused_on(&village.hers);
    assert_eq!(lines.len(), 2, "two actions: {lines:?}");
    let made = of_action(&lines, "required");
    let told: Vec<_> = made
        .fields
        .iter()
        .map(|field| field.value.as_str())
        .collect();
    assert!(told.contains(&"138****8000"), "{told:?}");
    assert!(
        lines
            .iter()
            .all(|line| line.reason.ends_with('.') && line.by.is_none())
    );
}

#[test]
fn a_creation_that_was_held_back_goes_through_corrected_under_its_old_id_with_what_followed() {
    let village = Village::new();
    let person = without_a_name(&village);
    let lines = refused_on(&village.hers);
    resend(&village.hers, of_action(&lines, "required"), Some("李伟")).expect("as the story goes");
    resend(&village.hers, of_action(&lines, "earlier"), None).expect("as the story goes");
    let round = village.hers.sync();
    assert_eq!(round.quarantined, 0);
    village.his.sync();
    let told = village.his.text(
        "SELECT p.name || p.phone || p.household_name || s.since FROM people p JOIN residences s ON s.person = p.id WHERE p.id = ?1",
        &person,
    );
    assert_eq!(
        told.as_deref(),
        Some("李伟+8613800138000安徽省阜阳市2026-11-01")
    );
    assert!(refused_on(&village.hers).is_empty());
    // From now on it is a record like all others.
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000009"}));
    assert_eq!(village.hers.sync().quarantined, 0);
}

#[test]
fn a_correction_that_is_still_wrong_comes_back_in_place_of_the_first() {
    let village = Village::new();
    let person = without_a_name(&village);
    let lines = refused_on(&village.hers);
    resend(&village.hers, of_action(&lines, "required"), Some("李伟")).expect("as the story goes");
    village
        .hers
        .desk
        .store
        .write(village.hers.desk.now(), |write| -> Result<(), store::StoreError> {
            write.connection().execute(
                "UPDATE op SET fields = json_set(fields, '$.birth', '1990-02-31') WHERE row = ?1 AND settled_at = 0",
                [&person],
            )?;
            Ok(())
        })
        .expect("as the story goes");
    village.hers.sync();
    let lines = refused_on(&village.hers);
    assert_eq!(
        lines.len(),
        2,
        "the corrected action and what followed the first: {lines:?}"
    );
    assert_eq!(of_action(&lines, "date").text, "李伟");
}

#[test]
fn what_is_dropped_leaves_every_laptop_and_can_be_taken_back() {
    let village = Village::new();
    without_a_name(&village);
    let chief = village.world.laptop(&village.world.chief);
    let before = refused_on(&chief).len();
    let lines = refused_on(&village.hers);
    let done = refused::drop_it(&village.hers.desk, &of_action(&lines, "required").refused)
        .expect("as the story goes");
    village.hers.sync();
    chief.sync();
    assert_eq!(refused_on(&chief).len(), before - 1);
    rows::undo(
        &village.hers.desk,
        done.undo.as_deref().expect("as the story goes"),
    )
    .expect("as the story goes");
    village.hers.sync();
    chief.sync();
    assert_eq!(refused_on(&chief).len(), before);
}

#[test]
fn a_chief_sees_whose_it_is_and_takes_it_over() {
    let village = Village::new();
    let person = without_a_name(&village);
    let chief = village.world.laptop(&village.world.chief);
    let lines = refused_on(&chief);
    let line = of_action(&lines, "required");
    assert_eq!(line.by.as_deref(), Some("王丽"));
    resend(&chief, line, Some("李伟")).expect("as the story goes");
    chief.sync();
    village.hers.sync();
    assert_eq!(
        village.phone_on(&village.hers, &person).as_deref(),
        Some("+8613800138000")
    );
    assert_eq!(refused_on(&village.hers).len(), 1);
}

#[test]
fn an_officer_of_the_area_neither_sees_nor_settles_what_was_anothers() {
    let village = Village::new();
    without_a_name(&village);
    village.his.sync();
    assert!(refused_on(&village.his).is_empty());
    records::person(&village.his, &village.area, "赵六");
    assert_eq!(village.his.sync().quarantined, 0);
}

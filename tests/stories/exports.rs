//! A list of people leaves the program: the second person's word over the real station, and a forged one.

use app::exports::{self, ExportForm};
use domain::Role;
use serde_json::json;
use tests::{Laptop, fields_of};

use crate::records::{self, Village};

const DAY: i64 = 86_400_000;

fn form() -> ExportForm {
    ExportForm {
        filter: "here".into(),
        purpose: "fire_safety".into(),
        recipient_kind: "village_committee".into(),
        recipient: "fire group of the village committee".into(),
        ..ExportForm::default()
    }
}

/// More people than one person may take out alone.
fn crowd(village: &Village) {
    for number in 0..52 {
        let person = records::person(&village.his, &village.area, &format!("住户{number}"));
        records::residence(&village.his, &village.area, &person, &village.room);
    }
    village.his.sync();
}

fn asked(laptop: &Laptop) -> String {
    let done = exports::ask(&laptop.desk, &form()).expect("asked");
    laptop.sync();
    done.id.expect("its id")
}

fn may_answer(laptop: &Laptop) -> usize {
    let page = exports::page(&laptop.desk).expect("a page");
    page.iter().filter(|row| row.may_answer).count()
}

#[test]
fn an_officer_asks_the_chief_agrees_on_another_laptop_and_one_file_is_made() {
    let village = Village::new();
    crowd(&village);
    let his = &village.his;
    let folder = tempfile::tempdir().expect("a folder");
    let alone = exports::write_into(&his.desk, &form(), folder.path()).unwrap_err();
    assert_eq!(alone.code, "export_second");
    let id = asked(his);
    let chief = village.world.laptop(&village.world.chief);
    let elsewhere = village.world.area("下骆宅村");
    let stranger = village.world.user("赵警官", Role::Officer, &[&elsewhere]);
    let stranger = village.world.laptop(&stranger);
    village.hers.sync();
    // Asked are the chief, and no instructor and no officer of another area.
    let held = |laptop: &Laptop| laptop.count("SELECT count(*) FROM export_requests");
    assert_eq!(
        (held(&chief), held(&village.hers), held(&stranger)),
        (1, 0, 0)
    );
    assert_eq!((may_answer(&chief), may_answer(his)), (1, 0));
    let items = app::today::get(&chief.desk, None).expect("today").groups;
    assert!(
        items
            .iter()
            .flat_map(|group| &group.items)
            .any(|item| item.what == "export_asked")
    );
    // What travels names nobody of the list.
    let row = chief
        .text("SELECT body FROM srv WHERE id = ?1", &id)
        .expect("the row");
    assert!(!row.contains("住户") && !row.contains("138"), "{row}");
    exports::agree(&chief.desk, &id).expect("agreed");
    chief.sync();
    his.sync();
    let saved = exports::write_agreed(&his.desk, &id, folder.path()).expect("written");
    assert_eq!(saved.persons, 52);
    assert!(saved.password.is_some());
    let again = exports::write_agreed(&his.desk, &id, folder.path()).unwrap_err();
    assert_eq!(again.code, "export_over");
    his.sync();
    chief.sync();
    assert!(
        exports::page(&chief.desk).expect("a page")[0]
            .state
            .contains(&saved.number)
    );
    // The station's log has it under the same number, with why, how many and to what kind of body, and without a name.
    let (_, bytes) = station::access_log::save(village.world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries: Vec<audit::Entry> = log
        .entries
        .iter()
        .map(|bytes| audit::Entry::parse(bytes).expect("an entry"))
        .filter(|entry| entry.kind == "exports")
        .collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].result, format!("{} 52", saved.number));
    assert_eq!(entries[0].purpose, "fire_safety");
    assert_eq!(entries[0].field, "export,village_committee,agreed");
}

#[test]
fn a_refusal_reaches_who_asked_with_its_reason_and_an_agreement_is_over_after_a_day() {
    let village = Village::new();
    crowd(&village);
    let chief = village.world.laptop(&village.world.chief);
    let his = &village.his;
    let folder = tempfile::tempdir().expect("a folder");
    let refused = asked(his);
    chief.sync();
    exports::refuse(&chief.desk, &refused, "too many for a drill").expect("refused");
    let agreed = asked(his);
    chief.sync();
    exports::agree(&chief.desk, &agreed).expect("agreed");
    chief.sync();
    his.sync();
    let page = exports::page(&his.desk).expect("a page");
    assert!(
        page.iter()
            .any(|row| row.state.contains("too many for a drill"))
    );
    let no = exports::write_agreed(&his.desk, &refused, folder.path()).unwrap_err();
    assert_eq!(no.code, "export_not_agreed");
    village.world.clock.advance(DAY + 1_000);
    let late = exports::write_agreed(&his.desk, &agreed, folder.path()).unwrap_err();
    assert_eq!(late.code, "export_over");
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        0
    );
}

/// Whoever has changed their own program still meets the station's rules: others never see a word that was not theirs.
#[test]
fn a_second_word_that_is_forged_is_not_taken_by_the_station() {
    let village = Village::new();
    crowd(&village);
    let chief = village.world.laptop(&village.world.chief);
    let his = &village.his;
    let id = asked(his);
    let word = json!({"second": {"by": village.world.chief, "at": village.world.now(), "choice": "agreed"}});
    let forge = store::Edit::change("export_requests", &id, None, fields_of(word.clone()));
    his.try_put(forge).expect_err("the laptop's rules");
    // A harmless edit that becomes the forged one on its way.
    let withdraw = store::Edit::change(
        "export_requests",
        &id,
        None,
        fields_of(json!({"_deleted": true})),
    );
    his.try_put(withdraw).expect("queued");
    let swap = |write: &mut store::Write<'_>| {
        let sql = "UPDATE op SET fields = ?1 WHERE row = ?2 AND settled_at = 0";
        assert_eq!(write.connection().execute(sql, (word.to_string(), &id))?, 1);
        Ok::<_, store::StoreError>(())
    };
    his.desk
        .store
        .write(village.world.now(), swap)
        .expect("swapped");
    his.sync();
    chief.sync();
    let agreed = chief.text("SELECT second_by FROM export_requests WHERE id = ?1", &id);
    assert_eq!(agreed.as_deref(), Some(""));
    assert_eq!(
        his.count("SELECT count(*) FROM quarantined WHERE reason = 'second_person'"),
        1
    );
}

/// Two answer at once, each on their own laptop: the first that reaches the station stands.
#[test]
fn of_two_answers_the_first_stands() {
    let village = Village::new();
    crowd(&village);
    let other = village
        .world
        .user("周警官", Role::Officer, &[&village.area]);
    let other = village.world.laptop(&other);
    let chief = village.world.laptop(&village.world.chief);
    village.his.sync();
    let id = asked(&village.his);
    other.sync();
    chief.sync();
    exports::refuse(&other.desk, &id, "not needed").expect("refused");
    exports::agree(&chief.desk, &id).expect("agreed");
    other.sync();
    chief.sync();
    village.his.sync();
    let choice = village.his.text(
        "SELECT second_choice FROM export_requests WHERE id = ?1",
        &id,
    );
    assert_eq!(choice.as_deref(), Some("refused"));
}

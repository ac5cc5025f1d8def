//! Two values of one field, and two records of one person: people decide, and what they decided is the same on every laptop.

use app::conflicts::{self, ConflictCard, SettleForm};
use app::duplicates::{self, MergeForm};
use app::{Done, people, records as rows, search};
use domain::Role;
use serde_json::json;
use tests::Laptop;

use crate::records::{self, Village};

const NUMBER: &str = "330799199001010014";

fn the_conflict(laptop: &Laptop) -> ConflictCard {
    let mut open = conflicts::list(&laptop.desk).expect("as the story goes");
    assert_eq!(open.len(), 1, "{open:?}");
    open.remove(0)
}

fn open_conflicts(laptop: &Laptop) -> usize {
    conflicts::list(&laptop.desk)
        .expect("as the story goes")
        .len()
}

fn settle(laptop: &Laptop, conflict: &str, choice: &str) -> Done {
    let form = SettleForm {
        id: conflict.into(),
        choice: choice.into(),
    };
    conflicts::settle(&laptop.desk, form).expect("as the story goes")
}

fn take_back(laptop: &Laptop, done: &Done) {
    rows::undo(
        &laptop.desk,
        done.undo.as_deref().expect("as the story goes"),
    )
    .expect("as the story goes");
}

fn sync_all(laptops: &[&Laptop]) {
    for _ in 0..2 {
        for laptop in laptops {
            laptop.sync();
        }
    }
}

/// She writes a phone number ending in 1, he a minute later one ending in 2: his stands.
fn two_phones(village: &Village) -> String {
    let person = village.tenant();
    race(village, &person);
    person
}

fn race(village: &Village, person: &str) {
    village
        .hers
        .change("people", person, json!({"phone": "+8613900000001"}));
    village.world.clock.advance(60_000);
    village
        .his
        .change("people", person, json!({"phone": "+8613900000002"}));
    sync_all(&[&village.his, &village.hers]);
}

/// Somebody asked for it themselves.
fn opened() -> people::Opening {
    people::Opening {
        purpose: Some("own_request".into()),
        ..people::Opening::default()
    }
}

#[test]
fn a_conflict_shows_two_masked_values_with_who_when_and_where() {
    let village = Village::new();
    let person = two_phones(&village);
    for laptop in [&village.hers, &village.his] {
        let card = the_conflict(laptop);
        assert_eq!((card.what.as_str(), card.row), ("王子涵", person.clone()));
        assert_eq!(card.stands.text, "139****0002");
        assert_eq!(card.other.text, "139****0001");
        assert_eq!(card.stands.by.as_deref(), Some("陈警官"));
        assert_eq!(card.other.by.as_deref(), Some("王丽"));
        assert!(card.stands.at > card.other.at);
        assert!(!card.legal && card.may && !card.changed_since);
        let marks = conflicts::marks(&laptop.desk, &[person.clone(), village.room.clone()]);
        assert_eq!(
            marks
                .expect("as the story goes")
                .iter()
                .map(|mark| (mark.row.clone(), mark.conflicts))
                .collect::<Vec<_>>(),
            [(person.clone(), 1)]
        );
    }
}

#[test]
fn a_conflict_settled_for_the_value_that_stands_is_settled_on_every_laptop() {
    let village = Village::new();
    let person = two_phones(&village);
    settle(&village.hers, &the_conflict(&village.hers).id, "kept");
    assert_eq!(open_conflicts(&village.hers), 0);
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(open_conflicts(&village.his), 0);
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000002")
    );
}

#[test]
fn the_other_value_chosen_is_written_everywhere_and_taking_it_back_asks_again() {
    let village = Village::new();
    let person = two_phones(&village);
    let done = settle(&village.hers, &the_conflict(&village.hers).id, "lost");
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
    assert_eq!(open_conflicts(&village.his), 0);
    take_back(&village.hers, &done);
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000002")
    );
    assert_eq!(the_conflict(&village.his).other.text, "139****0001");
}

#[test]
fn both_phones_are_kept_as_first_and_second() {
    let village = Village::new();
    let person = two_phones(&village);
    let card = the_conflict(&village.his);
    assert!(card.note.is_some());
    settle(&village.his, &card.id, "both");
    sync_all(&[&village.his, &village.hers]);
    let both = village
        .hers
        .text("SELECT phone || phone2 FROM people WHERE id = ?1", &person);
    assert_eq!(both.as_deref(), Some("+8613900000002+8613900000001"));
}

#[test]
fn two_people_who_settle_one_conflict_alike_at_once_agree() {
    let village = Village::new();
    let person = two_phones(&village);
    let id = the_conflict(&village.hers).id;
    settle(&village.hers, &id, "lost");
    settle(&village.his, &id, "lost");
    sync_all(&[&village.hers, &village.his]);
    for laptop in [&village.hers, &village.his] {
        assert_eq!(open_conflicts(laptop), 0);
        assert_eq!(
            village.phone_on(laptop, &person).as_deref(),
            Some("+8613900000001")
        );
    }
}

#[test]
fn two_people_who_settle_one_conflict_differently_at_once_are_asked_again() {
    let village = Village::new();
    let person = two_phones(&village);
    let id = the_conflict(&village.hers).id;
    settle(&village.hers, &id, "kept");
    village.world.clock.advance(1_000);
    settle(&village.his, &id, "lost");
    sync_all(&[&village.hers, &village.his]);
    let cards = [&village.hers, &village.his].map(the_conflict);
    assert_eq!(cards[0], cards[1]);
    settle(&village.his, &id, "kept");
    sync_all(&[&village.hers, &village.his]);
    assert_eq!([&village.hers, &village.his].map(open_conflicts), [0, 0]);
    assert_eq!(
        village.phone_on(&village.hers, &person),
        village.phone_on(&village.his, &person)
    );
}

#[test]
fn a_second_conflict_on_the_same_field_opens_anew() {
    let village = Village::new();
    let person = two_phones(&village);
    let first = the_conflict(&village.hers).id;
    settle(&village.hers, &first, "kept");
    sync_all(&[&village.hers, &village.his]);
    village
        .hers
        .change("people", &person, json!({"phone": null}));
    sync_all(&[&village.hers, &village.his]);
    race(&village, &person);
    assert_ne!(the_conflict(&village.his).id, first);
}

#[test]
fn what_decides_something_in_law_comes_first_and_an_officer_settles_an_officers_decision() {
    let village = Village::new();
    let person = two_phones(&village);
    let stay = village
        .hers
        .text("SELECT id FROM residences WHERE person = ?1", &person)
        .expect("as the story goes");
    let declaration = village.hers.create(
        "declarations",
        &village.area,
        json!({"person": person, "residence": stay, "room": village.room, "type": "arrive", "declared_on": "2026-11-20", "status": {"state": "submitted"}}),
    );
    sync_all(&[&village.hers, &village.his]);
    let state = |state: &str| json!({"status": {"state": state, "reason": "补正"}});
    village
        .hers
        .change("declarations", &declaration, state("void"));
    village.world.clock.advance(60_000);
    village
        .his
        .change("declarations", &declaration, state("accepted"));
    sync_all(&[&village.hers, &village.his]);
    let [hers, his] = [&village.hers, &village.his]
        .map(|laptop| conflicts::list(&laptop.desk).expect("as the story goes"));
    assert_eq!((hers.len(), his.len()), (2, 2));
    assert!(hers[0].legal && !hers[1].legal);
    assert_eq!((hers[0].may, his[0].may), (false, true));
    let form = |choice: &str| SettleForm {
        id: hers[0].id.clone(),
        choice: choice.into(),
    };
    let refused = conflicts::settle(&village.hers.desk, form("kept")).expect_err("refused");
    assert_eq!(refused.code, "not_allowed");
    conflicts::settle(&village.his.desk, form("kept")).expect("as the story goes");
    sync_all(&[&village.his, &village.hers]);
    assert_eq!(open_conflicts(&village.hers), 1);
}

#[test]
fn a_conflict_over_a_document_number_is_masked_until_each_number_is_asked_for_with_a_purpose() {
    let village = Village::new();
    let person = village.tenant();
    let document = |number: &str| json!({"document": {"type": "resident_id", "number": number}});
    village.hers.change("people", &person, document(NUMBER));
    village.world.clock.advance(60_000);
    village
        .his
        .change("people", &person, document("330799199002020025"));
    sync_all(&[&village.his, &village.hers]);
    let card = the_conflict(&village.hers);
    assert!(card.legal && card.note.is_none());
    assert!(!format!("{card:?}").contains("19900"));
    let reveal = |side: Option<&String>| {
        let form = rows::RevealForm {
            kind: "conflicts".into(),
            id: card.id.clone(),
            field: side.cloned().unwrap_or_default(),
            purpose: "registration".into(),
        };
        rows::reveal(&village.hers.desk, form).expect("revealed")
    };
    assert_eq!(reveal(card.other.side.as_ref()), NUMBER);
    assert_eq!(reveal(card.stands.side.as_ref()), "330799199002020025");
    assert_eq!(
        village
            .hers
            .count("SELECT count(*) FROM log_entry WHERE act = 'consult' AND field <> 'page'"),
        2
    );
}

#[test]
fn a_delete_that_met_an_edit_waits_and_is_carried_out_or_not_as_a_person_says() {
    let village = Village::new();
    let person = village.tenant();
    village
        .his
        .change("people", &person, json!({"_deleted": true}));
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    sync_all(&[&village.his, &village.hers]);
    let card = the_conflict(&village.his);
    assert!(card.deletion && card.legal);
    let done = settle(&village.his, &card.id, "lost");
    sync_all(&[&village.his, &village.hers]);
    assert_eq!(village.phone_on(&village.hers, &person), None);
    take_back(&village.his, &done);
    sync_all(&[&village.his, &village.hers]);
    assert_eq!(
        village.phone_on(&village.hers, &person).as_deref(),
        Some("+8613900000001")
    );
    settle(&village.hers, &the_conflict(&village.hers).id, "kept");
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(open_conflicts(&village.his), 0);
    assert!(village.phone_on(&village.his, &person).is_some());
}

/// One person at one door, registered by both while neither had a network.
struct BornTwice {
    village: Village,
    hers: String,
    his: String,
}

fn born_offline_on_two_laptops() -> BornTwice {
    let village = Village::new();
    village.his.sync();
    let born = |laptop: &Laptop, name: &str, phone: &str| {
        let person = laptop.create(
            "people",
            &village.area,
            json!({"area": village.area, "name": name, "phone": phone, "birth": "1990-01-01",
                   "document": {"type": "resident_id", "number": NUMBER}}),
        );
        records::residence(laptop, &village.area, &person, &village.room);
        person
    };
    let hers = born(&village.hers, "王子涵", "+8613800138000");
    let his = born(&village.his, "王子函", "+8613800138009");
    sync_all(&[&village.hers, &village.his]);
    BornTwice { village, hers, his }
}

fn cases(laptop: &Laptop) -> Vec<duplicates::DuplicateCard> {
    duplicates::page(&laptop.desk)
        .expect("as the story goes")
        .open
}

fn merge(laptop: &Laptop, stays: &str, take: &[&str]) -> Done {
    let form = MergeForm {
        id: cases(laptop)[0].id.clone(),
        stays: stays.into(),
        take: take.iter().map(|field| (*field).to_owned()).collect(),
    };
    duplicates::merge(&laptop.desk, form).expect("as the story goes")
}

/// How often a person shows: in the list, in the search, behind the door, in the area's count.
fn shows(laptop: &Laptop, village: &Village) -> [usize; 4] {
    let query = people::PeopleQuery {
        filter: "here".into(),
        sort: "since".into(),
        limit: 50,
        ..people::PeopleQuery::default()
    };
    let list = people::list(&laptop.desk, query).expect("as the story goes");
    assert_eq!(list.rows.len(), list.total as usize);
    let found = search::search(&laptop.desk, "0014", 20).expect("as the story goes");
    let room = app::rooms::room_page(&laptop.desk, &village.room).expect("as the story goes");
    let areas = app::areas::list(&laptop.desk).expect("as the story goes");
    [
        list.rows.len(),
        found.len(),
        room.occupants.len(),
        areas[0].people as usize,
    ]
}

#[test]
fn both_born_offline_on_two_laptops_become_one_case_and_never_one_person_by_themselves() {
    let born = born_offline_on_two_laptops();
    for laptop in [&born.village.hers, &born.village.his] {
        let open = cases(laptop);
        assert_eq!(open.len(), 1);
        assert!(open[0].choosable && open[0].may);
        let differs: Vec<_> = open[0]
            .fields
            .iter()
            .filter(|field| field.differs)
            .map(|field| field.field.as_str())
            .collect();
        assert_eq!(differs, ["name", "phone"]);
        assert!(!format!("{open:?}").contains(NUMBER));
        assert_eq!(shows(laptop, &born.village), [2, 2, 2, 2]);
    }
}

#[test]
fn a_merged_person_shows_once_everywhere_and_the_old_link_opens_the_one_that_stays() {
    let born = born_offline_on_two_laptops();
    let BornTwice { village, hers, his } = &born;
    let dispute = village.his.create(
        "disputes",
        &village.area,
        json!({"area": village.area, "kind": "neighbours", "course": "噪声", "at": 1, "by": village.instructor}),
    );
    village.his.create(
        "dispute_parties",
        &village.area,
        json!({"dispute": dispute, "name": "王子函", "person": his}),
    );
    sync_all(&[&village.his, &village.hers]);
    merge(&village.hers, hers, &["phone"]);
    assert_eq!(shows(&village.hers, village), [1, 1, 1, 1]);
    sync_all(&[&village.hers, &village.his]);
    for laptop in [&village.hers, &village.his] {
        assert_eq!(cases(laptop).len(), 0);
        assert_eq!(shows(laptop, village), [1, 1, 1, 1]);
        let page = people::page(&laptop.desk, his, &opened()).expect("as the story goes");
        assert_eq!((&page.id, page.name.as_str()), (hers, "王子涵"));
        assert_eq!(page.phone, "138****8009");
        assert_eq!(page.stays.len(), 2);
        assert!(page.timeline.iter().any(|line| line.kind == "disputes"));
    }
}

#[test]
fn undoing_a_merge_restores_both_records_exactly_at_once_and_later() {
    let born = born_offline_on_two_laptops();
    let BornTwice { village, hers, his } = &born;
    let all = || {
        let sql = "SELECT group_concat(id || name || phone || merged_into, '|') FROM (SELECT * FROM people ORDER BY id) WHERE ?1 <> ''";
        [&village.hers, &village.his].map(|laptop| laptop.text(sql, hers))
    };
    let before = all();
    let done = merge(&village.hers, hers, &["name", "phone"]);
    sync_all(&[&village.hers, &village.his]);
    take_back(&village.hers, &done);
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(all(), before);
    assert_eq!(cases(&village.his).len(), 1);
    merge(&village.his, his, &["name", "phone"]);
    sync_all(&[&village.hers, &village.his]);
    // Weeks later, on the other laptop.
    village.world.clock.advance(20 * 86_400_000);
    sync_all(&[&village.hers, &village.his]);
    let merged = duplicates::page(&village.hers.desk)
        .expect("as the story goes")
        .merged;
    duplicates::unmerge(&village.hers.desk, &merged[0].id).expect("as the story goes");
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(all(), before);
    assert_eq!(shows(&village.his, village), [2, 2, 2, 2]);
}

#[test]
fn two_people_found_not_to_be_the_same_are_never_asked_about_again() {
    let born = born_offline_on_two_laptops();
    let BornTwice { village, hers, .. } = &born;
    duplicates::distinct(&village.hers.desk, &cases(&village.hers)[0].id)
        .expect("as the story goes");
    sync_all(&[&village.hers, &village.his]);
    village
        .his
        .change("people", hers, json!({"phone": "+8613800138009"}));
    village
        .his
        .change("people", hers, json!({"name": "王子函"}));
    sync_all(&[&village.his, &village.hers]);
    assert_eq!(cases(&village.hers).len() + cases(&village.his).len(), 0);
}

#[test]
fn two_who_merge_the_other_way_round_at_once_end_with_one_person() {
    let born = born_offline_on_two_laptops();
    let BornTwice { village, hers, his } = &born;
    merge(&village.hers, hers, &[]);
    village.world.clock.advance(1_000);
    merge(&village.his, his, &[]);
    sync_all(&[&village.hers, &village.his]);
    let standing = |laptop: &Laptop| {
        let sql = "SELECT id FROM people WHERE merged_into = '' AND document_number = ?1";
        assert_eq!(
            laptop.count("SELECT count(*) FROM people WHERE merged_into = ''"),
            1
        );
        laptop.text(sql, NUMBER)
    };
    assert_eq!(standing(&village.hers), Some(his.clone()));
    assert_eq!(standing(&village.his), Some(his.clone()));
    assert_eq!(shows(&village.hers, village), [1, 1, 1, 1]);
    assert_eq!(open_conflicts(&village.hers), 0);
}

#[test]
fn the_same_name_birth_and_phone_is_a_case_and_a_corrected_number_ends_it() {
    let village = Village::new();
    let told = json!({"area": village.area, "name": "王子涵", "birth": "1990-01-01", "phone": "+8613800138000"});
    let one = village.hers.create("people", &village.area, told.clone());
    village.his.create("people", &village.area, told);
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(cases(&village.his).len(), 1);
    village
        .hers
        .change("people", &one, json!({"birth": "1991-01-01"}));
    sync_all(&[&village.hers, &village.his]);
    assert_eq!(cases(&village.his).len(), 0);
}

#[test]
fn across_two_areas_each_sees_a_masked_extract_the_merge_brings_both_together_and_no_extract_stays()
{
    let village = Village::new();
    let world = &village.world;
    let other_area = world.area("白岸村");
    let other = world.laptop(&world.user("林海燕", Role::Instructor, &[&other_area]));
    let chief = world.laptop(&world.chief);
    let born = |laptop: &Laptop, area: &str| {
        laptop.create(
            "people",
            area,
            json!({"area": area, "name": "王子涵", "birth": "1990-01-01", "document": {"type": "resident_id", "number": NUMBER}}),
        )
    };
    let here = born(&village.hers, &village.area);
    let there = born(&other, &other_area);
    sync_all(&[&village.hers, &other, &chief]);
    for (laptop, own) in [(&village.hers, &here), (&other, &there)] {
        let card = cases(laptop).remove(0);
        assert!(!card.choosable);
        let sides = [&card.a, &card.b];
        assert!(
            sides
                .iter()
                .all(|side| side.name == "王子涵" && side.here == (side.id == *own))
        );
        let stored = laptop.text(
            "SELECT snapshot_a || snapshot_b FROM duplicate_cases WHERE id = ?1",
            &card.id,
        );
        assert!(!stored.expect("as the story goes").contains(NUMBER));
    }
    assert!(cases(&chief)[0].choosable);
    let done = merge(&other, &here, &[]);
    sync_all(&[&other, &village.hers, &chief]);
    for laptop in [&village.hers, &other, &chief] {
        assert_eq!(
            people::page(&laptop.desk, &there, &opened())
                .expect("as the story goes")
                .id,
            here
        );
        assert_eq!(
            laptop
                .count("SELECT count(*) FROM duplicate_cases WHERE snapshot_a || snapshot_b <> ''"),
            0
        );
    }
    take_back(&other, &done);
    sync_all(&[&other, &village.hers, &chief]);
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 1);
    assert_eq!(cases(&village.hers).len(), 1);
}

#[test]
fn last_nights_backup_is_healed_with_what_people_decided() {
    let mut born = born_offline_on_two_laptops();
    let backup = born.village.world.backup("night");
    let BornTwice { village, hers, his } = &mut born;
    race(village, hers);
    merge(&village.his, hers, &["name"]);
    settle(&village.hers, &the_conflict(&village.hers).id, "lost");
    sync_all(&[&village.his, &village.hers]);
    let told = |laptop: &Laptop| {
        let sql = "SELECT group_concat(id || name || phone || merged_into, '|') FROM (SELECT * FROM people ORDER BY id) WHERE ?1 <> ''";
        laptop.text(sql, "all")
    };
    let before = told(&village.hers);
    village.world.restore(&backup);
    // The one who settled comes before the one whose edit made the conflict.
    for _ in 0..2 {
        sync_all(&[&village.hers, &village.his]);
    }
    for laptop in [&village.hers, &village.his] {
        assert_eq!(told(laptop), before);
        assert_eq!(cases(laptop).len(), 0);
        assert_eq!(laptop.waiting(), 0);
        assert_eq!(laptop.count("SELECT count(*) FROM quarantined"), 0);
        assert_eq!(
            people::page(&laptop.desk, his, &opened())
                .expect("a page")
                .id,
            *hers
        );
    }
}

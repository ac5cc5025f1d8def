//! Who receives what, and what happens to it when areas change hands.

use domain::Role;
use serde_json::json;

use crate::records::{self, Village};

#[test]
fn a_laptop_receives_nothing_of_areas_it_does_not_hold() {
    let village = Village::new();
    let person = village.tenant();
    let elsewhere = village.world.area("下骆宅村");
    let other = village
        .world
        .user("吴文涛", Role::Instructor, &[&elsewhere]);
    let other = village.world.laptop(&other);
    assert_eq!(other.count("SELECT count(*) FROM people"), 0);
    assert_eq!(other.count("SELECT count(*) FROM buildings"), 0);
    assert!(
        other
            .text("SELECT body FROM srv WHERE id = ?1", &person)
            .is_none()
    );
    assert_eq!(other.count("SELECT count(*) FROM areas"), 2);
}

#[test]
fn an_administrator_receives_accounts_and_laptops_but_no_person() {
    let village = Village::new();
    village.tenant();
    let administrator = village.world.user("沈志明", Role::Administrator, &[]);
    let administrator = village.world.laptop(&administrator);
    assert_eq!(administrator.count("SELECT count(*) FROM people"), 0);
    assert!(administrator.count("SELECT count(*) FROM laptops") >= 3);
}

#[test]
fn an_area_taken_away_disappears_and_unsent_edits_still_arrive() {
    let village = Village::new();
    let person = village.tenant();
    village
        .hers
        .change("people", &person, json!({"phone": "+8613900000001"}));
    village.world.act(
        "unassign",
        Some(&village.instructor),
        Some(&village.area),
        None,
    );
    let round = village.hers.sync();
    assert_eq!((round.pushed, round.quarantined), (1, 0));
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 0);
    assert_eq!(village.hers.count("SELECT count(*) FROM search_key"), 0);
    assert_eq!(village.hers.waiting(), 0);
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613900000001")
    );
}

#[test]
fn an_edit_made_after_the_area_was_lost_is_set_aside_with_its_reason() {
    let village = Village::new();
    let person = village.tenant();
    village.world.act(
        "unassign",
        Some(&village.instructor),
        Some(&village.area),
        None,
    );
    // The laptop learns its new scopes, then somebody edits what is still in a draft.
    village.hers.sync();
    let version = village
        .hers
        .count("SELECT cast(value AS INTEGER) FROM state WHERE key = 'scope_version'");
    assert!(version >= 2);
    let edit = store::Edit {
        scope: Some(format!("area:{}", village.area)),
        ..store::Edit::change(
            "people",
            &person,
            None,
            tests::fields_of(
                json!({"area": village.area, "name": "王子涵", "phone": "+8613900000001"}),
            ),
        )
    };
    village.hers.try_put(edit).unwrap();
    let round = village.hers.sync();
    assert_eq!(round.quarantined, 1);
    let reason = village
        .hers
        .text("SELECT reason FROM quarantined WHERE row_id = ?1", &person);
    assert_eq!(reason.as_deref(), Some("area_not_held"));
    village.his.sync();
    assert_eq!(
        village.phone_on(&village.his, &person).as_deref(),
        Some("+8613800138000")
    );
}

/// Scopes and number of people of a pull from the start, sent without saying hello before.
fn pulled_at_once(village: &Village) -> (Vec<String>, usize) {
    let head = village.world.station().database.read(|tx| tx.head());
    let pull = sync::wire::Pull {
        protocol: sync::wire::PROTOCOL,
        cursor: sync::wire::Cursor {
            epoch: head.expect("a head").epoch,
            ..sync::wire::Cursor::default()
        },
    };
    let network = app::network::Network::of(&village.hers.desk).expect("a network");
    let reply = network.send(&sync::engine::Request::Pull(pull));
    match reply.expect("an answer") {
        sync::engine::Reply::Pulled(sync::wire::Pulled::Page(page)) => {
            let people = page.rows.iter().filter(|row| row.kind == "people");
            (page.scopes.clone(), people.count())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_area_taken_away_is_not_sent_from_the_very_next_request_on() {
    let village = Village::new();
    village.tenant();
    let area = format!("area:{}", village.area);
    let (scopes, people) = pulled_at_once(&village);
    assert!(scopes.contains(&area) && people == 1);
    village.world.act(
        "unassign",
        Some(&village.instructor),
        Some(&village.area),
        None,
    );
    let (scopes, people) = pulled_at_once(&village);
    assert!(!scopes.contains(&area) && people == 0);
}

#[test]
fn an_assignment_that_ends_with_a_day_ends_for_a_laptop_that_says_no_hello() {
    let village = Village::new();
    village.tenant();
    let area = format!("area:{}", village.area);
    let id = domain::ids::derived(&["assignments", &village.instructor, &village.area]);
    let until_today = json!({"kind": "assignments", "id": id, "fields": {"user": village.instructor, "area": village.area,
        "from": "2026-01-01", "to": "2026-11-20"}});
    let line = until_today.to_string();
    station::load(village.world.station(), line.as_bytes()).expect("loaded");
    assert_eq!(pulled_at_once(&village).1, 1, "today is still theirs");
    village.world.clock.advance(86_400_000);
    let (scopes, people) = pulled_at_once(&village);
    assert!(!scopes.contains(&area) && people == 0);
}

#[test]
fn an_area_given_back_is_filled_from_the_start() {
    let village = Village::new();
    village.tenant();
    village.world.act(
        "unassign",
        Some(&village.instructor),
        Some(&village.area),
        None,
    );
    village.hers.sync();
    let second = records::person(&village.his, &village.area, "李伟");
    records::residence(&village.his, &village.area, &second, &village.room);
    village.his.sync();
    village.world.act(
        "assign",
        Some(&village.instructor),
        Some(&village.area),
        None,
    );
    village.hers.sync();
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 2);
    assert_eq!(village.hers.count("SELECT count(*) FROM rooms"), 1);
    assert!(village.hers.count("SELECT count(*) FROM search_key") > 4);
}

#[test]
fn a_building_that_changes_its_area_takes_everything_in_it_along() {
    let village = Village::new();
    let person = village.tenant();
    let elsewhere = village.world.area("下骆宅村");
    let other = village
        .world
        .user("吴文涛", Role::Instructor, &[&elsewhere]);
    let other = village.world.laptop(&other);
    let chief = village.world.laptop(&village.world.chief);
    chief.change("buildings", &village.building, json!({"area": elsewhere}));
    chief.sync();
    other.sync();
    assert_eq!(
        other
            .text("SELECT name FROM people WHERE id = ?1", &person)
            .as_deref(),
        Some("王子涵")
    );
    assert_eq!(other.count("SELECT count(*) FROM residences"), 1);
    village.hers.sync();
    assert_eq!(village.hers.count("SELECT count(*) FROM rooms"), 0);
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 0);
}

#[test]
fn a_person_with_rooms_in_two_areas_is_known_in_both_until_they_leave_one() {
    let village = Village::new();
    let person = village.tenant();
    let elsewhere = village.world.area("下骆宅村");
    let other = village
        .world
        .user("吴文涛", Role::Instructor, &[&elsewhere]);
    let other = village.world.laptop(&other);
    let chief = village.world.laptop(&village.world.chief);
    let building = records::building(&chief, &elsewhere, "1");
    let room = records::room(&chief, &elsewhere, &building, "101");
    let stay = records::residence(&chief, &elsewhere, &person, &room);
    chief.sync();
    other.sync();
    assert_eq!(other.count("SELECT count(*) FROM people"), 1);
    chief.change("residences", &stay, json!({"until": "2026-11-19"}));
    chief.sync();
    other.sync();
    village.hers.sync();
    assert_eq!(other.count("SELECT count(*) FROM people"), 0);
    assert_eq!(village.hers.count("SELECT count(*) FROM people"), 1);
}

#[test]
fn a_broadcast_reaches_instructors_only_once_it_is_approved() {
    let village = Village::new();
    let author = village.his.desk.user.clone();
    let status = |state: &str| json!({"state": state, "at": 1, "by": author});
    let broadcast = village
        .his
        .try_put(store::Edit {
            scope: Some(format!("user:{author}")),
            ..store::Edit::create("broadcasts", "", tests::fields_of(json!({"title": "刷单返利", "text": "不转账。", "author": author, "status": status("submitted")})))
        })
        .unwrap();
    village.his.sync();
    village.hers.sync();
    assert_eq!(village.hers.count("SELECT count(*) FROM broadcasts"), 0);
    let chief = village.world.laptop(&village.world.chief);
    chief.change(
        "broadcasts",
        &broadcast,
        json!({"status": {"state": "approved", "at": 2, "by": village.world.chief}}),
    );
    chief.sync();
    village.hers.sync();
    assert_eq!(
        village
            .hers
            .text("SELECT title FROM broadcasts WHERE id = ?1", &broadcast)
            .as_deref(),
        Some("刷单返利")
    );
}

#[test]
fn an_instructor_may_not_accept_a_declaration() {
    let village = Village::new();
    let person = village.tenant();
    let stay = village
        .hers
        .text("SELECT id FROM residences WHERE person = ?1", &person)
        .unwrap();
    let declaration = village.hers.create(
        "declarations",
        &village.area,
        json!({"person": person, "residence": stay, "room": village.room, "type": "arrive", "declared_on": "2026-11-20", "status": {"state": "submitted"}}),
    );
    let accept = json!({"status": {"state": "accepted", "by": village.instructor, "at": 1}});
    let refused = village.hers.try_put(store::Edit::change(
        "declarations",
        &declaration,
        None,
        tests::fields_of(accept.clone()),
    ));
    assert_eq!(refused.unwrap_err().code(), "not_allowed");
    village.hers.sync();
    village.his.sync();
    village.his.change("declarations", &declaration, accept);
    village.his.sync();
    village.hers.sync();
    let state = village.hers.text(
        "SELECT declaration_state FROM stay_due WHERE residence = ?1",
        &stay,
    );
    assert_eq!(state.as_deref(), Some("accepted"));
}

//! Whoever is opened outside of a round or a matter in hand: for a purpose, and many of them are told to who supervises.

use app::people::{self, OpenTask, Opening};
use app::{staff, today};
use audit::Act;
use domain::Role;
use serde_json::json;
use tests::Laptop;

use crate::records::{self, Village};

fn for_purpose(sure: bool) -> Opening {
    Opening {
        purpose: Some("contact".into()),
        sure,
        ..Opening::default()
    }
}

/// People whom the officer registered, each in a room of their own: person and room.
fn lodgers(village: &Village, count: usize) -> Vec<(String, String)> {
    let his = &village.his;
    let made = (0..count).map(|number| {
        let label = (500 + number).to_string();
        let room = records::room(his, &village.area, &village.building, &label);
        let person = records::person(his, &village.area, &format!("住户{number}"));
        records::residence(his, &village.area, &person, &room);
        (person, room)
    });
    let made = made.collect();
    his.sync();
    village.hers.sync();
    made
}

/// Who is told on their page of today that somebody opened many, and of whom.
fn told(laptop: &Laptop) -> Vec<(String, String)> {
    let page = today::get(&laptop.desk, None).expect("today");
    let items = page.groups.into_iter().flat_map(|group| group.items);
    let notices = items.filter(|item| item.what == "opened_many");
    notices.map(|item| (item.who, item.id)).collect()
}

#[test]
fn many_opened_outside_of_tasks_are_told_to_the_officer_and_the_chief_and_to_nobody_else() {
    let village = Village::new();
    let people = lodgers(&village, 32);
    let chief = village.world.laptop(&village.world.chief);
    let colleague = village
        .world
        .user("李娜", Role::Instructor, &[&village.area]);
    let colleague = village.world.laptop(&colleague);
    let hers = &village.hers;
    for (person, _) in &people[..30] {
        people::page(&hers.desk, person, &for_purpose(false)).expect("opened");
    }
    let last = &people[30].0;
    let asked = people::page(&hers.desk, last, &for_purpose(false)).unwrap_err();
    assert_eq!(asked.code, "many_opened");
    assert!(asked.message.chars().count() > 20, "{}", asked.message);
    people::page(&hers.desk, last, &for_purpose(true)).expect("the work goes on");
    for laptop in [hers, &village.his, &chief, &colleague] {
        laptop.sync();
    }
    for laptop in [&village.his, &chief] {
        let told = told(laptop);
        assert_eq!((told.len(), told[0].0.as_str()), (1, "王丽"));
        // How many, and not whom.
        let row = app::listing::list(&laptop.desk, "opening_notices", None, 10).expect("rows");
        let text = serde_json::to_string(&row).expect("JSON");
        assert!(text.contains("31") && people.iter().all(|(person, _)| !text.contains(person)));
    }
    let held = |laptop: &Laptop| laptop.count("SELECT count(*) FROM opening_notices");
    assert_eq!((held(hers), held(&colleague)), (1, 0));
    assert_eq!(told(hers), []);
    // One of them takes note; then nobody is told any more.
    let id = told(&village.his)[0].1.clone();
    staff::take_note(&village.his.desk, &id).expect("noted");
    village.his.sync();
    chief.sync();
    assert_eq!(told(&chief), []);
    // Whom, stands in the access log alone, each with its purpose.
    let (_, bytes) = station::access_log::save(village.world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log
        .entries
        .iter()
        .map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
    let opened: Vec<_> = entries
        .filter(|entry| entry.act == Act::Consult && entry.field == "page")
        .collect();
    assert_eq!(opened.len(), 31);
    assert!(opened.iter().all(|entry| entry.purpose == "contact"));
}

#[test]
fn a_round_of_sixty_rooms_is_its_own_purpose() {
    let village = Village::new();
    let people = lodgers(&village, 60);
    for (person, room) in &people {
        let at_the_door = Opening {
            task: Some(OpenTask {
                kind: "rooms".into(),
                id: room.clone(),
            }),
            ..Opening::default()
        };
        people::page(&village.hers.desk, person, &at_the_door).expect("opened");
    }
    village.hers.sync();
    village.his.sync();
    assert_eq!(told(&village.his), []);
}

/// Somebody's own program may say nothing of it, but it cannot say it of somebody else, nor take it back.
#[test]
fn a_notice_is_about_its_author_and_stands() {
    let village = Village::new();
    let notice = |user: &str| json!({"user": user, "at": 1_795_136_400_000_i64, "opened": 31, "officers": [village.his.desk.user]});
    let put = |laptop: &Laptop, user: &str| {
        laptop.try_put(store::Edit {
            kind: "opening_notices".into(),
            id: None,
            fields: tests::fields_of(notice(user)),
            base: None,
            scope: Some(format!("user:{}", laptop.desk.user)),
        })
    };
    put(&village.hers, &village.his.desk.user).expect_err("of somebody else");
    let id = put(&village.hers, &village.hers.desk.user).expect("her own");
    let change = |laptop: &Laptop, fields: serde_json::Value| {
        laptop.try_put(store::Edit::change(
            "opening_notices",
            &id,
            None,
            tests::fields_of(fields),
        ))
    };
    change(&village.hers, json!({"opened": 1})).expect_err("changed");
    change(&village.hers, json!({"_deleted": true})).expect_err("taken away");
    change(
        &village.hers,
        json!({"seen": {"by": village.hers.desk.user, "at": 1}}),
    )
    .expect_err("noted by herself");
    village.hers.sync();
    village.his.sync();
    change(&village.his, json!({"opened": 1})).expect_err("changed by him");
    change(
        &village.his,
        json!({"seen": {"by": village.his.desk.user, "at": 1}}),
    )
    .expect("noted");
}

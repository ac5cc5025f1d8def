//! What a station takes from whom: signed by a laptop that a second person confirmed, for this station and route, now, and once.

use domain::Role;
use sync::request::{TIME_HEADER, WINDOW_MS};
use sync::wire::{self, Hello, PROTOCOL};
use tests::raw::Signed;
use tests::{Laptop, World};

fn hello() -> Vec<u8> {
    let hello = Hello {
        protocol: PROTOCOL,
        app_version: "test".into(),
        waiting: 0,
        clock: None,
        failures: None,
        courier: None,
    };
    wire::encode(&hello).expect("a message")
}

fn world() -> (World, Laptop) {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    (world, laptop)
}

/// Status and, of a refusal for its time alone, the time that the station says.
fn asked(world: &World, by: &Signed, route: &str, header: &str, body: &[u8]) -> (u16, Option<i64>) {
    let answer = by
        .post(&world.url(), route, Some(header), body.to_vec())
        .expect("an answer");
    let time = answer.headers().get(TIME_HEADER);
    let time = time.and_then(|time| time.to_str().ok()?.split('.').next()?.parse().ok());
    (answer.status().as_u16(), time)
}

#[test]
fn a_request_is_taken_once() {
    let (mut world, laptop) = world();
    let by = Signed::by(&laptop);
    let header = by.header("hello", &hello(), world.now(), 1);
    let ask = |world: &World| asked(world, &by, "hello", &header, &hello());
    assert_eq!(ask(&world), (200, None));
    assert_eq!(ask(&world), (401, None));
    // A server that has just begun remembers nothing and takes nothing that is older than itself.
    world.clock.advance(1_000);
    world.close();
    world.start();
    assert_eq!(ask(&world), (401, Some(world.now())));
}

#[test]
fn what_was_signed_for_something_else_is_refused() {
    let (world, laptop) = world();
    let by = Signed::by(&laptop);
    let (now, body) = (world.now(), hello());
    let for_pull = by.header("pull", &body, now, 1);
    assert_eq!(asked(&world, &by, "hello", &for_pull, &body), (401, None));
    let for_another = by.header_for("another station", "hello", &body, now, 2);
    assert_eq!(
        asked(&world, &by, "hello", &for_another, &body),
        (401, None)
    );
    let good = by.header("hello", &body, now, 3);
    let cut = &body[..body.len() - 1];
    assert_eq!(asked(&world, &by, "hello", &good, cut), (400, None));
    let mut altered = body.clone();
    altered[body.len() / 2] ^= 1;
    let good = by.header("hello", &body, now, 4);
    assert_eq!(asked(&world, &by, "hello", &good, &altered), (400, None));
    // The waiting route reads its body by itself.
    let good = by.header("wait", &body, now, 5);
    assert_eq!(asked(&world, &by, "wait", &good, cut), (400, None));
}

#[test]
fn a_request_in_the_name_of_another_laptop_is_refused() {
    let (world, laptop) = world();
    let other = world.laptop(&world.chief);
    let (hers, theirs) = (Signed::by(&laptop), Signed::by(&other));
    let forged = Signed::by(&laptop).header("hello", &hello(), world.now(), 1);
    let forged = forged.replace(&hers.identity.device, &theirs.identity.device);
    assert_eq!(
        asked(&world, &hers, "hello", &forged, &hello()),
        (401, None)
    );
    let unknown = hers
        .header("hello", &hello(), world.now(), 2)
        .replace(&hers.identity.device, &sync::ids::fresh());
    assert_eq!(
        asked(&world, &hers, "hello", &unknown, &hello()),
        (401, None)
    );
    assert_eq!(
        asked(&world, &hers, "hello", "Bearer a.b", &hello()),
        (401, None)
    );
}

#[test]
fn only_a_good_request_at_a_wrong_time_is_told_the_right_one() {
    let (world, laptop) = world();
    let by = Signed::by(&laptop);
    for (number, off) in (1..).zip([-WINDOW_MS - 1, WINDOW_MS + 1]) {
        let header = by.header("hello", &hello(), world.now() + off, number);
        let refused = asked(&world, &by, "hello", &header, &hello());
        assert_eq!(refused, (401, Some(world.now())));
        let forged = header.replace(&by.identity.device, &sync::ids::fresh());
        assert_eq!(asked(&world, &by, "hello", &forged, &hello()), (401, None));
    }
}

#[test]
fn a_new_laptop_is_given_nothing_before_somebody_else_has_confirmed_it() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let chief = world.laptop(&world.chief);
    let laptop = world.ask_by(&world.invite(&user));
    let shown = app::session::check_digits(&laptop.desk).expect("digits");
    let refused = laptop.try_sync().unwrap_err();
    assert_eq!(refused.code, "station_not_confirmed");
    assert_eq!(laptop.count("SELECT count(*) FROM areas"), 0);
    // The chief sees the same digits and confirms it in the window.
    chief.sync();
    let page = app::staff::page(&chief.desk).expect("a page");
    let waiting: Vec<_> = page
        .laptops
        .iter()
        .filter(|laptop| laptop.confirmed_at.is_none())
        .collect();
    let [waiting] = waiting.as_slice() else {
        panic!("{waiting:?}")
    };
    assert_eq!(
        (waiting.check_digits.as_str(), waiting.own),
        (shown.as_str(), false)
    );
    let act = app::staff_acts::StationAct {
        act: "confirm_laptop".into(),
        laptop: Some(waiting.id.clone()),
        ..Default::default()
    };
    app::staff_acts::act(&chief.desk, &act).expect("confirmed");
    laptop.sync();
    assert_eq!(laptop.count("SELECT count(*) FROM areas"), 1);
}

#[test]
fn nobody_confirms_their_own_laptop() {
    let world = World::new();
    let chief = world.laptop(&world.chief);
    let second = world.ask_by(&world.invite(&world.chief));
    let device = Signed::by(&second).identity.device;
    let act = app::staff_acts::StationAct {
        act: "confirm_laptop".into(),
        laptop: Some(device),
        ..Default::default()
    };
    let refused = app::staff_acts::act(&chief.desk, &act).unwrap_err();
    assert_eq!(refused.code, "not_allowed");
    assert_eq!(second.try_sync().unwrap_err().code, "station_not_confirmed");
    world.confirm(&second);
    second.sync();
}

#[test]
fn a_courier_file_of_a_laptop_that_nobody_has_confirmed_is_refused() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.ask_by(&world.invite(&user));
    let file = laptop.courier_out().expect("a file");
    let refused = world.courier(&file).unwrap_err();
    assert_eq!(refused.courier_code(), Some("courier_not_confirmed"));
    world.confirm(&laptop);
    assert!(world.courier(&file).is_ok());
}

#[test]
fn the_stations_keys_stay_those_that_the_enrolment_proved() {
    let (_world, laptop) = world();
    let keys = || laptop.desk.store.courier_keys(0).expect("keys").1;
    let proved = keys();
    let other = sync::courier::SecretKeys::from_random(&[9; 64]).public();
    let mut round = laptop.desk.store.round(1);
    sync::engine::Laptop::take_courier_keys(&mut round, &other).expect("not taken");
    assert_eq!(keys(), proved);
}

#[test]
fn a_restored_station_knows_the_laptops_that_came_since_and_keeps_out_those_that_were_shut_out() {
    let (mut world, laptop) = world();
    let area = world.area("塘下村");
    let user = world.user("李强", Role::Instructor, &[&area]);
    let lost = world.laptop(&user);
    let returned = world.laptop(&user);
    let waiting = world.ask_by(&world.invite(&user));
    let backup = world.backup("night");
    let later = world.laptop(&user);
    let person = later.create(
        "people",
        &area,
        serde_json::json!({"area": area, "name": "张三"}),
    );
    later.sync();
    world.confirm(&waiting);
    world.act_of_theft(&Signed::by(&lost).identity.device);
    let id = Signed::by(&returned).identity.device;
    world.act("revoke_laptop", None, None, Some(&id));
    world.restore(&backup);
    later.sync();
    waiting.sync();
    laptop.sync();
    for shut_out in [&lost, &returned] {
        assert_eq!(shut_out.try_sync().unwrap_err().code, app::wipe::ORDERED);
    }
    let found = waiting.text("SELECT name FROM people WHERE id = ?1", &person);
    assert_eq!(found.as_deref(), Some("张三"));
    // The chief sees all of them.
    let chief = world.laptop(&world.chief);
    let page = app::staff::page(&chief.desk).expect("a page");
    let revoked = page
        .laptops
        .iter()
        .filter(|laptop| laptop.revoked_at.is_some());
    assert_eq!((page.laptops_all, revoked.count()), (4, 2));
}

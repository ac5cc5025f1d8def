//! A laptop that does not reach its station for days: read-only, then locked, and nothing that was written is lost by it.

use app::lease::{Standing, check_may_open, standing};
use app::records::{RecordForm, put};
use domain::Role;
use serde_json::json;
use sync::lease::Terms;
use tests::{Laptop, World, fields_of};

const DAY: i64 = 86_400_000;

fn world() -> (World, String, Laptop) {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    (world, area, laptop)
}

/// Saves as a form does; the code of what refused it.
fn save(laptop: &Laptop, area: &str) -> Option<String> {
    let form = RecordForm {
        kind: "people".into(),
        id: None,
        base: None,
        fields: fields_of(json!({"area": area, "name": "张三"})),
    };
    put(&laptop.desk, form).err().map(|error| error.code)
}

fn now(laptop: &Laptop) -> Standing {
    let now = laptop.desk.now();
    let standing = laptop
        .desk
        .store
        .read(|connection| standing(connection, now));
    standing.expect("a standing")
}

#[test]
fn without_contact_a_laptop_is_read_only_after_seven_days_and_locked_after_fourteen() {
    let (mut world, area, laptop) = world();
    world.stop();
    world.clock.advance(4 * DAY);
    assert_eq!(now(&laptop), Standing::Full);
    assert_eq!(save(&laptop, &area), None);
    world.clock.advance(2 * DAY);
    assert!(matches!(now(&laptop), Standing::FullUntil(_)));
    assert_eq!(save(&laptop, &area), None);
    world.clock.advance(DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_read_only"));
    assert_eq!(check_may_open(&laptop.desk), Ok(()));
    world.clock.advance(7 * DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_ended"));
    let refused = check_may_open(&laptop.desk).unwrap_err();
    assert_eq!(refused.code, "lease_ended");
    assert_eq!(laptop.waiting(), 2);
    // Its work goes along by courier even now, and the first contact opens it.
    assert!(laptop.courier_out().is_ok());
    world.start();
    assert_eq!(check_may_open(&laptop.desk), Ok(()));
    assert_eq!((now(&laptop), laptop.waiting()), (Standing::Full, 0));
    assert_eq!(save(&laptop, &area), None);
}

#[test]
fn a_clock_that_is_set_back_gains_nothing() {
    let (mut world, area, laptop) = world();
    world.stop();
    world.clock.advance(6 * DAY);
    assert_eq!(save(&laptop, &area), None);
    world.clock.advance(-DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_clock_back"));
    world.clock.advance(DAY);
    assert_eq!(save(&laptop, &area), None);
    world.clock.advance(9 * DAY);
    assert_eq!(
        check_may_open(&laptop.desk).unwrap_err().code,
        "lease_ended"
    );
    // That it has ended stays so, whatever the clock says afterwards.
    world.clock.advance(-10 * DAY);
    assert_eq!(
        check_may_open(&laptop.desk).unwrap_err().code,
        "lease_ended"
    );
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_ended"));
}

#[test]
fn a_clock_that_was_years_ahead_is_forgiven_at_the_next_contact() {
    let (world, area, laptop) = world();
    let laptop = laptop.with_clock_off_by(50 * 365 * DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_ended"));
    // The station is there: it says what time it is.
    assert_eq!(check_may_open(&laptop.desk), Ok(()));
    assert_eq!(save(&laptop, &area), None);
    let laptop = laptop.with_clock_off_by(0);
    laptop.sync();
    assert_eq!(save(&laptop, &area), None);
    drop(world);
}

#[test]
fn a_station_sets_its_own_terms() {
    let (mut world, area, laptop) = world();
    world.close();
    let terms = Terms::of(1, 2).expect("terms");
    station::Station::set_terms(&world.station_folder(), terms).expect("set");
    world.start();
    laptop.sync();
    world.stop();
    world.clock.advance(DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_read_only"));
    world.clock.advance(DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_ended"));
}

#[test]
fn a_courier_file_brings_a_lease_too() {
    let (mut world, area, laptop) = world();
    world.clock.advance(8 * DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_read_only"));
    let file = laptop.courier_out().expect("a file");
    let (_, answer) = world.courier(&file).expect("an answer");
    world.stop();
    laptop.courier_in(&answer).expect("read");
    assert_eq!(save(&laptop, &area), None);
    // An older file takes nothing back.
    world.clock.advance(8 * DAY);
    assert_eq!(save(&laptop, &area).as_deref(), Some("lease_read_only"));
}

#[test]
fn a_laptop_that_never_had_the_stations_word_is_not_locked_by_it() {
    let (world, area, laptop) = world();
    let laptop = laptop.without_lease();
    world.clock.advance(100 * DAY);
    assert_eq!(save(&laptop, &area), None);
}

//! What the chief sees of the laptops.

use app::staff;
use serde_json::json;
use sync::merge::CLOCK_TOLERANCE;

use crate::records::{self, Village};

fn of<'p>(page: &'p staff::StationPage, user: &str) -> &'p staff::Laptop {
    page.laptops
        .iter()
        .find(|laptop| laptop.user == user)
        .unwrap_or_else(|| panic!("no laptop of {user}"))
}

#[test]
fn the_chief_sees_contact_waiting_edits_version_clock_and_failures_of_each_laptop() {
    let mut village = Village::new();
    let chief = village.world.laptop(&village.world.chief);
    let wrong = village
        .world
        .enrol(&village.instructor)
        .with_clock_off_by(3 * CLOCK_TOLERANCE);
    records::person(&wrong, &village.area, "赵六");
    village.world.stop();
    assert!(wrong.try_sync().is_err());
    village.world.start();
    wrong.sync();
    chief.sync();
    let page = staff::page(&chief.desk).expect("as the story goes");
    let ahead: Vec<_> = page
        .laptops
        .iter()
        .filter_map(|laptop| laptop.clock.as_deref())
        .collect();
    assert_eq!(ahead, ["clock 15 min ahead"]);
    let laptop = page
        .laptops
        .iter()
        .find(|laptop| laptop.clock.is_some())
        .expect("as the story goes");
    // What it held is handed in: nobody has to hear from it once more.
    assert_eq!((laptop.waiting, laptop.user.as_str()), (0, "王丽"));
    assert!(!laptop.other_version && laptop.is_in);
    assert_eq!(
        (page.laptops_in, page.laptops_all),
        (page.laptops.len() as u32, page.laptops.len() as u32)
    );
    // The next contact says that nothing waits any more.
    wrong.sync();
    chief.sync();
    let page = staff::page(&chief.desk).expect("as the story goes");
    assert!(page.laptops.iter().all(|laptop| laptop.waiting == 0));
}

#[test]
fn the_chief_is_told_of_a_laptop_that_exists_twice_and_not_of_one_put_back_from_backups() {
    let village = Village::new();
    let chief = village.world.laptop(&village.world.chief);
    let copies = || {
        chief.sync();
        let page = staff::page(&chief.desk).expect("as the story goes");
        let twice = |laptop: &&staff::Laptop| laptop.copies_at.is_some();
        page.laptops.iter().filter(twice).count()
    };
    let edit = |laptop: &tests::Laptop, name: &str| {
        records::person(laptop, &village.area, name);
        laptop.sync();
    };
    edit(&village.his, "钱一");
    let first = village.his.copy();
    edit(&village.his, "钱二");
    let put_back = village.his.open_copy(first);
    edit(&put_back, "钱三");
    let second = put_back.copy();
    edit(&put_back, "钱四");
    edit(&put_back.open_copy(second), "钱五");
    assert_eq!(copies(), 0, "each copy went on where the last had ended");
    let first = village.hers.copy();
    edit(&village.hers, "赵一");
    let twin = village.hers.open_copy(first);
    edit(&twin, "赵二");
    edit(&village.hers, "赵三");
    assert_eq!(
        copies(),
        0,
        "the first may be in use again instead of the second"
    );
    edit(&twin, "赵四");
    assert_eq!(copies(), 1);
}

#[test]
fn a_laptop_that_was_not_seen_for_a_day_is_not_in() {
    let village = Village::new();
    let chief = village.world.laptop(&village.world.chief);
    village.world.clock.advance(2 * 86_400_000);
    village
        .hers
        .change("rooms", &village.room, json!({"use": "own"}));
    village.hers.sync();
    chief.sync();
    let page = staff::page(&chief.desk).expect("as the story goes");
    assert!(of(&page, "王丽").is_in);
    assert!(!of(&page, "陈警官").is_in);
    assert_eq!(page.laptops_in, page.laptops_all - 1);
    assert_eq!(page.as_of, chief.desk.now());
}

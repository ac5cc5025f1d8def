//! A laptop that is out of service erases itself at its next contact: one that was handed back after it has handed in what it had, one in
//! foreign hands at once.

use app::wipe::ORDERED;
use domain::Role;
use serde_json::json;
use sync::wipe::{Order, WIPE_HEADER};
use tests::raw::Signed;
use tests::{Laptop, PASSPHRASE, World};

fn world() -> (World, String, Laptop) {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    laptop.create("people", &area, json!({"area": area, "name": "张三"}));
    (world, area, laptop)
}

fn device(laptop: &Laptop) -> String {
    Signed::by(laptop).identity.device
}

/// What the chief sees of it: whether it was revoked, and whether it is erased.
fn seen(world: &World, device: &str) -> (bool, bool) {
    let chief = world.laptop(&world.chief);
    let page = app::staff::page(&chief.desk).expect("a page");
    let found = page.laptops.iter().find(|laptop| laptop.id == device);
    let found = found.expect("the laptop");
    (found.revoked_at.is_some(), found.erased_at.is_some())
}

/// Operations of this laptop that the station holds, set aside for a chief.
fn set_aside(world: &World) -> i64 {
    let chief = world.laptop(&world.chief);
    chief.count("SELECT count(*) FROM quarantined")
}

#[test]
fn a_laptop_that_was_handed_back_hands_in_what_it_has_and_then_erases_itself() {
    let (world, _, laptop) = world();
    let id = device(&laptop);
    world.act("revoke_laptop", None, None, Some(&id));
    assert_eq!(seen(&world, &id), (true, false));
    assert_eq!(laptop.try_sync().unwrap_err().code, ORDERED);
    assert_eq!(set_aside(&world), 1);
    let home = laptop.home().to_owned();
    // What it wrote of people beside its store.
    let documents = tempfile::tempdir().expect("a folder");
    let print = documents.path().join("print.pdf");
    std::fs::write(&print, "张三").expect("written");
    let path = print.to_string_lossy();
    let remember = |write: &mut store::Write<'_>| {
        let sql = "INSERT INTO written_file (path, record, at) VALUES (?1, '', 0)";
        write.connection().execute(sql, [&path])?;
        Ok::<_, store::StoreError>(())
    };
    laptop
        .desk
        .store
        .write(world.now(), remember)
        .expect("noted");
    let folder = laptop.erase();
    assert_eq!(seen(&world, &id), (true, true));
    assert!(!print.exists());
    for file in ["store.key", "store.db", "store.db-wal", "destroying"] {
        assert!(!home.join(file).exists(), "{file}");
    }
    let state = app::session::look(&home, app::Language::English);
    assert_eq!(state.phase, "fresh");
    assert_eq!(
        state.trouble.map(|told| told.code).as_deref(),
        Some("laptop_erased")
    );
    drop(folder);
}

#[test]
fn a_laptop_in_foreign_hands_hands_in_nothing() {
    let (world, _, laptop) = world();
    let id = device(&laptop);
    world.act_of_theft(&id);
    assert_eq!(laptop.try_sync().unwrap_err().code, ORDERED);
    assert_eq!(set_aside(&world), 0);
    drop(laptop.erase());
    assert_eq!(seen(&world, &id), (true, true));
}

#[test]
fn an_order_that_is_not_the_stations_erases_nothing() {
    let (world, _, laptop) = world();
    let foreign = sync::courier::SecretKeys::from_random(&[9; 64]);
    let order = Order::sign(&foreign, &device(&laptop), true, world.now());
    assert!(!order.is_by(&world.station().public_key(), &device(&laptop)));
    // Nobody says that they are erased who is in service.
    let by = Signed::by(&laptop);
    let body = sync::wire::encode(&sync::wire::Erased {}).expect("a message");
    let header = by.header("erased", &body, world.now(), 1);
    let answer = by
        .post(&world.url(), "erased", Some(&header), body)
        .expect("an answer");
    assert_eq!(answer.status().as_u16(), 400);
    assert!(answer.headers().get(WIPE_HEADER).is_none());
    laptop.sync();
}

#[test]
fn only_the_laptop_itself_is_told_the_order() {
    let (world, _, laptop) = world();
    let id = device(&laptop);
    world.act_of_theft(&id);
    let by = Signed::by(&laptop);
    let body = b"anything".to_vec();
    let forged = by.header_for("another station", "hello", &body, world.now(), 1);
    let answer = by
        .post(&world.url(), "hello", Some(&forged), body.clone())
        .expect("an answer");
    assert_eq!(answer.status().as_u16(), 401);
    assert!(answer.headers().get(WIPE_HEADER).is_none());
    let good = by.header("hello", &body, world.now(), 2);
    let answer = by
        .post(&world.url(), "hello", Some(&good), body)
        .expect("an answer");
    assert!(answer.headers().get(WIPE_HEADER).is_some());
}

#[test]
fn an_erasure_that_is_cut_short_is_ended_at_the_next_start() {
    let (_world, _, laptop) = world();
    let folder = laptop.close();
    let home = folder.path();
    std::fs::write(home.join("destroying"), []).expect("marked");
    std::fs::remove_file(home.join("store.key")).expect("the key is gone first");
    let opened = app::session::unlock(home, PASSPHRASE, 0);
    assert_eq!(
        opened.err().map(|error| error.code).as_deref(),
        Some("store_missing")
    );
    let state = app::session::look(home, app::Language::Chinese);
    assert_eq!(state.phase, "fresh");
    assert!(!home.join("store.db").exists());
}

#[test]
fn a_revoked_laptop_whose_lease_has_ended_is_erased_when_it_is_opened_near_the_station() {
    let (world, _, laptop) = world();
    let id = device(&laptop);
    world.clock.advance(20 * 86_400_000);
    world.act("revoke_laptop", None, None, Some(&id));
    let error = app::lease::check_may_open(&laptop.desk).unwrap_err();
    assert_eq!(error.code, ORDERED);
    assert_eq!(set_aside(&world), 1);
    drop(laptop.erase());
    assert_eq!(seen(&world, &id), (true, true));
}

#[test]
fn what_is_saved_while_the_order_comes_is_handed_in_before_the_store_goes() {
    let (world, area, laptop) = world();
    let id = device(&laptop);
    world.act("revoke_laptop", None, None, Some(&id));
    assert_eq!(laptop.try_sync().unwrap_err().code, ORDERED);
    laptop.create("people", &area, json!({"area": area, "name": "李四"}));
    let other = laptop.desk.clone();
    let saving = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(other);
    });
    let folder = laptop.erase_when_alone();
    saving.join().expect("saved");
    assert_eq!(set_aside(&world), 2);
    assert!(!folder.path().join("store.key").exists());
}

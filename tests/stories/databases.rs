//! A station on PostgreSQL: several servers at once, one of them killed, the database killed, records moved there and back.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::Role;
use serde_json::json;
use testkit::postgres::Cluster;
use tests::{Laptop, Server, World, free_address};

/// Writes and syncs until told to stop; what was saved is what must not be lost.
fn work(laptop: &Laptop, area: &str, stop: &AtomicBool) -> BTreeSet<String> {
    let mut saved = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        for _ in 0..5 {
            saved.insert(laptop.create("people", area, json!({"name": "张三", "area": area})));
        }
        let _ = laptop.try_sync();
    }
    saved
}

fn everybody_on(laptop: &Laptop) -> BTreeSet<String> {
    let rows = app::listing::list(&laptop.desk, "people", None, 1_000_000).expect("listed");
    rows.iter()
        .filter_map(|row| row["id"].as_str().map(str::to_owned))
        .collect()
}

/// Laptops work while `harm` is done; afterwards all of them hold all that was saved.
fn nothing_is_lost_while(world: &World, area: &str, harm: impl FnOnce()) {
    let user = world.user("王丽", Role::Instructor, &[area]);
    let laptops: Vec<Laptop> = (0..3).map(|_| world.laptop(&user)).collect();
    let stop = AtomicBool::new(false);
    let saved: BTreeSet<String> = std::thread::scope(|scope| {
        let working: Vec<_> = laptops
            .iter()
            .map(|laptop| scope.spawn(|| work(laptop, area, &stop)))
            .collect();
        harm();
        stop.store(true, Ordering::Relaxed);
        working
            .into_iter()
            .flat_map(|work| work.join().expect("worked"))
            .collect()
    });
    assert!(saved.len() > 20, "{} were saved", saved.len());
    for _ in 0..2 {
        for laptop in &laptops {
            laptop.sync();
        }
    }
    for laptop in &laptops {
        assert_eq!(everybody_on(laptop), saved);
        let round = laptop.sync();
        assert!(round.reread.is_empty());
    }
}

#[test]
fn two_servers_share_a_station_and_laptops_go_on_when_one_is_killed() {
    let cluster = Cluster::start(false).expect("PostgreSQL");
    let mut world = World::unserved(Some(&cluster.database("station").expect("a database")));
    let area = world.area("青岩刘村");
    let both = [free_address(), free_address()];
    let folder = world.station_folder();
    let first = Server::start(&folder, both[0], &both);
    let _second = Server::start(&folder, both[1], &both);
    world.served_at(both[0]);
    let pause = || std::thread::sleep(Duration::from_millis(1_500));
    nothing_is_lost_while(&world, &area, || {
        pause();
        first.kill();
        pause();
    });
}

#[test]
fn a_laptop_at_one_server_hears_at_once_of_an_edit_taken_by_another() {
    let cluster = Cluster::start(false).expect("PostgreSQL");
    let mut world = World::unserved(Some(&cluster.database("station").expect("a database")));
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let both = [free_address(), free_address()];
    let folder = world.station_folder();
    let _first = Server::start(&folder, both[0], &[]);
    let _second = Server::start(&folder, both[1], &[]);
    world.served_at(both[0]);
    let hers = world.laptop(&user);
    world.served_at(both[1]);
    let mut his = world.laptop(&world.chief);
    let (tell, changed) = std::sync::mpsc::channel();
    his.desk.on_changed = std::sync::Arc::new(move |kinds| {
        if kinds.contains("people") {
            let _ = tell.send(());
        }
    });
    let _online = app::sync_round::SyncLoop::start(his.desk.clone(), |_| {}).expect("online");
    std::thread::sleep(Duration::from_millis(500));
    let person = hers.create("people", &area, json!({"name": "张三", "area": area}));
    hers.sync();
    // The clock of the loop would bring it after a minute.
    changed.recv_timeout(Duration::from_secs(30)).expect("news");
    assert!(everybody_on(&his).contains(&person));
}

#[test]
fn nothing_acknowledged_is_lost_when_the_database_server_is_killed() {
    let mut cluster = Cluster::start(true).expect("PostgreSQL");
    let mut world = World::unserved(Some(&cluster.database("station").expect("a database")));
    let area = world.area("青岩刘村");
    let address = free_address();
    let _server = Server::start(&world.station_folder(), address, &[]);
    world.served_at(address);
    let pause = || std::thread::sleep(Duration::from_millis(1_000));
    nothing_is_lost_while(&world, &area, || {
        pause();
        cluster.kill().expect("killed");
        pause();
        cluster.resume().expect("back");
        pause();
    });
}

#[test]
fn a_station_moves_into_postgresql_and_back_and_its_laptops_notice_nothing() {
    let cluster = Cluster::start(false).expect("PostgreSQL");
    let url = cluster.database("county").expect("a database");
    // The number of this station in the shared database is not 1.
    let _neighbour = World::unserved(Some(&url));
    let mut world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let (hers, his) = (world.laptop(&user), world.laptop(&world.chief));
    let person = hers.create("people", &area, json!({"name": "张三", "area": area}));
    hers.sync();
    his.sync();
    for (to, phone) in [
        (Some(url.as_str()), "+8613900000001"),
        (None, "+8613900000002"),
    ] {
        if to.is_none() && world.station().database.file().is_some() {
            panic!("the records did not move");
        }
        world.move_to(to);
        let quiet = his.sync();
        assert_eq!(
            (quiet.pushed, quiet.pulled),
            (0, 0),
            "a move is not another history"
        );
        hers.change("people", &person, json!({"phone": phone}));
        hers.sync();
        his.sync();
        let shown = his.text("SELECT phone FROM people WHERE id = ?1", &person);
        assert_eq!(shown.as_deref(), Some(phone));
    }
}

#[test]
fn stations_in_one_database_never_see_each_other() {
    let cluster = Cluster::start(false).expect("PostgreSQL");
    let url = cluster.database("county").expect("a database");
    let mut worlds = [World::unserved(Some(&url)), World::unserved(Some(&url))];
    let people: Vec<String> = worlds
        .iter_mut()
        .map(|world| {
            world.start();
            let area = world.area("青岩刘村");
            let user = world.user("王丽", Role::Instructor, &[&area]);
            let hers = world.laptop(&user);
            let person = hers.create("people", &area, json!({"name": "张三", "area": area}));
            hers.sync();
            person
        })
        .collect();
    for (world, person) in worlds.iter().zip(&people) {
        let chief = world.laptop(&world.chief);
        assert_eq!(everybody_on(&chief), BTreeSet::from([person.clone()]));
    }
}

//! What somebody writes is on every other online screen at once. The clock stands still here, so no round comes by itself.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use app::sync_round::SyncLoop;
use domain::Role;
use serde_json::json;
use tests::{Laptop, World};

/// Far more than it takes, far less than the time between two rounds.
const SOON: Duration = Duration::from_secs(20);

/// A laptop online, and what it hears of rows that changed.
fn online(laptop: &mut Laptop) -> (SyncLoop, Receiver<()>) {
    let (tell, changed) = channel();
    laptop.desk.on_changed = std::sync::Arc::new(move |kinds| {
        if kinds.contains("people") {
            let _ = tell.send(());
        }
    });
    (
        SyncLoop::start(laptop.desk.clone(), |_| {}).expect("online"),
        changed,
    )
}

#[test]
fn an_edit_on_one_online_laptop_appears_on_another_without_anybody_asking() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let (mut hers, mut his) = (world.laptop(&user), world.laptop(&world.chief));
    let (her_loop, _hers) = online(&mut hers);
    let (_his_loop, his_news) = online(&mut his);
    for name in ["张三", "李四", "王五"] {
        let person = hers.create("people", &area, json!({"name": name, "area": area}));
        her_loop.poke();
        his_news.recv_timeout(SOON).expect("news");
        let shown = his.text("SELECT name FROM people WHERE id = ?1", &person);
        assert_eq!(shown.as_deref(), Some(name));
    }
}

#[test]
fn listening_ends_at_once_when_the_store_is_locked() {
    let world = World::new();
    let mut laptop = world.laptop(&world.chief);
    let (running, _) = online(&mut laptop);
    // The loop has to have begun to wait; ending it must not take as long as a wait does.
    std::thread::sleep(Duration::from_millis(500));
    let (ended, end) = channel();
    std::thread::spawn(move || {
        drop(running);
        let _ = ended.send(());
    });
    end.recv_timeout(SOON).expect("ended");
}

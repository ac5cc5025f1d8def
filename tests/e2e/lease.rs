//! A laptop that has not reached its station for days says so at the head of the window and in what it refuses.

use store::StoreError;

use crate::driver::Window;
use crate::village::{self, Village};

const DAY: i64 = 86_400_000;

/// As if its lease had been given so many days ago.
fn given_days_ago(village: &Village, days: i64) -> tempfile::TempDir {
    let laptop = village.world.laptop(&village.instructor);
    laptop
        .desk
        .store
        .write(0, |write| {
            let connection = write.connection();
            // The signature is checked when it comes, and the store is sealed.
            let held = store::state::text(connection, "lease")?;
            let mut lease: sync::lease::Lease = serde_json::from_str(&held)?;
            for time in [
                &mut lease.given_at,
                &mut lease.read_only_at,
                &mut lease.ends_at,
            ] {
                *time -= days * DAY;
            }
            store::state::set(connection, "lease", &serde_json::to_string(&lease)?)?;
            store::state::set(connection, "time_seen", "0")?;
            Ok::<_, StoreError>(())
        })
        .expect("aged");
    laptop.close()
}

#[test]
fn a_laptop_long_without_its_station_shows_then_locks_and_opens_at_the_next_contact() {
    let mut village = Village::new();
    let read_only = given_days_ago(&village, 8);
    let ended = given_days_ago(&village, 15);
    village.world.stop();
    for language in ["zh-CN", "en"] {
        let window = Window::open(read_only.path(), language, &format!("lease-{language}"));
        village::unlock(&window);
        window.wait("notice");
        window.screenshot("read-only");
        drop(window);
        let window = Window::open(ended.path(), language, &format!("lease-{language}"));
        window.wait_focus("passphrase");
        window.types(tests::PASSPHRASE);
        window.press("Enter");
        window.wait("finding");
        window.screenshot("ended");
    }
    village.world.start();
    let window = Window::open(ended.path(), "zh-CN", "lease-again");
    village::unlock(&window);
    window.wait("today-page");
    assert!(!window.there("notice"));
}

//! Locks when nobody is there, whatever becomes of the page. The page does it a moment earlier, once it has kept what was half written.

use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::shell::Shell;

/// Without a sign of anybody for so long the book locks: the ten minutes of the page, and a while for it to do so itself.
const AFTER: Duration = Duration::from_secs(10 * 60 + 20);
/// How often that is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks from now on. Tests of a development build wait for less than ten minutes.
pub fn watch(handle: &AppHandle) {
    let named = std::env::var("BEATBOOK_IDLE_SECONDS").ok();
    let named = named.filter(|_| cfg!(debug_assertions));
    let after = named.and_then(|seconds| seconds.parse().ok());
    let after = after.map_or(AFTER, Duration::from_secs);
    let handle = handle.clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK_EVERY);
            handle.state::<Shell>().lock_if_idle(after);
        }
    });
}

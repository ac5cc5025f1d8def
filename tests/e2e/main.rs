//! The real program in its real window, driven over WebDriver: `cargo test -p tests --test e2e`.
//!
//! Needs Xvfb, dbus-run-session, WebKitWebDriver and strace (Debian: xvfb, dbus-daemon, webkit2gtk-driver, strace) and the built program (`BEATBOOK_APP`).
//! Screenshots and logs stay in `target/e2e` (`BEATBOOK_SCREENSHOTS`).

mod access_log;
mod backups;
mod books;
mod crash;
mod curtain;
mod driver;
mod erased;
mod exports;
mod family;
mod files;
mod guides;
mod handover;
mod idle;
mod imports;
mod keyboard;
mod lease;
mod lookups;
mod markup;
mod memory;
mod new_laptop;
mod notes;
mod opened;
mod panels;
mod passphrases;
mod policy;
mod processes;
mod recovery;
mod reports;
mod retention;
mod settling;
mod village;

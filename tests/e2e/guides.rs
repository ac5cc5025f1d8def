//! The pictures of the guides, from the windows of the demo: `cargo xtask guides` names the folders of its laptops.

use std::path::{Path, PathBuf};

use crate::driver::Window;

const LANGUAGES: [(&str, &str); 2] = [("zh-CN", "zh"), ("en", "en")];

fn named(variable: &str) -> PathBuf {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    folder.unwrap_or_else(|| panic!("{variable} names no folder; call `cargo xtask guides`"))
}

fn enter(window: &Window) {
    let passphrase = std::env::var("BEATBOOK_GUIDES_PASSPHRASE").expect("a passphrase");
    window.wait_focus("passphrase");
    window.types(&passphrase);
    window.press("Enter");
    window.wait("nav-rooms");
}

/// Opens the first of the tiles whose test ids begin so.
fn open_first(window: &Window, begins: &str) {
    window.wait_until(begins, || {
        let script = "const found = document.querySelector(`.tile[data-testid^='${arguments[0]}']`); found?.click(); return !!found";
        window.script(script, serde_json::json!([begins])) == true
    });
}

fn of_the_instructor(home: &Path, language: &str, code: &str) {
    let window = Window::open(home, language, &format!("guide-{code}"));
    enter(&window);
    window.wait("today-page");
    window.screenshot("today");
    window.press("Alt+2");
    window.wait("nav-rooms");
    if window.there("areas-page") {
        open_first(&window, "area-");
    }
    window.wait("buildings-page");
    open_first(&window, "building-A");
    window.wait("room-title");
    window.press("Down");
    window.wait("register-open");
    window.screenshot("grid");
    window.press("N");
    window.wait_focus("register-number");
    window.types("330799199001010014");
    window.wait("register-derived");
    window.screenshot("register");
    window.press("Esc");
    window.click("status-line");
    window.wait("backup-last");
    window.screenshot("sync");
}

fn of_the_chief(home: &Path, language: &str, code: &str) {
    let window = Window::open(home, language, &format!("guide-{code}"));
    enter(&window);
    window.click("nav-station");
    window.wait("station-page");
    window.screenshot("station");
    window.click("nav-reports");
    window.wait("figure-visits");
    window.screenshot("report");
}

#[test]
#[ignore = "`cargo xtask guides` runs it on the laptops of its demo"]
fn the_pictures_of_the_guides_are_taken_from_real_windows() {
    let (instructor, chief) = (
        named("BEATBOOK_GUIDES_INSTRUCTOR"),
        named("BEATBOOK_GUIDES_CHIEF"),
    );
    for (language, code) in LANGUAGES {
        let fresh = tempfile::tempdir().expect("a folder");
        let window = Window::open(fresh.path(), language, &format!("guide-{code}"));
        window.wait("enrol-page");
        window.screenshot("enrol");
        drop(window);
        of_the_instructor(&instructor, language, code);
        of_the_chief(&chief, language, code);
    }
}

//! A list of people leaves the program: few at once, many with the chief's word in another window.

use serde_json::json;

use crate::driver::{Window, until};
use crate::village::{self, Village};

/// People who live in one room: more than may leave on one person's word.
fn crowd(village: &Village, count: usize) {
    let (his, area) = (&village.his, village.area());
    let room = his
        .text("SELECT id FROM rooms WHERE place_label = ?1", "201")
        .expect("a room");
    for number in 0..count {
        let fields = json!({"area": area, "name": format!("住户{number}"), "phone": "+8613800138000", "birth": "1990-01-01"});
        let person = his.create("people", &area, fields);
        let stay = json!({"person": person, "room": room, "since": "2026-01-10"});
        his.create("residences", &area, stay);
    }
    his.sync();
}

/// Chooses the entry of a list that begins so.
fn choose(window: &Window, list: &str, typed: &str) {
    window.tab_to(list);
    window.types(typed);
    window.press("Enter");
}

fn fill(window: &Window, chinese: bool) {
    window.wait("export-form");
    choose(
        window,
        "export-purpose",
        if chinese { "消防" } else { "Fire" },
    );
    choose(
        window,
        "export-recipient-kind",
        if chinese { "村" } else { "Village" },
    );
    window.click("export-recipient");
    window.types(if chinese {
        "青岩刘村消防小组"
    } else {
        "fire group of the village"
    });
}

fn lists_in(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("a file").path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "xlsx"))
        .collect()
}

#[test]
fn a_short_list_is_saved_at_once_under_a_password_that_is_shown_once() {
    let village = Village::new();
    crowd(&village, 4);
    for (language, chinese) in [("zh-CN", true), ("en", false)] {
        let folder = village.folder(&village.officer);
        let window = Window::open(folder.path(), language, &format!("exports-{language}"));
        village::unlock(&window);
        window.click("nav-people");
        window.click("people-export");
        fill(&window, chinese);
        window.wait_text("export-weight", "4");
        window.screenshot("form");
        window.click("export-save");
        window.wait("export-password");
        let password = window.text("export-password");
        assert_eq!(password.len(), 19, "{password}");
        window.screenshot("saved");
        let saved = lists_in(folder.path());
        assert_eq!(saved.len(), 1, "{saved:?}");
        let bytes = std::fs::read(&saved[0]).expect("the list");
        assert!(bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]), "sealed");
        window.click("export-close");
        window.wait_gone("export-password");
    }
}

#[test]
fn a_long_list_waits_for_the_chief_who_agrees_in_another_window() {
    let village = Village::new();
    crowd(&village, 52);
    let folder = village.folder(&village.officer);
    let window = Window::open(folder.path(), "zh-CN", "exports-many");
    village::unlock(&window);
    window.click("nav-people");
    window.click("people-export");
    fill(&window, true);
    window.wait_text("export-weight", "52");
    assert!(!window.there("export-save"));
    window.screenshot("needs");
    window.click("export-ask");
    window.wait("export-request");
    assert!(!window.there("export-agree"), "not one's own");
    until("the request is at the chief's", || {
        village.chiefs.sync();
        (village.chiefs.count("SELECT count(*) FROM export_requests") == 1).then_some(())
    });
    drop(window);
    for language in ["en", "zh-CN"] {
        let chiefs = village.folder(&village.world.chief);
        let window = Window::open(
            chiefs.path(),
            language,
            &format!("exports-chief-{language}"),
        );
        village::unlock(&window);
        window.wait_text("task-export_asked", "陈警官");
        window.screenshot("today");
        window.script(
            "document.querySelector('[data-testid=task-export_asked]').click()",
            json!([]),
        );
        window.wait("export-agree");
        window.screenshot("asked");
        if language == "zh-CN" {
            window.click("export-agree");
            window.click("export-agree-sure");
            window.wait_gone("export-agree");
            until("the word is at the officer's", || {
                village.his.sync();
                let sql = "SELECT count(*) FROM export_requests WHERE second_choice = 'agreed'";
                (village.his.count(sql) == 1).then_some(())
            });
        }
    }
    let folder = village.folder(&village.officer);
    let window = Window::open(folder.path(), "zh-CN", "exports-agreed");
    village::unlock(&window);
    window.wait("task-export_agreed");
    window.click("nav-people");
    window.click("tab-exports");
    window.click("export-use");
    window.wait("export-use-form");
    window.screenshot("use");
    window.click("export-use-save");
    window.wait("export-password");
    window.screenshot("saved");
    assert_eq!(lists_in(folder.path()).len(), 1);
}

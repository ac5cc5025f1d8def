//! What is erased next: an officer asks for a hold, the chief confirms it in another window, and sets a period.

use app::clock::{Clock as _, SystemClock};
use chrono::Months;
use serde_json::json;

use crate::driver::Window;
use crate::village::{self, Village};

const NAME: &str = "周子航";

/// Somebody who left five months ago and a few days.
fn left(village: &Village) {
    let today = store::day_of(SystemClock.now());
    let until = today - Months::new(5) - chrono::Days::new(12);
    let his = &village.his;
    let area = his.text("SELECT id FROM areas WHERE id <> ?1", "").unwrap();
    let room = his
        .text("SELECT id FROM rooms WHERE place_label = ?1", "201")
        .unwrap();
    let person = his.create("people", &area, json!({"area": area, "name": NAME}));
    his.create(
        "residences",
        &area,
        json!({"person": person, "room": room, "since": "2025-11-02", "until": until.to_string()}),
    );
    his.sync();
}

#[test]
fn an_officer_asks_for_a_hold_and_the_chief_confirms_it_and_sets_a_period() {
    let village = Village::new();
    left(&village);
    let officers = village.folder(&village.officer);
    let window = Window::open(officers.path(), "zh-CN", "retention-officer");
    village::unlock(&window);
    window.click("nav-people");
    window.click("tab-retention");
    window.wait(&format!("review-{NAME}"));
    window.screenshot("review");
    window.click(&format!("keep-{NAME}"));
    window.wait_focus("retention-reason");
    window.types("诉讼中，法院要调取");
    window.press("Tab");
    window.types("20270301");
    window.press("Tab");
    window.screenshot("keep");
    window.click("retention-save");
    window.wait(&format!("decision-{NAME}"));
    window.screenshot("waits");
    assert!(!window.there(&format!("confirm-{NAME}")), "not one's own");
    drop(window);

    let chiefs = village.folder(&village.world.chief);
    for language in ["en", "zh-CN"] {
        let window = Window::open(chiefs.path(), language, &format!("retention-{language}"));
        village::unlock(&window);
        window.click("nav-people");
        window.click("tab-retention");
        window.wait(&format!("decision-{NAME}"));
        window.screenshot("chief");
        if language == "en" {
            window.click(&format!("confirm-{NAME}"));
            window.wait(&format!("confirm-{NAME}-sure"));
            window.screenshot("confirm");
            window.click(&format!("confirm-{NAME}-sure"));
            window.wait_gone(&format!("confirm-{NAME}"));
            window.wait_gone(&format!("review-{NAME}"));
            continue;
        }
        window.click("period-departed-months");
        window.press("Ctrl+a");
        window.types("12");
        window.click("period-departed-save");
        window.wait_gone("period-departed-save");
        window.screenshot("period");
    }
}

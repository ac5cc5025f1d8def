//! Notes on a person's page: an instructor notes a fact and a statement, an officer assesses and renews.

use serde_json::json;

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn an_instructor_notes_facts_and_statements_and_an_officer_assesses() {
    let village = Village::new();
    let area = village.area();
    let person = village
        .his
        .create("people", &area, json!({"area": area, "name": "周子航"}));
    let room = village
        .his
        .text("SELECT id FROM rooms WHERE place_label = ?1", "201")
        .expect("a room");
    village.his.create(
        "residences",
        &area,
        json!({"person": person, "room": room, "since": "2026-01-05"}),
    );
    village.his.sync();
    for (who, language, kind, option) in [
        (&village.instructor, "zh-CN", "statement", "他人"),
        (&village.officer, "en", "assessment", "Officer"),
    ] {
        let folder = village.folder(who);
        let window = Window::open(folder.path(), language, &format!("notes-{language}"));
        village::unlock(&window);
        village::walk_to_grid(&window);
        window.press("Down");
        window.wait_text("room-title", "201");
        window.click("occupant-0-name");
        window.wait("notes");
        window.click("note-add");
        window.wait_focus("note-text");
        window.types("dog");
        window.screenshot("form");
        window.press("Enter");
        window.wait("note-fact");
        window.click("note-add");
        window.wait_focus("note-text");
        window.types("dog at night");
        window.click("note-type");
        window.types(option);
        window.press("Enter");
        if kind == "statement" {
            // Nobody's name yet: it is asked for, and what was typed stays.
            window.click("note-save");
            window.wait("finding");
            window.click("note-said-by");
            window.types("房东陈金土");
        }
        window.screenshot("second");
        window.click("note-save");
        window.wait_text(&format!("note-{kind}"), "dog at night");
        if kind == "assessment" {
            window.click("note-renew");
            window.wait_text("message", "180");
        }
        window.screenshot("noted");
    }
}

//! Notes on a person's page: an instructor notes a fact and a statement, an officer assesses and renews.

use serde_json::json;

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn an_instructor_notes_facts_and_statements_and_an_officer_assesses() {
    let village = Village::new();
    let area = village.area();
    let person = village.his.create("people", &area, json!({"area": area, "name": "周子航"}));
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
    for (who, language) in [(&village.instructor, "zh-CN"), (&village.officer, "en")] {
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
        window.screenshot("noted");
    }
}

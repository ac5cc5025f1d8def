//! Somebody of another area, asked for at the station from the search; gone at the curtain; signed by the chief.

use domain::Role;
use serde_json::json;

use crate::driver::{Window, until};
use crate::village::{self, Village};

const NAME: &str = "周子航";

/// An account whose area is another one, and somebody who lives in the village.
fn stranger(village: &Village) -> String {
    let (his, area) = (&village.his, village.area());
    let room = his
        .text("SELECT id FROM rooms WHERE place_label = ?1", "201")
        .expect("a room");
    let mother =
        json!({"area": area, "name": "王芳", "birth": "1990-01-01", "phone": "+8613800138000"});
    let mother = his.create("people", &area, mother);
    let child = json!({"area": area, "name": NAME, "birth": "2018-05-04", "sex": "male", "guardian": mother});
    let child = his.create("people", &area, child);
    let stay = json!({"person": child, "room": room, "since": "2026-01-10"});
    his.create("residences", &area, stay);
    his.sync();
    let elsewhere = village.world.area("下骆宅村");
    village.world.user("李明", Role::Instructor, &[&elsewhere])
}

#[test]
fn a_child_of_another_area_is_asked_for_shown_with_its_guardian_and_gone_and_the_chief_signs() {
    let village = Village::new();
    let asker = stranger(&village);
    for (language, reason) in [("zh-CN", "走失"), ("en", "A lost")] {
        let folder = village.folder(&asker);
        let window = Window::open(folder.path(), language, &format!("lookup-{language}"));
        village::unlock(&window);
        window.press("Ctrl+k");
        window.wait_focus("search");
        window.types(NAME);
        window.wait("search-lookup");
        window.screenshot("search");
        window.click("search-lookup");
        window.wait("lookup-form");
        window.click("lookup-name");
        window.types(NAME);
        window.click("lookup-birth");
        window.types("20180504");
        window.tab_to("lookup-reason");
        window.types(reason);
        window.press("Enter");
        window.click("lookup-words");
        window.types("在派出所门口走失，说不出住址");
        window.screenshot("form");
        window.click("lookup-ask");
        window.wait_text("lookup-answer", NAME);
        window.wait_text("lookup-answer", "王芳");
        let said = window.text("lookup-answer");
        assert!(
            said.contains("青岩刘村") && !said.contains("13800138000"),
            "{said}"
        );
        window.screenshot("found");
        // What one leaves is gone: nothing of it is kept to come back to.
        window.click("nav-today");
        window.wait("today-page");
        window.script("location.hash = '#/lookup'", json!([]));
        window.wait("lookup-form");
        assert!(!window.there("lookup-answer"));
        assert_eq!(window.value("lookup-name"), "");
    }
    until("the notices are at the chief's", || {
        village.chiefs.sync();
        (village.chiefs.count("SELECT count(*) FROM lookups") == 4).then_some(())
    });
    for language in ["en", "zh-CN"] {
        let chiefs = village.folder(&village.world.chief);
        let window = Window::open(chiefs.path(), language, &format!("lookup-chief-{language}"));
        village::unlock(&window);
        window.wait_text("task-lookup_made", "李明");
        window.screenshot("today");
        window.click("nav-station");
        window.wait("lookups");
        window.screenshot("review");
        if language == "zh-CN" {
            window.click("lookup-check");
            window.wait_text("lookups", "已核查");
            window.screenshot("signed");
        }
    }
}

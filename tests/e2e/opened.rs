//! Why a person is opened, in the window; the paper for them; what was corrected; and what who supervises is told.

use app::people::{self, Opening};
use serde_json::json;
use tests::Laptop;

use crate::driver::{Window, until};
use crate::village::{self, Village};

/// People whom somebody else registered, each living nowhere yet.
fn strangers(village: &Village, count: usize) -> Vec<String> {
    let his = &village.his;
    let area = his
        .text("SELECT id FROM areas WHERE ?1 = ''", "")
        .expect("an area");
    let made = (0..count).map(|number| {
        let fields = json!({"area": area, "name": format!("住户{number}"), "phone": "+8613800138000", "birth": "1990-01-01"});
        his.create("people", &area, fields)
    });
    let made: Vec<String> = made.collect();
    let phone = |phone: &str| his.change("people", &made[0], json!({"phone": phone}));
    phone("+8613800138001");
    phone("+8613800138002");
    his.sync();
    made
}

fn go_to(window: &Window, person: &str) {
    window.script(
        "location.hash = '#/people/' + arguments[0]",
        json!([person]),
    );
}

#[test]
fn a_person_from_the_list_is_opened_for_a_purpose_by_one_key_printed_and_shows_what_was_corrected()
{
    let village = Village::new();
    let people = strangers(&village, 2);
    for language in ["zh-CN", "en"] {
        let folder = village.folder(&village.officer);
        let window = Window::open(folder.path(), language, &format!("opened-{language}"));
        village::unlock(&window);
        window.click("nav-people");
        window.click("people-all");
        window.wait("person-0");
        // The driver clicks nothing that is a row of a table.
        window.script(
            "document.querySelector('[data-testid=person-0]').click()",
            json!([]),
        );
        window.wait("ask-purpose");
        window.screenshot("purpose");
        assert!(!window.text("ask-purpose").contains("138"));
        window.press("6");
        window.wait("person-page");
        // Whoever comes next is opened for the same purpose.
        go_to(&window, &people[1]);
        window.wait_text("person-name", "住户1");
        go_to(&window, &people[0]);
        window.wait_text("person-name", "住户0");
        window.click("person-changes");
        window.wait("changes");
        window.screenshot("changes");
        window.click("person-copy");
        window.wait("copy-form");
        window.screenshot("copy");
        window.click("copy-save");
        window.wait_text("copy-said", "copy-");
        window.screenshot("copied");
        let saved: Vec<_> = std::fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
            .collect();
        assert_eq!(saved.len(), 1, "{saved:?}");
        let bytes = std::fs::read(&saved[0]).expect("the paper");
        assert!(bytes.starts_with(b"%PDF"));
        std::fs::copy(
            &saved[0],
            crate::processes::artefacts().join(format!("copy-{language}.pdf")),
        )
        .expect("kept");
    }
}

/// A laptop on which 30 people were looked up within the hour.
fn busy(village: &Village, people: &[String]) -> Laptop {
    let laptop = village.world.laptop(&village.instructor);
    for person in &people[..30] {
        let why = Opening {
            purpose: Some("contact".into()),
            ..Opening::default()
        };
        people::page(&laptop.desk, person, &why).expect("opened");
    }
    laptop
}

#[test]
fn the_thirty_first_is_asked_about_once_more_and_the_chief_is_told_how_many() {
    let village = Village::new();
    let people = strangers(&village, 32);
    let folder = busy(&village, &people).close();
    let window = Window::open(folder.path(), "zh-CN", "many");
    village::unlock(&window);
    go_to(&window, &people[30]);
    window.wait("ask-purpose");
    window.press("2");
    window.wait("ask-many");
    window.screenshot("asked");
    window.press("Enter");
    window.wait_text("person-name", "住户30");
    go_to(&window, &people[31]);
    window.wait_text("person-name", "住户31");
    until("the notice is at the chief's", || {
        village.chiefs.sync();
        (village.chiefs.count("SELECT count(*) FROM opening_notices") == 1).then_some(())
    });
    drop(window);
    for language in ["en", "zh-CN"] {
        let folder = village.folder(&village.world.chief);
        let window = Window::open(folder.path(), language, &format!("notice-{language}"));
        village::unlock(&window);
        window.wait_text("task-opened_many", "王丽");
        window.screenshot("today");
        if language == "zh-CN" {
            window.click("notice-seen");
            window.wait_gone("task-opened_many");
        }
    }
}

//! The everyday story: a family at the door, a question, a warning, and everything on the officer's laptop too.

use serde_json::json;

use crate::driver::{Window, until};
use crate::village::{self, Village, WARNING};

const HIS_NUMBER: &str = "330799199001010014";
const HER_NUMBER: &str = "330799199001010022";
const HIM: &str = "王建国";
const HER: &str = "李秀英";
const CHILD: &str = "王小宝";
const QUESTION: &str = "社保卡丢了去哪里补办";

#[test]
fn a_family_registered_by_keyboard_alone_is_on_the_other_laptop_in_chinese() {
    story("zh-CN");
}

#[test]
fn a_family_registered_by_keyboard_alone_is_on_the_other_laptop_in_english() {
    story("en");
}

fn story(language: &str) {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), language, &format!("family-{language}"));
    window.wait("unlock-page");
    window.screenshot("01-locked");
    village::unlock(&window);
    window.screenshot("02-today");
    register_family(&window);
    find_by_initials(&window);
    log_consultation(&window);
    acknowledge_warning(&window);
    arrives(&village);
    // The officer's own window shows it.
    let folder = village.folder(&village.officer);
    let other = Window::open(folder.path(), language, &format!("officer-{language}"));
    village::unlock(&other);
    sees_the_couple(&other);
}

fn register_family(window: &Window) {
    village::walk_to_grid(window);
    window.screenshot("03-grid");
    let cells = window.script(
        "return document.querySelectorAll('[data-testid^=cell-]').length",
        json!([]),
    );
    assert_eq!(cells, 6);
    village::open_registration(window);
    register_him(window);
    register_her(window);
    register_child(window);
    window.wait_text("cell-201", "3");
    window.screenshot("07-family");
    confirm_and_undo(window);
}

/// Types into the field that has the cursor and goes on with Enter.
fn fill(window: &Window, field: &str, text: &str) {
    window.wait_focus(field);
    window.types(text);
    window.press("Enter");
}

fn register_him(window: &Window) {
    window.types(HIS_NUMBER);
    window.wait_text("register-derived", "1990-01-01");
    window.press("Enter");
    fill(window, "register-name", HIM);
    fill(window, "register-phone", "13800138000");
    fill(window, "register-household", "江西省上饶市");
    window.wait_focus("register-since");
    window.screenshot("04-register");
    window.press("Ctrl+Enter");
    window.wait_until("the form is empty again", || {
        window.value("register-number").is_empty()
    });
    window.wait_focus("register-number");
}

fn register_her(window: &Window) {
    fill(window, "register-number", HER_NUMBER);
    fill(window, "register-name", HER);
    fill(window, "register-phone", "13900139000");
    window.wait_focus("register-household");
    window.wait("register-same-household");
    window.press("F2");
    window.wait_until("his household is taken over", || {
        window.value("register-household") == "江西省上饶市"
    });
    // Enter walks through the fields that keep what they propose, and saves on the last.
    for field in [
        "household",
        "since",
        "reason",
        "period",
        "dwelling",
        "employer",
    ] {
        window.wait_focus(&format!("register-{field}"));
        window.press("Enter");
    }
    window.wait("occupant-1");
    window.screenshot("05-couple");
}

/// Someone under 14: name, birth and guardian, and no number.
fn register_child(window: &Window) {
    window.press("N");
    fill(window, "register-number", "");
    fill(window, "register-name", CHILD);
    fill(window, "register-birth", "20190520");
    window.wait("register-minor");
    window.wait_focus("register-guardian");
    window.types(HER);
    window.press("Enter");
    window.wait_text("register-guardian", HER);
    window.screenshot("06-child");
    assert!(!window.there("register-phone") && !window.there("register-household"));
    window.press("Ctrl+Enter");
    window.wait_focus("register-number");
    window.press("Esc");
    window.wait("occupant-2");
    window.wait_text("occupant-2", CHILD);
    window.wait_text("occupant-2", HER);
}

/// Space says that all is as before; undo takes it back.
fn confirm_and_undo(window: &Window) {
    let before = window.attribute("cell-201", "data-state");
    assert_ne!(before, "confirmed");
    window.press("Space");
    window.wait_until("the door is done", || {
        window.attribute("cell-201", "data-state") == "confirmed"
    });
    window.wait("undo");
    window.press("Ctrl+Z");
    window.wait_until("it is undone", || {
        window.attribute("cell-201", "data-state") == before
    });
    window.press("Up");
}

fn find_by_initials(window: &Window) {
    window.press("Ctrl+K");
    window.wait_focus("search");
    window.types("wjg");
    window.wait_text("hit-0", HIM);
    window.screenshot("08-search");
    window.press("Enter");
    window.wait_text("person-name", HIM);
    window.screenshot("09-person");
}

fn log_consultation(window: &Window) {
    window.press("Ctrl+J");
    window.wait_focus("consult-kinds");
    window.press("Q");
    window.wait_focus("consult-who");
    window.types("lxy");
    // Quicker than the answer: it is chosen when it comes.
    window.press("Enter");
    window.wait_text("consult-who", HER);
    window.press("Enter");
    window.wait_focus("consult-text");
    window.types(QUESTION);
    window.screenshot("10-consult");
    window.press("Enter");
    window.wait_gone("consult");
    window.wait("message");
    window.press("Alt+4");
    window.wait_text("consultations-page", QUESTION);
    window.screenshot("11-consultations");
}

fn acknowledge_warning(window: &Window) {
    window.press("Alt+6");
    window.wait_text("broadcast-sheet", WARNING);
    window.screenshot("12-broadcast");
    window.tab_to("broadcast-ok");
    window.press("Enter");
    window.wait("broadcast-ok-at");
    window.screenshot("13-broadcast-read");
}

/// The window syncs by itself; the officer's laptop has it all after a round.
fn arrives(village: &Village) {
    let his = &village.his;
    let wanted = [
        ("people", 3),
        ("residences", 3),
        ("declarations", 3),
        ("consultations", 1),
    ];
    until("the family arrives", || {
        his.sync();
        let there = |(table, rows)| his.count(&["SELECT count(*) FROM ", table].concat()) == rows;
        wanted.into_iter().all(there).then_some(())
    });
    // Who has read a warning is the chief's to know.
    until("the OK arrives", || {
        village.chiefs.sync();
        (village.chiefs.count("SELECT count(*) FROM broadcast_oks") == 1).then_some(())
    });
    let text = |sql: &str, id: &str| his.text(sql, id).unwrap_or_default();
    let person = |name: &str| text("SELECT id FROM people WHERE name = ?1", name);
    assert_eq!(
        text("SELECT document_number FROM people WHERE name = ?1", HIM),
        HIS_NUMBER
    );
    assert_eq!(
        text("SELECT household_name FROM people WHERE name = ?1", HER),
        "江西省上饶市"
    );
    assert_eq!(
        text("SELECT person FROM consultations WHERE text = ?1", QUESTION),
        person(HER)
    );
    // Of the child nothing but what the law allows.
    let child = "SELECT document_number || phone || household_name || birth || '/' || guardian FROM people WHERE name = ?1";
    assert_eq!(text(child, CHILD), format!("2019-05-20/{}", person(HER)));
}

fn sees_the_couple(window: &Window) {
    window.press("Ctrl+K");
    window.wait_focus("search");
    window.types("lxy");
    window.wait_text("hit-0", HER);
    window.press("Enter");
    // Found without a matter in hand: one key says why.
    window.wait("ask-purpose");
    window.press("5");
    window.wait_text("person-name", HER);
    window.wait_text("timeline", QUESTION);
    window.wait_text("person-page", CHILD);
    window.screenshot("01-person");
    village::walk_to_grid(window);
    window.press("Down");
    window.wait_text("room-title", "201");
    for (place, name) in [
        ("occupant-0", HIM),
        ("occupant-1", HER),
        ("occupant-2", CHILD),
    ] {
        window.wait_text(place, name);
    }
    window.screenshot("02-room");
}

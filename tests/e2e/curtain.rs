//! The curtain between two doors, by keyboard alone: nothing of the book is behind it, a half-typed form survives it, and a few wrong PINs
//! end in the lock.

use serde_json::Value;
use tests::PASSPHRASE;

use crate::driver::Window;
use crate::village::{self, Village};

const PIN: &str = "274859";
const HALF: &str = "33079919900101";

fn set_pin(window: &Window, pin: &str, said: &str) {
    window.click("status-line");
    window.tab_to("pin-passphrase");
    for (field, text) in [("passphrase", PASSPHRASE), ("pin", pin), ("again", pin)] {
        window.click(&["pin-", field].concat());
        window.press("Ctrl+A");
        window.types(text);
    }
    window.press("Enter");
    window.wait_text("pin-change", said);
}

/// What Rust answers to a command of the page, called past the page.
fn call(window: &Window, command: &str, arguments: &str) -> Value {
    window.script_later(&format!(
        "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('{command}', {arguments}).then(() => done('answered'), (e) => done(e.code))"
    ))
}

fn cover(window: &Window) {
    window.press("Alt+L");
    window.wait_focus("pin");
}

#[test]
fn the_curtain_hides_everything_keeps_a_half_typed_form_and_locks_after_five_wrong_pins() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), "zh-CN", "curtain");
    village::unlock(&window);
    set_pin(&window, "123456", "太容易被猜到");
    window.screenshot("guessable");
    set_pin(&window, PIN, "PIN 已设好");
    window.screenshot("set");

    village::walk_to_grid(&window);
    village::open_registration(&window);
    window.types(HALF);
    // At once: what was typed last is not saved yet.
    cover(&window);
    window.screenshot("down");
    let seen = window.text("curtain-page");
    for hidden in [village::BUILDING, "201", HALF, "陈警官"] {
        assert!(!seen.contains(hidden), "{hidden}: {seen}");
    }
    let body = window.script("return document.body.innerHTML", serde_json::json!([]));
    assert!(
        !body
            .as_str()
            .unwrap_or_default()
            .contains(village::BUILDING)
    );
    for (command, arguments) in [
        ("today_get", "{area: null}"),
        ("draft_get", "{key: 'a'}"),
        ("search", "{text: 'a', limit: 5}"),
        ("station_page", "{}"),
        ("curtain_state", "{}"),
    ] {
        assert_eq!(call(&window, command, arguments), "covered", "{command}");
    }
    window.types("274858");
    window.press("Enter");
    window.wait_text("curtain-page", "还可以试 4 次");
    window.screenshot("wrong");
    window.types(PIN);
    window.press("Enter");
    // The form opens again by itself, with what was typed to the last key.
    window.wait_until("the half-typed number is back", || {
        window.value("register-number").replace(' ', "") == HALF
    });
    window.screenshot("lifted");
    window.press("Esc");

    cover(&window);
    for _ in 0..4 {
        wrong_pin(&window);
        window.wait_until("it is looked at", || {
            window.text("curtain-page").contains("还可以试") && window.value("pin").is_empty()
        });
    }
    window.screenshot("last");
    window.locks(folder.path(), wrong_pin);
    drop(window);

    // The passphrase makes the PIN good again.
    let window = Window::open(folder.path(), "zh-CN", "curtain-again");
    village::unlock(&window);
    cover(&window);
    window.types(PIN);
    window.press("Enter");
    window.wait("nav-rooms");
    cover(&window);
    window.locks(folder.path(), |window| window.press("F12"));
    drop(window);

    // Without a PIN the same key locks.
    let other = village.folder(&village.officer);
    let window = Window::open(other.path(), "en", "curtain-none");
    village::unlock(&window);
    window.click("status-line");
    window.wait("pin-state");
    window.script(
        "document.querySelector('[data-testid=pin-go]').scrollIntoView()",
        serde_json::json!([]),
    );
    window.screenshot("english");
    window.locks(other.path(), |window| window.press("Alt+L"));
}

fn wrong_pin(window: &Window) {
    window.wait_focus("pin");
    window.types("270000");
    window.press("Enter");
}

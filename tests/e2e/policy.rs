//! The window keeps to its content policy on every screen and writes nothing to the web view's own stores.

use serde_json::json;

use crate::driver::Window;
use crate::village::{self, Village};

/// Hears breaches of the policy, and defects: what a screen that fell would otherwise say to nobody but the console.
pub const LISTEN: &str = r#"
    window.broken = [];
    const hear = (what) => window.broken.push(`${what} ${location.hash}`);
    document.addEventListener("securitypolicyviolation", (e) => hear(`${e.violatedDirective} ${e.blockedURI}`));
    window.addEventListener("error", (e) => hear(e.message));
    window.addEventListener("unhandledrejection", (e) => hear(e.reason?.message ?? JSON.stringify(e.reason)));
    console.error = (...said) => hear(said.map((x) => `${x} ${x?.stack ?? ""}`).join(" "));
"#;

const STORED: &str = "const done = arguments[arguments.length - 1]; \
    const count = (store) => { try { return window[store].length } catch (e) { return 0 } }; \
    const bases = window.indexedDB?.databases ? window.indexedDB.databases().catch(() => []) : Promise.resolve([]); \
    bases.then((all) => done([count('localStorage'), count('sessionStorage'), all.length, document.cookie.length]));";

#[test]
fn no_screen_breaks_the_content_policy_and_nothing_is_left_in_the_web_view() {
    let village = Village::new();
    for (user, screens) in [(&village.world.chief, 8), (&village.instructor, 7)] {
        let folder = village.folder(user);
        let window = Window::open(folder.path(), "zh-CN", &format!("policy-{screens}"));
        window.wait("unlock-page");
        window.script(LISTEN, json!([]));
        village::unlock(&window);
        every_screen(&window, screens);
        every_door(&window);
        every_list(&window);
        assert_eq!(window.script("return window.broken", json!([])), json!([]));
        assert_eq!(
            window.script(
                "return document.querySelectorAll('style').length",
                json!([])
            ),
            0
        );
        assert_eq!(
            window.script_later(STORED),
            json!([0, 0, 0, 0]),
            "localStorage, sessionStorage, IndexedDB, cookies"
        );
        // The listener itself listens: a picture from elsewhere is refused and heard.
        window.script(
            "document.body.appendChild(new Image()).src = 'https://localhost:1/picture.png'",
            json!([]),
        );
        window.wait_until("a breach is heard", || {
            window.script("return window.broken.length > 0", json!([])) == true
        });
    }
}

/// What the navigation leads to.
fn every_screen(window: &Window, screens: usize) {
    for number in 1..=screens {
        window.press(&format!("Alt+{number}"));
        settle(window, &format!("screen-{number}"));
    }
}

/// What only an address or a click leads to.
fn every_door(window: &Window) {
    let paths = [
        "sync",
        "import/people",
        "import/rooms",
        "import/contacts",
        "disputes/new",
        "people/contacts",
        "people/contacts/new",
        "people/declarations",
        "broadcasts/new",
    ];
    for path in paths {
        window.script("location.hash = '#/' + arguments[0]", json!([path]));
        settle(window, &path.replace('/', "-"));
    }
    village::walk_to_grid(window);
    settle(window, "grid");
}

/// What opens over a screen: the search, the lists, the menus.
fn every_list(window: &Window) {
    window.press("Ctrl+K");
    window.types("12");
    window.wait("hit-0");
    window.press("Esc");
    for id in ["area", "me"] {
        window.click(id);
        settle(window, id);
        window.press("Esc");
    }
    window.press("Ctrl+J");
    window.wait_focus("consult-kinds");
    window.press("Q");
    window.press("Esc");
    window.wait_gone("consult");
    window.press("?");
    window.wait("keys-help");
    settle(window, "keys");
}

fn settle(window: &Window, name: &str) {
    window.wait_until(&format!("{name} is loaded"), || !window.there("loading"));
    window.screenshot(name);
    if window.there("trouble") {
        let said = window.text("trouble");
        window.script(
            "window.broken.push(arguments[0])",
            json!([format!("{name}: {said}")]),
        );
    }
}

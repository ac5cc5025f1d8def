//! Another passphrase for a laptop, by keyboard alone.

use tests::PASSPHRASE;

use crate::driver::Window;
use crate::village::{self, Village};

const WANTED: &str = "cold stairs, warm soup";

#[test]
fn a_passphrase_is_changed_in_the_window_and_the_old_one_opens_no_more() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), "zh-CN", "passphrases");
    village::unlock(&window);
    window.click("status-line");
    window.tab_to("passphrase-held");
    for (held, wanted, part) in [
        (PASSPHRASE, "beatbook2026", "太容易被猜到"),
        (PASSPHRASE, WANTED, "口令已更改"),
    ] {
        for (field, text) in [("held", held), ("wanted", wanted), ("again", wanted)] {
            window.click(&["passphrase-", field].concat());
            window.press("Ctrl+A");
            window.types(text);
        }
        window.press("Enter");
        window.wait_text("passphrase-change", part);
        window.screenshot(if wanted == WANTED {
            "changed"
        } else {
            "guessable"
        });
    }
    drop(window);

    let window = Window::open(folder.path(), "en", "passphrases-after");
    window.wait_focus("passphrase");
    window.types(PASSPHRASE);
    window.press("Enter");
    window.wait_text("unlock-page", "not the passphrase");
    window.press("Ctrl+A");
    window.types(WANTED);
    window.press("Enter");
    window.wait("nav-rooms");
    window.click("status-line");
    window.wait("passphrase-change");
    window.screenshot("english");
}

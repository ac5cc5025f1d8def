//! What lies over a screen has the keys.

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn a_key_meant_for_a_panel_does_nothing_to_the_door_behind_it() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), "en", "panels");
    village::unlock(&window);
    village::walk_to_grid(&window);
    let door = || window.text("room-title");
    let here = door();
    // V would record that the room is vacant, Down go to the next one.
    window.press("Ctrl+J");
    window.wait_focus("consult-kinds");
    window.press("V");
    window.press("Down");
    window.screenshot("consultation");
    window.press("Esc");
    window.wait_gone("consult");
    window.press("?");
    window.wait("keys-help");
    window.press("V");
    window.press("Esc");
    window.wait_gone("keys-help");
    window.wait("grid");
    assert_eq!(door(), here);
    assert_eq!(window.attribute("cell-301", "data-state"), "unknown");
    // With nothing over it the door hears again.
    window.press("V");
    window.wait_until("the room is vacant", || {
        window.attribute("cell-301", "data-state") == "vacant"
    });
}

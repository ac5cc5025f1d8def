//! A laptop that was just enrolled: it shows its digits, the chief compares and confirms them, and it begins.

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn a_new_laptop_shows_its_digits_and_begins_once_the_chief_has_confirmed_them() {
    let village = Village::new();
    let world = &village.world;
    let laptop = world.ask_by(&world.invite(&village.instructor));
    let digits = app::session::check_digits(&laptop.desk).expect("digits");
    let home = laptop.close();
    for language in ["zh-CN", "en"] {
        let window = Window::open(home.path(), language, &format!("new-{language}"));
        village::unlock(&window);
        window.wait_text("status-line", &digits);
        window.screenshot("waits");
    }

    let chiefs = village.folder(&world.chief);
    for language in ["zh-CN", "en"] {
        let window = Window::open(chiefs.path(), language, &format!("new-{language}-chief"));
        village::unlock(&window);
        window.click("nav-station");
        window.wait_text("waits-test", &digits);
        window.wait("laptops-waiting");
        window.click("confirm-test");
        window.wait("confirm-test-sure");
        window.screenshot("confirm");
        if language == "en" {
            window.click("confirm-test-sure");
            window.wait_gone("waits-test");
            window.screenshot("confirmed");
        }
    }

    let window = Window::open(home.path(), "zh-CN", "new-begins");
    village::unlock(&window);
    window.click("nav-rooms");
    window.wait_text("buildings-page", village::BUILDING);
}

//! Two users of one laptop, by keyboard alone: whose book, another one, and back.

use app::session::EnrolForm;
use domain::Role;
use store::KdfCost;
use tests::PASSPHRASE;

use crate::driver::Window;
use crate::village::{self, Village};

const OTHERS: &str = "cold stairs, warm soup";

#[test]
fn two_users_choose_their_book_and_a_third_enrols_beside_them() {
    let village = Village::new();
    let world = &village.world;
    let area = village.area();
    let data = village.folder(&village.instructor);
    let second = world.user("李强", Role::Instructor, &[&area]);
    let form = |user: &str, passphrase: &str| EnrolForm {
        station_url: world.url(),
        code: world.invite(user),
        fingerprint: None,
        passphrase: passphrase.to_owned(),
    };
    let enrolled = app::books::enrol(data.path(), &form(&second, OTHERS), "test", KdfCost::FLOOR);
    drop(enrolled.expect("enrolled"));
    app::books::remember(data.path(), data.path());
    for language in ["zh-CN", "en"] {
        let window = Window::open(data.path(), language, &format!("books-{language}"));
        window.wait_focus("passphrase");
        window.wait_text("unlock-page", "王丽");
        window.screenshot("two");
        // What was typed for one is not tried on the other.
        window.types("something");
        window.tab_to("another");
        window.press("Tab");
        window.tab_to("book-1");
        window.press("Down");
        window.wait_until("the other book is chosen", || window.focus() == "book-2");
        window.wait_until("nothing is typed", || window.value("passphrase").is_empty());
        window.screenshot("other");
        window.press("Enter");
        window.wait_focus("passphrase");
        window.types(PASSPHRASE);
        window.press("Enter");
        window.wait("finding");
        window.press("Ctrl+A");
        window.types(OTHERS);
        window.press("Enter");
        window.wait_text("me", "李强");
        window.locks(&data.path().join("books/2"), |window| window.press("F12"));
        drop(window);

        // The one who was in last comes first.
        let window = Window::open(data.path(), language, &format!("books-{language}-again"));
        window.wait_focus("passphrase");
        window.wait_text("unlock-page", "李强");
        window.tab_to("another");
        window.press("Enter");
        window.wait("enrol-page");
        window.screenshot("another");
        window.tab_to("another-back");
        window.press("Enter");
        window.wait("unlock-page");
        if language == "en" {
            let third = world.user("赵敏", Role::Instructor, &[&area]);
            window.tab_to("another");
            window.press("Enter");
            window.wait_focus("enrol-station_url");
            let code = world.invite(&third);
            for text in [
                world.url().as_str(),
                code.as_str(),
                "",
                PASSPHRASE,
                PASSPHRASE,
            ] {
                window.types(text);
                window.press("Enter");
            }
            window.wait_text("me", "赵敏");
            window.screenshot("third");
            assert_eq!(app::books::all(data.path()).len(), 3);
        }
        drop(window);
        app::books::remember(data.path(), data.path());
    }
    // Each of them is let in by their own passphrase still.
    let window = Window::open(data.path(), "zh-CN", "books-three");
    village::unlock(&window);
    window.wait_text("me", "王丽");
}

//! What is being typed outlives the program.

use app::{AppError, Language};

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn a_wrong_passphrase_is_answered_with_its_sentence_in_both_languages() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    for (name, language) in [("zh-CN", Language::Chinese), ("en", Language::English)] {
        let window = Window::open(folder.path(), name, &format!("passphrase-{name}"));
        window.wait_focus("passphrase");
        window.types("correct horse staple");
        window.press("Enter");
        let sentence = AppError::new("wrong_passphrase")
            .in_language(language)
            .message;
        window.wait_text("finding", &sentence);
        window.screenshot("wrong");
        // It is not said any longer once somebody types again, and the right one still opens.
        window.press("Ctrl+A");
        village::unlock(&window);
    }
}

#[test]
fn a_form_that_was_being_filled_in_when_the_power_failed_is_there_again() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), "zh-CN", "crash-before");
    village::unlock(&window);
    village::walk_to_grid(&window);
    village::open_registration(&window);
    window.types("330799199001010014");
    window.press("Enter");
    window.wait_focus("register-name");
    window.types("王建国");
    // The draft is kept 300 ms after the last keystroke.
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    window.kill();
    let window = Window::open(folder.path(), "zh-CN", "crash-after");
    village::unlock(&window);
    village::walk_to_grid(&window);
    village::open_registration(&window);
    window.wait("draft-restored");
    window.screenshot("restored");
    assert_eq!(window.value("register-number"), "330799199001010014");
    assert_eq!(window.value("register-name"), "王建国");
    // It can be saved as it stands, and is no draft any longer.
    window.press("Ctrl+Enter");
    window.wait_until("the form is empty again", || {
        window.value("register-number").is_empty()
    });
    window.wait_gone("draft-restored");
    window.press("Esc");
    window.wait_text("occupant-0", "王建国");
}

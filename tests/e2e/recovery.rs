//! A forgotten passphrase, recovered in the window with two officers at the station.

use station::recovery;
use sync::recovery::Sheet;

use crate::driver::Window;
use crate::village::Village;

const WANTED: &str = "cold stairs, warm soup";

fn code(sheets: &[Sheet], own: usize, their: usize) -> String {
    let codes = &sheets[own - 1].codes;
    let code = codes
        .iter()
        .find(|(number, _)| usize::from(*number) == their);
    code.expect("a code").1.to_string()
}

#[test]
fn a_forgotten_passphrase_is_recovered_in_the_window_by_keyboard_alone() {
    let village = Village::new();
    let (key, sheets) = recovery::draw(village.world.station(), 3).expect("sheets");
    recovery::publish(village.world.station(), &key).expect("published");
    for (language, part) in [("zh-CN", "两名民警"), ("en", "two officers")] {
        let folder = village.folder(&village.instructor);
        let window = Window::open(folder.path(), language, &format!("recovery-{language}"));
        window.wait_focus("passphrase");
        window.screenshot("locked");
        window.tab_to("recover-open");
        window.press("Enter");
        window.wait_text("recover-lead", part);
        window.screenshot("how");
        window.tab_to("recover-write-0");
        window.press("Enter");
        window.wait("recover-digits");
        let digits = window.text("recover-digits");
        let file = std::fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .find(|path| {
                path.extension()
                    .is_some_and(|end| end == "beatbook-request")
            })
            .expect("a request");
        let text = std::fs::read_to_string(file).expect("the request");
        let asked = recovery::look(village.world.station(), &text).expect("a request");
        assert_eq!(asked.request.digits(), digits.trim());
        let (one, other) = (code(&sheets, 2, 3), code(&sheets, 3, 2));
        let answer = recovery::answer(village.world.station(), &asked, &one, &other);
        let answer = answer.expect("an answer").to_text();
        let answer = answer.lines().skip(1).collect::<Vec<_>>().join(" ");

        window.tab_to("recover-answer");
        window.types(&answer[..answer.len() - 12]);
        window.tab_to("recover-passphrase");
        window.types(WANTED);
        window.tab_to("recover-again");
        window.types(WANTED);
        window.press("Enter");
        window.wait("recover-refused");
        window.screenshot("mistyped");
        window.click("recover-answer");
        window.press("Ctrl+A");
        window.types(&answer);
        window.screenshot("typed");
        window.tab_to("recover-go");
        window.press("Enter");
        window.wait("today-page");
        window.click("status-line");
        window.wait_text("recovery-standing", part);
        window.screenshot("recovered");
    }
}

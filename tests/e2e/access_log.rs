//! Who looked, in the window: an auditor searches the log, an officer sees what was done with one person.

use app::records::{RevealForm, reveal};
use domain::Role;
use serde_json::json;
use tests::PASSPHRASE;

use crate::driver::Window;
use crate::village::{self, Village};

/// A person whose telephone the officer has unmasked; their id.
fn looked_at(village: &Village) -> String {
    let area = village
        .his
        .text("SELECT id FROM areas WHERE ?1 = ''", "")
        .expect("an area");
    let person = village.his.create(
        "people",
        &area,
        json!({"area": area, "name": "李伟", "phone": "+8613800138000", "birth": "1990-01-01"}),
    );
    let form = RevealForm {
        kind: "people".into(),
        id: person.clone(),
        field: "phone".into(),
        purpose: "registration".into(),
    };
    reveal(&village.his.desk, form).expect("shown");
    village.his.sync();
    person
}

fn unlock(window: &Window) {
    window.wait_focus("passphrase");
    window.types(PASSPHRASE);
    window.press("Enter");
}

#[test]
fn an_auditor_searches_the_log_and_sees_no_person() {
    let village = Village::new();
    looked_at(&village);
    let auditor = village.world.user("何平", Role::Auditor, &[]);
    for language in ["zh-CN", "en"] {
        let folder = village.folder(&auditor);
        let window = Window::open(folder.path(), language, &format!("log-{language}"));
        unlock(&window);
        window.wait("log-page");
        window.wait("access-consult");
        window.screenshot("log");
        for elsewhere in ["people", "today", "rooms"] {
            window.script("location.hash = '#/' + arguments[0]", json!([elsewhere]));
            window.wait("log-page");
        }
        window.wait("access-consult");
        window.tab_to("log-reference");
        window.types("nonsense");
        window.press("Enter");
        window.wait("finding");
        window.screenshot("no-reference");
        let page = window.text("log-page");
        assert!(!page.contains("李伟") && !page.contains("138"), "{page}");
    }
}

#[test]
fn an_officer_sees_who_looked_at_a_person() {
    let village = Village::new();
    let person = looked_at(&village);
    let folder = village.folder(&village.officer);
    let window = Window::open(folder.path(), "zh-CN", "accesses");
    village::unlock(&window);
    window.script(
        "location.hash = '#/people/' + arguments[0]",
        json!([person]),
    );
    window.wait("ask-purpose");
    window.press("6");
    window.wait("person-page");
    window.click("person-accesses");
    window.wait("access-collect");
    window.wait_text("accesses", "陈警官");
    window.screenshot("accesses");
}

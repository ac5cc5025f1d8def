//! What people settle, in the real window: two values, two records of one person, an edit that was not accepted.

use serde_json::json;
use store::{Edit, StoreError};
use tempfile::TempDir;
use tests::{Laptop, fields_of};

use crate::driver::{Window, until};
use crate::village::{self, Village};

const NUMBER: &str = "330799199001010014";
const OTHER_NUMBER: &str = "330799199002020025";

fn person(laptop: &Laptop, area: &str, name: &str, number: &str) -> String {
    laptop.create(
        "people",
        area,
        json!({"area": area, "name": name, "phone": "+8613800138000", "birth": "1990-01-01",
               "document": {"type": "resident_id", "number": number}}),
    )
}

/// A laptop on which somebody has three things to settle; the id of the person with two phones.
fn much_to_settle(village: &Village) -> (TempDir, String) {
    let (his, hers) = (&village.his, village.world.laptop(&village.instructor));
    let area = hers
        .text("SELECT id FROM areas WHERE ?1 = ''", "")
        .expect("an area");
    let two_phones = person(&hers, &area, "李伟", OTHER_NUMBER);
    hers.sync();
    his.sync();
    let phone = |last: &str| json!({"phone": format!("+861390000000{last}")});
    let document = |number: &str| json!({"document": {"type": "resident_id", "number": number}});
    for (laptop, last, number) in [
        (&hers, "1", "330799199002020026"),
        (his, "2", "330799199003030037"),
    ] {
        laptop.change("people", &two_phones, phone(last));
        laptop.change("people", &two_phones, document(number));
    }
    person(&hers, &area, "王子涵", NUMBER);
    person(his, &area, "王子函", NUMBER);
    not_accepted(&hers, &area);
    for laptop in [&hers, his, &hers] {
        laptop.sync();
    }
    (hers.close(), two_phones)
}

/// A person whose name was lost on the way.
fn not_accepted(laptop: &Laptop, area: &str) {
    laptop
        .desk
        .store
        .write(laptop.desk.now(), |write| -> Result<(), StoreError> {
            let fields = json!({"area": area, "name": "赵六", "phone": "+8613700137000"});
            let person = write.put(Edit::create("people", area, fields_of(fields)))?;
            write.connection().execute(
                "UPDATE op SET fields = json_remove(fields, '$.name') WHERE row = ?1 AND settled_at = 0",
                [&person],
            )?;
            Ok(())
        })
        .expect("written");
}

#[test]
fn what_waits_for_a_decision_is_decided_in_the_window_and_reaches_the_other_laptop() {
    let village = Village::new();
    let (folder, two_phones) = much_to_settle(&village);
    let window = Window::open(folder.path(), "zh-CN", "settling-zh");
    village::unlock(&window);
    window.click("status-line");
    window.wait("duplicates");
    window.screenshot("to-settle");
    window.kill();

    let window = Window::open(folder.path(), "en", "settling-en");
    village::unlock(&window);
    window.click("status-line");
    window.wait("duplicates");
    window.screenshot("to-settle");
    // What decides something in law asks twice; a telephone is settled by one tap.
    let script = "return document.querySelector('[data-testid=conflict-decide]').disabled";
    assert_eq!(window.script(script, json!([])), json!(true));
    window.click("conflict-lost");
    window.wait_gone("conflict-lost");
    window.click("choose-kept");
    window.click("conflict-decide");
    window.wait_gone("conflicts");
    window.click("duplicate-merge");
    window.wait("unmerge");
    window.click("refused-open");
    window.wait("resend-form");
    window.screenshot("correcting");
    window.click("resend-name");
    window.types("zhaoliu");
    window.click("resend-save");
    window.wait_gone("refused");
    window.screenshot("settled");
    let his = &village.his;
    until("the decisions on the other laptop", || {
        his.sync();
        let open = his.count("SELECT (SELECT count(*) FROM conflicts WHERE state = 'open') + (SELECT count(*) FROM duplicate_cases WHERE state = 'open')");
        let phone = his.text("SELECT phone FROM people WHERE id = ?1", &two_phones);
        let corrected = his.count("SELECT count(*) FROM people WHERE name = 'zhaoliu'");
        (open == 0 && phone.as_deref() == Some("+8613900000001") && corrected == 1).then_some(())
    });
}

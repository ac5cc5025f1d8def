//! Markup in every text of every record: each screen shows it as it is written, and none makes a part of the page of it.

use std::collections::BTreeMap;

use domain::register::{self, FieldType};
use serde_json::{Value, json};
use testkit::synthetic;
use tests::Laptop;

use crate::driver::Window;
use crate::policy;
use crate::village::Village;

const SEED: u64 = 11;
const PEOPLE: usize = 160;

/// Each would leave an element named `xss` in the page if it were taken for markup.
const MARKUP: [&str; 4] = [
    "<b id=xss>b",
    "\"><img id=xss src=x onerror=fell()>",
    "</title></textarea></style><svg id=xss onload=fell()>",
    "'-fell()-'<a id=xss href=javascript:fell()>",
];

/// Hears what ran, and counts what became an element.
const RUNS: &str = "window.fallen = 0; window.fell = () => (window.fallen += 1);";
const COUNT: &str = "return window.fallen + document.querySelectorAll('[id=xss]').length";

/// Every text of a record, replaced; names stay different from each other.
fn poison(record: &mut synthetic::Record, number: &mut usize) {
    let Some(kind) = register::kind(&record.kind) else {
        return;
    };
    for field in &kind.fields {
        let Some(value) = record.fields.get_mut(field.name) else {
            continue;
        };
        *number += 1;
        let text = format!("{}{number}", MARKUP[*number % MARKUP.len()]);
        match (&field.kind, value) {
            // A telephone number is one of the texts that another screen checks when it is saved.
            (FieldType::Text, value) if value.is_string() => *value = text.into(),
            (FieldType::Object(_), Value::Object(parts)) => {
                // States, codes and ids are no texts.
                let free = [
                    "town", "street", "zone", "number", "label", "name", "text", "reason",
                    "remark", "nickname",
                ];
                for (name, part) in parts.iter_mut() {
                    if free.contains(&name.as_str()) && part.is_string() {
                        *part = text.clone().into();
                    }
                }
            }
            _ => {}
        }
    }
}

/// A synthetic station whose every text is markup; ids of its accounts by the name they had.
fn load(village: &Village) -> BTreeMap<String, String> {
    let (mut lines, mut accounts, mut number) = (String::new(), BTreeMap::new(), 0);
    let day = domain::dates::day_of(village.world.now());
    synthetic::generate_into(SEED, PEOPLE, day, &mut |mut record| {
        if let ("users", Some(name)) = (
            record.kind.as_str(),
            domain::fields::text(&record.fields, "name"),
        ) {
            accounts
                .entry(name.to_owned())
                .or_insert_with(|| record.id.clone());
        }
        poison(&mut record, &mut number);
        lines.push_str(&serde_json::to_string(&record).expect("a record"));
        lines.push('\n');
    });
    station::load(village.world.station(), lines.as_bytes()).expect("loaded");
    accounts
}

/// Every address that shows records, with a record of this laptop where it needs one.
fn addresses(laptop: &Laptop) -> Vec<String> {
    let plain = [
        "today",
        "rooms",
        "people",
        "people/contacts",
        "people/contacts/matches",
        "people/contacts/new",
        "people/declarations",
        "people/retention",
        "people/exports",
        "lookup",
        "consultations",
        "disputes",
        "disputes/new",
        "broadcasts",
        "broadcasts/new",
        "reports",
        "station",
        "sync",
        "import/people",
        "log",
    ];
    let mut all: Vec<String> = plain.map(str::to_owned).into();
    let of = [
        ("people", "people/{}"),
        ("people", "people/{}/edit"),
        ("rooms", "door/{}"),
        ("buildings", "rooms/{}"),
        ("contacts", "people/contacts/{}"),
        ("consultations", "consultations/{}"),
        ("disputes", "disputes/{}"),
        ("broadcasts", "broadcasts/{}"),
        ("users", "handover/{}"),
    ];
    for (table, path) in of {
        let sql = format!("SELECT id FROM {table} WHERE id > ?1 ORDER BY id LIMIT 1");
        all.extend(laptop.text(&sql, "").map(|id| path.replace("{}", &id)));
    }
    all
}

#[test]
fn markup_in_any_field_is_shown_as_text_on_every_screen_and_is_never_part_of_the_page() {
    let village = Village::new();
    let accounts = load(&village);
    let who = [
        (synthetic::FIRST_INSTRUCTOR, 15),
        (synthetic::OFFICER, 15),
        (synthetic::CHIEF, 15),
        (synthetic::ADMINISTRATOR, 1),
        (synthetic::AUDITOR, 0),
    ];
    for (role, least) in who {
        let laptop = village.world.laptop(&accounts[role]);
        let all = addresses(&laptop);
        let folder = laptop.close();
        let window = Window::open(folder.path(), "zh-CN", &format!("markup-{role}"));
        window.wait("unlock-page");
        window.script(&[policy::LISTEN, RUNS].concat(), json!([]));
        window.wait_focus("passphrase");
        window.types(tests::PASSPHRASE);
        window.press("Enter");
        window.wait("me");
        let mut shown = 0;
        for path in &all {
            shown += usize::from(shows(&window, path));
        }
        for text in ["xss", "<b", "1"] {
            search(&window, text);
        }
        assert_eq!(window.script(COUNT, json!([])), json!(0), "{role}");
        assert_eq!(window.script("return window.broken", json!([])), json!([]));
        assert!(
            shown >= least,
            "{role}: {shown} screens of {} show it",
            all.len()
        );
        // The listener itself listens.
        window.script(
            "document.body.insertAdjacentHTML('beforeend', arguments[0])",
            json!([MARKUP[0]]),
        );
        assert_eq!(window.script(COUNT, json!([])), json!(1));
    }
}

/// Goes to an address; whether the screen shows any of the texts. Nothing on it may have become part of the page.
fn shows(window: &Window, path: &str) -> bool {
    window.script("location.hash = '#/' + arguments[0]", json!([path]));
    settle(window, path);
    if window.there("ask-purpose") {
        window.press("6");
        window.wait_gone("ask-purpose");
        settle(window, path);
    }
    if window.there("person-changes") {
        window.click("person-changes");
        settle(window, path);
    }
    assert_eq!(window.script(COUNT, json!([])), json!(0), "{path}");
    assert!(!window.there("trouble"), "{path}");
    let text = window.script(
        "return document.body.innerText.includes('xss') || [...document.querySelectorAll('input, textarea')].some((e) => e.value.includes('xss'))",
        json!([]),
    );
    text == true
}

fn settle(window: &Window, path: &str) {
    // The address takes effect with the next frame.
    window.script_later("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))");
    window.wait_until(&format!("{path} is loaded"), || !window.there("loading"));
}

fn search(window: &Window, text: &str) {
    if !window.there("search") {
        return;
    }
    window.press("Ctrl+k");
    window.wait_focus("search");
    window.types(text);
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert_eq!(
        window.script(COUNT, json!([])),
        json!(0),
        "search for {text}"
    );
    window.press("Esc");
    window.press("Esc");
}

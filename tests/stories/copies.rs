//! The paper for somebody who asks what is held about them and who looked.

use app::people::{self, CopyForm, Opening};
use app::records::{RevealForm, reveal};
use serde_json::json;
use tests::Laptop;

use crate::headless;
use crate::records::Village;

fn printed(laptop: &Laptop, person: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let form = CopyForm {
        person: person.into(),
        purpose: "own_request".into(),
        reveal: false,
    };
    let saved = people::write_copy(&laptop.desk, &form, folder.path()).expect("printed");
    read(&saved.path)
}

/// The pages without blanks and line breaks.
fn read(path: &str) -> String {
    let text = pdf_extract::extract_text(path).expect("pages");
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn look(laptop: &Laptop, person: &str, purpose: &str) {
    let form = RevealForm {
        kind: "people".into(),
        id: person.into(),
        field: "phone".into(),
        purpose: purpose.into(),
    };
    reveal(&laptop.desk, form).expect("shown");
    laptop.sync();
}

#[test]
fn an_officers_print_says_who_looked_on_every_laptop_and_an_instructors_her_own_looks() {
    let mut village = Village::new();
    let person = village.tenant();
    look(&village.hers, &person, "registration");
    look(&village.his, &person, "fraud");
    village
        .hers
        .change("people", &person, json!({"name": "王子晗"}));
    village.hers.sync();
    village.his.sync();
    let his = printed(&village.his, &person);
    for said in [
        "Fromthestation'saccesslog",
        "王丽(Instructor)Lookedat·Person·PhoneCheckingaregistration1",
        "陈警官(Officerincharge)Lookedat·Person·PhoneStoppingafraud1",
        "Recordedby王丽(Instructor)",
    ] {
        let found = his.contains(said) || his.replace('’', "'").contains(said);
        assert!(found, "{said}: {his}");
    }
    let hers = printed(&village.hers, &person);
    assert!(hers.contains("Checkingaregistration"), "{hers}");
    assert!(!hers.contains("Stoppingafraud"), "{hers}");
    // The officer sees what was corrected and by whom; the value before was on her laptop, and nothing else keeps it.
    let why = Opening {
        purpose: Some("own_request".into()),
        ..Opening::default()
    };
    people::page(&village.his.desk, &person, &why).expect("opened");
    let told = people::changes(&village.his.desk, &person).expect("told");
    assert!(told.of_station);
    let line = &told.lines[0];
    assert_eq!(line.by.as_deref(), Some("王丽 (Instructor)"));
    assert_eq!((line.field.as_str(), &line.was), ("Name", &None));
    assert_eq!(line.became.as_deref(), Some("王子晗"));
    // Without the station the paper says what it does not know.
    village.world.stop();
    let alone = printed(&village.his, &person);
    assert!(alone.contains("Thestationwasnotreached"), "{alone}");
    assert!(!alone.contains("Checkingaregistration"), "{alone}");
}

#[test]
fn the_headless_laptop_prints_for_a_purpose() {
    let village = Village::new();
    let person = village.tenant();
    let home = village.his.close();
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_string_lossy().into_owned();
    let print = [
        "person",
        "print",
        person.as_str(),
        "--out",
        out.as_str(),
        "--purpose",
    ];
    let with = |more: &[&'static str]| [print.as_slice(), more].concat();
    assert_eq!(
        headless::refused(home.path(), &with(&["curiosity"])),
        "unknown_code"
    );
    let saved = headless::run(home.path(), &with(&["own_request", "--reveal"]));
    let text = read(saved["path"].as_str().expect("a path"));
    assert!(text.contains("+8613800138000"), "{text}");
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        1
    );
}

use store::{Identity, KdfCost};

use super::*;
use crate::backup;
use crate::passphrase::Attempts;
use crate::test_desk::{NOW, TestDesk};

const PASSPHRASE: &str = "correct horse battery";
const OTHERS: &str = "cold stairs, warm soup";

fn made(home: &Path, name: &str, passphrase: &str) {
    let identity = Identity {
        user: ["user of ", name].concat(),
        user_name: name.into(),
        role: "instructor".into(),
        device: ["laptop of ", name].concat(),
        ..Identity::default()
    };
    store::create(home, passphrase, &identity, KdfCost::FLOOR).unwrap();
}

fn shown(data: &Path, chosen: Option<&str>) -> (String, Option<String>, Vec<String>) {
    let state = look(data, chosen, Language::English);
    let names = state.books.into_iter().map(|book| book.name).collect();
    (state.phase, state.user_name, names)
}

/// Two users; the second lies beside the first.
fn two() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    assert_eq!(empty_home(data), data);
    made(&empty_home(data), "王丽", PASSPHRASE);
    assert_eq!(empty_home(data), data.join("books/2"));
    made(&empty_home(data), "李强", OTHERS);
    folder
}

#[test]
fn a_store_of_before_there_were_several_stays_where_it_lies_and_another_begins_beside_it() {
    let folder = two();
    let data = folder.path();
    assert!(data.join("store.key").exists() && data.join("books/2/store.key").exists());
    assert_eq!(empty_home(data), data.join("books/3"));
    let code = |home: &Path, passphrase: &str| {
        store::open(home, passphrase).map_or_else(|error| error.code(), |_| "open")
    };
    assert_eq!(code(data, PASSPHRASE), "open");
    assert_eq!(code(data, OTHERS), "wrong_passphrase");
    assert_eq!(code(&data.join("books/2"), OTHERS), "open");
    assert_eq!(code(&data.join("books/2"), PASSPHRASE), "wrong_passphrase");
}

#[test]
fn the_one_opened_last_comes_first_and_a_choice_holds_until_its_book_is_gone() {
    let folder = two();
    let data = folder.path();
    let both = |first: &str, other: &str| vec![first.to_owned(), other.to_owned()];
    let locked = "locked".to_owned();
    let state = (locked.clone(), Some("李强".into()), both("李强", "王丽"));
    assert_eq!(shown(data, None), state);
    remember(data, data);
    let state = (locked.clone(), Some("王丽".into()), both("王丽", "李强"));
    assert_eq!(shown(data, None), state);
    let state = (locked, Some("李强".into()), both("王丽", "李强"));
    assert_eq!(shown(data, Some("2")), state);
    assert_eq!(home_of(data, Some("2")), data.join("books/2"));
    assert_eq!(home_of(data, Some("7")), data);
}

#[test]
fn destroying_one_book_leaves_the_other_and_its_folder_serves_the_next_user() {
    let folder = two();
    let data = folder.path();
    let second = data.join("books/2");
    for wrong in 1..5 {
        let attempts = (0..wrong).fold(Attempts::default(), |all, _| all.one_more(NOW));
        attempts.write(&second);
    }
    store::destroy(&second).unwrap();
    std::fs::write(second.join("erased"), []).unwrap();
    let state = look(data, Some("2"), Language::English);
    assert_eq!(state.user_name.as_deref(), Some("王丽"));
    assert_eq!(
        state.trouble.map(|told| told.code).as_deref(),
        Some("book_erased")
    );
    assert!(look(data, Some("1"), Language::English).trouble.is_none());
    assert_eq!(empty_home(data), second);
    // The other way round: what lies in the data folder itself goes, and the rest stays.
    made(&second, "赵敏", OTHERS);
    store::destroy(data).unwrap();
    assert_eq!(all(data).len(), 1);
    assert_eq!(
        shown(data, None),
        ("locked".into(), Some("赵敏".into()), vec!["赵敏".into()])
    );
    assert_eq!(empty_home(data), data);
    assert!(store::open(&second, OTHERS).is_ok());
}

#[test]
fn a_destruction_and_an_enrolment_that_a_power_cut_stopped_are_ended_and_begun_anew() {
    let folder = two();
    let data = folder.path();
    let second = data.join("books/2");
    std::fs::write(second.join("destroying"), []).unwrap();
    assert_eq!(all(data).len(), 1);
    assert!(!second.join("store.db").exists());
    // Between the key file and the store.
    made(&second, "赵敏", OTHERS);
    std::fs::rename(second.join("store.db"), second.join("store.db.part")).unwrap();
    assert_eq!(all(data).len(), 1);
    assert_eq!(empty_home(data), second);
    made(&second, "赵敏", OTHERS);
    assert!(store::open(&second, OTHERS).is_ok());
}

#[test]
fn a_book_is_named_by_its_user_or_its_number_and_never_guessed() {
    let folder = two();
    let data = folder.path();
    let code = |name: Option<&str>| of(data, name).unwrap_err().code;
    assert_eq!(of(data, Some("王丽")).unwrap(), data);
    assert_eq!(of(data, Some("2")).unwrap(), data.join("books/2"));
    assert_eq!(code(None), "which_book");
    assert_eq!(code(Some("李")), "book_not_here");
    let error = of(data, None).unwrap_err().in_language(Language::English);
    assert!(error.message.contains("李强、王丽"), "{}", error.message);
    made(&empty_home(data), "王丽", OTHERS);
    assert_eq!(code(Some("王丽")), "which_book");
    let names = shown(data, None).2;
    assert_eq!(names, ["李强", "王丽 (1)", "王丽 (3)"]);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(of(empty.path(), None).unwrap(), empty.path());
}

#[test]
fn a_book_that_cannot_be_read_keeps_nobody_from_their_own() {
    let folder = two();
    let data = folder.path();
    std::fs::write(data.join("store.key"), "rubbish").unwrap();
    let (phase, name, names) = shown(data, Some("2"));
    assert_eq!((phase.as_str(), name.as_deref()), ("locked", Some("李强")));
    assert_eq!(names, ["A book that cannot be read (1)", "李强"]);
    assert_eq!(shown(data, Some("1")).0, "trouble");
    assert_eq!(empty_home(data), data.join("books/3"));
}

#[test]
fn a_backup_is_put_back_beside_others_but_never_beside_a_book_of_its_user() {
    let test = TestDesk::new("instructor");
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (
        folder.path().join("data"),
        folder.path().join("a.beatbook-backup"),
    );
    backup::write_to(&test.desk, &file).unwrap();
    made(&data, "李强", OTHERS);
    let put = || restore(&data, &file, PASSPHRASE, Language::English, NOW);
    let (home, told) = put().unwrap();
    assert_eq!(home, data.join("books/2"));
    assert!(told.contains("王丽"), "{told}");
    let error = put().unwrap_err();
    assert_eq!(error.code, "book_here");
    assert!(
        error.message.starts_with("王丽 has a book"),
        "{}",
        error.message
    );
    assert!(store::open(&home, PASSPHRASE).is_ok() && store::open(&data, OTHERS).is_ok());
}

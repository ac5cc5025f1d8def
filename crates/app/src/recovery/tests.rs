use super::*;

#[test]
fn a_folder_without_a_store_has_nothing_to_recover() {
    let folder = tempfile::tempdir().unwrap();
    let form = RecoveryForm {
        answer: "AAAA".to_owned(),
        passphrase: "cold stairs, warm soup".to_owned(),
    };
    let told = answer(folder.path(), &form, Language::English, 1);
    assert_eq!(
        told.err().map(|error| error.code).as_deref(),
        Some("store_missing")
    );
}

#[test]
fn a_laptop_that_never_heard_of_a_recovery_key_says_so() {
    let test = crate::test_desk::TestDesk::new("instructor");
    let home = test.desk.store.home().to_owned();
    let closed = state(&home, Language::English, 1).unwrap();
    assert!(!closed.ready && !closed.urged && closed.asked.is_none());
    let told = ask_to(&home, &home.join("request"), Language::English, 1);
    assert_eq!(told.unwrap_err().code, "recovery_not_ready");
    assert!(!home.join("request").exists());
    assert_eq!(standing(&test.desk).unwrap().len(), 1);
}

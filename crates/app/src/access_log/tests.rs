use super::{AccessWanted, find};
use crate::test_desk::TestDesk;

fn refused(wanted: &AccessWanted) -> String {
    let test = TestDesk::new("auditor");
    find(&test.desk, wanted).unwrap_err().code
}

#[test]
fn a_reference_that_is_none_and_a_day_that_does_not_exist_are_refused_before_anything_is_asked() {
    for reference in ["1234", "12345678g", "person 12345678", &"a".repeat(33)] {
        let wanted = AccessWanted {
            reference: Some(reference.into()),
            ..AccessWanted::default()
        };
        assert_eq!(refused(&wanted), "access_reference", "{reference}");
    }
    let wanted = AccessWanted {
        from: Some("2026-02-30".into()),
        ..AccessWanted::default()
    };
    assert_eq!(refused(&wanted), "date_impossible");
}

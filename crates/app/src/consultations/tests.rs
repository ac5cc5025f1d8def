use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk};

fn form(text: &str, answer: Option<&str>) -> ConsultationForm {
    ConsultationForm {
        kind: "help".into(),
        channel: Some("wecom".into()),
        text: text.into(),
        answer: answer.map(Into::into),
        ..ConsultationForm::default()
    }
}

fn all() -> ConsultationQuery {
    ConsultationQuery {
        limit: 50,
        ..ConsultationQuery::default()
    }
}

#[test]
fn a_consultation_goes_to_the_held_area_and_is_open_until_it_is_answered() {
    let test = TestDesk::new("instructor");
    let done = log(&test.desk, form("居住证怎么办?", None)).unwrap();
    test.clock.advance(1_000);
    log(
        &test.desk,
        form("户口能迁吗?", Some("带上户口本到窗口办理。")),
    )
    .unwrap();
    let page = list(&test.desk, all()).unwrap();
    assert_eq!(page.total, 2);
    assert_eq!(page.rows[0].status, "answered");
    let open = &page.rows[1];
    assert_eq!(Some(&open.id), done.id.as_ref());
    assert_eq!((open.status.as_str(), open.at), ("open", NOW));
    assert_eq!(open.area, "青岩刘村");
    assert_eq!(open.by.as_deref(), Some("王丽"));
    assert_eq!(open.who, "没有留名");
    assert_eq!(open.answer, None);
    assert!(open.pending);
}

#[test]
fn who_asked_is_the_registered_person_or_the_name_given() {
    let test = TestDesk::new("instructor");
    let person = test.put("people", json!({"area": AREA, "name": "李伟"}));
    log(
        &test.desk,
        ConsultationForm {
            person: Some(person.clone()),
            ..form("孩子上学", None)
        },
    )
    .unwrap();
    log(
        &test.desk,
        ConsultationForm {
            asker: Some("路人".into()),
            ..form("问路", None)
        },
    )
    .unwrap();
    let find = |text: &str| {
        let query = ConsultationQuery {
            text: Some(text.into()),
            ..all()
        };
        list(&test.desk, query).unwrap().rows
    };
    assert_eq!(find("李伟")[0].person_id.as_deref(), Some(person.as_str()));
    assert_eq!(find("liw")[0].who, "李伟");
    assert_eq!(find("问路")[0].who, "路人");
    assert!(find("停电").is_empty());
}

#[test]
fn the_filters_narrow_the_list() {
    let test = TestDesk::new("instructor");
    log(&test.desk, form("甲", None)).unwrap();
    log(&test.desk, form("乙", Some("好"))).unwrap();
    let with = |query: ConsultationQuery| list(&test.desk, query).unwrap().total;
    assert_eq!(
        with(ConsultationQuery {
            status: Some("open".into()),
            ..all()
        }),
        1
    );
    assert_eq!(
        with(ConsultationQuery {
            kind: Some("help".into()),
            ..all()
        }),
        2
    );
    assert_eq!(
        with(ConsultationQuery {
            kind: Some("dispute".into()),
            ..all()
        }),
        0
    );
    assert_eq!(
        with(ConsultationQuery {
            area: Some(AREA.into()),
            text: Some("甲".into()),
            ..all()
        }),
        1
    );
    assert_eq!(
        with(ConsultationQuery {
            area: Some(OTHER_AREA.into()),
            ..all()
        }),
        0
    );
}

#[test]
fn what_cannot_be_kept_is_refused_in_words() {
    let test = TestDesk::new("instructor");
    let elsewhere = ConsultationForm {
        area: Some(OTHER_AREA.into()),
        ..form("问", None)
    };
    assert_eq!(log(&test.desk, elsewhere).unwrap_err().code, "not_found");
    let empty = log(&test.desk, form("  ", None)).unwrap_err();
    assert_eq!(
        (empty.code.as_str(), empty.place.as_str()),
        ("required", "text")
    );
    let odd = ConsultationForm {
        kind: "gossip".into(),
        ..form("问", None)
    };
    assert_eq!(log(&test.desk, odd).unwrap_err().code, "unknown_code");
    assert_eq!(list(&test.desk, all()).unwrap().total, 0);
}

#[test]
fn an_administrator_records_no_consultation() {
    let test = TestDesk::new("administrator");
    assert_eq!(
        log(&test.desk, form("问", None)).unwrap_err().code,
        "not_allowed"
    );
}

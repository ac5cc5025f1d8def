use domain::ids;
use serde_json::json;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};

const LI: &str = "01900000-0000-7000-8000-0000000000b2";
const WARNING: &str = "01900000-0000-7000-8000-00000000f001";
const SOUND: &str = "两家商铺被冒充客服的人骗走货款。不转账、不共享屏幕,拨打96110或110。";

fn published(test: &TestDesk, id: &str, areas: &[&str], state: &str, at: i64) {
    test.receive(
        "broadcasts",
        id,
        &["station"],
        &json!({
            "title": "冒充客服", "text": SOUND, "type": "CS_LOGISTICS", "areas": areas, "author": LI,
            "status": {"state": state, "at": at, "by": LI, "reason": "重写"},
        }),
    );
}

fn form(text: &str, submit: bool) -> BroadcastForm {
    BroadcastForm {
        title: "冒充客服".into(),
        text: text.into(),
        submit,
        ..BroadcastForm::default()
    }
}

fn decision(id: &str, decision: &str, reason: Option<&str>) -> BroadcastDecideForm {
    BroadcastDecideForm {
        id: id.into(),
        decision: decision.into(),
        reason: reason.map(Into::into),
    }
}

fn states(test: &TestDesk) -> Vec<String> {
    let page = list(&test.desk, 0, 50).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.state).collect()
}

#[test]
fn an_instructor_sees_what_is_published_for_their_areas_the_newest_first() {
    let test = TestDesk::new("instructor");
    let id = |end: &str| ["01900000-0000-7000-8000-00000000f0", end].concat();
    published(&test, &id("01"), &[], "approved", NOW - 3);
    published(&test, &id("02"), &[AREA, OTHER_AREA], "approved", NOW - 1);
    published(&test, &id("03"), &[OTHER_AREA], "approved", NOW - 2);
    published(&test, &id("04"), &[], "submitted", NOW);
    published(&test, &id("05"), &[], "withdrawn", NOW);
    let page = list(&test.desk, 0, 50).unwrap();
    let ids: Vec<_> = page.rows.iter().map(|row| row.id.clone()).collect();
    assert_eq!(ids, [id("02"), id("01")]);
    assert_eq!((page.rows[0].ok_count, page.rows[0].ok_all), (0, 0));
    assert_eq!(list(&test.desk, 1, 50).unwrap().rows[0].id, id("01"));
    assert_eq!(list(&test.desk, 1, 50).unwrap().total, 2);
}

#[test]
fn what_is_withdrawn_stays_with_whoever_passed_it_on() {
    let test = TestDesk::new("instructor");
    published(&test, WARNING, &[], "approved", NOW);
    ok(&test.desk, WARNING).unwrap();
    published(&test, WARNING, &[], "withdrawn", NOW);
    assert_eq!(states(&test), ["withdrawn"]);
    assert_eq!(ok(&test.desk, WARNING).unwrap_err().code, "broadcast_state");
}

#[test]
fn a_second_ok_changes_nothing_and_two_laptops_of_one_account_write_the_same_row() {
    let test = TestDesk::new("instructor");
    published(&test, WARNING, &[], "approved", NOW);
    let first = ok(&test.desk, WARNING).unwrap();
    test.clock.advance(5_000);
    let second = ok(&test.desk, WARNING).unwrap();
    assert_eq!(second.undo, None);
    assert_eq!(page(&test.desk, WARNING).unwrap().ok_at, Some(NOW));
    let row = ids::derived(&["broadcast_oks", WARNING, USER]);
    let held: (String, String) = test
        .desk
        .read(|connection| {
            Ok(connection.query_row(
                "SELECT row, scope FROM op WHERE kind = 'broadcast_oks'",
                [],
                |row| Ok((row.get("row")?, row.get("scope")?)),
            )?)
        })
        .unwrap();
    assert_eq!(held, (row, ["user:", USER].concat()));

    test.desk
        .write("done.undone", |write| {
            write.take_back(first.undo.as_deref().unwrap())?;
            Ok(None)
        })
        .unwrap();
    assert_eq!(page(&test.desk, WARNING).unwrap().ok_at, None);
    ok(&test.desk, WARNING).unwrap();
    assert_eq!(page(&test.desk, WARNING).unwrap().ok_at, Some(NOW + 5_000));
}

#[test]
fn each_passing_on_counts_and_goes_to_the_area_held() {
    let test = TestDesk::new("instructor");
    published(&test, WARNING, &[], "approved", NOW);
    let pass = |channel: &str, reached| PassForm {
        broadcast: WARNING.into(),
        area: None,
        channel: channel.into(),
        reached,
    };
    pass_on(&test.desk, pass("group", 120)).unwrap();
    test.clock.advance(1_000);
    pass_on(&test.desk, pass("direct", 5)).unwrap();
    let page = page(&test.desk, WARNING).unwrap();
    let told: Vec<_> = page
        .passes
        .iter()
        .map(|pass| (pass.channel.as_str(), pass.reached))
        .collect();
    assert_eq!(told, [("direct", 5), ("group", 120)]);
    assert_eq!(page.passes[0].area, "青岩刘村");
    assert!(page.reach.is_empty());
    assert_eq!(list(&test.desk, 0, 9).unwrap().rows[0].passed, 125);
    assert_eq!(
        pass_on(&test.desk, pass("pigeon", 1)).unwrap_err().code,
        "unknown_code"
    );
    let elsewhere = PassForm {
        area: Some(OTHER_AREA.into()),
        ..pass("group", 1)
    };
    assert_eq!(
        pass_on(&test.desk, elsewhere).unwrap_err().code,
        "not_found"
    );
}

#[test]
fn a_chief_sees_who_has_not_confirmed_first() {
    let test = TestDesk::new("chief");
    published(&test, WARNING, &[AREA], "approved", NOW);
    let third = "01900000-0000-7000-8000-0000000000b3";
    let fourth = "01900000-0000-7000-8000-0000000000b4";
    for (user, name, area, active) in [
        (LI, "林海燕", AREA, true),
        (third, "高明", AREA, true),
        (fourth, "赵强", OTHER_AREA, true),
        ("01900000-0000-7000-8000-0000000000b5", "离职", AREA, false),
    ] {
        test.receive(
            "users",
            user,
            &["station"],
            &json!({"name": name, "role": "instructor", "active": active}),
        );
        let id = ids::derived(&["assignment", user]);
        test.receive(
            "assignments",
            &id,
            &["station"],
            &json!({"user": user, "area": area, "from": "2026-01-01"}),
        );
    }
    let receipt = json!({"broadcast": WARNING, "user": LI, "at": NOW + 7});
    test.receive(
        "broadcast_oks",
        &ids::derived(&["ok"]),
        &["station"],
        &receipt,
    );
    for (n, reached) in [("1", 40), ("2", 2)] {
        let pass = json!({"broadcast": WARNING, "user": LI, "area": AREA, "channel": "group", "reached": reached, "at": NOW});
        test.receive(
            "broadcast_passes",
            &ids::derived(&["pass", n]),
            &["station"],
            &pass,
        );
    }
    let page = page(&test.desk, WARNING).unwrap();
    let lines: Vec<_> = page
        .reach
        .iter()
        .map(|line| (line.name.as_str(), line.ok_at, line.passes, line.reached))
        .collect();
    assert_eq!(
        lines,
        [("高明", None, 0, 0), ("林海燕", Some(NOW + 7), 2, 42)]
    );
    assert_eq!(page.reach[0].areas, "青岩刘村");
    assert!(page.passes.is_empty());
    let row = &list(&test.desk, 0, 9).unwrap().rows[0];
    assert_eq!((row.ok_count, row.ok_all, row.passed), (1, 2, 0));
}

#[test]
fn a_draft_is_its_authors_and_goes_to_the_chief_when_handed_in() {
    let officer = TestDesk::new("officer");
    let id = write(&officer.desk, form(SOUND, false))
        .unwrap()
        .id
        .unwrap();
    assert_eq!(states(&officer), ["draft"]);
    let base = page(&officer.desk, &id).unwrap().base;
    let again = BroadcastForm {
        id: Some(id.clone()),
        base: Some(base),
        ..form(SOUND, true)
    };
    write(&officer.desk, again).unwrap();
    assert_eq!(states(&officer), ["submitted"]);
    let refused = decide(&officer.desk, decision(&id, "approve", None)).unwrap_err();
    assert_eq!(refused.code, "not_allowed");
    let scope: String = officer
        .desk
        .read(|connection| {
            Ok(
                connection.query_row("SELECT scope FROM op WHERE row = ?1", [&id], |row| {
                    row.get("scope")
                })?,
            )
        })
        .unwrap();
    assert_eq!(scope, ["user:", USER].concat());
}

#[test]
fn an_instructor_may_not_write_a_broadcast() {
    let test = TestDesk::new("instructor");
    assert_eq!(
        write(&test.desk, form(SOUND, false)).unwrap_err().code,
        "not_allowed"
    );
}

#[test]
fn what_trains_people_to_click_is_refused_when_written_and_when_approved() {
    let chief = TestDesk::new("chief");
    let link = write(&chief.desk, form("详情见 www.abc.com,拨打110", true)).unwrap_err();
    assert_eq!(
        (link.code.as_str(), link.place.as_str()),
        ("broadcast_link", "text")
    );
    assert!(states(&chief).is_empty());
    chief.receive(
        "broadcasts",
        WARNING,
        &["station"],
        &json!({"title": "提醒", "text": "打13800138000", "author": LI, "status": {"state": "submitted", "at": NOW}}),
    );
    let refused = decide(&chief.desk, decision(WARNING, "approve", None)).unwrap_err();
    assert_eq!(refused.code, "broadcast_phone");
}

#[test]
fn a_decision_needs_its_state_and_a_return_its_reason() {
    let test = TestDesk::new("chief");
    let id = write(&test.desk, form(SOUND, true)).unwrap().id.unwrap();
    let code = |form| decide(&test.desk, form).unwrap_err().code;
    assert_eq!(code(decision(&id, "return", None)), "reason_missing");
    assert_eq!(
        code(decision(&id, "withdraw", Some("发早了"))),
        "broadcast_state"
    );
    assert_eq!(code(decision(&id, "burn", None)), "unknown_code");
    decide(&test.desk, decision(&id, "return", Some("太长"))).unwrap();
    let shown = page(&test.desk, &id).unwrap();
    assert_eq!(
        (shown.state.as_str(), shown.reason.as_deref()),
        ("returned", Some("太长"))
    );
    let again = BroadcastForm {
        id: Some(id.clone()),
        ..form(SOUND, true)
    };
    write(&test.desk, again).unwrap();
    assert_eq!(page(&test.desk, &id).unwrap().reason, None);
    decide(&test.desk, decision(&id, "approve", None)).unwrap();
    assert_eq!(states(&test), ["approved"]);
    decide(&test.desk, decision(&id, "withdraw", Some("有误"))).unwrap();
    assert_eq!(states(&test), ["withdrawn"]);
}

#[test]
fn the_check_says_where_and_how_strongly() {
    let test = TestDesk::new("officer");
    let found = |title: &str, text: &str| -> Vec<(String, String, String)> {
        let findings = check(&test.desk, title, text).unwrap();
        assert!(
            findings
                .iter()
                .all(|finding| !finding.message.starts_with("finding."))
        );
        findings
            .into_iter()
            .map(|finding| (finding.field, finding.level, finding.code))
            .collect()
    };
    let line = |field: &str, level: &str, code: &str| {
        (field.to_owned(), level.to_owned(), code.to_owned())
    };
    assert_eq!(found("冒充客服", SOUND), []);
    assert_eq!(found("", ""), []);
    assert_eq!(
        found("见 a.com", "身份证330799199001010014,请致电 0579-85551234"),
        [
            line("title", "error", "broadcast_link"),
            line("text", "error", "broadcast_phone"),
            line("text", "error", "broadcast_number"),
            line("text", "info", "broadcast_no_advice"),
        ]
    );
    let long = [SOUND, &"防".repeat(200)].concat();
    assert_eq!(
        found("提醒", &long),
        [line("text", "warning", "broadcast_long")]
    );
}

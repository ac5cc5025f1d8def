use serde_json::json;
use store::Edit;
use sync::engine::Laptop;
use sync::wire::Watermark;

use super::*;
use crate::test_desk::{AREA, NOW, OTHER_AREA, TestDesk, USER};
use crate::words::Language;

fn online() -> LiveState {
    LiveState {
        online: true,
        ..LiveState::default()
    }
}

/// Everything is taken by the station.
fn settle(test: &TestDesk) {
    let mut round = test.desk.store.round(test.desk.now());
    let sent = round.outgoing(1, 0, 1_000).unwrap();
    let watermark = sent.last().map(|op| {
        (
            1,
            Watermark {
                counter: op.counter,
                op: op.id.clone(),
            },
        )
    });
    round.settle(&watermark.into_iter().collect()).unwrap();
}

fn register(test: &TestDesk) -> String {
    let fields = |value: serde_json::Value| value.as_object().unwrap().clone();
    let done = test.desk.write("done.saved", |write| {
        let building = write.put(Edit::create(
            "buildings",
            AREA,
            fields(json!({"area": AREA, "address": {"number": "12"}})),
        ))?;
        let room = write.put(Edit::create(
            "rooms",
            AREA,
            fields(json!({"building": building, "place": {"label": "402"}})),
        ))?;
        let person = write.put(Edit::create(
            "people",
            AREA,
            fields(json!({"area": AREA, "name": "王子涵"})),
        ))?;
        write.put(Edit::create(
            "residences",
            AREA,
            fields(json!({"person": person, "room": room, "since": "2026-11-20"})),
        ))?;
        Ok(Some(person))
    });
    done.unwrap().id.unwrap()
}

#[test]
fn one_sentence_says_what_is_stored_what_waits_and_when_the_last_round_was() {
    let test = TestDesk::new("instructor");
    let said = |live: &LiveState| state(&test.desk, live).unwrap().sentence;
    assert_eq!(said(&online()), "全部已保存在本机 · 还没有同步过");
    settle(&test);
    register(&test);
    test.put(
        "consultations",
        json!({"area": AREA, "kind": "help", "text": "问", "at": NOW, "by": USER}),
    );
    assert_eq!(
        said(&online()),
        "全部已保存在本机 · 2 条待上传 · 上次同步 10:00"
    );
    assert_eq!(
        said(&LiveState::default()),
        "全部已保存在本机 · 2 条待上传，连上后自动上传 · 上次同步 10:00"
    );
    test.clock.advance(86_400_000);
    assert!(
        said(&online()).ends_with("上次同步 昨天 10:00"),
        "{}",
        said(&online())
    );
    settle(&test);
    assert_eq!(said(&online()), "全部已保存在本机 · 上次同步 10:00");
}

#[test]
fn a_running_round_says_how_far_it_is_and_a_full_disk_is_not_called_stored() {
    let test = TestDesk::new("instructor");
    let running = LiveState {
        running: true,
        done: 12_400,
        all: 120_000,
        ..online()
    };
    let shown = state(&test.desk, &running).unwrap();
    assert_eq!(
        shown.sentence,
        "全部已保存在本机 · 正在同步 12,400 / 120,000"
    );
    assert_eq!(
        shown.progress,
        Some(Progress {
            done: 12_400,
            all: 120_000
        })
    );
    let full = LiveState {
        last_error: Some("disk_full".into()),
        ..online()
    };
    let shown = state(&test.desk, &full).unwrap();
    assert!(!shown.stored);
    assert!(!shown.sentence.contains("全部已保存"), "{}", shown.sentence);
}

#[test]
fn an_action_is_one_line_named_after_the_person_not_after_its_parts() {
    let test = TestDesk::new("instructor");
    let person = register(&test);
    test.clock.advance(1_000);
    test.desk
        .write("done.saved", |write| {
            let change = json!({"phone": "+8613800138000"})
                .as_object()
                .unwrap()
                .clone();
            Ok(Some(
                write.put(Edit::change("people", &person, None, change))?,
            ))
        })
        .unwrap();
    let page = page(&test.desk, &online()).unwrap();
    let texts: Vec<_> = page.waiting.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["修改 王子涵", "新登记 王子涵（共 4 条）"]);
    assert_eq!(
        (page.waiting[1].kind.as_str(), page.waiting[1].id.as_str()),
        ("people", person.as_str())
    );
    assert_eq!(page.waiting[1].at, NOW);
    assert_eq!(page.state.waiting, 2);
    assert!(texts.iter().all(|text| !text.contains("138")));
}

#[test]
fn an_edit_of_an_area_that_was_lost_still_has_its_name() {
    let test = TestDesk::new("instructor");
    test.desk
        .write("done.saved", |write| {
            let fields = json!({"area": OTHER_AREA, "name": "李伟"})
                .as_object()
                .unwrap()
                .clone();
            Ok(Some(write.put(Edit::create("people", OTHER_AREA, fields))?))
        })
        .unwrap();
    let page = page(&test.desk, &online()).unwrap();
    assert_eq!(page.waiting[0].text, "新登记 李伟");
}

#[test]
fn what_was_not_accepted_is_shown_with_its_words_and_a_reason_that_is_a_sentence() {
    let test = TestDesk::new("instructor");
    for (id, reason) in [("f1", "area_not_held"), ("f2", "something_new")] {
        let id = ["01900000-0000-7000-8000-0000000000", id].concat();
        let user = ["user:", USER].concat();
        let op = json!({"fields": {"name": "赵六"}});
        let fields = json!({"user": USER, "row": id, "kind": "people", "reason": reason, "op": op, "at": NOW});
        test.receive("quarantined", &id, &[&user], &fields);
    }
    let page = page(&test.desk, &online()).unwrap();
    assert_eq!(page.state.not_accepted, 2);
    assert!(page.state.sentence.contains("2 条未被接受"));
    for line in &page.refused {
        assert_eq!(line.text, "赵六");
        assert!(
            line.reason.ends_with('。') && !line.reason.contains('_'),
            "{}",
            line.reason
        );
    }
    assert_ne!(page.refused[0].reason, page.refused[1].reason);
}

#[test]
fn the_newest_twenty_rounds_are_told_in_sentences() {
    let test = TestDesk::new("instructor");
    test.desk
        .write("done.saved", |write| {
            let sql = "INSERT INTO sync_run (at, ok, pushed, pulled, quarantined, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            for n in 0..22 {
                write.connection().execute(sql, (NOW + n, true, 0, 0, 0, ""))?;
            }
            write.connection().execute(sql, (NOW + 50, true, 3, 1_200, 1, ""))?;
            write.connection().execute(sql, (NOW + 60, false, 0, 0, 0, "no_such_code"))?;
            Ok(None)
        })
        .unwrap();
    let runs = page(&test.desk, &online()).unwrap().runs;
    assert_eq!(runs.len(), 20);
    assert_eq!((runs[0].at, runs[0].ok), (NOW + 60, false));
    assert!(runs[0].text.ends_with('。') && !runs[0].text.contains("no_such_code"));
    assert_eq!(runs[1].text, "上传 3 条 · 收到 1,200 条 · 1 条未被接受");
    assert_eq!(runs[2].text, "没有新的变化");
}

#[test]
fn the_sentence_is_said_in_english_too() {
    let mut test = TestDesk::new("instructor");
    register(&test);
    test.desk.language = Language::English;
    let shown = state(&test.desk, &online()).unwrap();
    assert_eq!(
        shown.sentence,
        "Everything is saved on this laptop · 1 to send · not synced yet"
    );
}

#[test]
fn a_station_that_refuses_is_told_where_a_person_has_to_act_and_one_out_of_reach_is_not() {
    let test = TestDesk::new("instructor");
    let said = |code: &str| {
        let live = LiveState {
            last_error: Some(code.into()),
            ..LiveState::default()
        };
        state(&test.desk, &live).unwrap().sentence
    };
    assert!(said("station_refused").contains("请联系所长"));
    assert_eq!(
        said("station_unreachable"),
        "全部已保存在本机 · 还没有同步过"
    );
}

#[test]
fn a_visit_is_named_after_its_door() {
    let test = TestDesk::new("instructor");
    let building = test.put(
        "buildings",
        json!({"area": AREA, "address": {"zone": "E区", "number": "12"}}),
    );
    let room = test.put(
        "rooms",
        json!({"building": building, "place": {"unit": "3", "label": "402"}}),
    );
    test.clock.advance(1_000);
    test.put(
        "visits",
        json!({"room": room, "result": "done", "at": NOW, "by": USER}),
    );
    let page = page(&test.desk, &online()).unwrap();
    assert_eq!(page.waiting[0].text, "新登记 E区12幢3单元402室");
    assert_eq!(page.waiting[0].kind, "visits");
}

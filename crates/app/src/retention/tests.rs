//! What is due by a laptop's own store, what it hides, and how the page tells it.

use serde_json::{Value, json};

use super::*;
use crate::test_desk::{AREA, NOW, TestDesk, USER};

const DAY: i64 = 86_400_000;
const CHIEF: &str = "01900000-0000-7000-8000-0000000000b2";

/// A store with somebody who left on `until`, with contact, declaration and an answered consultation of two years ago.
struct Left {
    test: TestDesk,
    person: String,
}

fn receive(test: &TestDesk, kind: &str, id: u32, row: Value) -> String {
    let id = format!("01900000-0000-7000-8000-{id:012x}");
    test.receive(kind, &id, &[&["area:", AREA].concat()], &row);
    id
}

fn left(until: &str) -> Left {
    let test = TestDesk::new("chief");
    let building = receive(
        &test,
        "buildings",
        1,
        json!({"area": AREA, "address": {"zone": "E区", "number": "12"}}),
    );
    let room = receive(
        &test,
        "rooms",
        2,
        json!({"building": building, "place": {"unit": "3", "label": "402"}}),
    );
    let person = receive(
        &test,
        "people",
        3,
        json!({"area": AREA, "name": "王子涵", "phone": "+8613800138000"}),
    );
    let stay = receive(
        &test,
        "residences",
        4,
        json!({"person": person, "room": room, "since": "2025-01-01", "until": until}),
    );
    receive(
        &test,
        "declarations",
        5,
        json!({"person": person, "residence": stay, "room": room, "type": "arrive",
        "declared_on": "2025-01-02", "status": {"state": "accepted", "at": 1, "by": USER}}),
    );
    receive(
        &test,
        "contacts",
        6,
        json!({"area": AREA, "person": person, "name": "王子涵", "phone": "+8613800138000", "role": "tenant"}),
    );
    receive(
        &test,
        "consultations",
        7,
        json!({"area": AREA, "kind": "help", "text": "旧事", "status": "answered", "at": NOW - 740 * DAY, "by": USER}),
    );
    Left { test, person }
}

impl Left {
    fn count(&self, table: &str) -> i64 {
        let sql = ["SELECT count(*) FROM ", table].concat();
        let read = |connection: &rusqlite::Connection| {
            Ok(connection.query_row(&sql, [], |row| row.get(0))?)
        };
        self.test.desk.read(read).unwrap()
    }

    fn reached_on(&self, at: i64) {
        let set = |write: &mut store::Write<'_>| {
            store::state::set(write.connection(), "synced_at", &at.to_string())
        };
        self.test.desk.store.write(NOW, set).unwrap();
    }
}

#[test]
fn a_laptop_offline_past_the_date_shows_nothing_of_it() {
    let left = left("2026-05-19");
    left.reached_on(NOW - 3 * DAY);
    assert_eq!(left.count("people"), 1);
    // Person, stay, declaration, contact; and the consultation was due ten days ago, when the station was reached and left it.
    assert_eq!(before_showing(&left.test.desk).unwrap(), 4);
    for table in ["people", "residences", "declarations", "contacts"] {
        assert_eq!(left.count(table), 0, "{table}");
    }
    assert_eq!(left.count("consultations"), 1);
    assert_eq!(before_showing(&left.test.desk).unwrap(), 0);
    let found: i64 = left
        .test
        .desk
        .read(|connection| {
            let sql = "SELECT count(*) FROM srv WHERE instr(body, '王子涵') > 0";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(found, 0);
}

#[test]
fn what_the_station_kept_when_it_was_reached_is_kept() {
    let left = left("2026-05-10");
    left.reached_on(NOW - DAY);
    assert_eq!(before_showing(&left.test.desk).unwrap(), 0);
    // Before the date nothing happens either.
    let later = self::left("2026-06-10");
    later.reached_on(NOW - 3 * DAY);
    assert_eq!(before_showing(&later.test.desk).unwrap(), 0);
}

#[test]
fn a_clock_set_back_brings_nobody_back() {
    let left = left("2026-05-19");
    left.reached_on(NOW - 3 * DAY);
    let set = |write: &mut store::Write<'_>| {
        store::state::set(write.connection(), "time_seen", &NOW.to_string())
    };
    left.test.desk.store.write(NOW, set).unwrap();
    left.test.clock.advance(-2 * DAY);
    assert_eq!(before_showing(&left.test.desk).unwrap(), 4);
}

#[test]
fn who_is_being_worked_on_stays_until_the_station_has_had_it() {
    let left = left("2026-05-19");
    left.reached_on(NOW - 3 * DAY);
    let fields = crate::records::fields(json!({"phone": "+8613900000001"}));
    left.test
        .desk
        .store
        .write(NOW, |write| {
            write.put(store::Edit::change(
                "people",
                &left.person,
                None,
                fields.clone(),
            ))
        })
        .unwrap();
    assert_eq!(before_showing(&left.test.desk).unwrap(), 0);
}

#[test]
fn the_page_lists_what_is_erased_within_thirty_days_and_what_two_people_decided() {
    let left = left("2026-06-10");
    let desk = &left.test.desk;
    let shown = page(desk).unwrap();
    assert!(shown.may_decide && shown.may_set);
    let lines: Vec<_> = shown
        .review
        .iter()
        .map(|row| (row.kind.as_str(), row.due_on.as_str()))
        .collect();
    assert_eq!(
        lines,
        [("consultations", "2026-11-10"), ("people", "2026-12-10")]
    );
    assert_eq!(shown.review[1].name, "王子涵");
    assert!(shown.review[1].place.contains("402"), "{:?}", shown.review);
    let form = RetentionForm {
        record: left.person.clone(),
        kind: "people".into(),
        choice: "keep".into(),
        reason: "诉讼中".into(),
        until: Some("2027-03-01".into()),
    };
    decide(desk, &form).unwrap();
    let own = page(desk).unwrap();
    assert!(!own.waiting[0].may_confirm, "nobody confirms their own");
    let refused = confirm(desk, &own.waiting[0].id).unwrap_err();
    assert_eq!(refused.code, "second_person");
    withdraw(desk, &own.waiting[0].id).unwrap();
    // Another's, confirmed here.
    let hold = receive(
        &left.test,
        retention_kind(),
        8,
        json!({"area": AREA, "record": left.person, "kind": "people",
        "choice": "keep", "reason": "诉讼中", "until": "2027-03-01", "by": CHIEF, "at": NOW}),
    );
    assert!(page(desk).unwrap().waiting[0].may_confirm);
    confirm(desk, &hold).unwrap();
    let after = page(desk).unwrap();
    assert_eq!((after.waiting.len(), after.standing.len()), (0, 1));
    assert_eq!(after.review.len(), 1, "it is kept");
    let empty = RetentionForm {
        reason: " ".into(),
        ..form
    };
    assert_eq!(decide(desk, &empty).unwrap_err().code, "required");
}

fn retention_kind() -> &'static str {
    domain::retention::DECISIONS
}

#[test]
fn a_chief_sets_a_period_within_its_range() {
    let left = left("2026-06-10");
    let desk = &left.test.desk;
    let set = set_period(desk, "departed", 12).unwrap();
    assert!(set.undo.is_none(), "it is set anew, not taken back");
    set_period(desk, "departed", 9).unwrap();
    let rows = page(desk).unwrap().periods;
    assert_eq!((rows[0].class.as_str(), rows[0].months), ("departed", 9));
    assert_eq!(
        set_period(desk, "departed", 30).unwrap_err().code,
        "period_out_of_range"
    );
    assert_eq!(
        set_period(desk, "everything", 3).unwrap_err().code,
        "unknown_code"
    );
}

fn hold_until(left: &Left, until: &str) {
    let hold = json!({"area": AREA, "record": left.person, "kind": "people", "choice": "keep", "reason": "诉讼中",
        "until": until, "by": CHIEF, "at": NOW, "second": {"by": USER, "at": NOW}});
    receive(&left.test, retention_kind(), 8, hold);
}

#[test]
fn a_hold_moves_the_day_and_is_asked_about_again_before_it_ends() {
    let left = left("2026-04-10");
    left.reached_on(NOW - 3 * DAY);
    hold_until(&left, "2026-11-18");
    // Over two days ago, while the station was out of reach: nothing keeps it any more.
    assert_eq!(before_showing(&left.test.desk).unwrap(), 4);
    let left = self::left("2026-04-10");
    left.reached_on(NOW - 3 * DAY);
    hold_until(&left, "2026-12-05");
    assert_eq!(before_showing(&left.test.desk).unwrap(), 0);
    let review = page(&left.test.desk).unwrap().review;
    let row = review.iter().find(|row| row.kind == "people").unwrap();
    assert_eq!((row.due_on.as_str(), row.decided), ("2026-12-06", true));
}

#[test]
fn who_is_asked_about_a_building_waits_to_be_corrected_or_is_being_written_about_is_not_hidden() {
    let kept = |left: &Left| {
        left.reached_on(NOW - 3 * DAY);
        before_showing(&left.test.desk).unwrap();
        left.test.desk.read(|connection| {
            let name = "SELECT 1 FROM people WHERE id = ?1 AND name <> ''";
            Ok(connection.prepare(name)?.exists([&left.person])?)
        })
    };
    let due = || left("2026-05-18");
    assert!(!kept(&due()).unwrap());
    let caretaker = due();
    let row = json!({"area": AREA, "person": caretaker.person, "name": "王子涵", "building": "01900000-0000-7000-8000-000000000001"});
    receive(&caretaker.test, "contacts", 9, row);
    assert!(kept(&caretaker).unwrap());
    let refused = due();
    let op =
        json!({"kind": "residences", "fields": {"person": refused.person, "since": "2026-11-01"}});
    let row = json!({"user": USER, "row": "x", "kind": "residences", "reason": "row_missing", "op": op, "state": "open", "at": NOW});
    receive(&refused.test, "quarantined", 10, row);
    assert!(kept(&refused).unwrap());
    let back = due();
    let sql = "INSERT INTO draft (key, fields, base_epoch, base_seq, saved_at) VALUES ('register', ?1, 0, 0, ?2)";
    let form = json!({"person": back.person, "since": "2026-11-19"}).to_string();
    let draft = |write: &mut store::Write<'_>| {
        write.connection().execute(sql, (&form, NOW))?;
        Ok::<_, store::StoreError>(())
    };
    back.test.desk.store.write(NOW, draft).unwrap();
    assert!(kept(&back).unwrap());
}

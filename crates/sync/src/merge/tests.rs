use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::wire::Base;

const EPOCH: i64 = 1;

fn op(id: &str, counter: i64, fields: Value, hlc: i64, seq: i64) -> Op {
    Op {
        id: id.into(),
        counter,
        row: "row".into(),
        kind: "people".into(),
        fields: fields.as_object().unwrap().clone(),
        hlc,
        base: Base { epoch: EPOCH, seq },
        scope: "area:a".into(),
        scope_version: 1,
        group: None,
        create: false,
    }
}

/// Takes an operation and files it under `seq`, as a batch of one.
fn take(row: &mut RowState, op: &Op, device: &str, seq: i64) -> Outcome {
    let sender = Sender { device, user: "u" };
    let outcome = apply(row, op, op.hlc, EPOCH, &sender);
    for field in &outcome.written {
        row.versions.get_mut(field).unwrap().seq = Some(seq);
    }
    outcome
}

#[test]
fn an_edit_that_saw_the_value_wins_whatever_the_clocks_say() {
    let mut row = RowState::default();
    take(
        &mut row,
        &op("1", 1, json!({"phone": "A"}), 9_000_000, 0),
        "a",
        1,
    );
    let outcome = take(&mut row, &op("2", 1, json!({"phone": "B"}), 5, 1), "b", 2);
    assert_eq!(row.fields["phone"], "B");
    assert!(outcome.lost.is_empty());
    assert!(row.versions["phone"].hlc > 9_000_000);
}

#[test]
fn of_two_concurrent_edits_the_loser_is_kept() {
    let mut row = RowState::default();
    take(&mut row, &op("0", 1, json!({"phone": "0"}), 1, 0), "z", 1);
    take(&mut row, &op("1", 1, json!({"phone": "A"}), 20, 1), "a", 2);
    let outcome = take(&mut row, &op("2", 1, json!({"phone": "B"}), 10, 1), "b", 3);
    assert_eq!(row.fields["phone"], "A");
    assert_eq!(outcome.lost[0].lost, "B");
    assert_eq!(outcome.lost[0].op.as_deref(), Some("2"));
}

#[test]
fn concurrent_edits_of_different_fields_do_not_meet() {
    let mut row = RowState::default();
    take(
        &mut row,
        &op("0", 1, json!({"phone": "0", "name": "n"}), 1, 0),
        "z",
        1,
    );
    take(&mut row, &op("1", 1, json!({"phone": "A"}), 20, 1), "a", 2);
    let outcome = take(&mut row, &op("2", 1, json!({"name": "B"}), 10, 1), "b", 3);
    assert!(outcome.lost.is_empty());
    assert_eq!(
        (&row.fields["phone"], &row.fields["name"]),
        (&json!("A"), &json!("B"))
    );
}

#[test]
fn an_edit_against_an_unseen_delete_keeps_the_row() {
    let mut row = RowState::default();
    take(&mut row, &op("0", 1, json!({"phone": "0"}), 1, 0), "z", 1);
    take(
        &mut row,
        &op("1", 1, json!({"_deleted": true}), 20, 1),
        "a",
        2,
    );
    let outcome = take(&mut row, &op("2", 1, json!({"phone": "B"}), 10, 1), "b", 3);
    assert_eq!(row.fields[DELETED], false);
    assert_eq!(row.fields["phone"], "B");
    assert!(outcome.lost.iter().any(|lost| lost.field == DELETED));
}

#[test]
fn a_delete_against_an_unseen_edit_keeps_the_row() {
    let mut row = RowState::default();
    take(&mut row, &op("0", 1, json!({"phone": "0"}), 1, 0), "z", 1);
    take(&mut row, &op("1", 1, json!({"phone": "A"}), 20, 1), "a", 2);
    take(
        &mut row,
        &op("2", 1, json!({"_deleted": true}), 10, 1),
        "b",
        3,
    );
    assert_eq!(row.fields[DELETED], false);
}

#[test]
fn a_delete_that_saw_everything_deletes() {
    let mut row = RowState::default();
    take(&mut row, &op("0", 1, json!({"phone": "0"}), 1, 0), "z", 1);
    take(
        &mut row,
        &op("1", 1, json!({"_deleted": true}), 20, 1),
        "a",
        2,
    );
    assert_eq!(row.fields[DELETED], true);
}

#[test]
fn a_base_of_another_history_counts_as_unseen() {
    let mut row = RowState::default();
    take(&mut row, &op("0", 1, json!({"phone": "0"}), 50, 0), "z", 1);
    let mut late = op("1", 1, json!({"phone": "A"}), 10, 1);
    late.base.epoch = EPOCH - 1;
    let outcome = take(&mut row, &late, "a", 2);
    assert_eq!(row.fields["phone"], "0");
    assert_eq!(outcome.lost.len(), 1);
}

#[test]
fn a_stamp_from_2099_is_replaced_once() {
    let now = 1_000_000_000;
    let far = op(
        "1",
        1,
        json!({"phone": "A"}),
        now + 70 * 365 * 86_400_000,
        0,
    );
    assert_eq!(stamp(&far, now, now + 7), (now + 8, true));
    let near = op("1", 1, json!({"phone": "A"}), now + 1_000, 0);
    assert_eq!(stamp(&near, now, 0), (now + 1_000, false));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Every value ever written is current, was on the screen of a later author, or is kept as a loser; nothing is invented.
    #[test]
    fn no_value_disappears(edits in prop::collection::vec((0usize..3, 0i64..60, 0i64..100), 1..25)) {
        let devices = ["a", "b", "c"];
        let mut counters = [0i64; 3];
        let mut row = RowState::default();
        let mut kept: Vec<Value> = Vec::new();
        for (index, (device, hlc, back)) in edits.iter().enumerate() {
            counters[*device] += 1;
            let seq = index as i64 + 1;
            let base = (seq - 1 - back).max(0);
            let value = json!(format!("v{index}"));
            let before = row.versions.get("phone").cloned();
            let standing = row.fields.get("phone").cloned();
            let op = op(&index.to_string(), counters[*device], json!({"phone": value}), *hlc, base);
            let outcome = take(&mut row, &op, devices[*device], seq);
            kept.extend(outcome.lost.iter().map(|lost| lost.lost.clone()));
            let current = &row.fields["phone"];
            prop_assert!(*current == value || kept.contains(&value));
            if let (Some(standing), Some(before)) = (standing, before) {
                let replaced = *current != standing;
                let was_seen = before.device == devices[*device] || before.seq.unwrap() <= base;
                prop_assert!(!replaced || was_seen || kept.contains(&standing));
                prop_assert!(!replaced || row.versions["phone"].hlc > before.hlc);
            }
        }
    }

    /// Sending an operation a second time changes nothing.
    #[test]
    fn redelivery_changes_nothing(hlc in 0i64..100, seq in 0i64..3) {
        let mut row = RowState::default();
        take(&mut row, &op("0", 1, json!({"phone": "0"}), 50, 0), "z", 1);
        let edit = op("1", 1, json!({"phone": "A"}), hlc, seq);
        take(&mut row, &edit, "a", 2);
        let once = row.clone();
        take(&mut row, &edit, "a", 3);
        prop_assert_eq!(once.fields, row.fields);
    }
}

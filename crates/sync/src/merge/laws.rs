//! Laws of the merge, over random orders of random operations of three laptops.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::*;
use crate::wire::Base;

const EPOCH: i64 = 7;
const FIELDS: [&str; 3] = ["name", "phone", "note"];

/// One edit before it is put in its place: laptop, field (3 deletes), stamp, and how much of the station's history its author had read.
type Drawn = (usize, usize, i64, i64, bool);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let one = (
        0..3usize,
        0..4usize,
        1_000..2_000i64,
        0..30i64,
        any::<bool>(),
    );
    prop::collection::vec(one, 1..25)
}

/// The operation that the edit of this number makes: its value is its own, its counter rises with the laptop.
fn op((device, field, stamp, read, here): Drawn, number: usize) -> (Op, String) {
    let mut fields = Fields::new();
    match FIELDS.get(field) {
        Some(name) => fields.insert((*name).to_owned(), json!(format!("e{number}"))),
        None => fields.insert(DELETED.to_owned(), json!(true)),
    };
    let op = Op {
        id: format!("op{number}"),
        counter: number as i64 + 1,
        row: "row".into(),
        kind: "people".into(),
        fields,
        hlc: stamp,
        base: Base {
            epoch: if here { EPOCH } else { EPOCH - 1 },
            seq: read,
        },
        scope: "area:a".into(),
        scope_version: 1,
        group: None,
        create: false,
    };
    (op, format!("laptop{device}#1"))
}

fn take(row: &mut RowState, op: &Op, device: &str, seq: i64) -> Outcome {
    let sender = Sender { device, user: "u" };
    let outcome = apply(row, op, op.hlc, EPOCH, &sender);
    for version in row.versions.values_mut() {
        version.seq.get_or_insert(seq);
    }
    outcome
}

fn holds(law: impl Fn(Vec<Drawn>) -> Result<(), TestCaseError>) {
    let config = Config {
        cases: 20_000,
        failure_persistence: None,
        ..Config::default()
    };
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    TestRunner::new_with_rng(config, seed)
        .run(&drawn(), law)
        .unwrap_or_else(|broken| panic!("seed [3; 32]: {broken}"));
}

#[test]
fn an_operation_taken_twice_in_a_row_changes_nothing_the_second_time() {
    holds(|edits| {
        let mut row = RowState::default();
        for (number, edit) in edits.into_iter().enumerate() {
            let (op, device) = op(edit, number);
            take(&mut row, &op, &device, number as i64 + 1);
            let once = row.clone();
            take(&mut row, &op, &device, number as i64 + 1);
            prop_assert_eq!(&row, &once);
        }
        Ok(())
    });
}

#[test]
fn one_order_of_arrival_has_one_result() {
    holds(|edits| {
        let play = || {
            let mut row = RowState::default();
            let outcomes: Vec<Outcome> = edits
                .iter()
                .enumerate()
                .map(|(number, edit)| {
                    let (op, device) = op(*edit, number);
                    take(&mut row, &op, &device, number as i64 + 1)
                })
                .collect();
            (row, outcomes)
        };
        prop_assert_eq!(play(), play());
        Ok(())
    });
}

#[test]
fn every_value_that_goes_was_seen_by_its_successor_or_is_kept_as_a_loser() {
    holds(|edits| {
        let mut row = RowState::default();
        for (number, edit) in edits.into_iter().enumerate() {
            let (op, device) = op(edit, number);
            let before = row.clone();
            let outcome = take(&mut row, &op, &device, number as i64 + 1);
            for (field, value) in &op.fields {
                let stood = before.versions.get(field);
                let kept: BTreeSet<String> = outcome
                    .lost
                    .iter()
                    .filter(|lost| lost.field == *field)
                    .map(|lost| lost.lost.to_string())
                    .collect();
                if row.fields.get(field) == Some(value) {
                    let known = stood.is_none_or(|version| {
                        version.device == device || seen(&op, version, EPOCH)
                    });
                    let old = before.fields.get(field).cloned().unwrap_or_default();
                    prop_assert!(known || old == *value || kept.contains(&old.to_string()));
                } else {
                    prop_assert!(kept.contains(&value.to_string()));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_deletion_stands_only_over_what_its_author_had_seen() {
    holds(|edits| {
        let mut row = RowState::default();
        for (number, edit) in edits.into_iter().enumerate() {
            let (op, device) = op(edit, number);
            let deletes = op.fields.contains_key(DELETED);
            let unseen = row.versions.iter().any(|(name, version)| {
                name != DELETED && version.device != device && !seen(&op, version, EPOCH)
            });
            let outcome = take(&mut row, &op, &device, number as i64 + 1);
            if deletes && unseen && outcome.written.iter().any(|name| name == DELETED) {
                prop_assert_eq!(row.fields.get(DELETED), Some(&json!(false)));
                prop_assert!(outcome.lost.iter().any(|lost| lost.field == DELETED));
            }
        }
        Ok(())
    });
}

#[test]
fn no_field_is_invented_and_stamps_only_rise() {
    holds(|edits| {
        let mut row = RowState::default();
        for (number, edit) in edits.into_iter().enumerate() {
            let (op, device) = op(edit, number);
            let before = row.clone();
            take(&mut row, &op, &device, number as i64 + 1);
            for name in row.fields.keys() {
                let known = before.fields.contains_key(name) || op.fields.contains_key(name);
                prop_assert!(known);
            }
            for (name, version) in &before.versions {
                let now = &row.versions[name];
                prop_assert!(now == version || now.hlc > version.hlc);
            }
        }
        Ok(())
    });
}

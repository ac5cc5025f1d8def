//! The merge and the executable model of sync (`tests/model`) cannot drift apart: what arrived at the model's server in random histories is
//! given to the merge, push by push, and both must come to the same rows, stamps and losers.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;
use sync::merge::{self, RowState, Sender, Version};
use sync::{Base, Op};

/// Histories of about 30 pushes each.
const SEEDS: &str = "60";

#[derive(Deserialize)]
struct History {
    seed: i64,
    pushes: Vec<Push>,
}

#[derive(Deserialize)]
struct Push {
    now: i64,
    epoch: i64,
    hlc: i64,
    ops: Vec<Arrived>,
    before: BTreeMap<String, BTreeMap<String, Written>>,
    after: BTreeMap<String, BTreeMap<String, (Value, i64, i64)>>,
    lost: BTreeSet<(String, String)>,
}

/// Value, stamp, device, counter and sequence number of a field.
type Written = (Value, i64, i64, i64, Option<i64>);

#[derive(Deserialize)]
struct Arrived {
    row: String,
    field: String,
    value: Value,
    hlc: i64,
    device: i64,
    counter: i64,
    base_seq: i64,
    base_epoch: i64,
}

/// The model's devices are numbers, the server is -1; here they are names in the same order.
fn device(number: i64) -> String {
    if number < 0 {
        String::new()
    } else {
        format!("{number:06}")
    }
}

/// The model's deletion mark is the program's.
fn field(name: &str) -> String {
    if name == "_del" {
        "_deleted".to_owned()
    } else {
        name.to_owned()
    }
}

fn rows_before(push: &Push) -> BTreeMap<String, RowState> {
    let mut rows = BTreeMap::new();
    for (id, fields) in &push.before {
        let mut row = RowState::default();
        for (name, (value, hlc, by, counter, seq)) in fields {
            row.fields.insert(field(name), value.clone());
            let version = Version {
                hlc: *hlc,
                device: device(*by),
                counter: *counter,
                seq: *seq,
                user: String::new(),
            };
            row.versions.insert(field(name), version);
        }
        rows.insert(id.clone(), row);
    }
    rows
}

fn op(arrived: &Arrived) -> Op {
    Op {
        id: format!("{}/{}", arrived.device, arrived.counter),
        counter: arrived.counter,
        row: arrived.row.clone(),
        kind: "people".into(),
        fields: domain::Fields::from_iter([(field(&arrived.field), arrived.value.clone())]),
        hlc: arrived.hlc,
        base: Base {
            epoch: arrived.base_epoch,
            seq: arrived.base_seq,
        },
        scope: "station".into(),
        scope_version: 1,
        group: None,
        create: false,
    }
}

/// Takes a push; the rows after it, and which values lost, those that lost to an equal one included, as the model counts them.
fn take(push: &Push) -> (BTreeMap<String, RowState>, BTreeSet<(String, String)>) {
    let mut rows = rows_before(push);
    let (mut hlc, mut lost) = (push.hlc, BTreeSet::new());
    for arrived in &push.ops {
        let (op, by) = (op(arrived), device(arrived.device));
        let (stamp, _) = merge::stamp(&op, push.now, hlc);
        let sender = Sender {
            device: &by,
            user: "",
        };
        let row = rows.entry(arrived.row.clone()).or_default();
        let name = field(&arrived.field);
        if let Some(current) = row.versions.get(&name)
            && row.fields.get(&name) == Some(&arrived.value)
            && current.device != by
            && !(op.base.epoch == push.epoch && current.seq.is_some_and(|seq| seq <= op.base.seq))
        {
            lost.insert((arrived.row.clone(), arrived.field.clone()));
        }
        let outcome = merge::apply(row, &op, stamp, push.epoch, &sender);
        hlc = hlc.max(outcome.hlc).max(stamp);
        for loser in outcome.lost {
            let name = if loser.field == "_deleted" {
                "_del"
            } else {
                &loser.field
            };
            lost.insert((arrived.row.clone(), name.to_owned()));
        }
    }
    (rows, lost)
}

#[test]
fn the_merge_comes_to_what_the_executable_model_comes_to() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model");
    let model = Command::new("python3")
        .args(["-B", "histories.py", SEEDS])
        .current_dir(folder)
        .output()
        .expect("python3");
    assert!(
        model.status.success(),
        "{}",
        String::from_utf8_lossy(&model.stderr)
    );
    let (mut pushes, mut conflicts) = (0, 0);
    for line in String::from_utf8(model.stdout).expect("text").lines() {
        let history: History = serde_json::from_str(line).expect("a history");
        for (number, push) in history.pushes.iter().enumerate() {
            let at = format!("seed {}, push {number}", history.seed);
            let (rows, lost) = take(push);
            assert_eq!(lost, push.lost, "{at}");
            let revives = lost.iter().any(|(_, name)| name == "_del");
            for (id, fields) in &push.after {
                for (name, (value, stamp, by)) in fields {
                    let row = &rows[id];
                    let version = &row.versions[&field(name)];
                    assert_eq!(row.fields[&field(name)], *value, "{at}, {id} {name}");
                    assert_eq!(version.device, device(*by), "{at}, {id} {name}");
                    // The stamp of a revival is the server's own choice, and what it replaces after that follows from it.
                    if !revives {
                        assert_eq!(version.hlc, *stamp, "{at}, {id} {name}");
                    }
                }
            }
            pushes += 1;
            conflicts += lost.len();
        }
    }
    assert!(
        pushes > 1_000 && conflicts > 100,
        "{pushes} pushes, {conflicts} conflicts"
    );
}

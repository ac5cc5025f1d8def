//! Operations handed in, and where each of them is then.

use serde_json::json;
use station::staff;
use sync::Op;
use sync::wire::{Base, Push, Pushed, Watermark};

use super::cast::{Actor, Cast, ROLES};
use super::kinds::made;
use super::table::Table;
use super::tries::{Case, Where, bring_about, case, cases, spot};

/// Operations in one push.
const AT_ONCE: usize = 900;

pub fn table(cast: &mut Cast) -> Table {
    let mut columns = vec!["operation", "on a record"];
    columns.extend(ROLES);
    let said = "\
“taken” is in the record; any other word is the reason with which the operation was set aside for its author; “waits” means that nothing \
of that name is here, so that the operation waits for it; “undone” that the station put right at once what makes no sense. Places are areas, or, for what belongs to a person, that person. An edit of an \
area that was taken away names the version of its author's scopes under which it was made; whoever names an old one writes there still, \
reads nothing, and stands in the log.";
    let mut table = Table::new("Operations", said, &columns);
    let mut all: Vec<Vec<(String, String, String)>> = Vec::new();
    for actor in &cast.actors {
        let cases = cases(cast, actor);
        hand_in(cast, actor, &cases);
        let outcomes = cases.iter().map(|case| {
            (
                case.what.clone(),
                case.with.clone(),
                came_of(cast, actor, &case.op),
            )
        });
        all.push(outcomes.collect());
    }
    for index in 0..all[0].len() {
        let (what, with, _) = all[0][index].clone();
        let cells = all.iter().map(|of_role| of_role[index].2.clone());
        table.add(&what, &with, cells.collect());
    }
    told_alike(cast);
    table
}

fn hand_in(cast: &Cast, actor: &Actor, cases: &[Case]) {
    let database = &cast.world.station().database;
    let version = database.read(|tx| staff::scopes_of(tx, &actor.user));
    let version = version.expect("scopes").0;
    let mut after = Watermark::default();
    for (part, cases) in cases.chunks(AT_ONCE).enumerate() {
        let head = database.read(|tx| tx.head()).expect("a head");
        let ops: Vec<Op> = (1..)
            .zip(cases)
            .map(|(number, case)| Op {
                counter: i64::try_from(part * AT_ONCE).expect("few") + number,
                base: Base {
                    epoch: head.epoch,
                    seq: head.seq,
                },
                scope_version: case.op.scope_version.min(version),
                ..case.op.clone()
            })
            .collect();
        let push = Push {
            incarnation: 1,
            epoch: head.epoch,
            after: after.clone(),
            ops,
            head: 0,
            token: String::new(),
            current: None,
        };
        match cast.told(actor, "push", &push) {
            Pushed::Taken { watermark, .. } => after = watermark,
            Pushed::Again => panic!("a push of {:?} does not go on", actor.role),
        }
    }
}

/// Where an operation is now.
fn came_of(cast: &Cast, actor: &Actor, op: &Op) -> String {
    let aside = domain::ids::derived(&["quarantined", &op.id]);
    let rows = cast.world.station().database.read(|tx| {
        let found = tx.rows(&[aside.as_str(), op.row.as_str()])?;
        let reason = found.get(&aside).and_then(|held| held.text("reason"));
        let by = [&actor.device, "#1"].concat();
        let written = found.get(&op.row).is_some_and(|held| {
            let mut versions = held.state.versions.iter();
            versions.any(|(field, version)| {
                version.device == by && op.fields.get(field) == held.state.fields.get(field)
            })
        });
        Ok((
            reason.map(str::to_owned),
            written,
            found.contains_key(&op.row),
        ))
    });
    match rows.expect("read") {
        (Some(reason), false, _) => reason,
        (Some(reason), true, _) => panic!("{op:?} was set aside ({reason}) and taken"),
        (None, true, _) => "taken".to_owned(),
        (None, false, true) => "undone".to_owned(),
        (None, false, false) => "waits".to_owned(),
    }
}

/// A change of what is another's, deleted, erased or was never there is answered alike.
fn told_alike(cast: &Cast) {
    // A chief has every area.
    let roles = domain::Role::ALL.into_iter();
    for role in roles.filter(|role| *role != domain::Role::Chief) {
        let mut answers = Vec::new();
        for state in ["living", "deleted", "erased", "never there"] {
            let actor = cast.actor(role);
            let (mut records, mut erased) = (vec![], vec![]);
            let at = spot(cast, &actor, Where::Others);
            let there = made(cast, "people", at);
            bring_about(state, &there, at, &mut records, &mut erased);
            cast.load(&records);
            cast.erase(&erased);
            let said = json!({"phone": "+8613900000001"});
            let tried = case(
                cast,
                &actor,
                Where::Others,
                "change",
                state,
                &there,
                said,
                false,
            );
            let push = Push {
                incarnation: 1,
                epoch: 1,
                after: Watermark::default(),
                ops: vec![Op {
                    id: "op".into(),
                    counter: 1,
                    ..tried.op
                }],
                head: 0,
                token: String::new(),
                current: None,
            };
            answers.push(cast.ask(&actor, "push", &push));
        }
        assert_eq!(answers[0].0, 200);
        answers.dedup();
        assert_eq!(answers.len(), 1, "{role:?}: {answers:?}");
    }
}

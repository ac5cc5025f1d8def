//! Operations handed in: each kind of record, each thing that may be tried with it, wherever it is and whatever became of it.

use domain::register::{self, Scope};
use serde_json::{Value, json};
use station::staff;
use sync::Op;
use sync::wire::{Base, Push, Pushed, Watermark};
use tests::fields_of;

use super::cast::{Actor, Cast, ROLES};
use super::kinds::{Made, Place, changes, made};
use super::table::Table;

/// Operations in one push.
const AT_ONCE: usize = 900;

/// One operation and where it is written down.
struct Case {
    what: String,
    with: String,
    op: Op,
}

/// Where a record is to somebody: name, and of which version of their scopes the edit says that it is.
#[derive(Clone, Copy, PartialEq)]
enum Where {
    Own,
    TakenBefore,
    TakenSince,
    Others,
    Station,
}

impl Where {
    fn name(self) -> &'static str {
        match self {
            Where::Own => "own",
            Where::TakenBefore => "taken, edited before",
            Where::TakenSince => "taken, edited since",
            Where::Others => "another's",
            Where::Station => "the station's",
        }
    }

    /// Places that records of a kind have.
    fn of(kind: &str) -> &'static [Where] {
        let spec = register::kind(kind).expect("a kind");
        match spec.scope {
            Scope::Station | Scope::Chiefs => &[Where::Station],
            Scope::Receipt | Scope::Notice | Scope::Broadcast => &[Where::Own, Where::Others],
            Scope::Server if kind == "quarantined" => &[Where::Own, Where::Others],
            _ => &[
                Where::Own,
                Where::TakenBefore,
                Where::TakenSince,
                Where::Others,
            ],
        }
    }
}

pub fn table(cast: &mut Cast) -> Table {
    let mut columns = vec!["operation", "on a record"];
    columns.extend(ROLES);
    let said = "\
“taken” is in the record; any other word is the reason with which the operation was set aside for its author; “waits” means that nothing \
of that name is here, so that the operation waits for it. Places are areas, or, for what belongs to a person, that person. An edit of an \
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

/// Everything that somebody may try; what is tried on is there when this returns.
fn cases(cast: &Cast, actor: &Actor) -> Vec<Case> {
    let (mut cases, mut records, mut erased) = (vec![], vec![], vec![]);
    for kind in register::kinds() {
        for place in Where::of(kind.name) {
            let fresh = made(
                cast,
                kind.name,
                Place {
                    user: author(cast, actor, kind.name, *place),
                    ..spot(cast, actor, *place)
                },
            );
            let at = spot(cast, actor, *place);
            records.extend(fresh.parents.iter().cloned());
            cases.push(case(
                cast,
                actor,
                *place,
                "make",
                "new",
                &fresh,
                fresh.fields.clone(),
                true,
            ));
            let tries: Vec<(&str, Value)> = changes(kind.name, &actor.user, &cast.id());
            for (verb, _) in &tries {
                for state in ["living", "deleted", "erased", "never there"] {
                    // What is to be confirmed was another's word.
                    let by = if *verb == "confirm" {
                        &cast.world.chief
                    } else {
                        at.user
                    };
                    let there = made(cast, kind.name, Place { user: by, ..at });
                    // It may name the record itself.
                    let said = changes(kind.name, &actor.user, &there.id);
                    let said = said.into_iter().find(|(name, _)| name == verb);
                    let said = said.expect("the same tries").1;
                    if !bring_about(state, &there, at, &mut records, &mut erased) {
                        continue;
                    }
                    cases.push(case(cast, actor, *place, verb, state, &there, said, false));
                }
            }
            if *place == Where::Others {
                let there = made(cast, kind.name, at);
                bring_about("living", &there, at, &mut records, &mut erased);
                let fields = there.fields.clone();
                cases.push(case(
                    cast,
                    actor,
                    *place,
                    "make under its name",
                    "living",
                    &there,
                    fields,
                    true,
                ));
            }
        }
    }
    for state in ["living", "deleted", "erased", "never there"] {
        cases.push(stay_of_another(
            cast,
            actor,
            state,
            &mut records,
            &mut erased,
        ));
    }
    cases.push(moved_away(cast, actor, &mut records));
    cast.load(&records);
    cast.erase(&erased);
    cases
}

/// Whom a new record names as its author: in a foreign area oneself, of what belongs to a person that person.
fn author<'a>(cast: &'a Cast, actor: &'a Actor, kind: &str, place: Where) -> &'a str {
    let of_person = Where::of(kind) == [Where::Own, Where::Others];
    match place {
        Where::Others if of_person => &cast.world.chief,
        _ => &actor.user,
    }
}

fn spot<'a>(cast: &'a Cast, actor: &'a Actor, place: Where) -> Place<'a> {
    match place {
        Where::Own | Where::Station => Place {
            area: &cast.own,
            user: &actor.user,
        },
        Where::TakenBefore | Where::TakenSince => Place {
            area: &cast.taken,
            user: &actor.user,
        },
        Where::Others => Place {
            area: &cast.other,
            user: &cast.world.chief,
        },
    }
}

/// Brings a record into a state; false if it has no such state.
fn bring_about(
    state: &str,
    there: &Made,
    at: Place<'_>,
    records: &mut Vec<(String, String, Value)>,
    erased: &mut Vec<(String, String, String)>,
) -> bool {
    let mut fields = there.fields.clone();
    match state {
        // There is one for each class of records, and it is always there.
        state if there.kind == "retention_periods" && state != "living" => return false,
        "never there" => return true,
        "deleted" => fields["_deleted"] = json!(true),
        "erased" => match &there.erased_with {
            Some((kind, id)) => erased.push((kind.clone(), id.clone(), at.area.to_owned())),
            None => return false,
        },
        _ => {}
    }
    records.extend(there.parents.iter().cloned());
    records.push((there.kind.to_owned(), there.id.clone(), fields));
    true
}

#[expect(clippy::too_many_arguments, reason = "one row of the table")]
fn case(
    cast: &Cast,
    actor: &Actor,
    place: Where,
    verb: &str,
    state: &str,
    there: &Made,
    fields: Value,
    create: bool,
) -> Case {
    let scope = match place {
        Where::Own => ["area:", &cast.own].concat(),
        Where::TakenBefore | Where::TakenSince => ["area:", &cast.taken].concat(),
        Where::Others => ["area:", &cast.other].concat(),
        Where::Station => "station".to_owned(),
    };
    Case {
        what: [there.kind, ": ", verb].concat(),
        with: match state {
            "new" => place.name().to_owned(),
            state => [place.name(), " and ", state].concat(),
        },
        op: Op {
            id: cast.id(),
            counter: 0,
            row: there.id.clone(),
            kind: there.kind.to_owned(),
            fields: fields_of(fields),
            hlc: cast.world.now(),
            base: Base::default(),
            scope,
            scope_version: if place == Where::TakenBefore {
                actor.before
            } else {
                i64::MAX
            },
            group: None,
            create,
        },
    }
}

/// Somebody says that a person of another area lives in a room of their own: the record would come to them with it.
fn stay_of_another(
    cast: &Cast,
    actor: &Actor,
    state: &str,
    records: &mut Vec<(String, String, Value)>,
    erased: &mut Vec<(String, String, String)>,
) -> Case {
    let elsewhere = spot(cast, actor, Where::Others);
    let person = made(cast, "people", elsewhere);
    bring_about(state, &person, elsewhere, records, erased);
    let stay = made(cast, "residences", spot(cast, actor, Where::Own));
    records.extend(stay.parents.iter().cloned());
    let mut fields = stay.fields.clone();
    fields["person"] = json!(person.id);
    let mut case = case(
        cast,
        actor,
        Where::Own,
        "make for another's person",
        state,
        &stay,
        fields,
        true,
    );
    case.with = ["own, the person ", state].concat();
    case
}

/// Somebody hands a building of theirs to another area: allowed, because the place may have been registered in the wrong one.
fn moved_away(cast: &Cast, actor: &Actor, records: &mut Vec<(String, String, Value)>) -> Case {
    let there = made(cast, "buildings", spot(cast, actor, Where::Own));
    records.push((
        there.kind.to_owned(),
        there.id.clone(),
        there.fields.clone(),
    ));
    let fields = json!({"area": cast.other});
    case(
        cast,
        actor,
        Where::Own,
        "hand over to another area",
        "living",
        &there,
        fields,
        false,
    )
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
        Ok((reason.map(str::to_owned), written))
    });
    match rows.expect("read") {
        (Some(reason), false) => reason,
        (Some(reason), true) => panic!("{op:?} was set aside ({reason}) and taken"),
        (None, true) => "taken".to_owned(),
        (None, false) => "waits".to_owned(),
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
            let case = case(
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
                    ..case.op
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

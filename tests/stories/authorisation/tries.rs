//! What somebody may try: each kind of record, each thing that may be done with it, wherever it is and whatever became of it.

use domain::register::{self, Scope};
use serde_json::{Value, json};
use sync::Op;
use sync::wire::Base;
use tests::fields_of;

use super::cast::{Actor, Cast};
use super::kinds::{Made, Place, changes, made};

/// One operation and where it is written down.
pub struct Case {
    pub what: String,
    pub with: String,
    pub op: Op,
}

/// Where a record is to somebody: name, and of which version of their scopes the edit says that it is.
#[derive(Clone, Copy, PartialEq)]
pub enum Where {
    Own,
    TakenBefore,
    TakenSince,
    Others,
    Station,
}

impl Where {
    pub fn name(self) -> &'static str {
        match self {
            Where::Own => "own",
            Where::TakenBefore => "taken, edited before",
            Where::TakenSince => "taken, edited since",
            Where::Others => "another's",
            Where::Station => "the station's",
        }
    }

    /// Places that records of a kind have.
    pub fn of(kind: &str) -> &'static [Where] {
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

/// Everything that somebody may try; what is tried on is there when this returns.
pub fn cases(cast: &Cast, actor: &Actor) -> Vec<Case> {
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
            let tries: Vec<(&str, Value)> =
                changes(kind.name, &actor.user, &cast.id(), cast.world.now());
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
                    let said = changes(kind.name, &actor.user, &there.id, cast.world.now());
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
    cases.extend(assessments(cast, actor, &mut records));
    cases.push(asked_as_second(cast, actor, &mut records));
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

pub fn spot<'a>(cast: &'a Cast, actor: &'a Actor, place: Where) -> Place<'a> {
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
pub fn bring_about(
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
pub fn case(
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

/// Somebody is named as an officer who may agree to another's list.
fn asked_as_second(cast: &Cast, actor: &Actor, records: &mut Vec<(String, String, Value)>) -> Case {
    let there = made(cast, "export_requests", spot(cast, actor, Where::Others));
    let mut fields = there.fields.clone();
    fields["officers"] = json!([actor.user]);
    records.push((there.kind.to_owned(), there.id.clone(), fields));
    let said = json!({"second": {"by": actor.user, "at": 2, "choice": "agreed"}});
    let mut case = case(
        cast,
        actor,
        Where::Others,
        "agree, being asked",
        "living",
        &there,
        said,
        false,
    );
    case.with = "another's that names them".to_owned();
    case
}

/// Somebody assesses a person of theirs, and renews what another assessed.
fn assessments(
    cast: &Cast,
    actor: &Actor,
    records: &mut Vec<(String, String, Value)>,
) -> [Case; 2] {
    let until = json!("2027-03-01");
    let at = spot(cast, actor, Where::Own);
    let mut new = made(cast, "notes", at);
    new.fields["type"] = json!("assessment");
    new.fields["review_on"] = until.clone();
    records.extend(new.parents.iter().cloned());
    let by = Place {
        user: &cast.world.chief,
        ..at
    };
    let mut there = made(cast, "notes", by);
    there.fields["type"] = json!("assessment");
    there.fields["review_on"] = json!("2026-12-01");
    bring_about("living", &there, by, records, &mut vec![]);
    let fields = new.fields.clone();
    let renewed = json!({"review_on": until});
    [
        case(cast, actor, Where::Own, "assess", "new", &new, fields, true),
        case(
            cast,
            actor,
            Where::Own,
            "renew an assessment",
            "living",
            &there,
            renewed,
            false,
        ),
    ]
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

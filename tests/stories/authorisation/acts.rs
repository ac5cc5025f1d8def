//! Acts of running the station, with every kind of object that may be named.

use domain::Role;
use serde_json::{Value, json};

use super::cast::{Actor, Cast, ROLES};
use super::table::Table;

/// What may be named by an id.
const OBJECTS: [&str; 11] = [
    "an open account",
    "an account of a chief",
    "a closed account",
    "an area",
    "a deleted area",
    "a laptop in service",
    "a laptop that waits",
    "a laptop out of service",
    "a person",
    "an erased person",
    "nothing there ever was",
];

/// Acts that name something, and by which word.
const NAMING: [(&str, &str); 10] = [
    ("change_area", "area"),
    ("assign", "user"),
    ("assign", "area"),
    ("unassign", "user"),
    ("replace", "user"),
    ("replace", "successor"),
    ("invite", "user"),
    ("confirm_laptop", "laptop"),
    ("revoke_laptop", "laptop"),
    ("close_user", "user"),
];

pub fn table(cast: &mut Cast) -> Table {
    let mut columns = vec!["act", "of"];
    columns.extend(ROLES);
    let said = "\
200 is done, 401 not this role's, 404 no such thing, 400 not to be understood. What is of another kind, deleted, erased or was never there \
is answered alike, which the test compares byte by byte. `assign` and `replace` name two things; the other one is sound. Who has no area has none to hand over, and a chief takes none over.";
    let mut table = Table::new("Acts", said, &columns);
    let add_area = |cast: &Cast| json!({"act": "add_area", "name": cast.id()});
    table.add(
        "add_area",
        "",
        cast.for_each_role(|actor| done(cast, actor, &add_area(cast))),
    );
    for role in Role::ALL {
        let act = json!({"act": "add_user", "name": "x", "role": role.as_str()});
        let cells = cast.for_each_role(|actor| done(cast, actor, &act));
        table.add("add_user", role.as_str(), cells);
    }
    for (act, word) in NAMING {
        let name = [act, " ", word].concat();
        for object in OBJECTS {
            let cells = cast.for_each_role(|actor| {
                let id = made(cast, object);
                done(cast, actor, &asked(cast, act, word, &id))
            });
            table.add(&name, object, cells);
        }
        alike(cast, act, word);
    }
    let own = cast.for_each_role(|actor| {
        done(
            cast,
            actor,
            &asked(cast, "confirm_laptop", "laptop", &cast.second(actor)),
        )
    });
    table.add("confirm_laptop laptop", "one's own second laptop", own);
    let nonsense = cast.for_each_role(|actor| done(cast, actor, &json!({"act": "promote"})));
    table.add("an act that is none", "", nonsense);
    table
}

fn asked(cast: &Cast, act: &str, word: &str, id: &str) -> Value {
    let mut asked = json!({"act": act, "name": cast.id()});
    if matches!(act, "assign" | "unassign") {
        asked["user"] = json!(made(cast, "an open account"));
        asked["area"] = json!(cast.own);
    }
    if act == "replace" {
        asked["user"] = json!(cast.world.user("x", Role::Instructor, &[&cast.own]));
        asked["successor"] = json!(made(cast, "an open account"));
    }
    asked[word] = json!(id);
    asked
}

fn done(cast: &Cast, actor: &Actor, act: &Value) -> String {
    let (status, body) = cast.ask(actor, "act", act);
    assert!(status == 200 || body.is_empty(), "a refusal tells nothing");
    status.to_string()
}

/// A new one of this kind, so that no act meets what another did.
fn made(cast: &Cast, object: &str) -> String {
    let person = |cast: &Cast| {
        let id = cast.id();
        let fields = json!({"area": cast.own, "name": id});
        cast.load(&[("people".into(), id.clone(), fields)]);
        id
    };
    match object {
        "an open account" => cast.world.user("x", Role::Instructor, &[]),
        "an account of a chief" => cast.world.user("x", Role::Chief, &[]),
        "a closed account" => {
            let user = cast.world.user("x", Role::Instructor, &[]);
            cast.world.act("close_user", Some(&user), None, None);
            user
        }
        "an area" => cast.world.area(&cast.id()),
        "a deleted area" => {
            let id = cast.id();
            let fields = json!({"name": id, "_deleted": true});
            cast.load(&[("areas".into(), id.clone(), fields)]);
            id
        }
        "a laptop in service" => cast.actor(Role::Instructor).device,
        "a laptop that waits" => cast.waiting(Role::Instructor, 0).device,
        "a laptop out of service" => {
            let device = cast.actor(Role::Instructor).device;
            cast.world.act("revoke_laptop", None, None, Some(&device));
            device
        }
        "a person" => person(cast),
        "an erased person" => {
            let id = person(cast);
            cast.erase(&[("people".into(), id.clone(), cast.own.clone())]);
            id
        }
        _ => cast.id(),
    }
}

/// What is not what was asked for is answered alike, whatever it is.
fn alike(cast: &Cast, act: &str, word: &str) {
    for actor in &cast.actors {
        let not_it = ["a person", "an erased person", "nothing there ever was"];
        let other = if word == "area" {
            "a deleted area"
        } else {
            "an area"
        };
        let mut answers: Vec<_> = not_it
            .into_iter()
            .chain([other])
            .map(|object| cast.ask(actor, "act", &asked(cast, act, word, &made(cast, object))))
            .collect();
        answers.dedup();
        assert_eq!(
            answers.len(),
            1,
            "{act} {word} by {:?}: {answers:?}",
            actor.role
        );
    }
}

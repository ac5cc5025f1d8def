//! What comes down: records of every kind, wherever they are.

use std::collections::BTreeSet;

use domain::register;
use serde_json::json;
use sync::wire::{Cursor, PROTOCOL, Page, Pull, Pulled};

use super::cast::{Actor, Cast, ROLES};
use super::kinds::{Place, made};
use super::table::Table;

/// Where records are to somebody.
const PLACES: [&str; 3] = ["own", "taken", "another's"];

pub fn table(cast: &mut Cast) -> Table {
    let mut columns = vec!["records", "where"];
    columns.extend(ROLES);
    let said = "\
What a laptop is sent by a pull from the start. Deleted records come while they have content, as deletions; erased ones never. A cursor that \
names scopes of others brings nothing more.";
    let mut table = Table::new("Records sent", said, &columns);
    let mut planted: Vec<Vec<(String, String)>> = Vec::new();
    for actor in &cast.actors {
        let (mut records, mut erased, mut ids) = (vec![], vec![], vec![]);
        for kind in register::kinds() {
            for place in PLACES {
                let at = spot(cast, actor, place);
                for state in ["living", "deleted", "erased"] {
                    let there = made(cast, kind.name, at);
                    let mut fields = there.fields.clone();
                    match (state, &there.erased_with) {
                        ("deleted", _) => fields["_deleted"] = json!(true),
                        ("erased", Some((kind, id))) => {
                            erased.push((kind.clone(), id.clone(), at.area.to_owned()));
                        }
                        ("erased", None) => continue,
                        _ => {}
                    }
                    records.extend(there.parents.iter().cloned());
                    ids.push((
                        there.id.clone(),
                        format!("{}\n{place} and {state}", kind.name),
                    ));
                    records.push((there.kind.to_owned(), there.id, fields));
                }
            }
        }
        cast.load(&records);
        cast.erase(&erased);
        planted.push(ids);
    }
    let sent: Vec<BTreeSet<String>> = cast
        .actors
        .iter()
        .map(|actor| pulled(cast, actor))
        .collect();
    for index in 0..planted[0].len() {
        let (what, with) = planted[0][index].1.split_once('\n').expect("two parts");
        let cells = planted.iter().zip(&sent).map(|(ids, sent)| {
            let word = if sent.contains(&ids[index].0) {
                "sent"
            } else {
                "–"
            };
            word.to_owned()
        });
        table.add(what, with, cells.collect());
    }
    table
}

fn spot<'a>(cast: &'a Cast, actor: &'a Actor, place: &str) -> Place<'a> {
    match place {
        "own" => Place {
            area: &cast.own,
            user: &actor.user,
        },
        "taken" => Place {
            area: &cast.taken,
            user: &cast.world.chief,
        },
        _ => Place {
            area: &cast.other,
            user: &cast.world.chief,
        },
    }
}

/// Ids of everything that is sent, page by page.
fn pulled(cast: &Cast, actor: &Actor) -> BTreeSet<String> {
    let head = cast.world.station().database.read(|tx| tx.head());
    let epoch = head.expect("a head").epoch;
    let begin = Cursor {
        epoch,
        ..Cursor::default()
    };
    let mut greedy = begin.clone();
    for scope in ["chiefs", "admins", "station"] {
        greedy.scopes.insert(scope.to_owned(), 0);
    }
    for area in [&cast.own, &cast.taken, &cast.other] {
        greedy.scopes.insert(["area:", area].concat(), 0);
    }
    greedy
        .scopes
        .insert(["user:", &cast.world.chief].concat(), 0);
    let sent = all_from(cast, actor, begin);
    assert_eq!(all_from(cast, actor, greedy), sent, "{:?}", actor.role);
    sent
}

fn all_from(cast: &Cast, actor: &Actor, mut cursor: Cursor) -> BTreeSet<String> {
    let mut sent = BTreeSet::new();
    loop {
        let pull = Pull {
            protocol: PROTOCOL,
            cursor,
        };
        let page: Page = match cast.told(actor, "pull", &pull) {
            Pulled::Page(page) => *page,
            Pulled::Again => panic!("nothing is sent to {:?}", actor.role),
        };
        for row in &page.rows {
            let held = row.scopes.iter().any(|scope| page.scopes.contains(scope));
            assert!(held, "{} was sent to {:?}", row.id, actor.role);
        }
        sent.extend(page.rows.into_iter().map(|row| row.id));
        if page.complete {
            return sent;
        }
        cursor = page.cursor;
    }
}

//! What is refused stands in the access log, up to a bound.

use audit::{Entry, kinds};
use domain::Role;
use serde_json::json;
use station::MOST_AN_HOUR;
use sync::wire::{LogFind, Push, Watermark};

use super::cast::{Actor, Cast};
use super::table::Table;

const HOUR: i64 = 3_600_000;

/// What is refused, whom, and how it is asked.
type Asked<'a> = (&'a str, &'a Actor, Box<dyn Fn() + 'a>);

pub fn table(cast: &mut Cast) -> Table {
    let said = "\
The station's own entries about a laptop: what it asked, and why it was refused. Of many within an hour the first ten have an entry each, \
and one more says that there are more.";
    let mut table = Table::new(
        "Refusals on record",
        said,
        &["refused", "how often", "entries"],
    );
    let instructor = cast.actor(Role::Instructor);
    let waiting = cast.waiting(Role::Instructor, 0);
    let stolen = cast.actor(Role::Officer);
    cast.world.act_of_theft(&stolen.device);
    let foreign = || {
        let id = cast.id();
        let fields = json!({"area": cast.other, "name": id});
        cast.load(&[("people".into(), id.clone(), fields)]);
        id
    };
    let act = json!({"act": "invite", "user": cast.world.chief});
    let chief = cast.actor(Role::Chief);
    let nobody = json!({"act": "invite", "user": cast.id()});
    let find = || LogFind {
        records: vec![foreign()],
        ..LogFind::default()
    };
    let asked: [Asked<'_>; 6] = [
        (
            "an act by an instructor",
            &instructor,
            Box::new(|| {
                cast.ask(&instructor, "act", &act);
            }),
        ),
        (
            "an account that is none",
            &chief,
            Box::new(|| {
                cast.ask(&chief, "act", &nobody);
            }),
        ),
        (
            "the log of another's record",
            &instructor,
            Box::new(|| {
                cast.ask(&instructor, "log/find", &find());
            }),
        ),
        (
            "an edit of another's record",
            &instructor,
            Box::new(|| {
                cast.ask(&instructor, "push", &edit(cast, &foreign()));
            }),
        ),
        (
            "a pull before it is confirmed",
            &waiting,
            Box::new(|| {
                cast.ask(&waiting, "pull", &json!({"cursor": {}}));
            }),
        ),
        (
            "a hello of a stolen laptop",
            &stolen,
            Box::new(|| {
                cast.ask(&stolen, "hello", &json!({}));
            }),
        ),
    ];
    for (what, actor, ask) in &asked {
        let before = noted(cast, actor).len();
        ask();
        table.add(what, "once", vec![noted(cast, actor)[before..].join("; ")]);
        // The next has its hour to itself.
        cast.world.clock.advance(HOUR);
    }
    let before = noted(cast, &instructor).len();
    for _ in 0..3 * MOST_AN_HOUR {
        cast.ask(&instructor, "act", &act);
    }
    let many = noted(cast, &instructor)[before..].to_vec();
    assert_eq!(many.len() as u32, MOST_AN_HOUR + 1);
    let last = many.last().expect("entries").clone();
    table.add(
        "an act by an instructor",
        "thirty times",
        vec![format!("{} and {last}", many.len() - 1)],
    );
    table
}

fn edit(cast: &Cast, row: &str) -> Push {
    let op = json!({"id": cast.id(), "counter": cast.number(), "row": row, "kind": "people", "fields": {"phone": "1"},
        "hlc": 1, "base": {"epoch": 1, "seq": 0}, "scope": "station", "scope_version": 1});
    Push {
        incarnation: 1,
        epoch: 1,
        after: Watermark::default(),
        ops: vec![serde_json::from_value(op).expect("an operation")],
        head: 0,
        token: String::new(),
        current: None,
    }
}

/// What the station's log says of a laptop's refusals: what it asked, and why not.
fn noted(cast: &Cast, actor: &Actor) -> Vec<String> {
    let (_, bytes) = station::access_log::save(cast.world.station(), Vec::new()).expect("saved");
    let log = audit::read(bytes.as_slice()).expect("a log");
    let entries = log
        .entries
        .iter()
        .map(|bytes| Entry::parse(bytes).expect("an entry"));
    let mut told = Vec::new();
    for entry in entries {
        let kind = entry.kind.as_str();
        if entry.object != actor.device || ![kinds::REFUSED, kinds::REFUSED_MORE].contains(&kind) {
            continue;
        }
        assert_eq!(
            (entry.device.as_str(), entry.user.as_str()),
            (audit::STATION, actor.user.as_str())
        );
        told.push(match kind {
            kinds::REFUSED => [&entry.field, ": ", &entry.result].concat(),
            _ => "more".to_owned(),
        });
    }
    told
}

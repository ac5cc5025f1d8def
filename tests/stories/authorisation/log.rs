//! Questions to the access log.

use audit::{Act, Entry, Link, Tip};
use data_encoding::{BASE64, HEXLOWER};
use serde_json::json;
use sync::wire::{Hello, LogFind, LogFound, LogPush, Logged, PROTOCOL, Welcome, decode};

use super::cast::{Actor, Cast, ROLES};
use super::table::Table;

/// What may be asked about.
const ASKED: [&str; 10] = [
    "everything",
    "the tag of a record",
    "own",
    "of an area that was taken",
    "another's",
    "deleted",
    "erased",
    "never there",
    "own and another's",
    "own and never there",
];

pub fn table(cast: &mut Cast) -> Table {
    let mut columns = vec!["log/find", "about"];
    columns.extend(ROLES);
    let said = "\
How many entries are told; 401 is a refusal, 400 a question that makes no sense from this role. An auditor asks by tags and has no records; \
the others ask by records, and of what they do not hold nothing is told. An instructor is told what they did themselves: here, nothing.";
    let mut table = Table::new("Questions to the access log", said, &columns);
    let records = Records::new(cast);
    let writer = cast.actor(domain::Role::Chief);
    records.look(cast, &writer);
    for asked in ASKED {
        let cells = cast.for_each_role(|actor| told(cast, actor, &records.question(asked)).0);
        table.add("log/find", asked, cells);
    }
    for actor in &cast.actors {
        let mut not_there = vec!["deleted", "erased", "never there"];
        // A chief has every area.
        if actor.role != domain::Role::Chief {
            not_there.extend(["another's", "of an area that was taken"]);
        }
        let mut answers: Vec<_> = not_there
            .iter()
            .map(|asked| cast.ask(actor, "log/find", &records.question(asked)))
            .collect();
        answers.dedup();
        assert_eq!(answers.len(), 1, "{:?}", actor.role);
        if actor.role == domain::Role::Officer {
            // That it was asked stands in the log too, about what is theirs, and is told with the rest.
            let lines = |asked| looks(&cast.ask(actor, "log/find", &records.question(asked)).1);
            assert_eq!(lines("own and another's"), lines("own and never there"));
            assert_eq!(lines("own and another's").len(), 1);
        }
    }
    table
}

struct Records {
    own: String,
    taken: String,
    other: String,
    deleted: String,
    erased: String,
    never: String,
    tag: String,
    key: Vec<u8>,
}

impl Records {
    fn new(cast: &Cast) -> Records {
        let person = |area: &str, deleted: bool| {
            let id = cast.id();
            let fields = json!({"area": area, "name": id, "_deleted": deleted});
            cast.load(&[("people".into(), id.clone(), fields)]);
            id
        };
        let chief = cast.actor(domain::Role::Chief);
        let hello = Hello {
            protocol: PROTOCOL,
            app_version: "test".into(),
            waiting: 0,
            clock: None,
            failures: None,
            courier: None,
        };
        let welcome: Welcome = cast.told(&chief, "hello", &hello);
        let key = welcome.log.expect("a log").key;
        let key = HEXLOWER.decode(key.as_bytes()).expect("a key");
        let own = person(&cast.own, false);
        let erased = person(&cast.own, false);
        cast.erase(&[("people".into(), erased.clone(), cast.own.clone())]);
        Records {
            tag: audit::tag(&key, &own),
            taken: person(&cast.taken, false),
            other: person(&cast.other, false),
            deleted: person(&cast.own, true),
            never: cast.id(),
            own,
            erased,
            key,
        }
    }

    /// Somebody looked at each of them once.
    fn look(&self, cast: &Cast, by: &Actor) {
        let now = cast.world.now();
        let mut link = Link::start(&by.device);
        let mut entries = Vec::new();
        for record in [
            &self.own,
            &self.taken,
            &self.other,
            &self.deleted,
            &self.erased,
            &self.never,
        ] {
            let mut entry = Entry::new(&by.device, &by.user, Act::Consult);
            entry.kind = "people".into();
            entry.object = audit::tag(&self.key, record);
            let (bytes, next) = link.append(entry, now);
            entries.push(BASE64.encode(&bytes));
            link = next;
        }
        let tip = Tip {
            seq: link.seq,
            hash: link.hash,
            at: now,
        };
        let signature = HEXLOWER.encode(&by.keys.sign(&tip.message(&by.device)));
        let push = LogPush {
            entries,
            oldest: false,
            signed: tip.with_signature(&signature),
            known: None,
        };
        let logged: Logged = cast.told(by, "log", &push);
        assert!(matches!(logged, Logged::Taken { .. }));
    }

    fn question(&self, asked: &str) -> LogFind {
        let of = |records: &[&String]| LogFind {
            records: records.iter().map(|record| (*record).clone()).collect(),
            act: Some("consult".into()),
            ..LogFind::default()
        };
        match asked {
            "everything" => LogFind {
                account: Some("nobody".into()),
                ..LogFind::default()
            },
            "the tag of a record" => LogFind {
                object: Some(self.tag.clone()),
                ..LogFind::default()
            },
            "own" => of(&[&self.own]),
            "of an area that was taken" => of(&[&self.taken]),
            "another's" => of(&[&self.other]),
            "deleted" => of(&[&self.deleted]),
            "erased" => of(&[&self.erased]),
            "never there" => of(&[&self.never]),
            "own and another's" => of(&[&self.own, &self.other]),
            _ => of(&[&self.own, &self.never]),
        }
    }
}

/// How many entries by laptops are told, or the refusal.
fn told(cast: &Cast, actor: &Actor, question: &LogFind) -> (String, Vec<u8>) {
    let (status, body) = cast.ask(actor, "log/find", question);
    if status != 200 {
        return (status.to_string(), body);
    }
    (looks(&body).len().to_string(), body)
}

/// Entries of laptops in an answer.
fn looks(body: &[u8]) -> Vec<(i64, Entry)> {
    let found: LogFound = decode(body).expect("an answer");
    let mut entries = found.entries;
    entries.retain(|(_, entry)| entry.device != audit::STATION);
    entries
}

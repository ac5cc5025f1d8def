//! A sound record of every kind, and what somebody may try to change in it.

use domain::ids::derived;
use serde_json::{Value, json};

use super::cast::Cast;

/// Record: kind, id, fields.
pub type Record = (String, String, Value);

/// A record with all that it needs to be where it is.
pub struct Made {
    pub kind: &'static str,
    pub id: String,
    pub fields: Value,
    /// What it hangs on: made before it.
    pub parents: Vec<Record>,
    /// What has to be erased so that it is; none if nothing can erase it.
    pub erased_with: Option<(String, String)>,
}

/// Where a record is, and whose it is.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub area: &'a str,
    pub user: &'a str,
}

/// A new record of this kind at a place.
pub fn made(cast: &Cast, kind: &'static str, place: Place<'_>) -> Made {
    let Place { area, user } = place;
    let (id, at) = (cast.id(), cast.world.now());
    let mut hangs = Hangs::of(cast, area, user);
    let fields = match kind {
        "areas" | "tags" => json!({"name": &id[..30]}),
        "users" => json!({"name": "x", "role": "chief", "active": true}),
        "assignments" => json!({"user": user, "area": area, "from": "2026-01-01"}),
        "laptops" => json!({"user": user, "name": "x"}),
        "buildings" => json!({"area": area, "address": {"number": id}}),
        "rooms" => json!({"building": hangs.building(), "place": {"label": id}}),
        "people" => json!({"area": area, "name": id}),
        "residences" => {
            json!({"person": hangs.person(), "room": hangs.room(), "since": "2026-11-01"})
        }
        "declarations" => {
            let (person, room) = (hangs.person(), hangs.room());
            json!({"person": person, "residence": hangs.stay(&person, &room), "room": room, "type": "arrive",
                "declared_on": "2026-11-02", "status": {"state": "submitted", "at": at, "by": user}})
        }
        "visits" => json!({"room": hangs.room(), "result": "met", "at": at, "by": user}),
        "contacts" => json!({"area": area, "name": id, "person": hangs.person()}),
        "consultations" => {
            json!({"area": area, "kind": "help", "text": id, "status": "answered", "at": at, "by": user})
        }
        "disputes" => {
            json!({"area": area, "kind": "family", "course": id, "at": at, "by": user, "status": "settled",
            "result": {"outcome": "settled", "at": at, "by": user}})
        }
        "dispute_parties" => json!({"dispute": hangs.dispute(), "name": id}),
        "notes" => {
            json!({"area": area, "person": hangs.person(), "type": "fact", "text": id, "by": user, "at": at})
        }
        "broadcasts" => json!({"title": "x", "text": "x", "author": user, "areas": [area],
            "status": {"state": "draft", "at": at, "by": user}}),
        "broadcast_oks" => json!({"broadcast": cast.id(), "user": user, "at": at}),
        "broadcast_passes" => {
            json!({"broadcast": cast.id(), "user": user, "area": area, "channel": "wechat", "at": at})
        }
        "opening_notices" => json!({"user": user, "at": at, "opened": 31}),
        "export_requests" => {
            json!({"user": user, "at": at, "persons": 60, "filter": "all", "purpose": "inspection",
            "recipient_kind": "superior", "recipient": "x"})
        }
        "lookups" => {
            json!({"user": user, "at": at, "reason": "lost_child", "words": "x", "record": "", "area": ""})
        }
        "police_totals" => json!({"month": month(cast), "incidents": 1, "by": user, "at": at}),
        "closed_months" => json!({"month": month(cast), "counts": {"x": 1}, "by": user, "at": at}),
        "closed_figures" => {
            json!({"area": area, "month": month(cast), "counts": {"x": 1}, "by": user, "at": at})
        }
        "retention_periods" => json!({"class": "visits", "months": 24, "by": user, "at": at}),
        "retention_decisions" => {
            json!({"area": area, "record": cast.id(), "kind": "people", "choice": "keep", "reason": "x",
            "until": "2027-01-31", "by": user, "at": at})
        }
        "erasures" => json!({"records": [cast.id()], "why": "period", "at": at}),
        "conflicts" => {
            json!({"row": hangs.person(), "kind": "people", "field": "phone", "kept": {"value": "1"},
            "lost": {"value": "2"}, "state": "open"})
        }
        "quarantined" => {
            json!({"user": user, "row": cast.id(), "kind": "people", "reason": "required", "op": {},
            "at": at, "state": "open"})
        }
        "duplicate_cases" => hangs.two_of_one_number(),
        other => panic!("no record is written for {other}"),
    };
    let id = name_of(kind, &id, &fields);
    let whole = || Some((kind.to_owned(), id.clone()));
    Made {
        erased_with: match kind {
            "people" | "visits" | "consultations" | "disputes" => whole(),
            "residences" | "declarations" | "contacts" | "notes" => hangs.first("people"),
            "dispute_parties" => hangs.first("disputes"),
            _ => None,
        },
        parents: hangs.records,
        kind,
        id,
        fields,
    }
}

/// Some records have one name per month or class.
fn name_of(kind: &str, id: &str, fields: &Value) -> String {
    let text = |name: &str| fields[name].as_str().unwrap_or_default();
    match kind {
        "closed_months" | "police_totals" => derived(&[kind, text("month")]),
        "closed_figures" => derived(&[kind, text("area"), text("month")]),
        "retention_periods" => domain::retention::period_id(text("class")),
        "duplicate_cases" => derived(&[kind, text("a"), text("b")]),
        _ => id.to_owned(),
    }
}

/// A month that is over and that nobody used.
fn month(cast: &Cast) -> String {
    cast.months.set(cast.months.get() + 1);
    let number = cast.months.get();
    format!("{:04}-{:02}", 1000 + number / 12, number % 12 + 1)
}

/// What somebody may try with a record that is there: name of the try, and what it says.
pub fn changes(kind: &str, user: &str, id: &str, now: i64) -> Vec<(&'static str, Value)> {
    let by = json!({"by": user, "at": now});
    let settled = json!({"state": "settled", "outcome": {"choice": "kept", "by": user, "at": now}});
    let change = match kind {
        "areas" | "tags" | "laptops" => json!({"name": "y"}),
        "users" => json!({"role": "chief"}),
        "assignments" => json!({"to": "2026-12-31"}),
        "buildings" => json!({"kind": "house"}),
        "rooms" => json!({"use": "rented"}),
        "people" => json!({"name_latin": id}),
        "residences" => json!({"employer": "y"}),
        "declarations" => json!({"declared_on": "2026-11-03"}),
        "visits" => json!({"note": "y"}),
        "contacts" => json!({"name": "y"}),
        "consultations" => json!({"answer": "y"}),
        "disputes" => json!({"place": "y"}),
        "dispute_parties" => json!({"name": "y"}),
        "notes" | "broadcasts" => json!({"text": "y"}),
        "broadcast_oks" | "broadcast_passes" => json!({"at": 2}),
        "opening_notices" => json!({"opened": 1}),
        "export_requests" => json!({"persons": 1}),
        "lookups" => json!({"words": "y"}),
        "police_totals" => json!({"incidents": 2}),
        "closed_months" | "closed_figures" => json!({"counts": {"x": 1}}),
        "retention_periods" => json!({"months": 36}),
        "retention_decisions" => json!({"reason": "y"}),
        "erasures" => json!({"at": 2}),
        "conflicts" | "quarantined" => settled,
        "duplicate_cases" => json!({"state": "different", "outcome": by}),
        other => panic!("no change is written for {other}"),
    };
    let mut changes = vec![("change", change), ("delete", json!({"_deleted": true}))];
    changes.extend(match kind {
        "people" => vec![
            ("add what no field is for", json!({"religion": "y"})),
            ("say who stands for it, unasked", json!({"merged_into": id})),
        ],
        "declarations" => vec![(
            "accept",
            json!({"status": {"state": "accepted", "by": user, "at": "2"}}),
        )],
        "broadcasts" => vec![(
            "approve",
            json!({"status": {"state": "approved", "by": user, "at": "2"}}),
        )],
        "disputes" => vec![(
            "say that police mediated",
            json!({"result": {"outcome": "police_mediation", "by": user, "at": "2"}}),
        )],
        "broadcast_oks" => vec![("make it one's own", json!({"user": user}))],
        "opening_notices" => vec![("take note", json!({"seen": by}))],
        "export_requests" => vec![(
            "agree",
            json!({"second": {"by": user, "at": now, "choice": "agreed"}}),
        )],
        "lookups" => vec![("sign", json!({"checked": by}))],
        "retention_decisions" => vec![("confirm", json!({"second": by}))],
        "conflicts" => vec![("change what lost", json!({"lost": {"value": "3"}}))],
        _ => vec![],
    });
    changes
}

/// Records that others hang on, made as they are needed.
struct Hangs<'a> {
    cast: &'a Cast,
    area: &'a str,
    user: &'a str,
    records: Vec<Record>,
}

impl<'a> Hangs<'a> {
    fn of(cast: &'a Cast, area: &'a str, user: &'a str) -> Hangs<'a> {
        Hangs {
            cast,
            area,
            user,
            records: vec![],
        }
    }

    fn make(&mut self, kind: &str, fields: Value) -> String {
        let id = self.cast.id();
        self.records.push((kind.to_owned(), id.clone(), fields));
        id
    }

    fn first(&self, kind: &str) -> Option<(String, String)> {
        let mut of_kind = self.records.iter().filter(|record| record.0 == kind);
        of_kind
            .next()
            .map(|(kind, id, _)| (kind.clone(), id.clone()))
    }

    fn building(&mut self) -> String {
        let fields = json!({"area": self.area, "address": {"number": self.cast.id()}});
        self.make("buildings", fields)
    }

    fn room(&mut self) -> String {
        let building = self.building();
        let fields = json!({"building": building, "place": {"label": self.cast.id()}});
        self.make("rooms", fields)
    }

    fn person(&mut self) -> String {
        let fields = json!({"area": self.area, "name": self.cast.id()});
        self.make("people", fields)
    }

    /// The case of two records of one person, as the station opens it itself when they come.
    fn two_of_one_number(&mut self) -> Value {
        let number = ["P", &self.cast.number().to_string(), "0000000"].concat();
        let mut pair = [(); 2].map(|()| {
            let fields = json!({"area": self.area, "name": self.cast.id(), "document": {"type": "passport", "number": number}});
            self.make("people", fields)
        });
        pair.sort();
        json!({"a": pair[0], "b": pair[1], "why": "number", "state": "open"})
    }

    fn stay(&mut self, person: &str, room: &str) -> String {
        self.make(
            "residences",
            json!({"person": person, "room": room, "since": "2026-11-01"}),
        )
    }

    fn dispute(&mut self) -> String {
        let fields = json!({"area": self.area, "kind": "family", "course": "x", "at": 1, "by": self.user, "status": "settled",
            "result": {"outcome": "settled", "at": self.cast.world.now(), "by": self.user}});
        self.make("disputes", fields)
    }
}

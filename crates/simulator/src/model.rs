//! Engine, store and station come to what the executable model of sync comes to: the same scenarios, after each sync the same records at
//! the station and the same copy on the laptop, and at the end the same values in conflict. The model is in `crates/sync/tests/model`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::host::{self, Answered, Host, Route};
use crate::inside::{self, Row};
use crate::machine::{Machine, Step};
use crate::template::{self, MORNING, Template};
use domain::Fields;
use domain::fields::DELETED;
use serde::Deserialize;
use serde_json::{Value, json};
use station::staff;
use store::Edit;
use store::simulated::PLAIN;
use sync::engine::{Action, Event};

/// Scenarios of 150 steps each.
const SEEDS: &str = "40";
/// When the model's time begins, ms.
const BEGINNING: i64 = 10_000_000_000;
/// Laptop of the template for each of the model's.
const LAPTOPS: [usize; 4] = [4, 1, 2, 0];

#[derive(Deserialize)]
struct Scenario {
    seed: i64,
    clocks: Vec<i64>,
    steps: Vec<Told>,
    lost: BTreeSet<(String, String, String)>,
    perhaps: BTreeSet<(String, String, String)>,
}

#[derive(Deserialize)]
struct Told {
    now: i64,
    #[serde(flatten)]
    what: What,
}

type Rows = BTreeMap<String, BTreeMap<String, Value>>;

#[derive(Deserialize)]
#[serde(tag = "do")]
enum What {
    #[serde(rename = "edit")]
    Edit {
        laptop: usize,
        row: String,
        fields: BTreeMap<String, Value>,
        replaced: Vec<String>,
    },
    #[serde(rename = "round")]
    Round {
        laptop: usize,
        cut: String,
        station: Rows,
        waits: bool,
        copy: Rows,
        revived: BTreeSet<String>,
    },
    #[serde(rename = "areas")]
    Areas { areas: Vec<Vec<String>> },
    #[serde(rename = "back up")]
    BackUp,
    #[serde(rename = "restore")]
    Restore,
    #[serde(rename = "copy")]
    Copy { laptop: usize },
    #[serde(rename = "go back")]
    GoBack { laptop: usize },
}

struct World {
    host: Host,
    machines: Vec<Machine>,
    /// By name in the model: id.
    rows: BTreeMap<String, String>,
    now: i64,
    _folder: tempfile::TempDir,
}

/// The model's names of fields are ours, but for the mark of deletion and a note, which contacts do not have.
fn name(field: &str) -> &str {
    match field {
        "_del" => DELETED,
        "note" => "group",
        other => other,
    }
}

fn area(letter: &str) -> String {
    let number = ["a", "b", "c"].iter().position(|name| *name == letter);
    Template::get().areas[number.expect("an area")].clone()
}

fn value(field: &str, told: &Value) -> Value {
    match told {
        Value::String(letter) if field == "area" => area(letter).into(),
        other => other.clone(),
    }
}

impl World {
    fn new(scenario: &Scenario) -> World {
        let template = Template::get();
        let folder = template::scratch().expect("a folder");
        let file = folder.path().join("station.db");
        template.station(&file).expect("a station");
        let machines = LAPTOPS.iter().zip(&scenario.clocks).map(|(number, clock)| {
            let (user, identity) = &template.laptops[*number];
            let home = folder.path().join(format!("laptop-{number}"));
            template.laptop(*number, PLAIN, &home).expect("files");
            let mut machine = Machine::open(&home, PLAIN, *user, identity).expect("a laptop");
            machine.clock = *clock;
            machine
        });
        let mut world = World {
            machines: machines.collect(),
            host: Host::open(folder.path()).expect("a station"),
            rows: BTreeMap::new(),
            now: MORNING,
            _folder: folder,
        };
        let areas = [&["a", "b", "c"][..], &["a"], &["b"], &["a", "b"]];
        world.assign(&areas.map(|areas| areas.iter().map(|area| (*area).to_owned()).collect()));
        world
    }

    fn assign(&mut self, areas: &[Vec<String>]) {
        let template = Template::get();
        let chief = staff::Caller {
            device: String::new(),
            user: template.users[0].clone(),
            role: domain::Role::Chief,
            revoked: false,
        };
        for (machine, areas) in self.machines.iter().zip(areas) {
            let user = &template.users[machine.user];
            let held = inside::assigned(self.host.database(), user).expect("areas");
            for letter in ["a", "b", "c"] {
                let id = area(letter);
                let (is, shall) = (
                    held.contains(&["area:", &id].concat()),
                    areas.iter().any(|area| area == letter),
                );
                if is != shall {
                    let act = staff::Act {
                        act: if shall { "assign" } else { "unassign" }.into(),
                        user: Some(user.clone()),
                        area: Some(id),
                        ..staff::Act::default()
                    };
                    staff::act(self.host.database(), &chief, &act, self.now).expect("done");
                }
            }
        }
    }

    fn edit(&mut self, laptop: usize, row: &str, fields: &BTreeMap<String, Value>) {
        let machine = &self.machines[laptop];
        let change: Fields = fields
            .iter()
            .map(|(field, told)| (name(field).to_owned(), value(field, told)))
            .collect();
        let edit = match self.rows.get(row) {
            Some(id) => Edit::change("contacts", id, None, change),
            None => {
                let area = area(fields["area"].as_str().expect("an area"));
                Edit::create("contacts", &area, change)
            }
        };
        let now = self.now + machine.clock;
        let (id, _) = machine
            .store()
            .write(now, |write| write.put(edit))
            .unwrap_or_else(|error| panic!("{row} {fields:?}: {error}"));
        self.rows.insert(row.to_owned(), id);
    }

    /// A round, cut as the model cut it.
    fn round(&mut self, laptop: usize, cut: &str) {
        let mut event = Event::Poke;
        let mut answer_lost = cut == "answer";
        for _ in 0..100 {
            let machine = &mut self.machines[laptop];
            let request = match machine.step(event, self.now, None).expect("a step") {
                Step::Do(Action::Send(request)) => request,
                Step::Do(Action::Finished(_)) => return,
                other => panic!("laptop {laptop}: {other:?}"),
            };
            let (route, bytes) = host::to_wire(&request).expect("packed");
            let lost = match route {
                Route::Hello | Route::Log => false,
                Route::Push => cut == "nothing",
                Route::Pull => !cut.is_empty(),
            };
            if lost {
                machine.step(Event::Failed, self.now, None).expect("a step");
                return;
            }
            let device = machine.device.clone();
            let answered = self.host.answer(route, &device, &bytes, self.now, None);
            let Ok(Answered::With(bytes, _)) = answered else {
                panic!("laptop {laptop}: {answered:?}");
            };
            if route == Route::Push && answer_lost {
                // The next round asks what was taken.
                answer_lost = false;
                let machine = &mut self.machines[laptop];
                machine.step(Event::Failed, self.now, None).expect("a step");
                event = Event::Poke;
                continue;
            }
            event = Event::Reply(host::from_wire(route, &bytes).expect("read"));
        }
        panic!("laptop {laptop}: a round without an end");
    }

    /// The model's rows in our words. A row that is marked as living is not marked. What a restored station knows from an edit alone, until
    /// the laptop that made the row gives it back, is held back here and shown to nobody.
    fn expected(&self, rows: &Rows) -> BTreeMap<String, BTreeMap<String, Value>> {
        rows.iter()
            .filter(|(_, fields)| fields.contains_key("area"))
            .map(|(row, fields)| {
                let fields = fields
                    .iter()
                    .filter(|(field, told)| *field != "_del" || told == &&json!(true))
                    .map(|(field, told)| (name(field).to_owned(), value(field, told)));
                (self.rows[row].clone(), fields.collect())
            })
            .collect()
    }
}

fn contacts(rows: &BTreeMap<String, Row>) -> BTreeMap<String, BTreeMap<String, Value>> {
    rows.iter()
        .filter(|(_, row)| row.kind == "contacts")
        .map(|(id, row)| {
            let fields = row.fields().into_iter();
            let fields = fields.filter(|(name, value)| name != DELETED || value == &json!(true));
            (id.clone(), fields.collect())
        })
        .collect()
}

/// Whether a row that was revived is deleted after all depends on the revival's stamp, which is the station's own choice.
fn same(
    found: &BTreeMap<String, BTreeMap<String, Value>>,
    told: &BTreeMap<String, BTreeMap<String, Value>>,
    revived: &BTreeSet<&String>,
    of: &str,
) {
    let ids: BTreeSet<&String> = found.keys().chain(told.keys()).collect();
    for id in ids {
        let fields = |of: &BTreeMap<String, BTreeMap<String, Value>>| {
            let mut fields = of.get(id).cloned();
            if let (Some(fields), true) = (&mut fields, revived.contains(id)) {
                fields.remove(DELETED);
            }
            fields
        };
        assert_eq!(fields(found), fields(told), "{of}, row {id}");
    }
}

/// Row, field and value of every conflict over a text.
fn conflicts(rows: &BTreeMap<String, Row>) -> BTreeSet<(String, String, String)> {
    rows.values()
        .filter(|row| row.kind == "conflicts")
        .map(Row::fields)
        .filter_map(|fields| {
            let text = |name: &str| Some(domain::fields::text(&fields, name)?.to_owned());
            Some((text("row")?, text("field")?, text("lost.value")?))
        })
        .filter(|(_, field, _)| field != "area")
        .collect()
}

/// Goes through a scenario; conflicts found.
fn live(scenario: &Scenario) -> usize {
    let seed = scenario.seed;
    sync::ids::follow(Some(seed.unsigned_abs().wrapping_mul(1_000_003) + 7));
    let mut world = World::new(scenario);
    // Values that their own author typed over before they left the laptop; the model forgets them, the program sends them along.
    let mut replaced = BTreeSet::new();
    for (number, step) in scenario.steps.iter().enumerate() {
        let at = format!("seed {seed}, step {number}");
        world.now = MORNING + step.now - BEGINNING;
        match &step.what {
            What::Edit {
                laptop,
                row,
                fields,
                replaced: values,
            } => {
                world.edit(*laptop, row, fields);
                replaced.extend(values.iter().cloned());
            }
            What::Round {
                laptop,
                cut,
                station,
                waits,
                copy,
                revived,
            } => {
                world.round(*laptop, cut);
                let rows = inside::station_rows(world.host.database()).expect("rows");
                let revived: BTreeSet<&String> =
                    revived.iter().map(|row| &world.rows[row]).collect();
                same(
                    &contacts(&rows),
                    &world.expected(station),
                    &revived,
                    &format!("{at}: the station"),
                );
                let store = world.machines[*laptop].store();
                let held = inside::laptop_rows(store).expect("rows");
                same(
                    &contacts(&held),
                    &world.expected(copy),
                    &revived,
                    &format!("{at}: the copy"),
                );
                let own = inside::own(store).expect("operations");
                assert_eq!(own.iter().any(|own| own.waits), *waits, "{at}: what waits");
            }
            What::Areas { areas } => world.assign(areas),
            What::BackUp => world.host.back_up().expect("a backup"),
            What::Restore => {
                let newest = world.host.backups() - 1;
                world
                    .host
                    .restore(newest, false, MORNING)
                    .expect("restored");
            }
            What::Copy { laptop } => world.machines[*laptop].copy().expect("a copy"),
            What::GoBack { laptop } => {
                let machine = &mut world.machines[*laptop];
                machine.go_back(machine.copies() - 1).expect("gone back");
            }
        }
    }
    let rows = inside::station_rows(world.host.database()).expect("rows");
    let found = conflicts(&rows);
    let told = |of: &BTreeSet<(String, String, String)>| -> BTreeSet<(String, String, String)> {
        of.iter()
            .filter(|(_, field, _)| !["area", "_del"].contains(&field.as_str()))
            .map(|(row, field, value)| {
                let field = name(field).to_owned();
                (world.rows[row].clone(), field, value.clone())
            })
            .collect()
    };
    let (lost, perhaps) = (told(&scenario.lost), told(&scenario.perhaps));
    let missing: Vec<_> = lost.difference(&found).collect();
    let more: Vec<_> = found
        .difference(&lost)
        .filter(|of| !perhaps.contains(*of) && !replaced.contains(&of.2))
        .collect();
    sync::ids::follow(None);
    assert!(
        missing.is_empty() && more.is_empty(),
        "seed {seed}: conflicts missing {missing:?}, more {more:?}"
    );
    found.len()
}

#[test]
fn engine_store_and_station_come_to_what_the_executable_model_comes_to() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sync/tests/model");
    let model = Command::new("python3")
        .args(["-B", "scenarios.py", SEEDS])
        .current_dir(folder)
        .output()
        .expect("python3");
    assert!(
        model.status.success(),
        "{}",
        String::from_utf8_lossy(&model.stderr)
    );
    let (mut scenarios, mut found) = (0, 0);
    for line in String::from_utf8(model.stdout).expect("text").lines() {
        found += live(&serde_json::from_str(line).expect("a scenario"));
        scenarios += 1;
    }
    assert!(
        scenarios >= 40 && found > 100,
        "{scenarios} scenarios, {found} conflicts"
    );
}

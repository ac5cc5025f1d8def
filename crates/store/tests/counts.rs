//! However rows come and go, the counts kept of each area are those of a full count.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use store::{Edit, Identity, KdfCost, Store, StoreError};
use sync::engine::Laptop;
use sync::wire::Page;

const NOW: i64 = 1_795_136_400_000;
const AREAS: [&str; 2] = [
    "01900000-0000-7000-8000-00000000000a",
    "01900000-0000-7000-8000-00000000000b",
];
const KINDS: [&str; 3] = ["buildings", "rooms", "residences"];
/// Rows of each kind that the station may send.
const ROWS: usize = 6;

#[derive(Debug, Clone)]
enum Step {
    /// Rows of the station as they stand now, in one area or both.
    Page {
        rows: Vec<Sent>,
        complete: bool,
    },
    /// The station takes or gives areas, one bit each.
    Areas(usize),
    /// A row of the station leaves an area.
    Leaves(usize, usize, usize),
    /// Somebody makes a row here.
    Make(usize, usize, bool),
    /// Somebody changes a row here: it stops counting, or counts again.
    Change(usize, usize, bool),
    /// Somebody deletes a row here, or takes a deletion back.
    Delete(usize, usize, bool),
    TakeBack,
    /// An area is read anew.
    Reread(usize),
    /// The station begins another history.
    History,
}

#[derive(Debug, Clone)]
struct Sent {
    kind: usize,
    row: usize,
    areas: usize,
    counts: bool,
    deleted: bool,
}

fn sent() -> impl Strategy<Value = Sent> {
    (
        0..3_usize,
        0..ROWS,
        1..4_usize,
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(kind, row, areas, counts, deleted)| Sent {
            kind,
            row,
            areas,
            counts,
            deleted,
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (prop::collection::vec(sent(), 1..8), prop::bool::weighted(0.7))
            .prop_map(|(rows, complete)| Step::Page { rows, complete }),
        2 => (0..4_usize).prop_map(Step::Areas),
        2 => (0..3_usize, 0..ROWS, 0..2_usize).prop_map(|(kind, row, area)| Step::Leaves(kind, row, area)),
        2 => (0..3_usize, 0..2_usize, any::<bool>()).prop_map(|(kind, area, counts)| Step::Make(kind, area, counts)),
        4 => (0..3_usize, 0..20_usize, any::<bool>()).prop_map(|(kind, row, counts)| Step::Change(kind, row, counts)),
        2 => (0..3_usize, 0..20_usize, any::<bool>()).prop_map(|(kind, row, gone)| Step::Delete(kind, row, gone)),
        1 => Just(Step::TakeBack),
        1 => (0..2_usize).prop_map(Step::Reread),
        1 => Just(Step::History),
    ]
}

/// Fields of a row that counts or does not; what it refers to need not be there.
fn fields(kind: usize, area: usize, counts: bool) -> Value {
    let other = id(kind, 99);
    let merged = (!counts).then_some(&other);
    match KINDS[kind] {
        "buildings" => {
            json!({"area": AREAS[area], "address": {"number": "12"}, "merged_into": merged})
        }
        "rooms" => json!({"building": id(0, 0), "place": {"label": "402"}, "merged_into": merged}),
        _ => {
            let until = (!counts).then_some("2026-06-01");
            json!({"person": id(3, 0), "room": id(1, 0), "since": "2026-01-01", "until": until})
        }
    }
}

fn id(kind: usize, row: usize) -> String {
    format!("01900000-0000-7000-8000-0000000{kind:01}{row:04}")
}

struct Tried {
    store: Store,
    seq: i64,
    epoch: i64,
    /// Areas that the station grants, one bit each.
    areas: usize,
    undo: Option<String>,
    /// Ids made here, by kind.
    made: [Vec<String>; 3],
}

impl Tried {
    fn page(&self, rows: Vec<Value>, leaves: Vec<Value>, complete: bool) -> Page {
        let scopes: Vec<String> = scopes(self.areas).chain(["station".into()]).collect();
        let cursor: BTreeMap<&String, i64> = scopes.iter().map(|scope| (scope, self.seq)).collect();
        serde_json::from_value(json!({
            "epoch": self.epoch, "now": NOW, "hlc": NOW, "watermarks": {}, "scopes": scopes, "scope_version": self.seq, "rows": rows,
            "leaves": leaves, "complete": complete,
            "cursor": {"epoch": self.epoch, "scopes": cursor, "head": self.seq, "token": "t"},
        }))
        .expect("a page")
    }

    fn take(&mut self, page: &Page) {
        self.store.round(NOW).take_page(page).expect("taken");
    }

    fn any(&self, kind: usize, row: usize) -> String {
        match self.made[kind].get(row) {
            Some(made) => made.clone(),
            None => id(kind, row % ROWS),
        }
    }

    /// What the row holds does not matter: an edit of a row that is not here is refused and changes nothing.
    fn put(&mut self, edit: Edit) -> Option<String> {
        let (mut row, mut undo) = (None, None);
        let written = self.store.write(NOW, |write| -> Result<(), StoreError> {
            row = Some(write.put(edit)?);
            undo = write.undo().map(str::to_owned);
            Ok(())
        });
        written.ok()?;
        self.undo = undo;
        row
    }

    fn step(&mut self, step: &Step) {
        self.seq += 1;
        match step {
            Step::Page { rows, complete } => {
                let rows = rows.iter().map(|sent| {
                    self.seq += 1;
                    let mut body = fields(sent.kind, 0, sent.counts);
                    body["_deleted"] = sent.deleted.into();
                    let scopes: Vec<String> = scopes(sent.areas).collect();
                    json!({"id": id(sent.kind, sent.row), "kind": KINDS[sent.kind], "seq": self.seq, "scopes": scopes, "body": body})
                });
                let rows = rows.collect();
                self.take(&self.page(rows, vec![], *complete));
            }
            Step::Areas(areas) => {
                self.areas = *areas;
                self.take(&self.page(vec![], vec![], true));
            }
            Step::Leaves(kind, row, area) => {
                let scope = ["area:", AREAS[*area]].concat();
                let leave = json!({"id": id(*kind, *row), "scope": scope, "seq": self.seq});
                self.take(&self.page(vec![], vec![leave], true));
            }
            Step::Make(kind, area, counts) => {
                let fields = object(fields(*kind, *area, *counts));
                if let Some(made) = self.put(Edit::create(KINDS[*kind], AREAS[*area], fields)) {
                    self.made[*kind].push(made);
                }
            }
            Step::Change(kind, row, counts) => {
                let mut fields = object(fields(*kind, 0, *counts));
                fields.retain(|name, _| matches!(name.as_str(), "merged_into" | "until"));
                self.put(Edit::change(
                    KINDS[*kind],
                    &self.any(*kind, *row),
                    None,
                    fields,
                ));
            }
            Step::Delete(kind, row, gone) => {
                let fields = object(json!({"_deleted": gone}));
                self.put(Edit::change(
                    KINDS[*kind],
                    &self.any(*kind, *row),
                    None,
                    fields,
                ));
            }
            Step::TakeBack => {
                if let Some(undo) = self.undo.take() {
                    // A row that left with its area cannot be taken back.
                    let taken = self.store.write(NOW, |write| write.take_back(&undo));
                    assert!(
                        matches!(taken, Ok(_) | Err(StoreError::NotFound)),
                        "{taken:?}"
                    );
                }
            }
            Step::Reread(area) => {
                let scope = ["area:", AREAS[*area]].concat();
                self.store.round(NOW).reread(&scope).expect("reread");
            }
            Step::History => {
                self.epoch += 1;
                self.store.round(NOW).cursor(self.epoch).expect("a cursor");
            }
        }
    }

    fn counts(&self, sql: &str) -> Vec<(String, String, i64)> {
        self.store
            .read(|connection| -> Result<_, StoreError> {
                let mut statement = connection.prepare(sql)?;
                let rows =
                    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .expect("counts")
    }

    /// Whether a first sync that is not over leaves the counts for later.
    fn is_postponed(&self) -> bool {
        let left_out = self
            .store
            .read(|connection| store::state::text(connection, "indexes_left_out"));
        !left_out.expect("a state").is_empty()
    }
}

fn scopes(areas: usize) -> impl Iterator<Item = String> {
    let held = AREAS
        .iter()
        .enumerate()
        .filter(move |(at, _)| areas >> at & 1 == 1);
    held.map(|(_, area)| ["area:", area].concat())
}

fn object(value: Value) -> domain::Fields {
    value.as_object().expect("fields").clone()
}

const KEPT: &str =
    "SELECT area_id, kind, number FROM area_count WHERE number <> 0 ORDER BY area_id, kind";
const FULL: &str = "SELECT area_id, 'buildings' AS kind, count(*) FROM buildings WHERE merged_into = '' GROUP BY area_id
    UNION ALL SELECT area_id, 'residences', count(*) FROM residences WHERE until = '' GROUP BY area_id
    UNION ALL SELECT area_id, 'rooms', count(*) FROM rooms WHERE merged_into = '' GROUP BY area_id ORDER BY 1, 2";

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_counts_of_each_area_are_those_of_a_full_count(steps in prop::collection::vec(step(), 1..60)) {
        let folder = tempfile::tempdir().expect("a folder");
        let identity = Identity { user: "u".into(), role: "chief".into(), ..Identity::default() };
        let store = store::create(folder.path(), "correct horse battery staple", &identity, KdfCost::FLOOR).expect("a store");
        let mut tried = Tried { store, seq: 0, epoch: 7, areas: 3, undo: None, made: Default::default() };
        tried.store.round(NOW).cursor(7).expect("a cursor");
        for step in &steps {
            tried.step(step);
            if !tried.is_postponed() {
                prop_assert_eq!(tried.counts(KEPT), tried.counts(FULL), "after {:?}", step);
            }
        }
        tried.step(&Step::Areas(3));
        prop_assert_eq!(tried.counts(KEPT), tried.counts(FULL));
    }
}

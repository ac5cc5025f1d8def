//! A new laptop reads everything for the first time: what is left out meanwhile is there at the end, and after an interruption.

use domain::finding_keys::{KeyKind, Lookup, Mode};
use serde_json::{Value, json};
use store::{Edit, Identity, KdfCost, Store, StoreError, search_keys};
use sync::engine::Laptop;
use sync::wire::Page;
use tempfile::TempDir;

const PASSPHRASE: &str = "correct horse battery staple";
const AREA: &str = "01900000-0000-7000-8000-00000000000a";
const SCOPE: &str = "area:01900000-0000-7000-8000-00000000000a";

fn identity() -> Identity {
    Identity {
        user: "u".into(),
        role: "chief".into(),
        ..Identity::default()
    }
}

fn new_store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store::create(folder.path(), PASSPHRASE, &identity(), KdfCost::FLOOR);
    (folder, store.expect("a store"))
}

/// A page of contacts with these numbers.
fn page(numbers: std::ops::Range<i64>, complete: bool) -> Page {
    let rows: Vec<Value> = numbers
        .clone()
        .map(|number| {
            json!({
                "id": format!("01900000-0000-7000-8000-{number:012}"), "kind": "contacts", "seq": number, "scopes": [SCOPE],
                "body": {"area": AREA, "name": "王丽", "phone": format!("+861380000{number:04}")},
            })
        })
        .collect();
    serde_json::from_value(json!({
        "epoch": 7, "now": 1_795_136_400_000_i64, "hlc": 1_795_136_400_000_i64, "watermarks": {}, "scopes": [SCOPE],
        "scope_version": 1, "rows": rows, "leaves": [], "complete": complete,
        "cursor": {"epoch": 7, "scopes": {SCOPE: numbers.end - 1}, "head": 100, "token": "t"},
    }))
    .expect("done")
}

fn take(store: &Store, page: &Page) {
    store
        .round(1_795_136_400_000)
        .take_page(page)
        .expect("done");
}

fn indexes(store: &Store) -> Vec<String> {
    store
        .read(|connection| -> Result<_, StoreError> {
            let mut statement = connection
                .prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("done")
}

fn found(store: &Store, kind: KeyKind, key: &str) -> usize {
    let lookup = Lookup {
        kind,
        key: key.into(),
        mode: Mode::Exact,
    };
    store
        .read(|connection| search_keys::look_up(connection, &lookup, Some("contacts"), 1_000))
        .expect("done")
        .len()
}

#[test]
fn after_the_last_page_of_a_first_sync_everything_is_found_and_every_index_stands() {
    let (_folder, store) = new_store();
    let before = indexes(&store);
    take(&store, &page(1..11, false));
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 0);
    assert!(indexes(&store).len() < before.len());
    take(&store, &page(11..21, false));
    take(&store, &page(21..26, true));
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 25);
    assert_eq!(found(&store, KeyKind::PhoneTail, "0025"), 1);
    assert_eq!(indexes(&store), before);
    // What comes later is found at once, also when more follows it.
    take(&store, &page(26..31, false));
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 30);
    assert_eq!(indexes(&store), before);
    assert_eq!(store.check().expect("done"), None);
}

#[test]
fn a_first_sync_that_is_broken_off_leaves_a_store_in_which_everything_that_came_is_found() {
    let (folder, store) = new_store();
    let before = indexes(&store);
    take(&store, &page(1..11, false));
    drop(store);
    let store = store::open(folder.path(), PASSPHRASE).expect("done");
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 10);
    assert_eq!(indexes(&store), before);
    take(&store, &page(11..21, true));
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 20);
}

#[test]
fn a_first_sync_that_is_broken_off_is_searchable_at_once_and_so_is_what_is_written_meanwhile() {
    let (_folder, store) = new_store();
    let before = indexes(&store);
    let told = std::cell::Cell::new(false);
    let broken: Result<(), StoreError> = store.one_round(
        || {
            take(&store, &page(1..11, false));
            let fields = json!({"area": AREA, "name": "赵六", "phone": "+8613800001234"});
            let fields = fields.as_object().expect("fields").clone();
            store.write(1_795_136_400_000, |write| {
                write.put(Edit::create("contacts", AREA, fields.into_iter().collect()))
            })?;
            assert_eq!(found(&store, KeyKind::Pinyin, "zhaoliu"), 1);
            Err(StoreError::NotFound)
        },
        &|kinds| told.set(kinds.contains("contacts")),
    );
    assert!(
        told.get(),
        "screens that found nothing are not told to look again"
    );
    assert!(matches!(broken, Err(StoreError::NotFound)), "{broken:?}");
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 10);
    assert_eq!(found(&store, KeyKind::Pinyin, "zhaoliu"), 1);
    assert_eq!(indexes(&store), before);
}

#[test]
fn a_row_that_changes_is_found_under_its_new_keys_only() {
    let (_folder, store) = new_store();
    take(&store, &page(1..3, true));
    assert_eq!(found(&store, KeyKind::PhoneTail, "0001"), 1);
    let mut changed = page(1..2, true);
    changed.rows[0].seq = 50;
    changed.rows[0].body = serde_json::value::RawValue::from_string(
        json!({"area": AREA, "name": "陈金土", "phone": "+8613800009999"}).to_string(),
    )
    .expect("done");
    take(&store, &changed);
    assert_eq!(found(&store, KeyKind::PhoneTail, "0001"), 0);
    assert_eq!(found(&store, KeyKind::PhoneTail, "9999"), 1);
    assert_eq!(found(&store, KeyKind::Pinyin, "wangli"), 1);
    assert_eq!(found(&store, KeyKind::Pinyin, "chenjintu"), 1);
    let keys: i64 = store
        .read(|connection| -> Result<_, StoreError> {
            Ok(connection.query_row(
                "SELECT (SELECT count(*) FROM search_key) - (SELECT sum(json_array_length(keys)) FROM findable)",
                [],
                |row| row.get(0),
            )?)
        })
        .expect("done");
    assert_eq!(keys, 0, "each row remembers exactly the keys it has");
}

//! A desk over a real encrypted store in a temporary folder, for the tests of this crate.

use std::sync::Arc;

use domain::Fields;
use serde_json::Value;
use store::{Identity, KdfCost};
use sync::engine::Laptop;
use sync::wire::{Cursor, Page, Row};

use crate::clock::FixedClock;
use crate::desk::Desk;
use crate::words::Language;

/// 2026-11-20 10:00 in China.
pub const NOW: i64 = 1_795_140_000_000;
/// The area every test desk holds.
pub const AREA: &str = "01900000-0000-7000-8000-00000000a001";
/// An area it does not hold.
pub const OTHER_AREA: &str = "01900000-0000-7000-8000-00000000a002";
/// The account.
pub const USER: &str = "01900000-0000-7000-8000-0000000000b1";

/// A desk and what keeps it alive.
pub struct TestDesk {
    pub desk: Desk,
    pub clock: Arc<FixedClock>,
    seq: std::cell::Cell<i64>,
    areas: std::cell::RefCell<Vec<String>>,
    _folder: tempfile::TempDir,
}

impl TestDesk {
    /// Entries of the access log about records of this kind.
    pub fn accesses(&self, kind: &str) -> Vec<audit::Entry> {
        let entries = self.desk.store.read(store::log_entries).unwrap();
        let entries = entries
            .iter()
            .map(|bytes| audit::Entry::parse(bytes).unwrap());
        entries.filter(|entry| entry.kind == kind).collect()
    }

    /// A desk of an account with this role, holding [`AREA`] (青岩刘村), as after a first sync.
    pub fn new(role: &str) -> TestDesk {
        let folder = tempfile::tempdir().unwrap();
        let identity = Identity {
            user: USER.into(),
            user_name: "王丽".into(),
            role: role.into(),
            device: "01900000-0000-7000-8000-0000000000d1".into(),
            ..Identity::default()
        };
        let store = store::create(
            folder.path(),
            "correct horse battery",
            &identity,
            KdfCost::FLOOR,
        )
        .unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let desk = Desk {
            store: Arc::new(store),
            clock: clock.clone(),
            language: Language::Chinese,
            user: USER.into(),
            reader: crate::imports::apart::Reader::this_program(),
            on_changed: Arc::new(|_| {}),
        };
        let test = TestDesk {
            desk,
            clock,
            seq: 0.into(),
            areas: vec![["area:", AREA].concat()].into(),
            _folder: folder,
        };
        test.receive(
            "areas",
            AREA,
            &["station"],
            &serde_json::json!({"name": "青岩刘村", "kind": "village", "code": "330782002003"}),
        );
        test.receive(
            "users",
            USER,
            &["station"],
            &serde_json::json!({"name": "王丽", "role": role, "active": true}),
        );
        test
    }

    /// The store closed and opened again, as by another run of the program.
    pub fn reopened(self) -> TestDesk {
        let TestDesk {
            desk,
            clock,
            seq,
            areas,
            _folder,
        } = self;
        let Desk {
            store,
            clock: time,
            language,
            user,
            reader,
            on_changed,
        } = desk;
        drop(store);
        let store = store::open(_folder.path(), "correct horse battery").unwrap();
        let desk = Desk {
            store: Arc::new(store),
            clock: time,
            language,
            user,
            reader,
            on_changed,
        };
        TestDesk {
            desk,
            clock,
            seq,
            areas,
            _folder,
        }
    }

    /// The first sync is complete.
    pub fn synced(&self) {
        let settled = self.desk.store.round(NOW).settle(&Default::default());
        settled.unwrap();
    }

    /// Gives the account one more area, from the next row on.
    pub fn hold(&self, area: &str) {
        self.areas.borrow_mut().push(["area:", area].concat());
    }

    /// A row as the station sends it.
    pub fn receive(&self, kind: &str, id: &str, scopes: &[&str], fields: &Value) {
        self.seq.set(self.seq.get() + 1);
        let mut held = vec!["station".into(), format!("user:{USER}")];
        held.extend(self.areas.borrow().iter().cloned());
        let page = Page {
            epoch: 1,
            now: NOW,
            hlc: 0,
            watermarks: Default::default(),
            scopes: held,
            scope_version: 1,
            rows: vec![Row {
                id: id.into(),
                kind: kind.into(),
                seq: self.seq.get(),
                scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
                body: serde_json::value::to_raw_value(fields).unwrap(),
            }],
            leaves: vec![],
            cursor: Cursor {
                epoch: 1,
                ..Cursor::default()
            },
            complete: true,
            digests: Default::default(),
        };
        let mut round = self.desk.store.round(NOW);
        round.take_page(&page).unwrap();
    }

    /// A row of [`AREA`] made on this laptop; returns its id.
    pub fn put(&self, kind: &str, fields: Value) -> String {
        let fields: Fields = fields.as_object().unwrap().clone();
        let done = self.desk.write("done.saved", |write| {
            Ok(Some(write.put(store::Edit::create(kind, AREA, fields))?))
        });
        done.unwrap().id.unwrap()
    }
}

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
    _folder: tempfile::TempDir,
}

impl TestDesk {
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

    /// A row as the station sends it.
    pub fn receive(&self, kind: &str, id: &str, scopes: &[&str], fields: &Value) {
        self.seq.set(self.seq.get() + 1);
        let area = format!("area:{AREA}");
        let page = Page {
            epoch: 1,
            now: NOW,
            hlc: 0,
            watermarks: Default::default(),
            scopes: vec!["station".into(), area, format!("user:{USER}")],
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

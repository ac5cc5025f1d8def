//! Two people on one laptop, each with a book of their own: own key, own enrolment, own outbox.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use app::session::EnrolForm;
use app::{Desk, Language, books, session, sync_round, syncing, wipe};
use domain::Role;
use serde_json::{Value, json};
use store::{Edit, KdfCost};
use tempfile::TempDir;
use tests::{PASSPHRASE, World, fields_of};

use crate::headless::{beatbook, confirm, refused, run};

const OTHERS: &str = "cold stairs, warm soup";
const HERS: &str = "周子航";
const HIS: &str = "钱小芳";

/// A laptop in the duty room, 王丽's first and then 李强's too, who have another village each.
struct Shared {
    world: World,
    hers: String,
    his: String,
    data: TempDir,
}

impl Shared {
    fn new() -> Shared {
        let world = World::new();
        let (hers, his) = (world.area("青岩刘村"), world.area("塘下洋村"));
        let wang = world.user("王丽", Role::Instructor, &[&hers]);
        let li = world.user("李强", Role::Instructor, &[&his]);
        let data = tempfile::tempdir().expect("a folder");
        let shared = Shared {
            world,
            hers,
            his,
            data,
        };
        shared.enrol(&wang, PASSPHRASE);
        shared.enrol(&li, OTHERS);
        shared
    }

    fn enrol(&self, user: &str, passphrase: &str) {
        let form = EnrolForm {
            station_url: self.world.url(),
            code: self.world.invite(user),
            fingerprint: Some(self.world.station().fingerprint.clone()),
            passphrase: passphrase.to_owned(),
        };
        let store = books::enrol(self.data.path(), &form, "值班室", KdfCost::FLOOR);
        let device = device(&store.expect("enrolled"));
        station::staff::confirm(
            &self.world.station().database,
            &device,
            "",
            self.world.now(),
        )
        .expect("confirmed");
    }

    fn home(&self, name: &str) -> PathBuf {
        books::of(self.data.path(), Some(name)).expect("a book")
    }

    fn open(&self, name: &str, passphrase: &str) -> Desk {
        let store = session::unlock(&self.home(name), passphrase, self.world.now());
        let clock = self.world.clock.clone();
        let desk = session::desk(
            store.expect("it opens"),
            clock,
            Language::English,
            Arc::new(|_| {}),
        );
        desk.expect("a desk")
    }

    fn wang(&self) -> Desk {
        self.open("王丽", PASSPHRASE)
    }

    fn li(&self) -> Desk {
        self.open("李强", OTHERS)
    }
}

fn device(store: &store::Store) -> String {
    store
        .read(store::state::identity)
        .expect("an identity")
        .device
}

fn register(desk: &Desk, area: &str, name: &str) {
    let fields = fields_of(json!({"area": area, "name": name}));
    let now = desk.now();
    let put = |write: &mut store::Write<'_>| write.put(Edit::create("people", area, fields));
    desk.store.write(now, put).expect("saved");
}

fn waiting(desk: &Desk) -> u32 {
    let live = syncing::LiveState::default();
    syncing::state(desk, &live).expect("a state").waiting
}

/// In how many columns of an open store something is said.
fn told(desk: &Desk, marker: &str) -> usize {
    let columns = desk.store.columns().expect("the schema");
    let says = |(table, column): &(String, String)| -> bool {
        let sql = format!(
            "SELECT count(*) FROM \"{table}\" WHERE instr(CAST(\"{column}\" AS TEXT), ?1) > 0"
        );
        let found = desk
            .store
            .read(|connection| -> Result<i64, store::StoreError> {
                // Tables of the search index give only some columns out.
                let found = connection.query_row(&sql, [marker], |row| row.get(0));
                Ok(found.unwrap_or(0))
            });
        found.expect("read") > 0
    };
    columns.iter().filter(|column| says(column)).count()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

#[test]
fn two_people_share_a_laptop_and_neither_book_holds_a_word_of_the_other() {
    let shared = Shared::new();
    let wang = shared.wang();
    register(&wang, &shared.hers, HERS);
    sync_round::run_once(&wang).expect("synced");
    drop(wang);
    let li = shared.li();
    register(&li, &shared.his, HIS);
    sync_round::run_once(&li).expect("synced");
    let devices = [device(&li.store), device(&shared.wang().store)];
    assert_ne!(devices[0], devices[1]);

    assert!(told(&li, HIS) > 0 && told(&shared.wang(), HERS) > 0);
    assert_eq!((told(&li, HERS), told(&shared.wang(), HIS)), (0, 0));
    drop(li);
    // One passphrase does not open the other's.
    for (name, passphrase) in [("王丽", OTHERS), ("李强", PASSPHRASE)] {
        let opened = session::unlock(&shared.home(name), passphrase, 0);
        let code = opened.err().map(|error| error.code);
        assert_eq!(code.as_deref(), Some("wrong_passphrase"));
    }
    // Nothing is readable without a key but whose books they are, and folders have no names.
    for path in files(shared.data.path()) {
        let bytes = std::fs::read(&path).expect("a file");
        let says = |marker: &str| {
            bytes
                .windows(marker.len())
                .any(|part| part == marker.as_bytes())
        };
        assert!(!says(HERS) && !says(HIS), "{}", path.display());
        let shown = path.strip_prefix(shared.data.path()).expect("below it");
        assert!(shown.to_string_lossy().is_ascii(), "{}", shown.display());
        assert!(
            !says("王丽") || shown.ends_with("store.key"),
            "{}",
            shown.display()
        );
    }
    // The chief sees two laptops, each with its user.
    let chief = shared.world.laptop(&shared.world.chief);
    let page = app::staff::page(&chief.desk).expect("a page");
    let of = |user: &str| {
        let laptops = page.laptops.iter();
        laptops
            .filter(|laptop| laptop.name == "值班室" && laptop.user == user)
            .count()
    };
    assert_eq!((of("王丽"), of("李强")), (1, 1));
}

#[test]
fn unsent_work_of_one_waits_for_that_one() {
    let shared = Shared::new();
    let (wang, li) = (shared.wang(), shared.li());
    sync_round::run_once(&wang).expect("synced");
    register(&wang, &shared.hers, HERS);
    assert_eq!(waiting(&wang), 1);
    drop(wang);
    register(&li, &shared.his, HIS);
    assert_eq!(sync_round::run_once(&li).expect("synced").pushed, 1);
    let chief = shared.world.laptop(&shared.world.chief);
    let known = |name: &str| {
        let counted = format!("SELECT count(*) FROM people WHERE name = '{name}'");
        chief.sync();
        chief.count(&counted)
    };
    assert_eq!((known(HERS), known(HIS)), (0, 1));
    let wang = shared.wang();
    assert_eq!(waiting(&wang), 1);
    assert_eq!(sync_round::run_once(&wang).expect("synced").pushed, 1);
    assert_eq!((known(HERS), known(HIS)), (1, 1));
}

#[test]
fn one_is_revoked_and_erased_and_the_other_works_on() {
    let shared = Shared::new();
    let data = shared.data.path();
    let li = shared.li();
    register(&li, &shared.his, HIS);
    let wang = shared.wang();
    register(&wang, &shared.hers, HERS);
    let home = wang.store.home().to_owned();
    assert_eq!(home, data);
    shared
        .world
        .act("revoke_laptop", None, None, Some(&device(&wang.store)));
    assert_eq!(sync_round::run_once(&wang).unwrap_err().code, wipe::ORDERED);
    wipe::obey(wang).expect("erased");
    assert!(!home.join("store.key").exists() && !home.join("store.db").exists());
    let state = books::look(data, Some("1"), Language::English);
    let told = state.trouble.map(|told| told.code);
    assert_eq!(told.as_deref(), Some("book_erased"));
    assert_eq!(state.user_name.as_deref(), Some("李强"));
    assert_eq!(state.books.len(), 1);

    assert_eq!(sync_round::run_once(&li).expect("synced").pushed, 1);
    register(&li, &shared.his, "孙晓东");
    drop(li);
    let li = shared.li();
    assert_eq!(sync_round::run_once(&li).expect("synced").pushed, 1);
    // A third one gets the folder that became free, and the second stays where it is.
    let area = shared.world.area("江东社区");
    let user = shared.world.user("赵敏", Role::Instructor, &[&area]);
    shared.enrol(&user, PASSPHRASE);
    assert_eq!(shared.home("赵敏"), data);
    assert_eq!(li.store.home(), data.join("books/2"));
    assert!(!home.join("erased").exists());
}

#[test]
fn without_a_window_a_book_is_named_by_its_user_and_a_doctor_looks_at_each() {
    let world = World::on_real_time();
    let (hers, his) = (world.area("青岩刘村"), world.area("塘下洋村"));
    let wang = world.user("王丽", Role::Instructor, &[&hers]);
    let li = world.user("李强", Role::Instructor, &[&his]);
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    let url = world.url();
    let enrol = |user: &str, more: &[&str]| -> Output {
        let code = world.invite(user);
        let arguments = ["enroll", "--station", &url, "--code", &code];
        let mut command = beatbook(home);
        command.args(arguments).args(more);
        command.output().expect("it runs")
    };
    let digits = |output: Output| -> Value {
        let me: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        me["check_digits"].clone()
    };
    assert_eq!(run(home, &["books"]), json!([]));
    confirm(&world, &digits(enrol(&wang, &[])));
    assert!(!enrol(&li, &[]).status.success());
    confirm(&world, &digits(enrol(&li, &["--another"])));

    let names = run(home, &["books"]);
    assert_eq!(names[0]["name"], "李强");
    assert_eq!(names[1], json!({"id": "1", "name": "王丽"}));
    assert_eq!(refused(home, &["status"]), "which_book");
    assert_eq!(
        refused(home, &["--user", "赵敏", "status"]),
        "book_not_here"
    );
    for (name, area) in [("王丽", &hers), ("李强", &his)] {
        run(home, &["--user", name, "sync"]);
        let status = run(home, &["--user", name, "status"]);
        assert_eq!(status["user"]["name"], name);
        assert_eq!(status["user"]["areas"][0]["id"], **area);
    }
    let checks = |arguments: &[&str]| {
        run(home, arguments)["checks"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!(run(home, &["doctor"])["sound"], true);
    assert!(checks(&["--user", "2", "doctor"]) > checks(&["doctor"]) + 3);
    std::fs::write(home.join("books/2/store.key"), "rubbish").expect("written");
    let output = beatbook(home).arg("doctor").output().expect("it runs");
    assert!(!output.status.success());
    assert_eq!(run(home, &["--user", "王丽", "status"])["waiting"], 0);
}

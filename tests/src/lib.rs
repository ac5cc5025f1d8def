//! A station and laptops over real HTTPS on port 0, for the stories and the benchmarks. Time is passed in; nothing else is pretended.

pub mod decoders;
pub mod raw;
mod server;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::clock::{Clock, FixedClock, SystemClock};
use app::imports::apart::Reader;
use app::session::EnrolForm;
use app::{AppError, Desk, Language, sync_round};
use domain::{Fields, Role};
use serde_json::Value;
pub use server::{Server, free_address, processor_time};
use station::{Serving, Station, StationError, courier, staff};
use store::{Edit, KdfCost, StoreError};
use tempfile::TempDir;

/// 2026-11-20 09:00 in China.
pub const MORNING: i64 = 1_795_136_400_000;
/// The passphrase of every laptop here.
pub const PASSPHRASE: &str = "correct horse battery";

/// A station that can be stopped, restarted and restored, and the clock everybody goes by.
pub struct World {
    /// Everybody's clock.
    pub clock: Arc<FixedClock>,
    /// Account of the chief.
    pub chief: String,
    time: Arc<dyn Clock>,
    folder: TempDir,
    runtime: tokio::runtime::Runtime,
    station: Option<Arc<Station>>,
    serving: Option<Serving>,
    address: Option<SocketAddr>,
}

impl Default for World {
    fn default() -> World {
        World::new()
    }
}

impl World {
    /// A new station with a chief, serving.
    pub fn new() -> World {
        let clock = Arc::new(FixedClock::at(MORNING));
        World::going_by(clock.clone(), clock)
    }

    /// A new station with a chief, serving, with its records in a file whatever the stories run on.
    pub fn in_a_file() -> World {
        let clock = Arc::new(FixedClock::at(MORNING));
        let mut world = World::made(clock.clone(), clock, None);
        world.start();
        world
    }

    /// A new station on the machine's time, for laptops with a window: those read no other clock.
    pub fn on_real_time() -> World {
        let clock = Arc::new(FixedClock::at(SystemClock.now()));
        World::going_by(clock, Arc::new(SystemClock))
    }

    /// A new station on the machine's time, serving, with its records in a file whatever the stories run on.
    pub fn on_real_time_in_a_file() -> World {
        let mut world = World::unserved(None);
        world.start();
        world
    }

    /// A new station on the machine's time with its records in this PostgreSQL database or a file, served by nobody yet: processes of the test do.
    pub fn unserved(url: Option<&str>) -> World {
        let clock = Arc::new(FixedClock::at(SystemClock.now()));
        World::made(clock, Arc::new(SystemClock), url.map(str::to_owned))
    }

    /// Laptops that enrol from now on reach the station here.
    pub fn served_at(&mut self, address: SocketAddr) {
        self.address = Some(address);
    }

    fn going_by(clock: Arc<FixedClock>, time: Arc<dyn Clock>) -> World {
        let url = std::env::var("BEATBOOK_STORIES_DATABASE").ok();
        let mut world = World::made(clock, time, url);
        world.start();
        world
    }

    fn made(clock: Arc<FixedClock>, time: Arc<dyn Clock>, url: Option<String>) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let mut world = World {
            clock,
            time,
            chief: String::new(),
            folder,
            runtime,
            station: None,
            serving: None,
            address: None,
        };
        let place = world.folder.path().join("station");
        let station = match url {
            Some(url) => Station::init_in(&place, "江东派出所", &url, world.station_clock()),
            None => Station::init(&place, "江东派出所", world.station_clock()),
        };
        world.station = Some(Arc::new(station.expect("a station")));
        world.chief = world.user("周建平", Role::Chief, &[]);
        world
    }

    fn station_clock(&self) -> station::Clock {
        let time = self.time.clone();
        Arc::new(move || time.now())
    }

    /// Size of the station's file, bytes; 0 for a database server.
    pub fn station_bytes(&self) -> u64 {
        let file = self.station_folder().join("station.db");
        std::fs::metadata(file).map_or(0, |file| file.len())
    }

    /// The station, open.
    pub fn station(&self) -> &Station {
        self.station.as_ref().expect("an open station")
    }

    /// Folder of the station.
    pub fn station_folder(&self) -> PathBuf {
        self.folder.path().join("station")
    }

    /// Serves, on the same port as before.
    pub fn start(&mut self) {
        if self.station.is_none() {
            let station = Station::open(&self.station_folder(), self.station_clock());
            self.station = Some(Arc::new(station.expect("the station opens")));
        }
        let address = self
            .address
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        let listener = (0..50)
            .find_map(|_| {
                TcpListener::bind(address)
                    .inspect_err(|_| std::thread::sleep(std::time::Duration::from_millis(50)))
                    .ok()
            })
            .expect("a port");
        let _entered = self.runtime.enter();
        let station = self.station.clone().expect("an open station");
        let (serving, _task) = station::serve(station, listener).expect("serving");
        self.address = Some(serving.address);
        self.serving = Some(serving);
    }

    /// Stops serving: laptops reach nobody.
    pub fn stop(&mut self) {
        self.serving = None;
        std::thread::sleep(std::time::Duration::from_millis(50));
    }

    /// Writes a backup.
    pub fn backup(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        self.station().database.backup(&path).expect("a backup");
        path
    }

    /// Stops serving and closes the station.
    pub fn close(&mut self) {
        self.stop();
        // Handlers under way hold the station for a moment longer.
        let mut station = self.station.take();
        while station
            .as_ref()
            .is_some_and(|station| Arc::strong_count(station) > 1)
        {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        station.take();
    }

    /// Stops, puts a backup in place, serves again.
    pub fn restore(&mut self, backup: &Path) {
        self.close();
        Station::restore(&self.station_folder(), backup).expect("restored");
        self.start();
    }

    /// Stops, copies a backup over the records without telling the program, serves again.
    pub fn restore_by_hand(&mut self, backup: &Path) {
        self.close();
        let records = self.station_folder().join("station.db");
        assert!(records.exists(), "the records are in a file");
        std::fs::copy(backup, records).expect("copied");
        self.start();
    }

    /// Stops, moves the records into a PostgreSQL database or (none) into a file, serves again.
    pub fn move_to(&mut self, url: Option<&str>) {
        self.close();
        Station::move_to(&self.station_folder(), url).expect("moved");
        self.start();
    }

    /// Has the station read a laptop's courier file and answer it.
    ///
    /// # Errors
    /// As the station reports it.
    pub fn courier(&self, file: &[u8]) -> Result<(courier::Taken, Vec<u8>), StationError> {
        let taken = courier::take(self.station(), std::io::Cursor::new(file))?;
        let (_, answer) = courier::answer(self.station(), &taken, Vec::new())?;
        Ok((taken, answer))
    }

    /// Makes an area.
    pub fn area(&self, name: &str) -> String {
        let area = staff::Area {
            name: Some(name),
            ..staff::Area::default()
        };
        staff::add_area(&self.station().database, &area, self.now()).expect("an area")
    }

    /// Makes an account with areas.
    pub fn user(&self, name: &str, role: Role, areas: &[&str]) -> String {
        let database = &self.station().database;
        let id = staff::add_user(database, name, role, self.now()).expect("an account");
        for area in areas {
            staff::assign(database, &id, area, self.now()).expect("an assignment");
        }
        id
    }

    /// Does an act of running the station as the chief.
    pub fn act(&self, act: &str, user: Option<&str>, area: Option<&str>, laptop: Option<&str>) {
        self.act_with(act, user, area, laptop, false);
    }

    /// A laptop is in foreign hands.
    pub fn act_of_theft(&self, laptop: &str) {
        self.act_with("revoke_laptop", None, None, Some(laptop), true);
    }

    fn act_with(
        &self,
        act: &str,
        user: Option<&str>,
        area: Option<&str>,
        laptop: Option<&str>,
        stolen: bool,
    ) {
        let caller = staff::Caller {
            device: String::new(),
            user: self.chief.clone(),
            role: Role::Chief,
            revoked: false,
        };
        let act = staff::Act {
            act: act.to_owned(),
            user: user.map(str::to_owned),
            area: area.map(str::to_owned),
            laptop: laptop.map(str::to_owned),
            stolen,
            ..staff::Act::default()
        };
        staff::act(&self.station().database, &caller, &act, self.now()).expect("the act");
    }

    /// A one-time code for an account.
    pub fn invite(&self, user: &str) -> String {
        staff::invite(&self.station().database, user, self.now())
            .expect("an invitation")
            .code
    }

    /// Address of the station.
    pub fn url(&self) -> String {
        format!("https://{}", self.address.expect("an address"))
    }

    /// Enrols a new laptop of an account and syncs it once.
    pub fn laptop(&self, user: &str) -> Laptop {
        let laptop = self.enrol(user);
        laptop.sync();
        laptop
    }

    /// Enrols a new laptop of an account.
    pub fn enrol(&self, user: &str) -> Laptop {
        self.enrol_by(&self.invite(user))
    }

    /// Enrols a new laptop of an account by a code made before.
    pub fn enrol_by(&self, code: &str) -> Laptop {
        let laptop = self.ask_by(code);
        self.confirm(&laptop);
        laptop
    }

    /// Enrols a new laptop by a code made before; nobody has confirmed it yet.
    pub fn ask_by(&self, code: &str) -> Laptop {
        let folder = tempfile::tempdir().expect("a folder");
        let form = EnrolForm {
            station_url: self.url(),
            code: code.to_owned(),
            fingerprint: Some(self.station().fingerprint.clone()),
            passphrase: PASSPHRASE.to_owned(),
        };
        let store =
            app::session::enrol(folder.path(), &form, "test", KdfCost::FLOOR).expect("enrolled");
        Laptop::over(folder, store, self.time.clone())
    }

    /// Confirms a laptop as whoever sits at the server.
    pub fn confirm(&self, laptop: &Laptop) {
        let device = laptop
            .desk
            .store
            .read(store::state::identity)
            .expect("an identity")
            .device;
        staff::confirm(&self.station().database, &device, "", self.now()).expect("confirmed");
    }

    /// Time now, ms.
    pub fn now(&self) -> i64 {
        self.time.now()
    }
}

/// The program of this name built beside the tests.
pub fn program(name: &str) -> PathBuf {
    let program = beside(name);
    assert!(
        program.exists(),
        "build it first: cargo build --bins ({})",
        program.display()
    );
    program
}

fn beside(name: &str) -> PathBuf {
    let built = std::env::current_exe().expect("a path");
    // Tests lie in `deps`, other programs beside each other.
    let folder = built
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .expect("the target folder");
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A laptop with its own encrypted store.
pub struct Laptop {
    /// What the program's functions work on.
    pub desk: Desk,
    clock: Arc<dyn Clock>,
    folder: TempDir,
}

impl Laptop {
    fn over(folder: TempDir, store: store::Store, clock: Arc<dyn Clock>) -> Laptop {
        let mut desk =
            app::session::desk(store, clock.clone(), Language::English, Arc::new(|_| {}))
                .expect("a desk");
        // A test does not know how to be a reader; `beatbook` does.
        desk.reader = Reader::program(beside("beatbook"));
        Laptop {
            desk,
            clock,
            folder,
        }
    }

    /// Opens a folder in which a store was put.
    ///
    /// # Panics
    /// If there is none.
    pub fn opened(folder: TempDir, clock: Arc<dyn Clock>) -> Laptop {
        let store = store::open(folder.path(), PASSPHRASE).expect("the store opens");
        Laptop::over(folder, store, clock)
    }

    /// Its folder.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the store and hands out its folder, for a window to open.
    pub fn close(self) -> TempDir {
        self.folder
    }

    /// A laptop with a clock of its own, off by `ms`.
    #[must_use]
    pub fn with_clock_off_by(mut self, ms: i64) -> Laptop {
        let now = self.clock.now();
        self.clock = Arc::new(FixedClock::at(now + ms));
        self.desk.clock = self.clock.clone();
        self
    }

    /// Makes it forget how long it may be used without contact, as a program would that never knew.
    #[must_use]
    pub fn without_lease(self) -> Laptop {
        let forget = |write: &mut store::Write<'_>| {
            store::state::set(write.connection(), "lease", "")?;
            Ok::<_, StoreError>(())
        };
        self.desk.store.write(0, forget).expect("forgotten");
        self
    }

    /// Does as the station orders; the folder it was in.
    pub fn erase(self) -> TempDir {
        let Laptop { desk, folder, .. } = self;
        app::wipe::obey(desk).expect("erased");
        folder
    }

    /// Does as the station orders once nothing else uses the store, as the window does; the folder it was in.
    pub fn erase_when_alone(self) -> TempDir {
        let Laptop { desk, folder, .. } = self;
        app::wipe::obey_when_alone(desk).expect("erased");
        folder
    }

    /// Copies its folder as it is, as a backup program or a thief would.
    pub fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().expect("a folder");
        // The log is folded in, so that one file holds everything.
        assert_eq!(self.desk.store.check().expect("checked"), None);
        for name in ["store.db", "store.key"] {
            std::fs::copy(self.home().join(name), copy.path().join(name)).expect("copied");
        }
        copy
    }

    /// Opens a copied folder as another laptop.
    pub fn open_copy(&self, copy: TempDir) -> Laptop {
        Laptop::opened(copy, self.clock.clone())
    }

    /// One round of sync that must succeed.
    pub fn sync(&self) -> sync::engine::Round {
        self.try_sync().expect("a round of sync")
    }

    /// One round of sync.
    ///
    /// # Errors
    /// As the program reports it.
    pub fn try_sync(&self) -> Result<sync::engine::Round, AppError> {
        sync_round::run_once(&self.desk)
    }

    /// Writes a courier file.
    ///
    /// # Errors
    /// As the program reports it.
    pub fn courier_out(&self) -> Result<Vec<u8>, AppError> {
        Ok(app::courier::write(&self.desk, Vec::new())?.1)
    }

    /// Reads a courier file.
    ///
    /// # Errors
    /// As the program reports it.
    pub fn courier_in(&self, file: &[u8]) -> Result<app::courier::CourierRead, AppError> {
        app::courier::read(&self.desk, std::io::Cursor::new(file))
    }

    /// Makes a row in an area.
    pub fn create(&self, kind: &str, area: &str, fields: Value) -> String {
        self.try_put(Edit::create(kind, area, fields_of(fields)))
            .expect("created")
    }

    /// Changes a row as somebody who sees it now.
    pub fn change(&self, kind: &str, id: &str, fields: Value) {
        self.try_put(Edit::change(kind, id, None, fields_of(fields)))
            .expect("changed");
    }

    /// Writes one edit.
    ///
    /// # Errors
    /// As the store reports it.
    pub fn try_put(&self, edit: Edit) -> Result<String, StoreError> {
        let now = self.desk.now();
        let (id, _) = self.desk.store.write(now, |write| write.put(edit))?;
        Ok(id)
    }

    /// One column of one typed row; none if the row is not on this laptop. `sql` selects one text by `?1`.
    pub fn text(&self, sql: &str, id: &str) -> Option<String> {
        self.desk
            .store
            .read(|connection| -> Result<_, StoreError> {
                use rusqlite::OptionalExtension;
                Ok(connection
                    .query_row(sql, [id], |row| row.get(0))
                    .optional()?)
            })
            .expect("read")
    }

    /// Number of rows of a table that fit a condition without parameters.
    pub fn count(&self, sql: &str) -> i64 {
        self.desk
            .store
            .read(|connection| -> Result<i64, StoreError> {
                Ok(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .expect("counted")
    }

    /// Entries of the access log about records of this kind.
    pub fn accesses(&self, kind: &str) -> Vec<audit::Entry> {
        let entries = self.desk.store.read(store::log_entries).expect("the log");
        let entries = entries
            .iter()
            .map(|bytes| audit::Entry::parse(bytes).expect("an entry"));
        entries.filter(|entry| entry.kind == kind).collect()
    }

    /// Operations that wait.
    pub fn waiting(&self) -> i64 {
        self.count("SELECT count(*) FROM op WHERE settled_at = 0")
    }
}

/// A JSON object as fields.
pub fn fields_of(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

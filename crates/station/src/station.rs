//! A station: its folder, its database, its certificates, and serving them.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsConfig;
use sync::courier::SecretKeys;
use sync::lease::{Lease, Terms};
use sync::recovery::RecoveryKey;
use sync::wipe::Order;
use tokio::sync::Notify;

use crate::database::{self, Database, copy_database};
use crate::error::StationError;
use crate::place::{self, Server};
use crate::refusals::Refusals;
use crate::requests::Requests;
use crate::{chores, courier, high_water, http, laptops, recovery, retention, secret, tidy, tls};

/// Reads the clock, ms since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// No clock that is right shows less: 2026-11-01, ms.
const BUILT_MS: i64 = 1_793_491_200_000;

/// File that says after how many days without contact laptops are read-only, and locked.
const TERMS: &str = "lease";

/// File that says when the last backup was made, ms since 1970.
pub(crate) const LAST_BACKUP: &str = "last-backup";

/// Whether a clock that says `now` is more than a day behind the newest stamp, or from before this program was made; both ms.
pub(crate) fn is_clock_behind(now: i64, newest: i64) -> bool {
    const DAY_MS: i64 = 86_400_000;
    now < (newest - DAY_MS).max(BUILT_MS)
}

/// An open station.
pub struct Station {
    /// Its database.
    pub database: Arc<Database>,
    /// Fingerprint of its root certificate.
    pub fingerprint: String,
    /// Addresses of all its servers, where it has several over one database; laptops are told.
    pub servers: Vec<String>,
    /// Keys under which it takes and signs courier files.
    pub(crate) courier: SecretKeys,
    /// How long laptops may be used without contact.
    pub terms: Terms,
    /// Who sits at the server ([`audit::CONSOLE`] and their account of the operating system); empty where nobody does.
    pub operator: String,
    /// Requests that have come to this server.
    pub(crate) requests: Requests,
    /// What it refused, counted.
    pub(crate) refusals: Refusals,
    /// Told when something may have to be erased at once.
    pub(crate) forget_soon: Arc<Notify>,
    /// Held while it erases: once a day, and when it was decided, may be at the same time.
    forgetting: Mutex<()>,
    folder: PathBuf,
    clock: Clock,
}

impl Station {
    /// Makes a new station in a folder, with its records in a file there.
    ///
    /// # Errors
    /// [`StationError::Exists`] if there is one.
    pub fn init(folder: &Path, name: &str, clock: Clock) -> Result<Station, StationError> {
        Station::make(folder, name, || {
            Database::create(&place::file(folder), name).map(|_| ())
        })?;
        Station::open(folder, clock)
    }

    /// Makes a new station in a folder, with its records in a PostgreSQL database.
    ///
    /// # Errors
    /// [`StationError::Exists`] if there is one; what PostgreSQL says.
    pub fn init_in(
        folder: &Path,
        name: &str,
        url: &str,
        clock: Clock,
    ) -> Result<Station, StationError> {
        Station::make(folder, name, || {
            let server = Server {
                station: Database::create_in(url, name)?.station(),
                database: url.to_owned(),
            };
            place::set_server(folder, Some(&server))
        })?;
        Station::open(folder, clock)
    }

    fn make(
        folder: &Path,
        name: &str,
        records: impl FnOnce() -> Result<(), StationError>,
    ) -> Result<(), StationError> {
        make_private(folder)?;
        let path = place::file(folder);
        if path.exists() || place::server(folder)?.is_some() {
            return Err(StationError::Exists(path));
        }
        tls::make_root(folder, name)?;
        records()
    }

    /// Opens the station in a folder. Blocks; not for threads of an asynchronous runtime.
    ///
    /// # Errors
    /// [`StationError::Missing`], [`StationError::ClockBehind`] if the machine's clock is more than a day behind the newest stamp or
    /// before this program was made, or what the database says.
    pub fn open(folder: &Path, clock: Clock) -> Result<Station, StationError> {
        let database = place::open(folder)?;
        if high_water::check(folder, &database)? {
            retention::replay(&database, folder, clock())?;
        }
        let head = database.read(|tx| tx.head())?;
        if is_clock_behind(clock(), head.hlc) {
            return Err(StationError::ClockBehind);
        }
        Ok(Station {
            database: Arc::new(database),
            fingerprint: tls::fingerprint(folder)?,
            servers: vec![],
            courier: courier::keys(folder)?,
            terms: terms(folder)?,
            operator: String::new(),
            requests: Requests::begin(clock()),
            refusals: Refusals::default(),
            forget_soon: Arc::default(),
            forgetting: Mutex::default(),
            folder: folder.to_owned(),
            clock,
        })
    }

    /// Moves the records of a stopped station into a PostgreSQL database (`url`), or from one into the folder's file (none). What was
    /// there before is kept. Laptops notice nothing.
    ///
    /// # Errors
    /// [`StationError::Exists`] if they are there already, or what the databases say; nothing is changed then.
    pub fn move_to(folder: &Path, url: Option<&str>) -> Result<(), StationError> {
        let from = place::open(folder)?;
        let name = from.read(|tx| tx.name())?;
        match url {
            Some(url) => {
                let to = Database::create_in(url, &name)?;
                copy_database(&from, &to)?;
                let server = Server {
                    database: url.to_owned(),
                    station: to.station(),
                };
                place::set_server(folder, Some(&server))?;
                if from.file().is_some() {
                    drop(from);
                    set_aside(folder)?;
                }
            }
            None if place::server(folder)?.is_none() => {
                return Err(StationError::Exists(place::file(folder)));
            }
            None => {
                let part = folder.join("station.db.part");
                remove_with_companions(&part);
                let to = Database::create(&part, &name)?;
                copy_database(&from, &to)?;
                drop(to);
                database::check_file(&part)?;
                remove_companions(&part);
                fs::rename(&part, place::file(folder))?;
                place::set_server(folder, None)?;
            }
        }
        high_water::forget_server(folder)
    }

    /// Writes a consistent copy of the records into a new file, also while the station is served, and notes when.
    ///
    /// # Errors
    /// As [`Database::backup`].
    pub fn backup(&self, file: &Path) -> Result<(), StationError> {
        self.database.backup(file)?;
        Ok(fs::write(
            self.folder.join(LAST_BACKUP),
            self.now().to_string(),
        )?)
    }

    /// Erases what is due: records whose period is over, and what two people decided to erase. Returns how many.
    ///
    /// # Errors
    /// What the database or the disk says.
    pub fn forget(&self) -> Result<usize, StationError> {
        let _alone = self.forgetting.lock();
        retention::forget(&self.database, Some(&self.folder), self.now())
    }

    /// Takes from all laptops what is older than they hold, and gives back what is wanted again. Returns how many records.
    ///
    /// # Errors
    /// What the database says.
    pub fn put_away(&self) -> Result<usize, StationError> {
        let _alone = self.forgetting.lock();
        retention::put_away(&self.database, self.now())
    }

    /// What is done once a day: what a backup brought back is erased again, what is due is erased, deleted rows lose their content, and what
    /// laptops need no longer is put away.
    ///
    /// # Errors
    /// What the database or the disk says.
    pub fn tidy(&self) -> Result<usize, StationError> {
        retention::replay(&self.database, &self.folder, self.now())?;
        let erased = self.forget()? + tidy::tidy(&self.database, self.now())?;
        let moved = self.put_away()?;
        if moved > 0 {
            tracing::info!(moved, "records put away or given back");
        }
        // Also what a busy day or a crash left in the log.
        self.database.scrub()?;
        Ok(erased)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its name.
    ///
    /// # Errors
    /// What the database says.
    pub fn name(&self) -> Result<String, StationError> {
        self.database.read(|tx| tx.name())
    }

    /// The key to which laptops seal theirs for a recovery; none while none was made.
    ///
    /// # Errors
    /// If its file cannot be read.
    pub(crate) fn recovery(&self) -> Result<Option<Box<RecoveryKey>>, StationError> {
        recovery::signed(&self.folder, &self.courier)
    }

    /// Time now, ms.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Puts a backup in place of the records. The old ones are kept: beside it, or as another station of the database. Another history
    /// begins, so that laptops give back what the backup does not know. Returns where the old ones are.
    ///
    /// # Errors
    /// [`StationError::NoBackup`] if the backup is none or is not sound, [`StationError::OtherStation`]; nothing is changed then.
    pub fn restore(folder: &Path, backup: &Path) -> Result<PathBuf, StationError> {
        if !backup.exists() {
            return Err(StationError::Missing(backup.to_owned()));
        }
        let part = folder.join("station.db.part");
        remove_with_companions(&part);
        fs::copy(backup, &part)?;
        let incoming = Database::begin_from(&part)
            .and_then(|incoming| check_ours(folder, incoming))
            .inspect_err(|_| remove_with_companions(&part))
            .map_err(|error| match error {
                StationError::Damaged(_) => StationError::NoBackup(backup.to_owned()),
                other => other,
            })?;
        // Records that cannot be read any more tell nothing of laptops either, nor of what was erased: that is noted beside them too.
        let here = place::open(folder);
        if let Ok(here) = &here {
            retention::learn(folder, here)?;
        }
        let now = incoming.read(|tx| tx.head())?.hlc;
        retention::replay(&incoming, folder, now)?;
        match here.and_then(|here| laptops::carry(&here, &incoming)) {
            Ok(carried) => {
                tracing::info!(carried, "laptops known since the backup are carried over")
            }
            Err(error) => {
                tracing::warn!(%error, "check all laptops: who was revoked since the backup is in service again")
            }
        }
        // What was noted is of the history that ends here.
        high_water::forget(folder)?;
        if let Some(server) = place::server(folder)? {
            let name = incoming.read(|tx| tx.name())?;
            let to = Database::create_in(&server.database, &name)?;
            copy_database(&incoming, &to)?;
            drop(incoming);
            remove_with_companions(&part);
            let replacing = Server {
                station: to.station(),
                ..server.clone()
            };
            place::set_server(folder, Some(&replacing))?;
            return Ok(PathBuf::from(
                ["station ", &server.station.to_string(), " of the database"].concat(),
            ));
        }
        drop(incoming);
        remove_companions(&part);
        let aside = set_aside(folder)?;
        fs::rename(&part, place::file(folder))?;
        Ok(aside)
    }

    /// Sets how long laptops may be used without contact; each hears of it at its next one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn set_terms(folder: &Path, terms: Terms) -> Result<(), StationError> {
        let text = format!("{} {}\n", terms.read_only_after, terms.locked_after);
        Ok(fs::write(folder.join(TERMS), text)?)
    }

    /// A laptop's lease from `now`, ms, on.
    pub(crate) fn lease(&self, device: &str, now: i64) -> Lease {
        Lease::sign(&self.courier, device, self.terms, now)
    }

    /// The order to a laptop that is out of service to erase itself.
    pub(crate) fn wipe(&self, device: &str, stolen: bool) -> Order {
        Order::sign(&self.courier, device, stolen, self.now())
    }

    /// The key under which the station signs the head of its access log and its courier files, hexadecimal.
    pub fn public_key(&self) -> String {
        self.courier.public().sign
    }

    /// Names and addresses under which laptops reach this machine: what `init` was told, and loopback.
    ///
    /// # Errors
    /// If the list cannot be read.
    pub fn names(folder: &Path) -> Result<Vec<String>, StationError> {
        let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let path = folder.join("names");
        if path.exists() {
            names.extend(
                fs::read_to_string(path)?
                    .lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(str::to_owned),
            );
        }
        names.dedup();
        Ok(names)
    }
}

/// What was set, or the usual.
fn terms(folder: &Path) -> Result<Terms, StationError> {
    let path = folder.join(TERMS);
    if !path.exists() {
        return Ok(Terms::default());
    }
    let text = fs::read_to_string(path)?;
    let mut days = text.split_whitespace().map(|days| days.parse().ok());
    let terms = match (days.next().flatten(), days.next().flatten()) {
        (Some(read_only), Some(locked)) => Terms::of(read_only, locked),
        _ => None,
    };
    terms.ok_or(StationError::Damaged("lease terms".into()))
}

/// Makes the folder if there is none. Nobody but its owner reads it; one that holds other things already is left as it is.
fn make_private(folder: &Path) -> Result<(), StationError> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    if fs::read_dir(folder)?.next().is_none() {
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(folder, private)?;
    }
    Ok(())
}

/// Laptops of this station would be strangers to the records of another. What cannot be read any more cannot be compared.
fn check_ours(folder: &Path, incoming: Database) -> Result<Database, StationError> {
    let first = |database: &Database| database.read(|tx| tx.first_account());
    let here = place::open(folder).and_then(|database| first(&database));
    let there = first(&incoming)?;
    match (here, there) {
        (Ok(Some(here)), Some(there)) if here != there => {
            Err(StationError::OtherStation(incoming.read(|tx| tx.name())?))
        }
        _ => Ok(incoming),
    }
}

/// Renames the folder's file and its companions; returns its new name.
fn set_aside(folder: &Path) -> Result<PathBuf, StationError> {
    let path = place::file(folder);
    let aside = folder.join(["station.db.before-", &secret::token()?].concat());
    if path.exists() {
        fs::rename(&path, &aside)?;
    }
    for suffix in COMPANIONS {
        let companion = with_suffix(&path, suffix);
        if companion.exists() {
            fs::rename(companion, with_suffix(&aside, suffix))?;
        }
    }
    Ok(aside)
}

/// What SQLite keeps beside a file.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Only of a file that nobody has open and whose log was folded in.
fn remove_companions(path: &Path) {
    for suffix in COMPANIONS {
        let _ = fs::remove_file(with_suffix(path, suffix));
    }
}

fn remove_with_companions(path: &Path) {
    let _ = fs::remove_file(path);
    remove_companions(path);
}

/// A station that is being served; it stops when this is dropped or [`Serving::stop`] is called.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    handle: Handle<SocketAddr>,
}

impl Serving {
    /// Stops at once; requests under way are cut, as a power cut would.
    pub fn stop(&self) {
        self.handle.shutdown();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// Serves a station on a listener until it is stopped. Needs a tokio runtime.
///
/// # Errors
/// If the certificates cannot be made or the listener not used.
pub fn serve(
    station: Arc<Station>,
    listener: TcpListener,
) -> Result<(Serving, tokio::task::JoinHandle<std::io::Result<()>>), StationError> {
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let config = tls::server_config(&station.folder, &Station::names(&station.folder)?)?;
    let handle = Handle::new();
    let server =
        axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(config)))?
            // The last piece of an answer does not wait for the laptop to say that it has the others: 40 ms each.
            .map(|acceptor| acceptor.acceptor(NoDelayAcceptor::new()))
            .handle(handle.clone());
    if let Some(place) = place::server(&station.folder)? {
        Database::listen(&station.database, &place.database);
    }
    tokio::spawn(chores::tidy_daily(Arc::downgrade(&station)));
    tokio::spawn(chores::forget_when_told(
        Arc::downgrade(&station),
        station.forget_soon.clone(),
    ));
    tokio::spawn(high_water::keep(
        station.folder.clone(),
        Arc::downgrade(&station.database),
    ));
    let task = tokio::spawn(server.serve(http::router(station).into_make_service()));
    Ok((Serving { address, handle }, task))
}

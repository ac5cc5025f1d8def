//! A station: its folder, its database, its certificates, and serving them.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use sync::courier::SecretKeys;

use crate::database::{self, Database};
use crate::error::StationError;
use crate::{courier, http, secret, tls};

/// Reads the clock, ms since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// An open station.
pub struct Station {
    /// Its database.
    pub database: Database,
    /// Fingerprint of its root certificate.
    pub fingerprint: String,
    /// Keys under which it takes and signs courier files.
    pub(crate) courier: SecretKeys,
    folder: PathBuf,
    clock: Clock,
}

fn database_path(folder: &Path) -> PathBuf {
    folder.join("station.db")
}

impl Station {
    /// Makes a new station in a folder.
    ///
    /// # Errors
    /// [`StationError::Exists`] if there is one.
    pub fn init(folder: &Path, name: &str, clock: Clock) -> Result<Station, StationError> {
        fs::create_dir_all(folder)?;
        let path = database_path(folder);
        if path.exists() {
            return Err(StationError::Exists(path));
        }
        tls::make_root(folder, name)?;
        Database::create(&path, name)?;
        Station::open(folder, clock)
    }

    /// Opens the station in a folder.
    ///
    /// # Errors
    /// [`StationError::Missing`], [`StationError::ClockBehind`] if the machine's clock is more than a day behind the newest stamp, or what
    /// the database says.
    pub fn open(folder: &Path, clock: Clock) -> Result<Station, StationError> {
        const DAY_MS: i64 = 86_400_000;
        let database = Database::open(&database_path(folder))?;
        let (_, _, hlc) = database.read(|tx| tx.head())?;
        if clock() < hlc - DAY_MS {
            return Err(StationError::ClockBehind);
        }
        Ok(Station {
            database,
            fingerprint: tls::fingerprint(folder)?,
            courier: courier::keys(folder)?,
            folder: folder.to_owned(),
            clock,
        })
    }

    /// Time now, ms.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Puts a backup in place of the database. The old one is kept beside it; another history begins, so that laptops give back what the
    /// backup does not know.
    ///
    /// # Errors
    /// [`StationError::Damaged`] if the backup is not sound; nothing is changed then.
    pub fn restore(folder: &Path, backup: &Path) -> Result<PathBuf, StationError> {
        if !backup.exists() {
            return Err(StationError::Missing(backup.to_owned()));
        }
        let path = database_path(folder);
        let part = folder.join("station.db.part");
        fs::copy(backup, &part)?;
        database::check_file(&part)?;
        let incoming = Database::open(&part)?;
        incoming.write(|tx| tx.next_epoch())?;
        drop(incoming);
        let aside = folder.join(format!("station.db.before-restore-{}", secret::token()?));
        if path.exists() {
            fs::rename(&path, &aside)?;
        }
        for suffix in ["-wal", "-shm"] {
            for name in [&path, &part] {
                let mut companion = name.as_os_str().to_owned();
                companion.push(suffix);
                let companion = PathBuf::from(companion);
                if name == &path && companion.exists() {
                    let mut kept = aside.as_os_str().to_owned();
                    kept.push(suffix);
                    fs::rename(&companion, PathBuf::from(kept))?;
                } else {
                    let _ = fs::remove_file(&companion);
                }
            }
        }
        fs::rename(&part, &path)?;
        Ok(aside)
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
            .handle(handle.clone());
    let task = tokio::spawn(server.serve(http::router(station).into_make_service()));
    Ok((Serving { address, handle }, task))
}

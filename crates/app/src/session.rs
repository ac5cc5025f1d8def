//! From a closed lid to an open desk: enrolling, unlocking, locking.

use std::path::Path;
use std::sync::Arc;

use domain::Role;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Changed, KdfCost, Store};

use crate::books::BookName;
use crate::clock::Clock;
use crate::desk::Desk;
use crate::error::AppError;
use crate::imports::apart::Reader;
use crate::lease;
use crate::network::{self, Invitation};
use crate::passphrase;
use crate::retention;
use crate::wipe;
use crate::words::Language;
use crate::written_files;

/// An area by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AreaRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The signed-in account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Me {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Areas on this laptop.
    pub areas: Vec<AreaRef>,
    /// What it may do.
    pub may: Vec<String>,
}

/// Where the program stands before and after unlocking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SessionState {
    /// `fresh`, `locked`, `covered` (by the curtain), `open` or `trouble`.
    pub phase: String,
    /// Who is signed in.
    pub me: Option<Me>,
    /// Whose store is chosen.
    pub user_name: Option<String>,
    /// Which book is chosen; while it is closed.
    pub book: Option<String>,
    /// All books of this laptop, the one used last first; while they are closed.
    pub books: Vec<BookName>,
    /// What is wrong with the store; of a fresh laptop, why it is empty.
    pub trouble: Option<AppError>,
    /// Version of the program.
    pub version: String,
    /// Language.
    pub language: Language,
}

/// What enrolling asks for.
#[derive(Clone, Serialize, Deserialize, Type)]
pub struct EnrolForm {
    /// Address of the station.
    pub station_url: String,
    /// One-time code.
    pub code: String,
    /// Fingerprint on the paper.
    pub fingerprint: Option<String>,
    /// New passphrase of this laptop.
    pub passphrase: String,
}

/// Data folder of this program for the signed-in user of the machine.
pub fn default_home() -> Option<std::path::PathBuf> {
    directories::ProjectDirs::from("cn", "", "Beatbook")
        .map(|folders| folders.data_dir().to_owned())
}

/// Where device secrets lie: apart from the data, which somebody may copy or carry.
fn default_secrets() -> Option<std::path::PathBuf> {
    directories::ProjectDirs::from("cn", "", "Beatbook")
        .map(|folders| folders.config_local_dir().join("device"))
}

/// Has the stores of this process keep device secrets: in the folder that the environment names, or where they usually lie. Programs call
/// it once, at their start. An empty name means that they keep none; a store that has one does not open then.
pub fn keep_device_secrets() {
    let named = std::env::var_os("BEATBOOK_SECRETS").map(std::path::PathBuf::from);
    let folder = named.or_else(default_secrets);
    if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
        store::keep_device_secrets_in(folder);
    }
}

/// What kind of store is in a folder, without its key.
pub fn look(home: &Path, language: Language) -> SessionState {
    let finished = store::finish_destroying(home);
    let (phase, user_name, trouble) = match finished.and_then(|()| store::peek(home)) {
        Ok(None) => {
            let erased = wipe::was_erased(home);
            let told = erased.then(|| AppError::new("laptop_erased").in_language(language));
            ("fresh", None, told)
        }
        Ok(Some(existing)) => ("locked", Some(existing.user_name), None),
        Err(error) => (
            "trouble",
            None,
            Some(AppError::from(error).in_language(language)),
        ),
    };
    SessionState {
        phase: phase.to_owned(),
        me: None,
        user_name,
        book: None,
        books: Vec::new(),
        trouble,
        version: crate::sync_round::APP_VERSION.to_owned(),
        language,
    }
}

/// Enrols this laptop with a code and makes its store.
///
/// The folder is looked at first: a code is not used up for a laptop that has a store already.
///
/// # Errors
/// `store_exists`, `passphrase_too_short`, `passphrase_guessable`, `code_refused`, `station_unreachable`, `station_foreign`, `disk_full`.
pub fn enrol(
    home: &Path,
    form: &EnrolForm,
    laptop: &str,
    cost: KdfCost,
) -> Result<Store, AppError> {
    store::finish_destroying(home)?;
    if store::peek(home)?.is_some() {
        return Err(AppError::new("store_exists"));
    }
    passphrase::check(&form.passphrase, &[])?;
    let keys = crate::courier::new_keys()?;
    let admitted = network::enrol(&Invitation {
        url: form.station_url.clone(),
        code: form.code.clone(),
        fingerprint: form.fingerprint.clone(),
        laptop: laptop.to_owned(),
        app_version: crate::sync_round::APP_VERSION.to_owned(),
        courier: keys.public(),
    })?;
    let store = store::create(home, &form.passphrase, &admitted.identity, cost)?;
    store.set_courier_keys(0, &keys, admitted.courier.as_ref())?;
    wipe::begin_anew(home);
    Ok(store)
}

/// Six digits that this laptop shows while it waits to be confirmed, and that the chief sees beside it.
///
/// # Errors
/// If the store cannot be read.
pub fn check_digits(desk: &Desk) -> Result<String, AppError> {
    let (keys, _) = desk.store.courier_keys(desk.now())?;
    Ok(sync::request::check_digits(&keys.public().sign))
}

/// Opens the store with its passphrase at `now`, ms since 1970. After wrong ones in a row it has to be waited.
///
/// # Errors
/// `wrong_passphrase`, `wait_seconds`, `wait_minutes`, `store_missing`, `store_damaged`, `store_newer`, `store_open_elsewhere`, `key_file_damaged`.
pub fn unlock(home: &Path, passphrase: &str, now: i64) -> Result<Store, AppError> {
    store::finish_destroying(home)?;
    let store = passphrase::tried(home, now, || Ok(store::open(home, passphrase)?))?;
    store.forget_wrong_pins(now)?;
    Ok(store)
}

/// A desk over an open store.
///
/// # Errors
/// If the store cannot be read.
pub fn desk(
    store: Store,
    clock: Arc<dyn Clock>,
    language: Language,
    on_changed: Arc<dyn Fn(&Changed) + Send + Sync>,
) -> Result<Desk, AppError> {
    let identity = store.read(store::state::identity)?;
    Ok(Desk {
        store: Arc::new(store),
        clock,
        language,
        user: identity.user,
        reader: Reader::this_program(),
        on_changed,
    })
}

/// Called before anything of an open store is shown: whether the laptop may be used without its station, and what is no longer kept.
///
/// # Errors
/// As [`lease::check_may_open`]; if the store cannot be written.
pub fn before_showing(desk: &Desk) -> Result<(), AppError> {
    lease::check_may_open(desk)?;
    retention::before_showing(desk)?;
    written_files::sweep(desk).map(|_| ())
}

/// Who is signed in, with areas and rights.
///
/// # Errors
/// If the store cannot be read.
pub fn me(desk: &Desk) -> Result<Me, AppError> {
    let role = desk.role()?;
    desk.read(|connection| {
        let identity = store::state::identity(connection)?;
        let mut statement = connection.prepare_cached(
            "SELECT a.id, a.name FROM areas a JOIN scope s ON s.name = 'area:' || a.id WHERE s.held = 1 ORDER BY a.name",
        )?;
        let areas = statement
            .query_map([], |row| {
                Ok(AreaRef {
                    id: row.get("id")?,
                    name: row.get("name")?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(Me {
            id: identity.user,
            name: identity.user_name,
            role,
            areas,
            may: role
                .acts()
                .into_iter()
                .map(|act| act.as_str().to_owned())
                .collect(),
        })
    })
}

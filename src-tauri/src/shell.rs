//! What the window's commands share: the folder, the language, and the open desk with its sync loop.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;

use app::backup::{self, FoundBackup};
use app::clock::{Clock as _, SystemClock};
use app::importing::{ImportPreview, Prepared, Progress};
use app::session::{self, Me, SessionState};
use app::sync_round::SyncLoop;
use app::syncing::{self, LiveState};
use app::{AppError, Desk, Language, wipe};
use serde::Serialize;
use store::{Changed, KdfCost, Store};
use tauri::{AppHandle, Emitter, Manager};

struct Open {
    desk: Desk,
    sync: SyncLoop,
}

/// Shared by all commands.
pub struct Shell {
    home: PathBuf,
    handle: AppHandle,
    language: RwLock<Language>,
    open: RwLock<Option<Open>>,
    closing: Mutex<Option<JoinHandle<()>>>,
    /// The file opened last, and whether it was taken in.
    import: Mutex<Option<(Arc<Prepared>, bool)>>,
    /// The reading or taking in that is under way.
    importing: Mutex<Option<Progress>>,
    painted: AtomicBool,
}

#[derive(Clone, Serialize)]
struct ChangedEvent {
    kinds: Vec<String>,
}

#[derive(Clone, Serialize)]
struct ImportProgress {
    done: u32,
    all: u32,
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shell {
    /// A closed shell over a data folder.
    pub fn new(home: PathBuf, handle: AppHandle, language: Language) -> Shell {
        Shell {
            home,
            handle,
            language: RwLock::new(language),
            open: RwLock::new(None),
            closing: Mutex::new(None),
            import: Mutex::new(None),
            importing: Mutex::new(None),
            painted: AtomicBool::new(false),
        }
    }

    /// Language of the user.
    pub fn language(&self) -> Language {
        *self.language.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the language, also of the open desk.
    pub fn set_language(&self, language: Language) {
        *self
            .language
            .write()
            .unwrap_or_else(PoisonError::into_inner) = language;
        if let Some(open) = &mut *self.open.write().unwrap_or_else(PoisonError::into_inner) {
            open.desk.language = language;
        }
    }

    /// The open desk.
    ///
    /// # Errors
    /// `locked`.
    pub fn desk(&self) -> Result<Desk, AppError> {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|open| open.desk.clone())
            .ok_or_else(|| AppError::new("locked").in_language(self.language()))
    }

    /// State of the sync loop.
    pub fn live(&self) -> LiveState {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|open| open.sync.live())
            .unwrap_or_default()
    }

    /// Asks for a round of sync.
    pub fn poke(&self) {
        if let Some(open) = &*self.open.read().unwrap_or_else(PoisonError::into_inner) {
            open.sync.poke();
        }
    }

    /// Where the program stands.
    pub fn state(&self) -> SessionState {
        let language = self.language();
        match self.desk().and_then(|desk| session::me(&desk)) {
            Ok(me) => SessionState {
                phase: "open".to_owned(),
                user_name: Some(me.name.clone()),
                me: Some(me),
                trouble: None,
                version: app::sync_round::APP_VERSION.to_owned(),
                language,
            },
            Err(_) => session::look(&self.home, language),
        }
    }

    /// Enrols this laptop and opens its new store.
    ///
    /// # Errors
    /// As [`session::enrol`].
    pub fn enrol(&self, form: &session::EnrolForm) -> Result<Me, AppError> {
        let store = session::enrol(&self.home, form, &laptop_name(), KdfCost::NORMAL)
            .map_err(|error| error.in_language(self.language()))?;
        let me = self.start(store)?;
        Ok(me)
    }

    /// Opens the store with its passphrase.
    ///
    /// # Errors
    /// As [`session::unlock`].
    pub fn unlock(&self, passphrase: &str) -> Result<Me, AppError> {
        // The store stays open until the last round has ended.
        if let Some(closing) = hold(&self.closing).take() {
            let _ = closing.join();
        }
        let store = session::unlock(&self.home, passphrase, SystemClock.now())
            .map_err(|error| error.in_language(self.language()))?;
        self.start(store)
    }

    /// Backups that can be put back now.
    pub fn backups_found(&self) -> Vec<FoundBackup> {
        backup::found(self.language(), SystemClock.now())
    }

    /// Puts one of [`Shell::backups_found`] back; what was done, ready to show.
    ///
    /// # Errors
    /// As [`backup::restore_found`].
    pub fn restore(&self, id: &str, passphrase: &str) -> Result<String, AppError> {
        let now = SystemClock.now();
        backup::restore_found(&self.home, id, passphrase, self.language(), now)
    }

    fn start(&self, store: Store) -> Result<Me, AppError> {
        let handle = self.handle.clone();
        let tell: Arc<dyn Fn(&Changed) + Send + Sync> = Arc::new(move |changed: &Changed| {
            let kinds = changed.iter().cloned().collect();
            let _ = handle.emit("changed", ChangedEvent { kinds });
        });
        let mut desk = session::desk(store, Arc::new(SystemClock), self.language(), tell.clone())?;
        if let Err(error) = session::before_showing(&desk) {
            return Err(wipe::obeyed(desk, error));
        }
        let (handle, for_live) = (self.handle.clone(), desk.clone());
        let sync = SyncLoop::start(desk.clone(), move |live| {
            if live.last_error.as_deref() == Some(wipe::ORDERED) {
                let handle = handle.clone();
                // The loop that hears of it ends with the desk.
                std::thread::spawn(move || handle.state::<Shell>().erase());
                return;
            }
            if let Ok(state) = syncing::state(&for_live, live) {
                let _ = handle.emit("sync_state", state);
            }
        })?;
        // Own edits go up at once when the station is there; what sync itself changes does not ask for more sync.
        let poke = sync.poker();
        desk.on_changed = Arc::new(move |changed| {
            tell(changed);
            poke();
        });
        let me = session::me(&desk)?;
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Open { desk, sync });
        Ok(me)
    }

    /// Keeps an opened file until another one is opened; returns what the user is shown.
    pub fn keep_import(&self, prepared: Prepared) -> ImportPreview {
        let preview = prepared.preview.clone();
        *hold(&self.import) = Some((Arc::new(prepared), false));
        preview
    }

    /// The opened file with this token, and whether it was taken in.
    ///
    /// # Errors
    /// `not_found` if another file was opened since.
    pub fn import(&self, id: &str) -> Result<(Arc<Prepared>, bool), AppError> {
        let kept = hold(&self.import);
        let found = kept.as_ref().filter(|(file, _)| file.preview.id == id);
        found
            .cloned()
            .ok_or_else(|| AppError::new("not_found").in_language(self.language()))
    }

    /// The file is in; its rows left out can still be saved.
    pub fn import_taken(&self, id: &str) {
        if let Some((file, taken)) = &mut *hold(&self.import) {
            *taken |= file.preview.id == id;
        }
    }

    /// Tells the window how far a reading or taking in is, which [`Shell::cancel_import`] calls off.
    pub fn import_progress(&self) -> Progress {
        let handle = self.handle.clone();
        let progress = Progress::new(move |done, all| {
            let _ = handle.emit("import_progress", ImportProgress { done, all });
        });
        *hold(&self.importing) = Some(progress.clone());
        progress
    }

    /// Calls off what is under way with a file.
    pub fn cancel_import(&self) {
        if let Some(progress) = hold(&self.importing).take() {
            progress.cancel.cancel();
        }
    }

    /// Says once, on standard output, that the first screen is painted.
    pub fn painted(&self) {
        if !self.painted.swap(true, Ordering::Relaxed) {
            println!("ready");
        }
    }

    /// Ends what is under way with a file, and takes the desk away from every command.
    fn close(&self) -> Option<Open> {
        self.cancel_import();
        hold(&self.import).take();
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.take()
    }

    /// Closes the desk and erases the store, at the station's order; the window begins anew. What was saved meanwhile is handed in first,
    /// and if that cannot be done now, the next start does it.
    fn erase(&self) {
        let Some(Open { desk, sync }) = self.close() else {
            return;
        };
        drop(sync);
        if let Err(error) = wipe::obey_when_alone(desk) {
            tracing::error!(code = error.code, "not erased");
        }
        let _ = self.handle.emit("session", self.state());
    }

    /// Closes the desk. A round under way ends in the background.
    pub fn lock(&self) {
        if let Some(open) = self.close() {
            *hold(&self.closing) = Some(std::thread::spawn(move || drop(open)));
        }
    }
}

/// What the chief sees the laptop called: its host name.
fn laptop_name() -> String {
    std::env::var("HOSTNAME")
        .ok()
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "laptop".to_owned())
}
